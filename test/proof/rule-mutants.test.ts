import { describe, expect, test } from "vitest";
import type { Action } from "../../src/model/action/action.ts";
import type { Spoilt } from "../planner/estate.ts";
import { SWITCHED_OFF } from "../planner/own-endpoints.ts";
import { beneath, KMS_SHARED } from "../planner/own-endpoints-regional.ts";
import { told } from "../planner/row.ts";
import { associated, attached, INBOUND, resolverEndpoint } from "../planner/rule-views.ts";
import { denied, seen, service, VPC } from "../planner/views.ts";
import { HUB } from "../support/fleet.ts";
import { ALPHA, alpha, BETA, beta, SSM } from "../support/scenario.ts";
import {
  has,
  OF_KMS,
  OF_REGION,
  REGION_DOMAIN,
  RULE_WORLDS,
  ruleEstate,
  SHARE_OF_BOTH,
  SSM_RULE,
} from "./rule-worlds.ts";
import { proofFor } from "./support.ts";

type Rule = Extract<Action, { kind: "createRule" }>["rule"];

/** Everything is as documents want it: two spokes have two rules. */
const BOTH = { [ALPHA.account]: has(ALPHA, SSM_RULE, OF_KMS), [BETA.account]: has(BETA, SSM_RULE, OF_KMS) };
const SETTLED = ruleEstate(
  [alpha(), beta()],
  { rules: [SSM_RULE, OF_KMS], shares: seen([SHARE_OF_BOTH]) },
  BOTH,
);

const COMMON = { hub: "hub" as never, account: HUB as never, after: [], because: "" };
const OF_ALPHA = { ...COMMON, account: ALPHA.account as never, spoke: "alpha" as never };
const SSM_REF = refOf(SSM_RULE);
const ZONE = { key: `hub/default/${SSM}`, name: SSM as never, id: "Z1" as never };
const SHARE = { key: "hub/share", region: "eu-west-1" as never, arn: "arn:share" };

function refOf({ id, arn, name, type }: typeof SSM_RULE): Rule {
  return { key: `hub/${name}`, name, type: type as never, region: "eu-west-1" as never, live: { id, arn } };
}

/** What the proof says of a plan that the planner would never make. */
function said(spoilt: Spoilt, ...wrong: readonly Action[]): string[] {
  const { prove } = proofFor(spoilt);
  const { actions, findings } = prove(wrong);
  expect(actions.length).toBeLessThan(wrong.length || 1);
  return findings.map(told);
}

test("an estate in which all have their rules is left alone", () => {
  expect(proofFor(SETTLED).plan.actions).toEqual([]);
});

describe("semantics 47: nothing takes the view away from those who have a rule", () => {
  const leaving = { ...COMMON, kind: "disassociate", key: "leave", zone: ZONE, vpc: VPC.hub } as const;

  test("not the view VPC's leaving of the zone", () => {
    expect(said(SETTLED, leaving)).toContain(`withheld Unproved hub ${SSM} ${VPC.hub.id}`);
  });

  test("not its move to another zone of the name", () => {
    const from = { ...ZONE, hub: "hub" as never };
    const zone = { ...ZONE, key: `${ZONE.key}#1`, id: "Z9" as never };
    const move = { ...COMMON, kind: "move", key: "move", zone, from, vpc: VPC.hub } as const;
    expect(said(SETTLED, move)).toContain(`withheld Unproved hub ${SSM} ${VPC.hub.id}`);
  });

  test("not what the Region's rule hands over to a VPC whose own endpoint answered it before, though nobody shares it any more", () => {
    const last = { ...leaving, removal: true } as const;
    const without = (own: object) => beneath({ own, shared: [KMS_SHARED] });
    expect(said(without(SWITCHED_OFF), last)).toContain(`withheld Unproved hub ${SSM} ${VPC.hub.id}`);
    expect(proofFor(without({})).prove([last]).findings).toEqual([]);
  });

  test("not the private DNS of an endpoint there", () => {
    const off = {
      ...COMMON,
      kind: "turnOffPrivateDns",
      key: "off",
      target: { key: "hub/default/ssm", service: "ssm", region: "eu-west-1", id: "vpce-1" } as never,
      vpc: VPC.hub,
      names: [SSM as never],
      served: [],
    } as const;
    expect(said(SETTLED, off)).toContain(`withheld Unproved hub ${VPC.hub.id}`);
  });

  test("but it may go once it is sure that nobody has the rule", () => {
    const none = [alpha({ endpoints: "none" }), beta({ endpoints: "none" })];
    const spoilt = ruleEstate(none, { rules: [SSM_RULE] }, { [ALPHA.account]: has(ALPHA, SSM_RULE) }, []);
    const out = {
      ...OF_ALPHA,
      kind: "disassociateRule",
      key: "out",
      rule: SSM_REF,
      vpc: VPC.alpha,
      removal: true,
    } as const;
    const gone = {
      ...OF_ALPHA,
      kind: "awaitAssociation",
      key: "gone",
      rule: SSM_REF,
      vpc: VPC.alpha,
    } as const;
    const wait = { ...gone, until: "gone", after: ["out"] } as const;
    const last = { ...leaving, removal: true, after: ["gone"] } as const;
    const { prove } = proofFor(spoilt);
    expect(prove([out, wait, last]).findings).toEqual([]);
    expect(prove([out, { ...wait, after: [] }, last]).findings.map(told)).toContain(
      `withheld Unproved hub ${SSM} ${VPC.hub.id}`,
    );
  });

  test("nor while an account was not read, in which somebody may have it", () => {
    const none = [alpha({ endpoints: "none" })];
    const spoilt = ruleEstate(none, { rules: [SSM_RULE] }, { [ALPHA.account]: denied("x") }, []);
    expect(said(spoilt, { ...leaving, removal: true })).toContain(
      `withheld Unproved hub ${SSM} ${VPC.hub.id}`,
    );
  });
});

