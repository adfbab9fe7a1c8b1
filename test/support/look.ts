import {
  ChangeResourceRecordSetsCommand,
  DeleteHostedZoneCommand,
  Route53Client,
  type VPC,
  type VPCRegion,
} from "@aws-sdk/client-route-53";
import { expect } from "vitest";
import type { ActionKind } from "../../src/model/action/action.ts";
import type { ZoneAction } from "../../src/model/action/zone.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Plan } from "../../src/model/plan/plan.ts";
import { converged, type Report } from "../../src/model/report.ts";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { inventory, type ZoneInventory } from "../../src/simulator/inventory.ts";
import { HUB } from "./fleet.ts";
import { world } from "./scenario.ts";
import { createStage, type Files, type Stage } from "./stage.ts";

/** What a test looks at: the simulated estate, its DNS answers, and what a plan said. */

type Named = { readonly id: string } & ZoneInventory;

/** Every zone, with its bare id; names without the final dot. */
export function zones(stage: Stage): Named[] {
  const ids = [...stage.cloud.estate.zones.byId.values()];
  return inventory(stage.cloud.estate).zones.map((zone) => ({
    ...zone,
    id: ids.find((z) => z.callerReference === zone.callerReference)?.id ?? "",
    name: zone.name.replace(/\.$/, ""),
  }));
}

export function zoneNamed(stage: Stage, name: string): Named {
  const found = zones(stage).filter((z) => z.name === name);
  const [zone] = found;
  if (!zone || found.length > 1) throw new Error(`${found.length} zones are named ${name}`);
  return zone;
}

/** The whole estate, for "nothing was changed". */
export function snapshot(stage: Stage): unknown {
  return structuredClone(inventory(stage.cloud.estate));
}

/** `public`, `NXDOMAIN`, `no address`, `own endpoint`, `rule`, or the private addresses that a zone leads to. */
export function answer(stage: Stage, vpc: string, name: string, type: "A" | "AAAA" = "A"): string {
  const { rcode, addresses, from } = stage.cloud.resolve(vpc, name, type);
  if (rcode === "NXDOMAIN") return "NXDOMAIN";
  if (from.kind === "public") return "public";
  if (from.kind === "service") return "own endpoint";
  if (from.kind === "rule") return "rule";
  return addresses.length > 0 ? addresses.join(" ") : "no address";
}

/** Until every change made so far is INSYNC, so that DNS shows it. */
export async function propagate(stage: Stage): Promise<void> {
  await stage.clock.run(stage.clock.sleep(60_000));
}

/** Applies and propagates; the pass must converge, and the next plan must be empty. */
export async function converge(stage: Stage, files: Files): Promise<Report> {
  const report = await stage.operator().apply(files);
  expect(troubles(report)).toEqual([]);
  expect(converged(report)).toBe(true);
  await propagate(stage);
  expect(actionsOf(await stage.operator().plan(files))).toEqual([]);
  return report;
}

/** What went wrong in a pass, in words that a failing test should print. */
function troubles({ plan, outcomes, unconfirmed }: Report): unknown[] {
  return [
    ...plan.findings.filter((f) => f.kind !== "note" && f.kind !== "window"),
    ...outcomes.filter((o) => o.result !== "done"),
    ...unconfirmed,
  ];
}

/** A stage on which the files were applied. */
export async function stageWith(files: Files, given: string = world()): Promise<Stage> {
  const stage = createStage(given);
  await converge(stage, files);
  return stage;
}

/** The files but those whose paths name one of these. */
export function filesWithout(files: Files, ...names: string[]): Files {
  return files.filter((file) => !names.some((name) => file.path.includes(name)));
}

/** `kind Reason`, in the plan's order. */
export function said({ findings }: Plan): string[] {
  return findings.map((f) => `${f.kind} ${f.reason}`);
}

/** The one finding of that reason. */
export function finding(plan: Plan, reason: string): Finding {
  const found = plan.findings.filter((f) => f.reason === reason);
  const [first] = found;
  if (!first || found.length > 1)
    throw new Error(`${found.length} findings say ${reason}: ${JSON.stringify(plan.findings, null, 1)}`);
  return first;
}

/** What names the plan's removals of its only hub, or of that one. */
export function digestIn({ hubCounts }: Plan, hub?: string): string {
  const { removalsDigest } = hubCounts.find((counts) => !hub || counts.hub.name === hub) ?? {};
  if (removalsDigest === undefined) throw new Error("the plan removes nothing");
  return removalsDigest;
}

/** Keys of the plan's actions; of one kind when asked. */
export function actionsOf({ actions }: Plan, kind?: ActionKind): string[] {
  return actions.filter((a) => !kind || a.kind === kind).map((a) => a.key);
}

/** Pairs `zone vpc` that actions of a kind concern. */
export function pairsOf({ actions }: Plan, kind: ActionKind): string[] {
  return actions.flatMap((a) => (a.kind === kind && "zone" in a ? [`${a.zone.name} ${vpcIn(a)}`] : []));
}

function vpcIn(action: ZoneAction): string {
  return "vpc" in action ? (action.vpc?.id ?? "") : "";
}

/** A VPC of the hub's Region as Route 53's calls name it. */
export function vpcInput(vpc: string, region: VPCRegion = "eu-west-1"): VPC {
  return { VPCId: vpc, VPCRegion: region };
}

/** The write calls so far, throttled and refused ones included, oldest first: `DeleteHostedZone`… */
export function writes(stage: Stage): string[] {
  return stage.cloud.calls.list({ service: "route53", write: true }).map((c) => c.operation);
}

/**
 * Every name that resolved once and led nowhere later, at any event, as `vpc name`. A zone without the record answers
 * NXDOMAIN, at its apex NOERROR without addresses: to a workload both are an outage.
 */
export function darkNames(
  stage: Stage,
  vpcs: readonly string[],
  names: readonly string[],
): ReadonlySet<string> {
  const pairs = vpcs.flatMap((vpc) => names.map((name) => ({ vpc, name })));
  const lit = new Set<string>();
  const dark = new Set<string>();
  void tick(stage);
  stage.clock.onStep(() => {
    for (const { vpc, name } of pairs) {
      const resolves = stage.cloud.resolve(vpc, name).addresses.length > 0;
      if (resolves) lit.add(`${vpc} ${name}`);
      else if (lit.has(`${vpc} ${name}`)) dark.add(`${vpc} ${name}`);
    }
  });
  return dark;
}

/** DNS changes when a change becomes INSYNC, which nobody need be waiting for: an event at least twice a second. */
async function tick({ clock }: Stage): Promise<void> {
  for (;;) await clock.sleep(500);
}

/** Route 53 as a person at the keyboard uses it: an account's administrator. */
export function byHand(stage: Stage, account: string = HUB): Route53Client {
  const client = new Route53Client(clientSettings(stage.cloud, account));
  const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
  return Object.assign(client, { send: (command: unknown) => stage.clock.run(send(command)) });
}

/** Somebody empties and deletes a zone in the console. */
export async function deleteByHand(stage: Stage, name: string): Promise<void> {
  const { id, records } = zoneNamed(stage, name);
  const Changes = records.map((ResourceRecordSet) => ({ Action: "DELETE" as const, ResourceRecordSet }));
  const route53 = byHand(stage);
  await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: id, ChangeBatch: { Changes } }));
  await route53.send(new DeleteHostedZoneCommand({ Id: id }));
}
