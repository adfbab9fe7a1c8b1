import * as route53 from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { readsOf } from "../../../test/support/reads.ts";
import { HUB, refusal, simulated } from "../../../test/support/simulated.ts";
import type { Json } from "../service.ts";
import { operationNamed, type Shape } from "../wire/schema.ts";
import { ROUTE53_PARAMETERS } from "./parameters.ts";
import { route53Handlers } from "./service.ts";

const { taken } = ROUTE53_PARAMETERS;
const covers = (declared: string, path: string) => path === declared || path.startsWith(`${declared}.`);

/** Every member of the API's input that is no structure or list, with an input that gives nothing else. */
function leavesOf(shape: Shape, path = ""): { path: string; input: unknown }[] {
  if (shape.kind === "list")
    return leavesOf(shape.item, path).map(({ path: at, input }) => ({ path: at, input: [input] }));
  if (shape.kind !== "structure")
    return [{ path, input: shape.kind === "number" ? 1 : shape.kind === "boolean" ? true : "x" }];
  return shape.members.flatMap(([name, member]) =>
    leavesOf(member, path ? `${path}.${name}` : name).map(({ path: at, input }) => ({
      path: at,
      input: { [name]: input },
    })),
  );
}

const operations = Object.keys(route53Handlers(simulated().estate));

test("each operation that is served says what it reads, and nothing that the API does not have", () => {
  expect(Object.keys(taken).sort()).toEqual(operations.sort());
  for (const [operation, declared] of Object.entries(taken)) {
    const shape = operationNamed(route53, operation)?.input();
    const known = shape ? leavesOf(shape).map(({ path }) => path) : [];
    for (const one of declared) expect(known.some((path) => covers(one, path))).toBe(true);
  }
});

test.each(operations)("%s refuses by name every parameter of the API that it would not read", (operation) => {
  const { call } = simulated();
  const shape = operationNamed(route53, operation)?.input() as Shape;
  for (const { path, input } of leavesOf(shape)) {
    const isTaken = taken[operation]?.some((one) => covers(one, path));
    const answer = refusal(() => call(HUB, operation, input as Json));
    if (isTaken) expect(answer).not.toBe("501 NotImplemented");
    else {
      expect(answer).toBe("501 NotImplemented");
      expect(() => call(HUB, operation, input as Json)).toThrow(`the parameter ${path} of ${operation}`);
    }
  }
});

