import { describe, expect, test } from "vitest";
import type { Action } from "../../src/model/action/action.ts";
import type { Spoilt } from "../planner/estate.ts";
import {
  address,
  IN,
  inbound,
  leading,
  managedView,
  nextInbound,
  OUT,
  outbound,
  TARGETS,
} from "../planner/managed-resolver-views.ts";
import { told } from "../planner/row.ts";
import { associated, association, VPC } from "../planner/rule-views.ts";
import { zone } from "../planner/zone.ts";
import { HUB } from "../support/fleet.ts";
import { A, C, managed, managedHub, OTHER_DNS } from "../support/managed-resolver-scene.ts";
import { ALPHA, alpha, endpoint, SSM } from "../support/scenario.ts";
import { proofFor } from "./support.ts";

/** Semantics 61: what takes a target, an address or an endpoint away takes it from all who have a rule that leads there. */

const THREE = [address("10.0.0.10"), address("10.0.1.10"), address("10.0.2.10")];
const COMMON = { hub: "hub" as never, account: HUB as never, after: [], because: "" };
const RULE = leading(TARGETS);
const REF = {
  key: `hub/${SSM}`,
  name: SSM as never,
  type: "FORWARD",
  region: "eu-west-1" as never,
  live: { id: RULE.id, arn: RULE.arn },
} as const;

/** Documents want the inbound endpoint in A and C; alpha has the rule. */
function estate(
  shown: Parameters<typeof managedView>[0],
  wanted: Parameters<typeof managedHub>[0] = { inbound: managed([A, C]) },
): Spoilt {
  return {
    documents: [managedHub(wanted), endpoint("ssm", { hubPrivateDns: "off" }), alpha()],
    hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.hub] })], resolver: managedView(shown) },
    rules: { accounts: { [ALPHA.account]: associated(association(ALPHA)) } },
  };
}

const pointing = (targets: readonly string[], exit = OUT): Action => ({
  ...COMMON,
  kind: "updateRule",
  key: "point",
  rule: REF,
  forward: { endpoint: exit as never, targets },
});
const on = (direction: "INBOUND" | "OUTBOUND", id: string) => ({
  ...COMMON,
  resolverEndpoint: {
    key: `hub/resolver/${direction.toLowerCase()}`,
    direction,
    region: "eu-west-1" as never,
    id: id as never,
  },
});
const removing = (ip: string): Action => ({
  ...on("INBOUND", IN),
  kind: "removeResolverAddress",
  key: "remove",
  address: address(ip),
});
const deleting = (direction: "INBOUND" | "OUTBOUND", id: string): Action => ({
  ...on(direction, id),
  kind: "deleteResolverEndpoint",
  key: "delete",
});

const WIDE = { into: inbound(THREE) };
const REPLACED = { inbound: managed(undefined, [OTHER_DNS]) };
const WITH_NEXT = { others: [nextInbound({ securityGroups: [OTHER_DNS as never] })] };

function left(spoilt: Spoilt, ...actions: readonly Action[]): [number, string[]] {
  const { actions: kept, findings } = proofFor(spoilt).prove(actions);
  return [kept.length, findings.map(told)];
}

describe("a plan that the planner would never make is not proved", () => {
  test.each<[string, Spoilt, Action]>([
    ["all targets are exchanged at once", estate(WITH_NEXT, REPLACED), pointing(["10.0.0.11", "10.0.1.11"])],
    ["a target goes that documents want", estate(WIDE), pointing(["10.0.1.10"])],
    ["a target comes that does not answer", estate(WIDE), pointing([...TARGETS, "10.0.2.99"])],
    ["a rule leaves by an endpoint that is not there", estate(WIDE), pointing(TARGETS, "rslvr-out-9")],
    [
      "an UPDATING rule is changed once more",
      estate({ ...WIDE, rules: [leading(TARGETS, { status: "UPDATING" })] }),
      pointing(THREE.map(({ ip }) => ip)),
    ],
    ["an address goes that a rule leads to", estate(WIDE), removing("10.0.1.10")],
    [
      "an address goes while a rule is UPDATING",
      estate({ ...WIDE, rules: [leading(["10.0.0.10", "10.0.2.10"], { status: "UPDATING" })] }),
      removing("10.0.1.10"),
    ],
    ["fewer than two addresses are left", estate({ rules: [leading(["10.0.0.10"])] }), removing("10.0.1.10")],
    ["an inbound endpoint goes that a rule leads to", estate({}, REPLACED), deleting("INBOUND", IN)],
    ["an outbound endpoint goes that a rule leaves by", estate({}), deleting("OUTBOUND", OUT)],
  ])("%s", (_, spoilt, action) => {
    const [count, findings] = left(spoilt, action);
    expect(count).toBe(0);
    expect(findings[0]).toMatch(/^withheld Unproved hub/);
  });

  test("an address goes as this plan leads a rule there", () => {
    const spoilt = estate({ ...WIDE, rules: [leading(["10.0.0.10", "10.0.2.10"])] });
    const [, findings] = left(spoilt, pointing(THREE.map(({ ip }) => ip)), removing("10.0.1.10"));
    expect(findings[0]).toMatch(/^withheld Unproved hub/);
  });
});

describe("what overlaps is proved", () => {
  test.each<[string, Spoilt, Action]>([
    ["a target more", estate(WIDE), pointing(THREE.map(({ ip }) => ip))],
    [
      "then one less, that documents do not want",
      estate({ ...WIDE, rules: [leading(THREE.map(({ ip }) => ip))] }),
      pointing(["10.0.0.10", "10.0.2.10"]),
    ],
    [
      "then its address",
      estate({ ...WIDE, rules: [leading(["10.0.0.10", "10.0.2.10"])] }),
      removing("10.0.1.10"),
    ],
    [
      "another endpoint's targets beside the old ones",
      estate(WITH_NEXT, REPLACED),
      pointing([...TARGETS, "10.0.0.11", "10.0.1.11"]),
    ],
    [
      "an endpoint that no rule uses",
      estate({ ...WITH_NEXT, rules: [leading(["10.0.0.11", "10.0.1.11"])] }, REPLACED),
      deleting("INBOUND", IN),
    ],
    [
      "another way out",
      estate({
        outOf: outbound(),
        others: [outbound(undefined, { id: "rslvr-out-9" as never, creatorRequestId: "by hand" })],
      }),
      pointing(TARGETS, "rslvr-out-9"),
    ],
  ])("%s", (_, spoilt, action) => {
    expect(left(spoilt, action)).toEqual([1, []]);
  });
});
