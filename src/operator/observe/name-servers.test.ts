import { expect, test } from "vitest";
import type { Accounts } from "../../aws/accounts.ts";
import { createBackOff } from "../../model/back-off.ts";
import type { Inspection } from "../../model/plan/reads/inspections.ts";
import { inspectionAccess } from "../sessions.ts";
import { createAccesses } from "./accesses.ts";
import { observeNameServers } from "./name-servers.ts";

const BY = {
  account: "222222222222",
  vpc: { id: "vpc-0b00000000000000a", region: "eu-west-1" },
  spoke: {},
} as unknown as Inspection;

function answering(send: () => Promise<unknown>): Accounts {
  return { session: () => ({ ec2: () => ({ send }) }) } as unknown as Accounts;
}

const refuse = (name: string) => () =>
  Promise.reject(Object.assign(new Error("no"), { name, $metadata: { httpStatusCode: 400 } }));

test.each(["UnauthorizedOperation", "RequestLimitExceeded", "InternalError"])(
  "semantics 43: an account in which DHCP options fail by %s does not back off",
  async (error) => {
    const backOff = createBackOff(
      () => 0,
      () => 0.5,
    );
    const accesses = createAccesses(backOff);
    const needed = [{ by: BY, sets: ["dopt-0a", "dopt-0b"] }];
    const seen = await observeNameServers(needed, answering(refuse(error)), accesses);
    accesses.end();
    expect([...seen.values()]).toMatchObject([{ failure: { error } }, { failure: { error } }]);
    expect(backOff.holds(inspectionAccess(BY))).toBeUndefined();
  },
);

test("semantics 12: a set that the list lacks is not told of, and one that names no DNS server is", async () => {
  const DhcpConfigurations = [{ Key: "domain-name", Values: [{ Value: "corp.example" }] }];
  const answer = async () => ({ DhcpOptions: [{ DhcpOptionsId: "dopt-0a", DhcpConfigurations }] });
  const needed = [{ by: BY, sets: ["dopt-0a", "dopt-0b"] }];
  const seen = await observeNameServers(needed, answering(answer), createAccesses(undefined));
  expect([...seen]).toEqual([["dopt-0a", { kind: "seen", value: [] }]]);
});
