import { expect, test } from "vitest";
import { HUB, SPOKE, simulated } from "../../../test/support/simulated.ts";

test("a public zone answers everybody once it is in DNS, below what is private in the VPC", () => {
  const { call, member, record, resolve, wait, vpc, zone } = simulated({ insyncMs: 30_000 });
  const [inside, outside] = [vpc(HUB), vpc(SPOKE)];
  const made = call(SPOKE, "CreateHostedZone", { Name: "example.com", CallerReference: "public" });
  const id = member<string>(made, "HostedZone", "Id").replace("/hostedzone/", "");
  record(SPOKE, id, "CREATE", {
    Name: "www.example.com",
    Type: "A",
    TTL: 60,
    ResourceRecords: [{ Value: "192.0.2.1" }],
  });
  record(SPOKE, id, "CREATE", {
    Name: "also.example.com",
    Type: "CNAME",
    TTL: 60,
    ResourceRecords: [{ Value: "www.example.com" }],
  });
  expect(resolve(outside, "www.example.com").rcode).toBe("NXDOMAIN");
  wait(30_000);
  const told = {
    rcode: "NOERROR",
    addresses: ["192.0.2.1"],
    from: { kind: "public", zoneName: "example.com." },
  };
  expect(resolve(outside, "www.example.com")).toMatchObject(told);
  expect(resolve(outside, "also.example.com")).toMatchObject(told);
  expect(resolve(outside, "none.example.com")).toMatchObject({ rcode: "NXDOMAIN", from: told.from });
  expect(resolve(outside, "example.org").rcode).toBe("NXDOMAIN");
  zone(HUB, "example.com", inside);
  wait(30_000);
  expect(resolve(inside, "www.example.com")).toMatchObject({
    rcode: "NXDOMAIN",
    from: { kind: "private-zone" },
  });
  call(SPOKE, "ChangeResourceRecordSets", {
    HostedZoneId: id,
    ChangeBatch: {
      Changes: ["www", "also"].map((label) => ({
        Action: "DELETE",
        ResourceRecordSet: {
          Name: `${label}.example.com`,
          Type: label === "www" ? "A" : "CNAME",
          TTL: 60,
          ResourceRecords: [{ Value: label === "www" ? "192.0.2.1" : "www.example.com" }],
        },
      })),
    },
  });
  call(SPOKE, "DeleteHostedZone", { Id: id });
  wait(30_000);
  expect(resolve(outside, "www.example.com").from).toEqual({ kind: "public" });
});

test("aliases of public zones that lead in a circle end", () => {
  const { call, member, record, resolve, wait, vpc } = simulated({ insyncMs: 0 });
  const outside = vpc(SPOKE);
  const ids = ["a.example", "b.example"].map((Name) => {
    const made = call(SPOKE, "CreateHostedZone", { Name, CallerReference: Name });
    return member<string>(made, "HostedZone", "Id").replace("/hostedzone/", "");
  });
  for (const [index, id] of ids.entries()) {
    const [Name, DNSName] = index === 0 ? ["a.example", "b.example"] : ["b.example", "a.example"];
    const AliasTarget = { HostedZoneId: ids[1 - index], DNSName, EvaluateTargetHealth: false };
    record(SPOKE, id, "CREATE", { Name, Type: "A", AliasTarget });
  }
  wait(1);
  expect(resolve(outside, "a.example").rcode).toBe("SERVFAIL");
});
