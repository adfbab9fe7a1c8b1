import { describe, expect, test } from "vitest";
import type { Action } from "../../src/model/action/action.ts";
import type { Spoilt } from "../planner/estate.ts";
import { OUT } from "../planner/managed-resolver-views.ts";
import { moving, NEXT_IPS, naming, OLD, OLD_IPS } from "../planner/moving-views.ts";
import { told } from "../planner/row.ts";
import { SHARED } from "../planner/rule-estate.ts";
import { ruleView, VPC } from "../planner/rule-views.ts";
import { seen } from "../planner/views.ts";
import { HUB } from "../support/fleet.ts";
import { alpha, BETA, KMS, SSM } from "../support/scenario.ts";
import { proofFor } from "./support.ts";

/** Semantics 46, 47, 51: a rule that moves to another VPC hands over what is answered there, to all who have it. */

const COMMON = { hub: "hub" as never, account: HUB as never, after: [] as string[], because: "" };
const { id, arn } = ruleView();
const RULE = {
  key: `hub/${SSM}`,
  name: SSM as never,
  type: "FORWARD",
  region: "eu-west-1" as never,
  live: { id, arn },
} as const;
const ZONE = { key: `hub/default/${SSM}`, name: SSM as never, id: "Z1" as never } as never;

const pointing = (targets: readonly string[], after: string[] = []): Action => ({
  ...COMMON,
  kind: "updateRule",
  key: "point",
  after,
  rule: RULE,
  forward: { endpoint: OUT as never, targets },
});
const inDns = { ...COMMON, kind: "awaitInsync", key: "in dns", zone: ZONE, vpc: VPC.local } as Action;
const leaving = (after: string[] = []): Action =>
  ({
    ...COMMON,
    kind: "disassociate",
    key: "leave",
    after,
    zone: ZONE,
    vpc: VPC.local,
    removal: true,
  }) as Action;
const sure = { ...COMMON, kind: "awaitSure", key: "a minute", rule: RULE } as Action;
const joining = {
  ...COMMON,
  account: BETA.account as never,
  kind: "associateRule",
  key: "join",
  rule: RULE,
  vpc: VPC.beta,
  mark: "",
} as Action;

const BOTH = [...OLD_IPS, ...NEXT_IPS];
const there = moving();
const back = [naming(OLD), SHARED, alpha()];
const gone = moving({ documents: back });
const halfWay = moving({ targets: BOTH });
const outside = { isMember: false } as const;
const own = (name: string) => seen([{ endpoint: "vpce-0e00000000000000f" as never, names: [name as never] }]);

function left(spoilt: Spoilt, ...actions: readonly Action[]): [string[], string[]] {
  const { actions: kept, findings } = proofFor(spoilt).prove(actions);
  return [kept.map(({ key }) => key), findings.map(told)];
}

describe("a plan that the planner would never make is not proved", () => {
  test.each<[string, Spoilt, readonly Action[], string]>([
    ["a rule leads there before DNS shows the VPC in its zone", there, [inDns, pointing(BOTH)], "point"],
    [
      "it leads there, and the VPC is in no zone",
      moving(outside),
      [inDns, pointing(BOTH, ["in dns"])],
      "point",
    ],
    [
      "it leaves the old VPC, and the new one is in no zone any more",
      moving({ ...outside, targets: BOTH }),
      [pointing(NEXT_IPS)],
      "point",
    ],
    [
      "what lies beneath is answered by the old VPC alone",
      moving({ hubVpc: { privateDns: own(`fips.${SSM}`) } }),
      [inDns, pointing(BOTH, ["in dns"])],
      "point",
    ],
    [
      "a rule of the new VPC sends the name on",
      moving({ local: { rules: seen([{ id: "rslvr-rr-9" as never, name: SSM as never }]) } }),
      [inDns, pointing(BOTH, ["in dns"])],
      "point",
    ],
    [
      "it leads there as the VPC leaves its zone",
      there,
      [inDns, pointing(BOTH, ["in dns"]), leaving()],
      "point",
    ],
    ["half-way, the old VPC leaves its zone", halfWay, [leaving()], "leave"],
    ["half-way, somebody new is given it", halfWay, [joining], "join"],
    ["the VPC that it has left leaves its zone in the same minute", gone, [leaving()], "leave"],
  ])("%s", (_, spoilt, actions, key) => {
    const [kept, findings] = left(spoilt, ...actions);
    expect(kept).not.toContain(key);
    expect(findings.some((one) => one.startsWith("withheld Unproved hub"))).toBe(true);
  });
});

describe("what is shown to answer as well is proved", () => {
  test.each<[string, Spoilt, readonly Action[]]>([
    ["targets in the new VPC, once DNS shows it in its zone", there, [inDns, pointing(BOTH, ["in dns"])]],
    ["then those alone", halfWay, [pointing(NEXT_IPS)]],
    [
      "or the old ones alone, as documents have it",
      moving({ targets: BOTH, documents: back }),
      [pointing(OLD_IPS)],
    ],
    ["a minute later the VPC that it has left leaves its zone", gone, [sure, leaving(["a minute"])]],
    [
      "names that neither answers privately",
      moving({ hubVpc: { privateDns: own(KMS) } }),
      [inDns, pointing(BOTH, ["in dns"])],
    ],
  ])("%s", (_, spoilt, actions) => {
    expect(left(spoilt, ...actions)).toEqual([actions.map(({ key }) => key), []]);
  });
});
