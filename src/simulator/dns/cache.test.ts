import { expect, test } from "vitest";
import { HUB, simulated } from "../../../test/support/simulated.ts";
import { withCache } from "./cache.ts";

const SSM = "ssm.eu-west-1.amazonaws.com";

test("an answer is told again for its time to live, an absent name for the SOA's 900 s, a failure never", () => {
  const { vpc, zone, record, call, resolve, wait, estate } = simulated({
    insyncMs: 0,
    resolverAssociationMs: 0,
  });
  const hub = vpc(HUB);
  const Id = zone(HUB, "a.example", hub);
  const set = (Value: string) =>
    record(HUB, Id, "UPSERT", { Name: "x.a.example", Type: "A", TTL: 60, ResourceRecords: [{ Value }] });
  const cached = withCache(resolve, estate.surroundings.clock);
  const told = (name: string) => cached(hub, name).addresses.join() || cached(hub, name).rcode;
  set("10.0.0.1");
  expect([told("x.a.example"), told("y.a.example")]).toEqual(["10.0.0.1", "NXDOMAIN"]);
  set("10.0.0.2");
  wait(59_999);
  expect(told("x.a.example")).toBe("10.0.0.1");
  wait(1);
  expect(told("x.a.example")).toBe("10.0.0.2");
  call(HUB, "ChangeResourceRecordSets", {
    HostedZoneId: Id,
    ChangeBatch: {
      Changes: [
        {
          Action: "CREATE",
          ResourceRecordSet: {
            Name: "y.a.example",
            Type: "A",
            TTL: 60,
            ResourceRecords: [{ Value: "10.0.0.3" }],
          },
        },
      ],
    },
  });
  wait(839_999);
  expect(told("y.a.example")).toBe("NXDOMAIN");
  wait(1);
  expect(told("y.a.example")).toBe("10.0.0.3");
  const asked = { CreatorRequestId: "r", RuleType: "FORWARD", DomainName: SSM };
  const { ResolverRule } = call(HUB, "CreateResolverRule", asked);
  const pair = { ResolverRuleId: (ResolverRule as { Id: string }).Id, VPCId: hub };
  call(HUB, "AssociateResolverRule", pair);
  expect(told(SSM)).toBe("SERVFAIL");
  call(HUB, "DisassociateResolverRule", pair);
  expect(told(SSM)).toMatch(/^52\./);
});
