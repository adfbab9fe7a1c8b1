import type { PassEnd } from "../src/daemon/ports.ts";
import { rateOf } from "../src/model/cost/rates.ts";
import { fifthOf } from "../src/model/plan/rules/switching/wave.ts";
import { RULE_EFFECT_SECONDS } from "../src/model/propagation.ts";
import type { LoggedCall } from "../src/simulator/calls.ts";
import { type DaemonRun, daemonOn, repository } from "../test/support/daemon.ts";
import { fleet, HUB } from "../test/support/fleet.ts";
import { createStage, type Files } from "../test/support/stage.ts";
import { INSYNC_SECONDS, LATENCY_SECONDS } from "./limit.ts";
import { atMost, type Row, row, throttledRow } from "./row.ts";

const VPCS_PER_ZONE = 1_100;
const SIZE = {
  zones: 2,
  vpcs: 1_000,
  accounts: 20,
  rules: "per-endpoint" as const,
  quotas: `{ vpcsPerZone: ${VPCS_PER_ZONE} }`,
};
/** From AssociateResolverRule to COMPLETE, and from DisassociateResolverRule to gone. */
const ASSOCIATION_SECONDS = 10;
/** Of a hub without a rollout: others follow the first spoke that rules serve so much later (semantics 46). */
const FIRST_USE_MINUTES = 5;
const MINUTE_MS = 60_000;
const MINUTES_MAX = 180;

const WAYS = {
  "zones-to-rules": { joins: "AssociateResolverRule", leaves: "DisassociateVPCFromHostedZone" },
  "rules-to-zones": { joins: "AssociateVPCWithHostedZone", leaves: "DisassociateResolverRule" },
} as const;
type Way = keyof typeof WAYS;

/** A daemon changes the mode of a hub with a thousand spokes, and changes it back: how long each wave takes. */
export async function switchDurationRows(): Promise<Row[]> {
  const own = fleet(SIZE);
  const stage = createStage(own.world, {
    latencyMs: LATENCY_SECONDS * 1000,
    insyncMs: INSYNC_SECONDS * 1000,
    quotas: { vpcsPerZone: VPCS_PER_ZONE },
    ...{ sharingMs: 0, sharedSeenMs: 0, resolverRuleMs: 0 },
    resolverAssociationMs: ASSOCIATION_SECONDS * 1000,
  });
  const source = repository(stage, withMode(own.files, "phz-association"));
  const run = daemonOn(stage, { desiredState: source, pollMs: 1_000 });
  await settle(run);
  const rows: Row[] = [];
  for (const way of ["zones-to-rules", "rules-to-zones"] as const) {
    stage.cloud.calls.clear();
    const before = run.passes.length;
    const began = stage.clock.now();
    source.commit(withMode(own.files, way === "zones-to-rules" ? "resolver-rule" : "phz-association"));
    await settle(run);
    const calls = stage.cloud.calls.list();
    const passes = run.passes.slice(before);
    rows.push(
      waveRow(way, passes, calls, began),
      wholeRow(way, calls, began),
      readsRow(way, calls),
      throttledRow(`switch/${way}/${nameOf()}`, calls),
    );
  }
  await run.stop();
  return rows;
}

function nameOf(): string {
  return `${SIZE.zones},${SIZE.vpcs},${SIZE.accounts}`;
}

/** The mode that spokes without one of their own have; a fleet of rules says `resolver-rule`. */
function withMode(files: Files, mode: string): Files {
  return files.map(({ path, text }) => ({
    path,
    text: text.replace("mode: resolver-rule", `mode: ${mode}`),
  }));
}

/** Until the last pass had nothing to do and held nothing back that goes on by itself. */
async function settle(run: DaemonRun): Promise<void> {
  const before = run.passes.length;
  for (let minute = 0; minute < MINUTES_MAX; minute++) {
    await run.after(MINUTE_MS);
    const [last] = run.passes.slice(before).slice(-1);
    if (last && "report" in last && isQuiet(last.report.plan)) return;
  }
  throw new Error(`after ${MINUTES_MAX} minutes there is still something to do`);
}

function isQuiet({ actions, findings }: Extract<PassEnd, { report: unknown }>["report"]["plan"]): boolean {
  return actions.length === 0 && !findings.some(({ reason }) => /NextWave|SwitchWaits|FirstUse/.test(reason));
}

/**
 * The worst wave. One begins with its pass; it is over when the last of its VPCs has left what answered before, and DNS says
 * so. The next one begins meanwhile, and counts from when this one is over.
 */
function waveRow(way: Way, passes: readonly PassEnd[], calls: readonly LoggedCall[], began: number): Row {
  const all = passes.flatMap((pass) => waveOf(way, pass, calls) ?? []);
  const waves = all.map((wave, i) => {
    const since = Math.max(wave.startedAt, all[i - 1]?.endedAt ?? 0);
    return { ...wave, seconds: (wave.endedAt - since) / 1000 };
  });
  const worst = waves.reduce((a, b) => (b.seconds / b.limit > a.seconds / a.limit ? b : a));
  const end = Math.max(...waves.map((wave) => wave.endedAt));
  const note = `s; ${waves.length} waves in ${Math.round((end - began) / MINUTE_MS)} minutes, ${calls.length} calls`;
  const goal = way === "zones-to-rules" ? atMost(1.05) : undefined;
  return row(`switch/duration/${way}/${nameOf()}`, worst.seconds, worst.limit, goal, note);
}

