import fc from "fast-check";
import { expect, it } from "vitest";
import type { Accounts } from "../../src/aws/accounts.ts";
import { type Hub, Secret } from "../../src/model/desired/types.ts";
import { arrivalOf } from "../../src/model/explain/way.ts";
import type { Seen } from "../../src/model/failure.ts";
import type { AccountId, VpcRef, ZoneId } from "../../src/model/ids.ts";
import type { RulePath } from "../../src/model/observed/rule-account.ts";
import type { VpcView } from "../../src/model/observed/vpc.ts";
import type { RecordView } from "../../src/model/observed/zone.ts";
import {
  chainOf,
  type RecordsOf,
  type Resolution,
  resolutionOf,
} from "../../src/model/plan/resolution/answer.ts";
import { observe } from "../../src/operator/observe/observe.ts";
import { withHops } from "../../src/operator/observe/observe-paths.ts";
import { observeRulePath } from "../../src/operator/observe/observe-rules.ts";
import { listRecords } from "../../src/reconcilers/records.ts";
import { see } from "../../src/reconcilers/see.ts";
import { observeVpc } from "../../src/reconcilers/vpcs.ts";
import type { Answer } from "../../src/simulator/dns/answer.ts";
import { EXTERNAL_ID, HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import { ALPHA, hub, vpcOf, world } from "../support/scenario.ts";
import { createStage, desiredFrom, type Stage } from "../support/stage.ts";

const SEED = 12_061;

/** Names one below the other, and beside: what zones, rules, endpoints and records are named, and what clients ask. */
const DOMAINS = [
  "com",
  "example.com",
  "a.example.com",
  "b.a.example.com",
  "c.b.a.example.com",
  "z.example.com",
];
const SERVICES = {
  plain: ["a.example.com"],
  wild: ["*.b.a.example.com"],
  both: ["z.example.com", "*.z.example.com"],
};
const QUESTIONS = [
  ...DOMAINS.slice(1),
  "x.a.example.com",
  "x.y.b.a.example.com",
  "q.z.example.com",
  "*.a.example.com",
  "other.org",
];

const record = fc.record({
  at: fc.constantFrom(...QUESTIONS.slice(0, -1), "*.example.com", "*.a.example.com", "*.b.a.example.com"),
  type: fc.constantFrom("A", "A", "TXT"),
});
const zone = fc.record({
  name: fc.constantFrom(...DOMAINS.slice(1)),
  account: fc.constantFrom(HUB, ALPHA.account),
  records: fc.uniqueArray(record, { selector: ({ at, type }) => `${type} ${at}`, maxLength: 4 }),
});
const rule = fc.record({
  domain: fc.constantFrom(".", ...DOMAINS),
  type: fc.constantFrom("FORWARD", "SYSTEM"),
});
const vpc = fc.record({
  zones: fc.uniqueArray(zone, { selector: ({ name }) => name, maxLength: 4 }),
  rules: fc.uniqueArray(rule, { selector: ({ domain }) => domain, maxLength: 3 }),
  endpoints: fc.uniqueArray(fc.constantFrom(...(Object.keys(SERVICES) as (keyof typeof SERVICES)[])), {
    maxLength: 3,
  }),
  hasDns: fc.constantFrom(true, true, true, false),
});

it("what a VPC answers, by the model, is what the simulator's resolver answers, whatever the VPC holds", async () => {
  const kinds = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(vpc, async (given) => {
      const { stage, records, view } = await looked(given);
      for (const name of QUESTIONS) {
        const ours = resolutionOf(name, view, records);
        const theirs = stage.cloud.resolve(ALPHA.vpc, name);
        expect(told(ours), name).toEqual(toldBy(theirs));
        kinds.set(theirs.from.kind, (kinds.get(theirs.from.kind) ?? 0) + 1);
      }
    }),
    { seed: SEED, numRuns: 60 },
  );
  expect([...kinds.keys()].sort()).toEqual(["private-zone", "public", "rule", "service"]);
});

