import { expect, test } from "vitest";
import { alpha, endpoint, hub, SSM } from "../support/scenario.ts";
import { planFor } from "./estate.ts";
import { gated } from "./rollout.ts";
import { SSM_VIEW, VPC } from "./views.ts";
import { own, zone } from "./zone.ts";

const DOCUMENTS = [hub({ rollout: { canary: 1 } }), endpoint("ssm"), alpha()];
const lacks = (ofHub: NonNullable<Parameters<typeof planFor>[0]["hub"]>) =>
  planFor({ documents: DOCUMENTS, hub: ofHub, options: gated({}) }).canaries?.[0]?.lacks;

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
])("semantics 45: what a canary lacks when %s", (_, ofHub, expected) => {
  expect(lacks(ofHub)).toEqual(expected);
});
