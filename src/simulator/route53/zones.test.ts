import fc from "fast-check";
import { expect, test } from "vitest";
import { HUB, refusal, SPOKE, simulated } from "../../../test/support/simulated.ts";

test("a zone made with a VPC is private, and has a SOA and an NS record", () => {
  const { call, member, vpc } = simulated();
  const VPC = { VPCId: vpc(HUB), VPCRegion: "eu-west-1" };
  const made = call(HUB, "CreateHostedZone", { Name: "Example.COM", CallerReference: "r", VPC });
  expect(made).toMatchObject({
    HostedZone: { Name: "example.com.", Config: { PrivateZone: true }, ResourceRecordSetCount: 2 },
    ChangeInfo: { Status: "PENDING" },
    VPC,
  });
  expect(made).not.toHaveProperty("DelegationSet.NameServers");
  const Id = member<string>(made, "HostedZone", "Id");
  expect(made.Location).toBe(`https://route53.amazonaws.com/2013-04-01${Id}`);
  expect(call(HUB, "GetHostedZone", { Id })).toMatchObject({ VPCs: [VPC] });
});

test("a zone's first VPC must be the caller's own", () => {
  const { zone, vpc } = simulated();
  const foreign = vpc(SPOKE);
  expect(refusal(() => zone(HUB, "example.com", foreign))).toBe("400 InvalidVPCId");
  expect(refusal(() => zone(HUB, "example.com", "vpc-0000000000000000a"))).toBe("400 InvalidVPCId");
});

test("a caller reference stays used after its zone was deleted, for its account only", () => {
  const { call, zone, vpc } = simulated();
  const [hub, spoke] = [vpc(HUB), vpc(SPOKE)];
  const Id = zone(HUB, "example.com", hub, "once");
  call(HUB, "DeleteHostedZone", { Id });
  expect(refusal(() => zone(HUB, "example.com", hub, "once"))).toBe("409 HostedZoneAlreadyExists");
  expect(refusal(() => zone(SPOKE, "example.com", spoke, "once"))).toBe("answered");
});

test("a creation that was refused leaves its caller reference free", () => {
  const { zone, vpc } = simulated();
  const hub = vpc(HUB);
  zone(HUB, "example.com", hub, "first");
  expect(refusal(() => zone(HUB, "example.com", hub, "second"))).toBe("400 ConflictingDomainExists");
  expect(refusal(() => zone(HUB, "example.org", hub, "second"))).toBe("answered");
});

test("a zone with more than its own records cannot be deleted, an empty one can", () => {
  const { call, zone, vpc, record } = simulated();
  const Id = zone(HUB, "example.com", vpc(HUB));
  const set = { Name: "a.example.com", Type: "A", TTL: 60, ResourceRecords: [{ Value: "10.0.0.1" }] };
  record(HUB, Id, "CREATE", set);
  expect(refusal(() => call(HUB, "DeleteHostedZone", { Id }))).toBe("400 HostedZoneNotEmpty");
  record(HUB, Id, "DELETE", set);
  call(HUB, "DeleteHostedZone", { Id });
  expect(refusal(() => call(HUB, "GetHostedZone", { Id }))).toBe("404 NoSuchHostedZone");
});

test("another account's zone is denied, not absent", () => {
  const { call, zone, vpc } = simulated();
  const Id = zone(HUB, "example.com", vpc(HUB));
  expect(refusal(() => call(SPOKE, "GetHostedZone", { Id }))).toBe("403 AccessDenied");
});

test("the quota of zones holds", () => {
  const { zone, vpc } = simulated({ quotas: { zonesPerAccount: 2 } });
  const hub = vpc(HUB);
  zone(HUB, "a.com", hub);
  zone(HUB, "b.com", hub);
  expect(refusal(() => zone(HUB, "c.com", hub))).toBe("400 TooManyHostedZones");
});