async function looked(given: typeof vpc extends fc.Arbitrary<infer T> ? T : never) {
  const stage = createStage(
    world({
      services: SERVICES,
      hub: { zones: zonesIn(given, ALPHA.vpc, HUB) },
      alpha: { zones: zonesIn(given, ALPHA.vpc, ALPHA.account) },
      alphaVpc: alphaSpec(given),
    }),
    { insyncMs: 0 },
  );
  return { stage, ...(await stage.clock.run(readVpc(stage.operator().accounts))) };
}

const TWO_VPC = "vpc-0a000000000000002";
const VIEWS = {
  one: {
    vpc: HUB_VPC,
    second: 0,
    inbound: "rslvr-in-0a000000000000001",
    outbound: "rslvr-out-0a000000000000001",
  },
  two: {
    vpc: TWO_VPC,
    second: 20,
    inbound: "rslvr-in-0a000000000000002",
    outbound: "rslvr-out-0a000000000000002",
  },
} as const;
type ViewName = keyof typeof VIEWS;
const NAMES = Object.keys(VIEWS) as ViewName[];

const led = fc.record({
  domain: fc.constantFrom(".", ...DOMAINS),
  to: fc.constantFrom<ViewName | "nobody" | "SYSTEM">("one", "two", "one", "two", "nobody", "SYSTEM"),
});
const ledRules = fc.uniqueArray(led, { selector: ({ domain }) => domain, maxLength: 3 });
const behind = fc.record({
  zones: fc.uniqueArray(zone, { selector: ({ name }) => name, maxLength: 3 }),
  rules: ledRules,
  endpoints: fc.uniqueArray(fc.constantFrom(...(Object.keys(SERVICES) as (keyof typeof SERVICES)[])), {
    maxLength: 2,
  }),
  hasDns: fc.constantFrom(true, true, true, true, false),
  health: fc.constantFrom("well", "well", "well", "well", "deaf", "mute", "closed"),
});
const forwarding = fc.record({ asked: vpc, rules: ledRules, one: behind, two: behind });
type Forwarding = typeof forwarding extends fc.Arbitrary<infer T> ? T : never;

it("and so is what rules hand over, by views that have rules of their own, are broken, or ask each other", async () => {
  const kinds = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(forwarding, async (given) => {
      const { stage, records, view, observed } = await lookedThrough(given);
      for (const name of QUESTIONS) {
        const ours = resolutionOf(name, view, records, (one) => arrivalOf(one, observed));
        const theirs = stage.cloud.resolve(ALPHA.vpc, name);
        expect(through(ours), name).toEqual(throughBy(stage, theirs));
        const way = chainOf(ours).map(({ by, answer: { kind } }) => `${by.kind} ${kind}`);
        for (const one of new Set(way)) kinds.set(one, (kinds.get(one) ?? 0) + 1);
      }
    }),
    { seed: SEED, numRuns: 25 },
  );
  const followed = [
    "rule elsewhere",
    "rule silent",
    "rule view",
    "endpoint endpoint",
    "zone nothing",
    "zone records",
  ];
  expect([...kinds.keys()]).toEqual(expect.arrayContaining([...followed, "public elsewhere"]));
});

/** Both in the same words, through each rule. Where nobody answers, how far the simulator went round does not matter. */
function through(resolution: Resolution): object {
  const { by, answer } = resolution;
  if (chainOf(resolution).some((one) => one.answer.kind === "silent"))
    return { dead: by.kind === "rule" && by.id };
  if (answer.kind !== "view") return told(resolution);
  return { ...told(resolution), there: through(answer.resolution) };
}

function throughBy(stage: Stage, answer: Answer): object {
  const { from, rcode } = answer;
  if (from.kind !== "rule") return toldBy(answer);
  const { behind } = from;
  if (rcode === "SERVFAIL" && !endsAbroad(stage, from)) return { dead: from.ruleId };
  return { ...toldBy(answer), ...(behind && { there: throughBy(stage, { ...answer, from: behind }) }) };
}

/** With servers of others: the simulator has none, and answers SERVFAIL. */
function endsAbroad({ cloud }: Stage, from: Answer["from"]): boolean {
  if (from.kind !== "rule") return false;
  if (from.behind) return endsAbroad({ cloud } as Stage, from.behind);
  const targets = cloud.estate.resolver.rules.get(from.ruleId)?.targets ?? [];
  return targets.some(({ Ip }) => Ip === ABROAD);
}