describe("a rule that somebody has stays as it is", () => {
  const vpc = VPC.alpha;
  const rules = [SSM_REF];

  test.each<[string, Action]>([
    [
      "it is taken from a spoke",
      { ...OF_ALPHA, kind: "disassociateRule", key: "x", rule: SSM_REF, vpc, removal: true },
    ],
    ["it is deleted", { ...COMMON, kind: "deleteRule", key: "x", rule: SSM_REF, removal: true }],
    [
      "it leaves the share",
      { ...COMMON, kind: "removeFromShare", key: "x", share: SHARE, rules, principals: [] },
    ],
    [
      "an account leaves the share",
      { ...COMMON, kind: "removeFromShare", key: "x", share: SHARE, rules: [], principals: [ALPHA.account] },
    ],
    [
      "a target goes that is ATTACHED",
      {
        ...COMMON,
        kind: "updateRule",
        key: "x",
        rule: SSM_REF,
        forward: { endpoint: "rslvr-out-1" as never, targets: ["10.0.0.10"] },
      },
    ],
  ])("though the plan says that %s", (_, action) => {
    const [first = ""] = said(SETTLED, action);
    expect(first).toMatch(/^withheld Unproved hub/);
  });
});

describe("nobody is given a rule", () => {
  const join = {
    ...OF_ALPHA,
    kind: "associateRule",
    key: "join",
    rule: SSM_REF,
    vpc: VPC.alpha,
    mark: "",
  } as const;
  const lacking = { [ALPHA.account]: associated() };

  test("that leads to no address which answers", () => {
    const addresses = seen([
      { id: "rni-0", ip: "10.0.0.10", subnet: "subnet-00" as never, status: "CREATING" },
    ]);
    const resolver = { rules: [SSM_RULE], inbound: resolverEndpoint(INBOUND, { addresses }) };
    const spoilt = ruleEstate([alpha(), beta()], resolver, lacking);
    expect(said(spoilt, join)).toEqual([`withheld Unproved hub alpha ${SSM}`]);
  });

  test("whose targets the outbound endpoint has no address to ask from", () => {
    const outbound = resolverEndpoint(SSM_RULE.endpoint ?? "", {
      direction: "OUTBOUND",
      addresses: attached("fd00::20"),
    });
    const spoilt = ruleEstate([alpha(), beta()], { rules: [SSM_RULE], outbound }, lacking);
    expect(said(spoilt, join)).toEqual([`withheld Unproved hub alpha ${SSM}`]);
  });

  test("by which the view VPC would ask itself", () => {
    const itself = { ...join, vpc: VPC.hub };
    const spoilt = ruleEstate([alpha()], { rules: [SSM_RULE] }, lacking);
    expect(said(spoilt, itself)).toEqual([`withheld Unproved hub alpha ${SSM}`]);
  });

  test("of the Region without what is carved out of it", () => {
    const world = RULE_WORLDS["a spoke joins the Region's rule, and what is carved out of it"];
    const { plan, prove } = proofFor(world);
    const without = plan.actions.filter((a) => !("rule" in a) || a.rule.type === "FORWARD");
    const { findings } = prove(without.map((a) => ({ ...a, after: [] })));
    expect(findings.map(told)).toContain(`withheld Unproved hub beta ${REGION_DOMAIN}`);
  });

  test("that hides a known name which the view VPC does not answer", () => {
    const below = `d.${SSM}`;
    const spoilt = ruleEstate([alpha(), beta()], { rules: [SSM_RULE] }, lacking);
    const services = [service("ssm", SSM), service("codeartifact", below)];
    const hidden = { ...spoilt, hub: { ...spoilt.hub, services } };
    expect(said(hidden, join)).toEqual([`withheld Unproved hub alpha ${SSM}`]);
  });
});