test("every page size shows every zone once, of the account as of the VPC", () => {
  const { call, zone, vpc } = simulated();
  const VPCId = vpc(HUB);
  const ids = Array.from({ length: 12 }, (_, index) => zone(HUB, `z${index}.com`, VPCId)).sort();
  const owned = (MaxItems: number, Marker?: string): string[] => {
    const page = call(HUB, "ListHostedZones", { MaxItems, Marker });
    const zones = page.HostedZones as { Id: string }[];
    const rest = page.IsTruncated ? owned(MaxItems, page.NextMarker as string) : [];
    return [...zones.map((one) => one.Id.replace("/hostedzone/", "")), ...rest];
  };
  const held = (MaxItems: number, NextToken?: string): string[] => {
    const page = call(HUB, "ListHostedZonesByVPC", { VPCId, VPCRegion: "eu-west-1", MaxItems, NextToken });
    const zones = page.HostedZoneSummaries as { HostedZoneId: string }[];
    const rest = page.NextToken ? held(MaxItems, page.NextToken as string) : [];
    return [...zones.map((one) => one.HostedZoneId), ...rest];
  };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 15 }), (MaxItems) => {
      expect(owned(MaxItems)).toEqual(ids);
      expect(held(MaxItems)).toEqual(ids);
    }),
  );
});

test("ListHostedZonesByName goes by labels from the right and can start anywhere", () => {
  const { call, zone, vpc } = simulated();
  const VPCId = vpc(HUB);
  for (const name of ["b.com", "a.org", "x.a.com", "a.com"]) zone(HUB, name, VPCId);
  const names = (input: object) =>
    (call(HUB, "ListHostedZonesByName", { ...input }).HostedZones as { Name: string }[]).map(
      (one) => one.Name,
    );
  expect(names({})).toEqual(["a.com.", "x.a.com.", "b.com.", "a.org."]);
  expect(names({ DNSName: "b.com" })).toEqual(["b.com.", "a.org."]);
  const page = call(HUB, "ListHostedZonesByName", { MaxItems: 2 });
  expect(page).toMatchObject({ IsTruncated: true, NextDNSName: "b.com." });
});

test("ListHostedZonesByVPC is for the VPC's account; a token that was never given is refused", () => {
  const { call, vpc } = simulated();
  const input = { VPCId: vpc(SPOKE), VPCRegion: "eu-west-1" };
  expect(refusal(() => call(HUB, "ListHostedZonesByVPC", input))).toBe("403 AccessDenied");
  const guess = { ...input, NextToken: "guess" };
  expect(refusal(() => call(SPOKE, "ListHostedZonesByVPC", guess))).toBe("400 InvalidPaginationToken");
});

test("tags are kept per zone, at most ten ids at once are listed", () => {
  const { call, zone, vpc } = simulated();
  const ResourceId = zone(HUB, "example.com", vpc(HUB));
  const resource = { ResourceType: "hostedzone", ResourceId };
  call(HUB, "ChangeTagsForResource", { ...resource, AddTags: [{ Key: "a", Value: "1" }] });
  const AddTags = [{ Key: "b", Value: "2" }];
  call(HUB, "ChangeTagsForResource", { ...resource, AddTags, RemoveTagKeys: ["a"] });
  expect(call(HUB, "ListTagsForResource", resource)).toEqual({
    ResourceTagSet: { ...resource, Tags: AddTags },
  });
  const many = { ResourceType: "hostedzone", ResourceIds: Array(11).fill(ResourceId) };
  expect(refusal(() => call(HUB, "ListTagsForResources", many))).toBe("400 InvalidInput");
});

test("limits are counted and say their quota", () => {
  const { call, zone, vpc } = simulated({ quotas: { vpcsPerZone: 7 } });
  const HostedZoneId = zone(HUB, "example.com", vpc(HUB));
  const Type = "MAX_VPCS_ASSOCIATED_BY_ZONE";
  expect(call(HUB, "GetHostedZoneLimit", { HostedZoneId, Type })).toEqual({
    Limit: { Type, Value: 7 },
    Count: 1,
  });
  const owned = call(HUB, "GetAccountLimit", { Type: "MAX_HOSTED_ZONES_BY_OWNER" });
  expect(owned).toMatchObject({ Limit: { Value: 500 }, Count: 1 });
});