const ABROAD = "198.51.100.1";

/** Alpha's own things, and rules of the hub's account that lead into VPCs of that account. */
async function lookedThrough({ asked, rules, one, two }: Forwarding) {
  const given = { one, two };
  const own = new Set(asked.rules.map(({ domain }) => domain));
  const shared = rules.filter(({ domain }) => !own.has(domain)); // AWS takes one rule of a name
  const made = [
    ...ruleSpecs(shared, ALPHA.vpc, "alpha"),
    ...NAMES.flatMap((name) =>
      ruleSpecs(
        given[name].rules.filter(({ to }) => to !== name),
        VIEWS[name].vpc,
        name,
      ),
    ),
  ];
  const resources = made.filter(({ vpcs }) => vpcs.includes(ALPHA.vpc)).map(({ id }) => id);
  const zones = (account: string) => [
    ...zonesIn(asked, ALPHA.vpc, account),
    ...NAMES.flatMap((name) => zonesIn(given[name], VIEWS[name].vpc, account)),
  ];
  const stage = createStage(
    world({
      services: SERVICES,
      isOrganized: true,
      endpoints: endpointsOf(one),
      hub: {
        zones: zones(HUB),
        vpcs: [vpcOf(TWO_VPC, VIEWS.two.second, { ...viewSpec("two", two), endpoints: endpointsOf(two) })],
        resolverRules: made,
        shares:
          resources.length > 0
            ? [{ name: "rules", region: REGION, resources, principals: [ALPHA.account] }]
            : [],
      },
      alpha: { zones: zones(ALPHA.account) },
      alphaVpc: alphaSpec(asked),
      hubVpc: viewSpec("one", one),
    }),
    { insyncMs: 0 },
  );
  const { accounts } = stage.operator();
  const desired = desiredFrom(
    NAMES.map((name) => {
      const { vpc, inbound, outbound } = VIEWS[name];
      return hub(
        { vpc, anchorVpc: undefined, resolver: { inbound: { id: inbound }, outbound: { id: outbound } } },
        name,
      );
    }),
  );
  const looking = async () => {
    const { hubs, ...rest } = await observe(desired, accounts, { sweep: false });
    const rulePaths = new Map<Hub, RulePath>();
    for (const [one, seen] of hubs) rulePaths.set(one, await observeRulePath(one, seen, accounts));
    const views = [...rulePaths.values()].flatMap(({ view }) => (view.kind === "seen" ? [view.value] : []));
    const read = await readVpc(accounts, views);
    return { ...read, observed: await withHops(rulePaths.keys(), { hubs, ...rest, rulePaths }, accounts) };
  };
  return { stage, ...(await stage.clock.run(looking())) };
}

function ruleSpecs(rules: Forwarding["rules"], vpc: string, prefix: string) {
  return rules.map(({ domain, to }, i) => {
    const id = `rslvr-rr-${prefix}${i}`;
    const common = { id, region: REGION, domain, vpcs: [vpc] };
    if (to === "SYSTEM") return { ...common, type: "SYSTEM" as const };
    if (to === "nobody") return { ...common, targets: [ABROAD], endpoint: VIEWS.one.outbound };
    return { ...common, targets: targetsOf(to), endpoint: VIEWS[to].outbound };
  });
}

function targetsOf(view: ViewName): string[] {
  return [0, 1].map((third) => `10.${VIEWS[view].second}.${third}.53`);
}

/** `deaf`: no address of the inbound endpoint answers; `mute`: none of the outbound one's; `closed`: by security groups. */
function viewSpec(name: ViewName, { health, hasDns }: Forwarding["one"]) {
  const { inbound, outbound, second } = VIEWS[name];
  const subnets = [0, 1].map((third) => ({
    id: `subnet-0${second}${third}0000000000`,
    cidr: `10.${second}.${third}.0/24`,
  }));
  const dead = { status: "FAILED_CREATION" as const };
  const addresses = (is: Forwarding["one"]["health"], ips?: readonly string[]) =>
    subnets.map(({ id }, i) => ({
      subnet: id,
      ...(ips && { ip: ips[i] as string }),
      ...(health === is && dead),
    }));
  const group = `sg-0${second}000000000053`;
  return {
    enableDnsHostnames: hasDns,
    subnets,
    securityGroups: [
      { id: group, name: "dns", dnsFrom: [health === "closed" ? "192.168.0.0/16" : "10.0.0.0/8"] },
      ...(name === "one" ? [{ id: "sg-0e000000000000001", name: "endpoints" }] : []),
    ],
    resolverEndpoints: [
      {
        id: inbound,
        direction: "INBOUND" as const,
        securityGroups: [group],
        addresses: addresses("deaf", targetsOf(name)),
      },
      { id: outbound, direction: "OUTBOUND" as const, securityGroups: [group], addresses: addresses("mute") },
    ],
  };
}