function waveOf(way: Way, { startedAt, endedAt }: PassEnd, calls: readonly LoggedCall[]) {
  const { joins, leaves } = WAYS[way];
  const joined = calls.filter(({ operation, at }) => operation === joins && at >= startedAt && at <= endedAt);
  const vpcs = new Set(joined.map(vpcOf));
  if (vpcs.size < 2) return undefined; // the first spoke of all, alone
  const left = calls.filter((call) => call.operation === leaves && vpcs.has(vpcOf(call)));
  const lastOf = (some: readonly LoggedCall[]) => Math.max(...some.map(({ at, tookMs }) => at + tookMs));
  const joinedAt = lastOf(joined);
  const gone = way === "zones-to-rules" ? INSYNC_SECONDS : ASSOCIATION_SECONDS;
  const ended = lastOf(left) + gone * 1000;
  const until = calls.filter(({ at }) => at >= startedAt && at <= joinedAt);
  const limit = way === "zones-to-rules" ? toRules(until, left) : toZones(joined, left);
  return { limit, startedAt, endedAt: ended };
}

/**
 * From the commit until the last VPC has left what answered before, and DNS says so: not wave by wave, for they overlap, but what
 * none of them can do sooner.
 */
function wholeRow(way: Way, calls: readonly LoggedCall[], began: number): Row {
  const { joins, leaves } = WAYS[way];
  const [joined, left] = [joins, leaves].map((name) => calls.filter(({ operation }) => operation === name));
  const last = Math.max(...(left ?? []).map(({ at, tookMs }) => at + tookMs));
  const gone = way === "zones-to-rules" ? INSYNC_SECONDS : ASSOCIATION_SECONDS;
  const seconds = (last - began) / 1000 + gone;
  const limit = way === "zones-to-rules" ? allToRules(joined ?? [], left ?? []) : allToZones(joined ?? []);
  const goal = way === "zones-to-rules" ? atMost(1.05) : undefined;
  return row(`switch/whole/${way}/${nameOf()}`, seconds, limit, goal, `s; ${calls.length} calls`);
}

/** What is asked of spokes' VPCs before they join anything: by each pass, of all that have not begun. */
function readsRow(way: Way, calls: readonly LoggedCall[]): Row {
  const asked = calls.filter(({ operation, account }) => account !== HUB && INSPECTION.has(operation)).length;
  const note =
    "calls, of all spokes that wait in each pass; of: each asked once, in the pass that begins with it";
  return row(`switch/reads/${way}/${nameOf()}`, asked, CALLS_OF_INSPECTION * SIZE.vpcs, undefined, note);
}

const INSPECTION: ReadonlySet<string> = new Set([
  "DescribeVpcs",
  "DescribeVpcAttribute",
  "DescribeVpcEndpoints",
  "ListHostedZonesByVPC",
]);
/** The attributes are two. */
const CALLS_OF_INSPECTION = INSPECTION.size + 1;

/** The first spoke COMPLETE, the others' pause, the first wave's joins, COMPLETE and the minute; then all exits, one after the other. */
function allToRules(joined: readonly LoggedCall[], left: readonly LoggedCall[]): number {
  const first = ASSOCIATION_SECONDS + FIRST_USE_MINUTES * 60;
  const wave = joined.slice(SIZE.zones, (1 + fifthOf(SIZE.vpcs)) * SIZE.zones);
  const begins = busiest(wave, "resolver") + ASSOCIATION_SECONDS + RULE_EFFECT_SECONDS;
  const exits = bucket("route53", "DisassociateVPCFromHostedZone", left.length);
  return first + begins + exits + INSYNC_SECONDS;
}

/** The hub's bucket for all that it calls is empty from the first join to the last exit's look; then the last rule is left. */
function allToZones(joined: readonly LoggedCall[]): number {
  return bucket("route53", "all", 3 * joined.length) + ASSOCIATION_SECONDS;
}

function vpcOf({ params }: LoggedCall): string {
  return String(params.VPCId);
}

/** Joins by each account's Resolver, COMPLETE, the minute, exits by the hub's Route 53, INSYNC. */
function toRules(until: readonly LoggedCall[], left: readonly LoggedCall[]): number {
  const joins = busiest(
    until.filter(({ service }) => service === "route53resolver"),
    "resolver",
  );
  const exits = bucket("route53", "DisassociateVPCFromHostedZone", left.length);
  return joins + ASSOCIATION_SECONDS + RULE_EFFECT_SECONDS + exits + INSYNC_SECONDS;
}

/** By the hub's Route 53 an authorization, its deletion and a GetChange for each join; exits by each account's Resolver. */
function toZones(joined: readonly LoggedCall[], left: readonly LoggedCall[]): number {
  return bucket("route53", "all", 3 * joined.length) + busiest(left, "resolver") + ASSOCIATION_SECONDS;
}

function busiest(calls: readonly LoggedCall[], service: "resolver"): number {
  const perAccount = [...Map.groupBy(calls, ({ account }) => account).values()];
  return Math.max(0, ...perAccount.map((own) => bucket(service, service, own.length)));
}

/** How long a bucket that is full makes the last of these tokens wait. */
function bucket(service: "resolver" | "route53", name: string, tokens: number): number {
  const { burst, perSecond } = rateOf(service, name);
  return Math.max(0, (tokens - burst) / perSecond);
}
