import { AssociateVPCWithHostedZoneCommand } from "@aws-sdk/client-route-53";
import { AssociateResolverEndpointIpAddressCommand } from "@aws-sdk/client-route53resolver";
import { describe, expect, it } from "vitest";
import { type FakeAnswer, fakeAws, first } from "../../test/support/fake-aws.ts";
import type { AccountId, Region } from "../model/ids.ts";
import { VirtualClock } from "../simulator/virtual-clock.ts";
import { failureOf } from "./failure.ts";

const OWN = "000000000001" as AccountId;
const associate = () =>
  new AssociateVPCWithHostedZoneCommand({
    HostedZoneId: "Z1",
    VPC: { VPCId: "vpc-1", VPCRegion: "eu-west-1" },
  });

describe("retries", () => {
  const attempts = async (answers: FakeAnswer[]) => {
    const { clock, accounts, count } = fakeAws(
      new VirtualClock(),
      first("AssociateVPCWithHostedZone", ...answers),
    );
    const { route53 } = accounts.session(OWN, undefined);
    const outcome = await clock.run(route53.send(associate()).catch((error: unknown) => failureOf(error)));
    return { count: count("AssociateVPCWithHostedZone"), outcome };
  };
  const times = (n: number, answer: FakeAnswer) => Array.from({ length: n }, () => answer);

  it.each([
    ["Throttling", 10],
    ["PriorRequestNotComplete", 10],
    ["ConcurrentModification", 10],
    ["ServiceUnavailable", 4],
    ["AccessDenied", 1],
    ["ConflictingDomainExists", 1],
    ["NotAuthorizedException", 1],
  ])("%s: %i attempts", async (code, most) => {
    const { count, outcome } = await attempts(times(30, { code }));
    expect(count).toBe(most);
    expect(outcome).toMatchObject({ error: code, operation: "AssociateVPCWithHostedZone" });
  });

  it("succeed when AWS recovers", async () => {
    const { count, outcome } = await attempts([{ code: "Throttling" }, { status: 503, body: "" }, "hang"]);
    expect(count).toBe(4);
    expect(outcome).toHaveProperty("ChangeInfo.Id");
  });

  it("leave alone what AWS may have done without an answer, and would do a second time", async () => {
    const { clock, accounts, count } = fakeAws(
      new VirtualClock(),
      first("AssociateResolverEndpointIpAddress", "hang", "hang"),
    );
    const resolver = accounts.session(OWN, undefined).resolver("eu-west-1" as Region);
    const IpAddress = { SubnetId: "subnet-1" };
    const asked = new AssociateResolverEndpointIpAddressCommand({
      ResolverEndpointId: "rslvr-in-1",
      IpAddress,
    });
    const outcome = await clock.run(resolver.send(asked).catch((error: unknown) => failureOf(error)));
    expect(outcome).toMatchObject({ kind: "transient" });
    expect(count("AssociateResolverEndpointIpAddress")).toBe(1);
  });

  it("the network's failure names the host", async () => {
    const { count, outcome } = await attempts(
      times(9, Object.assign(new Error("no"), { code: "ECONNREFUSED" })),
    );
    expect(count).toBe(4);
    expect(outcome).toMatchObject({ kind: "transient", message: expect.stringContaining("aws.invalid") });
  });

  it("hundreds of throttled calls all come through: there is no quota to run dry", async () => {
    let n = 0;
    const { clock, accounts } = fakeAws(new VirtualClock(), () =>
      n++ % 3 === 2 ? { code: "Throttling" } : undefined,
    );
    const { route53 } = accounts.session(OWN, undefined);
    const all = await clock.run(
      Promise.allSettled(Array.from({ length: 200 }, () => route53.send(associate()))),
    );
    expect(all.every(({ status }) => status === "fulfilled")).toBe(true);
  });
});