function endpointsOf({ endpoints, hasDns }: Pick<Forwarding["one"], "endpoints" | "hasDns">) {
  return endpoints.map((service) => ({ service, privateDns: hasDns })); // AWS demands the attributes
}

function alphaSpec({ rules, endpoints, hasDns }: Forwarding["asked"]) {
  return {
    enableDnsHostnames: hasDns,
    endpoints: endpointsOf({ endpoints, hasDns }),
    resolverRules: rules.map(({ domain, type }) => ({
      domain,
      type: type as "FORWARD" | "SYSTEM",
      targets: type === "SYSTEM" ? [] : [ABROAD],
    })),
  };
}

function zonesIn(
  { zones, endpoints }: Pick<Forwarding["one"], "zones" | "endpoints">,
  vpc: string,
  account: string,
) {
  const held = new Set<string>(
    endpoints.flatMap((one) => SERVICES[one]).map((name) => name.replace("*.", "")),
  );
  return zones
    .filter((one) => one.account === account && !held.has(one.name)) // AWS refuses a second holder of a name
    .map(({ name, records }) => ({
      name,
      vpcs: [vpc],
      records: records
        .filter(({ at }) => at === name || at.endsWith(`.${name}`))
        .map(({ at, type }) => ({ name: at, type, values: [type === "A" ? "192.0.2.7" : '"x"'] })),
    }));
}

/** Alpha's VPC, and the records of its zones and of those of `others`, by the role of the account of each. */
async function readVpc(accounts: Accounts, others: readonly VpcView[] = []) {
  const role = { arn: `arn:aws:iam::${ALPHA.account}:role/spoke`, externalId: new Secret(EXTERNAL_ID) };
  const session = accounts.session(ALPHA.account as AccountId, role);
  const hubSession = accounts.session(HUB as AccountId, { arn: `arn:aws:iam::${HUB}:role/hub` });
  const seen = await observeVpc(session, { id: ALPHA.vpc, region: REGION } as VpcRef);
  if (seen.kind !== "seen") throw new Error(seen.failure.message);
  const found = new Map<ZoneId, Seen<readonly RecordView[]>>();
  for (const view of [seen.value, ...others])
    for (const { id, owner } of view.zones.kind === "seen" ? view.zones.value : []) {
      const by = owner.account === ALPHA.account ? session : hubSession;
      found.set(id, await see(() => listRecords(by.route53, id)));
    }
  return { view: seen.value, records: ((id) => found.get(id)) as RecordsOf };
}

/** Both in the same words: who answers, and whether with an address, with nothing for that type, or with NXDOMAIN. */
function told({ by, answer }: Resolution): object {
  const who = "id" in by ? { [by.kind]: by.id } : { public: true };
  if (by.kind === "public" || by.kind === "rule") return who;
  const isA = answer.kind === "records" && answer.records.some(({ type }) => type === "A");
  const comes =
    answer.kind === "nothing" ? "NXDOMAIN" : answer.kind === "endpoint" || isA ? "address" : "empty";
  return { ...who, comes };
}

function toldBy({ from, rcode, addresses }: Answer): object {
  const comes = rcode === "NXDOMAIN" ? rcode : addresses.length > 0 ? "address" : "empty";
  switch (from.kind) {
    case "private-zone":
      return { zone: from.zoneId, comes };
    case "service":
      return { endpoint: from.endpointId, comes };
    case "rule":
      return { rule: from.ruleId };
    case "public":
      return { public: true };
  }
}
