import { expect, test } from "vitest";
import type { Endpoint } from "../../desired/types.ts";
import type { ZoneName } from "../../ids.ts";
import type { HubView } from "../../observed/hub.ts";
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

test("what lies beneath a name is every service's names with a dot between, without their wildcard", () => {
  expect(hiddenBeneath(API, "api", view)).toEqual([
    { service: "api", name: `fips.${API}`, isOwn: true },
    { service: "repositories", name: REPOSITORIES },
  ]);
  expect(hiddenBeneath(REPOSITORIES, "repositories", view)).toEqual([]);
});

test("a zone shadows what the VPC cannot reach otherwise, and says what", () => {
  const hidden = hiddenBeneath(API, "other", view).filter((h) => h.service === "repositories");
  expect(shadowed(API, hidden, new Set())?.message).toBe(
    `a zone ${API} would hide ${REPOSITORIES} of repositories in that VPC`,
  );
  expect(shadowed(API, hidden, new Set([REPOSITORIES]))).toBeUndefined();
});

test("what only documents know, extraNames, is hidden as well", () => {
  const documents = [
    { name: "database", extraNames: [`db.${API}`, "db.example.com"] },
  ] as unknown as Endpoint[];
  expect(hiddenBeneath(API, "api", view, documents)).toContainEqual({
    service: "endpoint database",
    name: `db.${API}`,
  });
});