/** An input for each operation, or several, that between them use all that it says it reads. */
function samples(): { [operation: string]: Json[] } {
  const VPC = { VPCId: "vpc-0a00000000000a001", VPCRegion: "eu-west-1" };
  const pair = [{ HostedZoneId: "Z1", VPC, Comment: "why" }];
  const batch = (set: Json, Action = "CREATE") => ({
    HostedZoneId: "Z1",
    ChangeBatch: {
      Comment: "why",
      Changes: [{ Action, ResourceRecordSet: { Name: "x.a.example", Type: "A", ...set } }],
    },
  });
  const values = { TTL: 60, ResourceRecords: [{ Value: "192.0.2.1" }], SetIdentifier: "one" };
  const alias = { AliasTarget: { HostedZoneId: "Z1", DNSName: "a.example", EvaluateTargetHealth: false } };
  const resource = { ResourceType: "hostedzone", ResourceId: "Z1" };
  return {
    CreateHostedZone: [
      {
        Name: "b.example",
        CallerReference: "b",
        VPC,
        HostedZoneConfig: { Comment: "why", PrivateZone: true },
      },
      {
        Name: "b.example",
        CallerReference: "c",
        HostedZoneConfig: { PrivateZone: true },
        DelegationSetId: "N1",
      },
      { Name: "c.example", CallerReference: "d", HostedZoneConfig: { PrivateZone: true } },
    ],
    GetHostedZone: [{ Id: "Z1" }],
    DeleteHostedZone: [{ Id: "Z1" }],
    UpdateHostedZoneComment: [{ Id: "Z1", Comment: "why" }],
    ListHostedZones: [
      { Marker: "Z1", MaxItems: 1, DelegationSetId: "N1" },
      { Marker: "Z1", HostedZoneType: "PrivateHostedZone" },
    ],
    ListHostedZonesByName: [{ DNSName: "a.example", HostedZoneId: "Z1", MaxItems: 1 }],
    ListHostedZonesByVPC: [{ ...VPC, MaxItems: 1, NextToken: "none" }],
    GetHostedZoneCount: [{}],
    ChangeResourceRecordSets: [
      batch({ ...values, Weight: 1, HealthCheckId: "none" }),
      ...[
        { Weight: 1 },
        { Region: "eu-west-1" },
        { Failover: "PRIMARY" },
        { MultiValueAnswer: true },
        { GeoLocation: { ContinentCode: "EU" } },
        { GeoProximityLocation: { AWSRegion: "eu-west-1", Bias: 1 } },
      ].map((policy) => batch({ ...values, ...policy }, "UPSERT")),
      batch(alias),
    ],
    ListResourceRecordSets: [
      {
        HostedZoneId: "Z1",
        StartRecordName: "a",
        StartRecordType: "A",
        StartRecordIdentifier: "x",
        MaxItems: 1,
      },
    ],
    AssociateVPCWithHostedZone: [{ ...pair[0], HostedZoneId: "Z2" }],
    DisassociateVPCFromHostedZone: pair,
    CreateVPCAssociationAuthorization: pair,
    DeleteVPCAssociationAuthorization: pair,
    ListVPCAssociationAuthorizations: [{ HostedZoneId: "Z1", NextToken: "", MaxResults: 1 }],
    GetChange: [{ Id: "C1" }],
    ChangeTagsForResource: [{ ...resource, AddTags: [{ Key: "a", Value: "b" }], RemoveTagKeys: ["c"] }],
    ListTagsForResource: [resource],
    ListTagsForResources: [{ ResourceType: "hostedzone", ResourceIds: ["Z1"] }],
    GetHostedZoneLimit: [{ Type: "MAX_RRSETS_BY_ZONE", HostedZoneId: "Z1" }],
    GetAccountLimit: [{ Type: "MAX_HOSTED_ZONES_BY_OWNER" }],
  };
}

/** Z1 and Z2 with two VPCs each, of whom the samples' VPC is in the first only. */
function prepared() {
  const cloud = simulated();
  const { call, estate } = cloud;
  const others = [cloud.vpc(HUB), cloud.vpc(HUB)];
  const known = estate.network.vpcs.get(others[0] ?? "");
  if (known) estate.network.vpcs.set("vpc-0a00000000000a001", { ...known, id: "vpc-0a00000000000a001" });
  for (const [index, id] of ["Z1", "Z2"].entries()) {
    const name = ["a.example", "z.example"][index] ?? "";
    const made = cloud.zone(HUB, name, index === 0 ? "vpc-0a00000000000a001" : (others[1] ?? ""));
    const zone = estate.zones.byId.get(made);
    if (!zone) throw new Error("no zone");
    zone.id = id;
    estate.zones.byId.delete(made);
    estate.zones.byId.set(id, zone);
    const pair = { HostedZoneId: id, VPC: { VPCId: others[0], VPCRegion: "eu-west-1" } };
    call(HUB, "AssociateVPCWithHostedZone", pair);
  }
  return cloud;
}

test.each(Object.entries(samples()))("%s reads whatever it says it reads", (operation, inputs) => {
  const reads = new Set<string>();
  for (const input of inputs) {
    const handler = route53Handlers(prepared().estate)[operation];
    if (!handler) throw new Error(`no such operation: ${operation}`);
    const call = { account: HUB, region: "eu-west-1", principalArn: `arn:aws:iam::${HUB}:root`, input };
    for (const path of readsOf(handler, call)) reads.add(path);
  }
  const unread = (taken[operation] ?? []).filter((one) => ![...reads].some((path) => covers(one, path)));
  expect(unread).toEqual([]);
});
