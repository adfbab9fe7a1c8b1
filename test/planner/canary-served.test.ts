import { expect, test } from "vitest";
import type { HubView } from "../../src/model/observed/hub.ts";
import { alpha, beta, endpoint, hub, KMS, SSM } from "../support/scenario.ts";
import type { Files } from "../support/stage.ts";
import { planFor } from "./estate.ts";
import { gated } from "./rollout.ts";
import { KMS_VIEW, SSM_VIEW, VPC } from "./views.ts";
import { alias, own, zone } from "./zone.ts";

const DOCUMENTS = [hub({ rollout: { canary: 1, wholeZones: true } }), endpoint("ssm"), alpha()];
const seenOf = (ofHub: Partial<HubView>, documents: Files = DOCUMENTS, phase: "canary" | "rest" = "canary") =>
  planFor({ documents, hub: ofHub, options: gated({ phase }) }).canaries;
const lacks = (ofHub: Partial<HubView>, documents?: Files) => seenOf(ofHub, documents)?.[0]?.lacks;

test.each([
  ["it is in the zone, the alias right, the endpoint available", { zones: [zone(SSM)] }, []],
  ["it is not in the zone", { zones: [zone(SSM, { members: [VPC.anchor] })] }, [`${SSM} in spoke alpha`]],
  ["the zone lacks its alias", { zones: [zone(SSM, { records: own(SSM) })] }, [SSM]],
  ["the zone is not there", { zones: [] }, [SSM]],
  ["its endpoint is gone", { zones: [zone(SSM)], endpoints: [] }, [SSM]],
  [
    "its endpoint is not available",
    { zones: [zone(SSM)], endpoints: [{ ...SSM_VIEW, state: "failed" as const }] },
    [SSM],
  ],
  ["its service has no name here", { services: [], zones: [] }, ["endpoint ssm"]],
])("semantics 45: what a canary lacks when %s", (_, ofHub, expected) => {
  expect(lacks(ofHub)).toEqual(expected);
});

test("semantics 45: what others lack, who are not the canary, is not asked", () => {
  expect(lacks({}, [...DOCUMENTS, beta()])).toEqual([]);
});

test("semantics 45: what a zone lacks in which the canary is no client is not asked", () => {
  const documents = [
    ...DOCUMENTS.slice(0, 2),
    endpoint("kms"),
    alpha({ endpoints: { names: ["ssm"] } }),
    beta(),
  ];
  expect(lacks({ zones: [zone(SSM)] }, documents)).toEqual([]);
});

test("semantics 45: of several names each is asked by itself", () => {
  const documents = [...DOCUMENTS.slice(0, 2), endpoint("kms"), alpha()];
  const kms = zone(KMS, { id: "Z2", service: "kms", records: [...own(KMS), alias(KMS, KMS_VIEW)] });
  expect(lacks({ zones: [zone(SSM), kms] }, documents)).toEqual([]);
  expect(lacks({ zones: [zone(SSM)] }, documents)).toEqual([KMS]);
});

test("semantics 13, 45: a canary whose Region is a slip of the pen is not served, though its VPC is in the zone", () => {
  const slip = alpha({ region: "us-east-1" });
  const options = gated({ chosen: [`${VPC.alpha.id}@us-east-1`] });
  const { canaries } = planFor({ documents: [...DOCUMENTS.slice(0, 2), slip], options });
  expect(canaries).toEqual([{ hub: "hub", lacks: [`${SSM} in spoke alpha`] }]);
});

test("semantics 45: once it is past, nobody asks what the canary lacks", () => {
  expect(seenOf({ zones: [] }, DOCUMENTS, "rest")).toBeUndefined();
});

test("semantics 45: a zone that waits for wholeZones is nothing that a canary lacks", () => {
  const documents = [hub({ rollout: { canary: 1 } }), endpoint("ssm"), alpha()];
  const { canaries, findings } = planFor({ documents, hub: { zones: [] }, options: gated({}) });
  expect(canaries).toEqual([{ hub: "hub", lacks: [] }]);
  expect(findings.map(({ reason }) => reason)).toEqual(["RolloutWholeZone"]);
});

test("semantics 45: nor are the names of an endpoint whose creation waits for wholeZones", () => {
  const managed = endpoint("ssm", {
    hubPrivateDns: undefined,
    managed: { subnets: ["subnet-0a000000000000001"] },
  });
  const documents = [hub({ rollout: { canary: 1 } }), managed, alpha()];
  const { canaries } = planFor({ documents, hub: { zones: [], endpoints: [] }, options: gated({}) });
  expect(canaries).toEqual([{ hub: "hub", lacks: [] }]);
});