test("semantics 47: a zone does not begin with a view VPC that somebody asks for its name, be it the anchor", () => {
  const zone = { key: `hub/two/${SSM}`, name: SSM as never };
  const of = { ...COMMON, kind: "createZone", key: "make", zone, callerReference: "", comment: "" } as const;
  const create = { ...of, vpc: VPC.anchor };
  const inbound = resolverEndpoint(INBOUND, { vpc: VPC.anchor.id });
  const asked = (...clients: (typeof ALPHA)[]) =>
    ruleEstate(
      [alpha()],
      { rules: [SSM_RULE], inbound },
      { [ALPHA.account]: has(ALPHA, ...clients.map(() => SSM_RULE)) },
    );
  const words = (...clients: (typeof ALPHA)[]) =>
    proofFor(asked(...clients))
      .prove([create])
      .findings.map(({ message }) => message);
  const asks = expect.stringContaining(`${VPC.alpha.id} asks its first VPC ${VPC.anchor.id}`);
  expect(words(ALPHA)).toContainEqual(asks);
  expect(words()).not.toContainEqual(asks);
});

test("semantics 58: the Region's rule is not taken away before the rules that replace it are sure", () => {
  const spoilt = ruleEstate(
    [alpha({ endpoints: { names: ["ssm"] } })],
    { rules: [OF_REGION, SSM_RULE] },
    { [ALPHA.account]: has(ALPHA, OF_REGION) },
  );
  const vpc = VPC.alpha;
  const { prove } = proofFor(spoilt);
  const join = { ...OF_ALPHA, kind: "associateRule", key: "in", rule: SSM_REF, vpc, mark: "" } as const;
  const wait = {
    ...OF_ALPHA,
    kind: "awaitAssociation",
    key: "sure",
    rule: SSM_REF,
    vpc,
    until: "complete",
    after: ["in"],
  } as const;
  const rule = refOf(OF_REGION);
  const out = { ...OF_ALPHA, kind: "disassociateRule", key: "out", rule, vpc, removal: true } as const;
  const zoneWait = { ...COMMON, kind: "awaitInsync", key: "dns", zone: ZONE, vpc: VPC.hub } as const;
  const inOrder = { ...join, after: ["dns"] };
  expect(prove([zoneWait, inOrder, wait, { ...out, after: ["sure"] }]).findings).toEqual([]);
  expect(prove([zoneWait, inOrder, wait, { ...out, after: ["in"] }]).findings.map(told)).toEqual([
    `withheld Unproved hub alpha ${REGION_DOMAIN}`,
  ]);
});

test("semantics 61: a rule that leads nowhere is no answer because the plan would mend it meanwhile", () => {
  const bent = { ...OF_REGION, targets: [{ ip: "192.0.2.1", port: 53, isDo53: true }] };
  const spoilt = ruleEstate(
    [alpha({ endpoints: { names: ["ssm"] } })],
    { rules: [bent, SSM_RULE] },
    { [ALPHA.account]: has(ALPHA, bent, SSM_RULE) },
  );
  const out = { ...OF_ALPHA, kind: "disassociateRule", key: "out", rule: SSM_REF, vpc: VPC.alpha } as const;
  const forward = { endpoint: "rslvr-out-1" as never, targets: ["10.0.0.10"] };
  const mended = { ...COMMON, kind: "updateRule", key: "mended", rule: refOf(bent), forward } as const;
  const { prove } = proofFor(spoilt);
  expect(prove([mended, { ...out, replaced: true }]).actions.map(({ key }) => key)).toEqual(["mended"]);
});
