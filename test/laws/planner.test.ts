import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Action } from "../../src/model/action/action.ts";
import { callsOf } from "../../src/model/cost/calls.ts";
import type { Hub } from "../../src/model/desired/types.ts";
import type { Seen } from "../../src/model/failure.ts";
import type { HubView } from "../../src/model/observed/hub.ts";
import type { Observed } from "../../src/model/observed/observed.ts";
import type { VpcView } from "../../src/model/observed/vpc.ts";
import type { ZoneView } from "../../src/model/observed/zone.ts";
import { type Plan, planOf } from "../../src/model/plan/plan.ts";
import { observe } from "../../src/operator/observe/observe.ts";
import type { LoggedCall } from "../../src/simulator/calls.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { documentsRule } from "../support/iam/suite.ts";
import { endpointId, filesOf, layouts, quotasOf, worldOf } from "../support/random-world.ts";
import { createStage, desiredFrom } from "../support/stage.ts";
import { INSYNC_MS, settle, state, writesOf } from "./support.ts";

const SEED = 20_260;
const PASSES = 2;

describe("laws of plan and apply, over random estates", () => {
  it("after an apply the plan is empty, and further passes write nothing", () =>
    everywhere(25, async (layout) => {
      const stage = createStage(worldOf(layout), { ...quotasOf(layout), insyncMs: INSYNC_MS });
      const files = filesOf(layout);
      const report = await stage.operator().apply(files);
      expect(report.outcomes.filter((o) => o.result !== "done")).toEqual([]);
      expect(report.unconfirmed).toEqual([]);
      // A full zone whose first client is the hub VPC, after the switch of its private DNS: that keeps the anchor.
      if (report.plan.findings.some((f) => f.reason === "AnchorBusy")) await stage.operator().apply(files);
      stage.cloud.calls.clear();
      for (let pass = 0; pass < PASSES; pass++) {
        const again = await stage.operator().apply(files);
        expect(again.plan.actions).toEqual([]);
      }
      expect(writesOf(stage)).toEqual([]);
    }));

  it("makes exactly the writes that it planned, by the accounts and services that the forecast charges", () =>
    everywhere(20, async (layout) => {
      const stage = createStage(worldOf(layout), { ...quotasOf(layout), insyncMs: INSYNC_MS });
      const { plan } = await stage.operator().apply(filesOf(layout));
      expect(tally(writesOf(stage).map(named))).toEqual(tally(planned(plan.actions)));
      await settle(stage); // a new process takes AWS's buckets for full
      stage.cloud.calls.clear();
      const emptied = await stage.operator().apply(filesOf({ ...layout, endpoints: [], spokes: [] }));
      expect(tally(writesOf(stage).map(named))).toEqual(tally(planned(emptied.plan.actions)));
    }));

  it("touches nothing that is not its own: zones of others, their records and authorizations, endpoints", () =>
    everywhere(20, async (layout) => {
      const stage = createStage(worldOf(layout), { ...quotasOf(layout), insyncMs: INSYNC_MS });
      const before = notOurs(stage, layout);
      await stage.operator().apply(filesOf(layout));
      expect(notOurs(stage, layout)).toEqual(before);
      await stage.operator().apply(filesOf({ ...layout, endpoints: [], spokes: [] }));
      expect(notOurs(stage, layout)).toEqual(before);
    }));

  it("plans the same whatever the order of files and of AWS's lists", () =>
    everywhere(20, async (layout, seed) => {
      const random = seededRandom(seed);
      const stage = createStage(worldOf(layout), { ...quotasOf(layout), insyncMs: INSYNC_MS });
      const smaller = { ...layout, spokes: layout.spokes.slice(1) };
      await stage.operator().apply(filesOf(smaller));
      for (const wanted of [layout, { ...layout, endpoints: layout.endpoints.slice(1), spokes: [] }]) {
        const files = filesOf(wanted);
        const desired = desiredFrom(files);
        documentsRule(stage.cloud, files, desired);
        const observed = await stage.clock.run(observe(desired, stage.operator().accounts));
        const plan = comparable(planOf(desired, observed));
        expect(comparable(planOf(desired, shuffledObserved(observed, random)))).toEqual(plan);
        expect(comparable(await stage.operator().plan(shuffled(files, random)))).toEqual(plan);
      }
    }));

  it("plans the same when AWS's pages are shorter", () =>
    everywhere(15, async (layout) => {
      const stage = createStage(worldOf(layout), { ...quotasOf(layout), insyncMs: INSYNC_MS });
      await stage.operator().apply(filesOf({ ...layout, spokes: layout.spokes.slice(1) }));
      const plan = comparable(await stage.operator().plan(filesOf(layout)));
      const { handle } = stage.cloud;
      stage.cloud.handle = (request, options) => handle(shortPages(request), options);
      expect(comparable(await stage.operator().plan(filesOf(layout)))).toEqual(plan);
    }));
});

