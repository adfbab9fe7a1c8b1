import { expect, test } from "vitest";
import type { ZoneName } from "../ids.ts";
import type { HubView } from "../observed.ts";
import { hiddenBeneath, shadowed } from "./shadow.ts";

const API = "codeartifact.eu-west-1.amazonaws.com" as ZoneName;
const REPOSITORIES = `d.${API}` as ZoneName;
const view = {
  services: [
    { name: "api", privateNames: [API, `fips.${API}`] },
    { name: "repositories", privateNames: [`*.${REPOSITORIES}`] },
    { name: "other", privateNames: [`x${API}`] },
  ],
} as unknown as HubView;

test("what lies beneath a name is other services' names with a dot between, without their wildcard", () => {
  expect(hiddenBeneath(API, "api", view)).toEqual([{ service: "repositories", name: REPOSITORIES }]);
  expect(hiddenBeneath(REPOSITORIES, "repositories", view)).toEqual([]);
});

test("a zone shadows what the VPC cannot reach otherwise, and says what", () => {
  const hidden = hiddenBeneath(API, "api", view);
  expect(shadowed(API, hidden, new Set())?.message).toBe(
    `a zone ${API} would hide ${REPOSITORIES} of repositories in that VPC`,
  );
  expect(shadowed(API, hidden, new Set([REPOSITORIES]))).toBeUndefined();
});
