import { expect, test } from "vitest";
import { HUB, refusal, simulated } from "../../../test/support/simulated.ts";
import { AwsError, type Json } from "../service.ts";

function zoned() {
  const cloud = simulated({ insyncMs: 0 });
  const vpc = cloud.vpc(HUB);
  const zone = cloud.zone(HUB, "a.example", vpc);
  const send = (...Changes: Json[]) =>
    cloud.call(HUB, "ChangeResourceRecordSets", { HostedZoneId: zone, ChangeBatch: { Changes } });
  const change = (set: Json, Action = "CREATE") => ({
    Action,
    ResourceRecordSet: { Name: "x.a.example", Type: "A", TTL: 60, ...set },
  });
  const record = (Type: string, ...values: string[]) =>
    change({ Type, ResourceRecords: values.map((Value) => ({ Value })) });
  return { ...cloud, vpcId: vpc, zoneId: zone, send, change, record };
}

const said = (work: () => unknown): string => {
  try {
    work();
    return "answered";
  } catch (error) {
    return error instanceof AwsError ? `${error.code}: ${error.message}` : String(error);
  }
};

test.each([
  ["A", "1.2.3", "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '1.2.3'"],
  ["A", "2001:db8::1", "ARRDATAIllegalIPv4Address"],
  ["AAAA", "192.0.2.1", "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)"],
  [
    "TXT",
    "bare",
    "InvalidCharacterString (Value should be enclosed in quotation marks) encountered with 'bare'",
  ],
  ["TXT", '""doubled""', "InvalidCharacterString"],
  ["TXT", `"${"x".repeat(256)}"`, "CharacterStringTooLong (Value is too long)"],
  ["CNAME", "a..b", "DomainLabelEmpty (Domain label is empty)"],
  ["CNAME", "a b.example", "UnsupportedCharacter (Value contains unsupported characters)"],
  ["NS", `${"x".repeat(64)}.example`, "DomainLabelTooLong"],
  ["PTR", Array(130).fill("x").join("."), "DomainNameTooLong"],
  ["MX", "mail.example", "MXRRDATANotTwoFields (MX record doesn't have 2 fields)"],
  ["MX", "70000 mail.example", "MXRRDATAIllegalPriority"],
  ["SRV", "1 2 mail.example", "SRVRRDATANotFourFields"],
  ["CAA", "issue ca.example", "CAARRDATAIllegalFormat"],
  ["NAPTR", " ", "InvalidRRDATA"],
])("a value that is none of type %s is refused: %s", (type, value, words) => {
  const { send, record } = zoned();
  const answer = said(() => send(record(type, value)));
  expect(answer).toMatch(/^InvalidChangeBatch: \[Invalid Resource Record: 'FATAL problem: /);
  expect(answer).toContain(words);
});

test.each([
  ["A", "192.0.2.1"],
  ["AAAA", "2001:db8::1"],
  ["TXT", '"one" "two \\" quoted"'],
  ["TXT", `"${"x".repeat(255)}" "${"y".repeat(255)}"`],
  ["CNAME", "_acme.b.example."],
  ["MX", "10 mail.example"],
  ["SRV", "1 2 443 srv.example"],
  ["CAA", '0 issue "ca.example; policy=x"'],
  ["NS", "ns1.example"],
])("a value of type %s is taken: %s", (type, value) => {
  const { send, record } = zoned();
  expect(said(() => send(record(type, value)))).toBe("answered");
});

test("all reasons against a batch are told, and nothing of it is done", () => {
  const { send, record, call, zoneId } = zoned();
  const both = said(() => send(record("A", "1", "2"), record("AAAA", "::1")));
  expect(both.match(/ARRDATAIllegalIPv4Address/g)).toHaveLength(2);
  expect(call(HUB, "ListResourceRecordSets", { HostedZoneId: zoneId }).ResourceRecordSets).toHaveLength(2);
});

test("no value is there twice, and a CNAME has one", () => {
  const { send, record } = zoned();
  expect(said(() => send(record("A", "192.0.2.1", "192.0.2.1")))).toBe(
    "InvalidChangeBatch: [Duplicate Resource Record: '192.0.2.1']",
  );
  expect(said(() => send(record("CNAME", "a.example", "b.example")))).toContain(
    "exactly one resource record",
  );
});

test("names of records and zones have labels of 1 to 63 characters, 255 in all, of what Route 53 takes", () => {
  const { send, change, call } = zoned();
  const named = (Name: string) =>
    said(() => send(change({ Name, ResourceRecords: [{ Value: "192.0.2.1" }] })));
  expect(named("x..a.example")).toContain(
    "DomainLabelEmpty (Domain label is empty) encountered with 'x..a.example'",
  );
  expect(named(`${"x".repeat(64)}.a.example`)).toContain("DomainLabelTooLong");
  expect(named("ä.a.example")).toContain("UnsupportedCharacter");
  expect(named(`${"x.".repeat(130)}a.example`)).toContain("DomainNameTooLong");
  expect(named("*.a.example")).toBe("answered");
  expect(named("\\052.b.a.example")).toBe("answered");
  for (const Name of ["a..example", "ä.example", ".", `${"x".repeat(64)}.example`])
    expect(refusal(() => call(HUB, "CreateHostedZone", { Name, CallerReference: Name }))).toBe(
      "400 InvalidDomainName",
    );
});

test("a record set is in a batch once, or deleted and made again", () => {
  const { send, record, change } = zoned();
  const one = record("A", "192.0.2.1");
  expect(said(() => send(one, one))).toContain(
    "The request contains an invalid set of changes for a resource record set 'A x.a.example.'",
  );
  send(one);
  const values = { ResourceRecords: [{ Value: "192.0.2.1" }] };
  expect(said(() => send(change(values, "UPSERT"), change(values, "DELETE")))).toContain(
    "invalid set of changes",
  );
  expect(said(() => send(change(values, "DELETE"), change(values, "CREATE")))).toBe("answered");
});

test("a simple record set stands alone, and the others of a name and type have one policy", () => {
  const { send, change } = zoned();
  const values = { ResourceRecords: [{ Value: "192.0.2.1" }] };
  const create = (more: Json) => said(() => send(change({ ...values, ...more })));
  expect(create({ SetIdentifier: "a" })).toBe(
    "InvalidInput: Invalid request: Expected exactly one of [Weight, Region, Failover, GeoLocation, MultiValueAnswer, GeoProximityLocation, or CidrRoutingConfig], but found none in Change with [Action=CREATE, Name=x.a.example, Type=A, SetIdentifier=a]",
  );
  expect(create({ SetIdentifier: "a", Weight: 1, Region: "eu-west-1" })).toContain(
    "but found more than one in Change",
  );
  expect(create({ Weight: 1 })).toContain("Missing field 'SetIdentifier' in Change with [Action=CREATE");
  expect(create({ SetIdentifier: "a", Weight: 1 })).toBe("answered");
  expect(create({ SetIdentifier: "b", Weight: 0 })).toBe("answered");
  expect(create({})).toBe(
    "InvalidChangeBatch: [RRSet with DNS name x.a.example., type A cannot be created as other RRSets exist with the same name and type.]",
  );
  expect(create({ SetIdentifier: "c", Region: "eu-west-1" })).toContain(
    "SetIdentifier c cannot be created because a non-latency RRSet with the same name and type already exists.",
  );
  expect(create({ Name: "y.a.example" })).toBe("answered");
  expect(create({ Name: "y.a.example", SetIdentifier: "c", MultiValueAnswer: true })).toContain(
    "because a non-multivalue answer RRSet",
  );
});

test("an alias has no values, and what is no alias has both a TTL and values", () => {
  const { send, change, zoneId } = zoned();
  const AliasTarget = { HostedZoneId: zoneId, DNSName: "a.example", EvaluateTargetHealth: false };
  const values = { ResourceRecords: [{ Value: "192.0.2.1" }] };
  expect(said(() => send(change({ ...values, AliasTarget })))).toContain("but found more than one in Change");
  expect(said(() => send(change({})))).toContain("but found none in Change");
  expect(said(() => send(change({ ...values, TTL: undefined })))).toContain("but found none in Change");
});

test.each([
  [
    "a record type",
    { Type: "B" },
    "Value 'B' at 'changeBatch.changes.1.member.resourceRecordSet.type' failed to satisfy constraint: Member must satisfy enum value set: [SOA, A, TXT",
  ],
  [
    "a TTL",
    { TTL: -1 },
    "1 validation error detected: Value '-1' at 'changeBatch.changes.1.member.resourceRecordSet.tTL' failed to satisfy constraint: Member must have value greater than or equal to 0",
  ],
  ["a weight", { Weight: 256, SetIdentifier: "x" }, "Member must have value less than or equal to 255"],
  [
    "an identifier",
    { Weight: 1, SetIdentifier: "" },
    "resourceRecordSet.setIdentifier' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  ["a failover", { Failover: "THIRD", SetIdentifier: "x" }, "[PRIMARY, SECONDARY]"],
  [
    "no value",
    { ResourceRecords: [] },
    "resourceRecords' failed to satisfy constraint: Member must have length greater",
  ],
  ["a name", { Name: "x".repeat(1025) }, "Member must have length less than or equal to 1024"],
])("%s that the API's model does not admit is InvalidInput", (_, set, words) => {
  const { send, change } = zoned();
  const answer = said(() => send(change({ ResourceRecords: [{ Value: "192.0.2.1" }], ...set })));
  expect(answer).toMatch(/^InvalidInput: \d+ validation error/);
  expect(answer).toContain(words);
});

test("several members that the model does not admit are told together", () => {
  const { call } = zoned();
  const input = { Name: "b.example", CallerReference: "", HostedZoneConfig: { Comment: "x".repeat(257) } };
  expect(said(() => call(HUB, "CreateHostedZone", input))).toMatch(
    /^InvalidInput: 2 validation errors detected: Value '' at 'callerReference' .*; Value 'x+' at 'hostedZoneConfig\.comment'/,
  );
});

test("ids, actions, types of lists and sizes of pages are checked", () => {
  const { call, zoneId, vpcId, send, change } = zoned();
  const on = (operation: string, input: Json) => refusal(() => call(HUB, operation, input));
  const page = { VPCId: vpcId, VPCRegion: "eu-west-1" };
  expect(on("GetHostedZone", { Id: "Z".repeat(33) })).toBe("400 InvalidInput");
  expect(on("GetHostedZone", { Id: "no such zone" })).toBe("404 NoSuchHostedZone");
  expect(on("GetHostedZone", { Id: `/hostedzone/${zoneId}` })).toBe("answered");
  expect(on("GetChange", { Id: "" })).toBe("400 InvalidInput");
  expect(on("GetChange", { Id: "/change/none" })).toBe("404 NoSuchChange");
  expect(refusal(() => send(change({}, "REPLACE")))).toBe("400 InvalidInput");
  expect(on("ListHostedZones", { HostedZoneType: "PublicHostedZone" })).toBe("400 InvalidInput");
  expect(on("ListHostedZones", { DelegationSetId: "N1" })).toBe("400 NoSuchDelegationSet");
  expect(
    on("ListResourceRecordSets", { HostedZoneId: zoneId, StartRecordName: "a", StartRecordType: "B" }),
  ).toBe("400 InvalidInput");
  expect(on("ListHostedZonesByVPC", { ...page, VPCRegion: "mars" })).toBe("400 InvalidInput");
  for (const MaxItems of [0, -1, "ten", "1.5"]) {
    expect(on("ListHostedZones", { MaxItems })).toBe("400 InvalidInput");
    expect(on("ListHostedZonesByName", { MaxItems })).toBe("400 InvalidInput");
    expect(on("ListHostedZonesByVPC", { ...page, MaxItems })).toBe("400 InvalidInput");
    expect(on("ListResourceRecordSets", { HostedZoneId: zoneId, MaxItems })).toBe("400 InvalidInput");
    expect(on("ListVPCAssociationAuthorizations", { HostedZoneId: zoneId, MaxResults: MaxItems })).toBe(
      "400 InvalidInput",
    );
  }
  expect(call(HUB, "ListHostedZones", { MaxItems: 1000 }).MaxItems).toBe(100);
  const tags = { ResourceType: "hostedzone", ResourceId: zoneId };
  expect(on("ChangeTagsForResource", { ...tags, AddTags: [{ Key: "k".repeat(129), Value: "" }] })).toBe(
    "400 InvalidInput",
  );
  expect(on("ChangeTagsForResource", { ...tags, AddTags: Array(11).fill({ Key: "k" }) })).toBe(
    "400 InvalidInput",
  );
  expect(on("ListTagsForResource", { ...tags, ResourceType: "zone" })).toBe("400 InvalidInput");
  expect(on("ListTagsForResources", { ResourceType: "hostedzone", ResourceIds: [] })).toBe(
    "400 InvalidInput",
  );
});