type Layout = Parameters<typeof filesOf>[0];

/** Every run draws the same layouts; a failure names the seed and the smallest layout that fails. */
function everywhere(numRuns: number, law: (layout: Layout, seed: number) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(layouts(), fc.nat(), law), { seed: SEED, numRuns });
}

/** Of an endpoint whose document says turnOff, private DNS is ours to change, and nothing else. */
function notOurs(stage: ReturnType<typeof createStage>, layout: Layout) {
  const { zones, endpoints } = state(stage);
  const turned = layout.endpoints
    .filter((e) => e.hubPrivateDns === "turnOff")
    .map((e) => endpointId(e.service, e.set));
  return {
    endpoints: endpoints
      .filter((e) => e.tags["vpce-operator/claim"] === undefined)
      .map((e) => (turned.includes(e.id) ? { ...e, privateDns: undefined } : e)),
    zones: zones.filter((z) => !z.callerReference.startsWith("vpceop/network-platform/")),
  };
}

function planned(actions: readonly Action[]): string[] {
  return actions.flatMap((a) => callsOf(a).flatMap((c) => (c.write ? [named(c)] : [])));
}

function named({
  account,
  service,
  operation,
}: Pick<LoggedCall, "account" | "service" | "operation">): string {
  return `${account} ${service}:${operation}`;
}

function tally(operations: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const operation of [...operations].sort()) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

/** As text: documents are the same in words, not in identity. */
function comparable({ actions, findings, hubCounts }: Plan) {
  return JSON.parse(JSON.stringify({ actions, findings, hubCounts }));
}

function shuffledObserved({ hubs, vpcs, ...others }: Observed, random: () => number): Observed {
  return {
    ...others,
    hubs: new Map(
      [...hubs].map(([hub, seen]): [Hub, Seen<HubView>] => [hub, within(seen, (v) => hubView(v, random))]),
    ),
    vpcs: new Map(
      shuffled([...vpcs], random).map(([key, seen]) => [key, within(seen, (v) => vpcView(v, random))]),
    ),
  };
}

function hubView(view: HubView, random: () => number): HubView {
  return {
    ...view,
    services: shuffled(view.services, random),
    endpoints: shuffled(view.endpoints, random),
    zones: shuffled(view.zones, random).map((zone) => zoneView(zone, random)),
  };
}

function zoneView({ authorizations, records, ...zone }: ZoneView, random: () => number): ZoneView {
  const mixed = <T>(seen: Seen<readonly T[]>) => within(seen, (list) => shuffled(list, random));
  return {
    ...zone,
    vpcs: within(zone.vpcs, (vpcs) => new Map(shuffled([...vpcs], random))),
    ...(records && { records: mixed(records) }),
    ...(authorizations && { authorizations: mixed(authorizations) }),
  };
}

function vpcView(view: VpcView, random: () => number): VpcView {
  return { ...view, zones: within(view.zones, (list) => shuffled(list, random)) };
}

function within<T>(seen: Seen<T>, change: (value: T) => T): Seen<T> {
  return seen.kind === "seen" ? { kind: "seen", value: change(seen.value) } : seen;
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

type Request = Parameters<ReturnType<typeof createStage>["cloud"]["handle"]>[0];

/** Asks for pages of two where the API lets a caller choose. */
function shortPages(request: Request): Request {
  if (request.method !== "GET") return request;
  const limit = /authorizevpcassociation/.test(request.path) ? "maxresults" : "maxitems";
  return { ...request, query: { ...request.query, [limit]: "2" } };
}
