import { expect, test } from "vitest";
import type { Action } from "../action/action.ts";
import { callsOf } from "./calls.ts";
import { drawsOf } from "./rates.ts";

const target = { key: "hub/default/ssm", service: "ssm", region: "eu-west-1" };
const act = (action: object) => ({ account: "111111111111", ...action }) as unknown as Action;
const named = (action: object) => callsOf(act(action)).map((c) => `${c.service} ${c.operation}`);

test("each call names its service, and those of EC2 the endpoint's Region, so that its own buckets are charged", () => {
  expect(callsOf(act({ kind: "createEndpoint", target }))).toEqual([
    {
      account: "111111111111",
      service: "ec2",
      region: "eu-west-1",
      operation: "CreateVpcEndpoint",
      write: true,
    },
    {
      account: "111111111111",
      service: "ec2",
      region: "eu-west-1",
      operation: "DescribeVpcEndpoints",
      write: false,
    },
  ]);
  expect(named({ kind: "awaitEndpoint", target })).toEqual(["ec2 DescribeVpcEndpoints"]);
  expect(named({ kind: "tagEndpoint", target })).toEqual(["ec2 CreateTags"]);
  expect(named({ kind: "modifyEndpoint", target })).toEqual(["ec2 ModifyVpcEndpoint"]);
  expect(named({ kind: "deleteEndpoint", target, led: ["Z1"] })).toEqual([
    "route53 ListHostedZones",
    "route53 ListHostedZonesByVPC",
    "route53 ListResourceRecordSets",
    "ec2 DeleteVpcEndpoints",
  ]);
  expect(named({ kind: "authorize" })).toEqual(["route53 CreateVPCAssociationAuthorization"]);
});

test("a step that counts on what a list shows looks at that list first", () => {
  const vpc = { id: "vpc-1", region: "eu-west-1" };
  const look = "route53 GetHostedZone";
  expect(named({ kind: "disassociate", vpc, confirms: vpc })[0]).toBe(look);
  expect(named({ kind: "deleteZone", deletes: [], onlyWith: [vpc] })).toEqual([
    look,
    "route53 DeleteHostedZone",
  ]);
  const served = [{ vpcs: [vpc] }, { vpcs: [vpc] }];
  expect(named({ kind: "turnOffPrivateDns", target, served })).toEqual([look, look, "ec2 ModifyVpcEndpoint"]);
});

test("aliases are charged by how many there are: two change tokens for each that is written, one for each deleted", () => {
  const changes = (action: object) =>
    callsOf(act(action)).flatMap((call) => {
      const charge = drawsOf(call).charges.find(({ bucket }) => bucket === "changes");
      return charge ? [`${call.operation} ${charge.tokens}`] : [];
    });
  expect(changes({ kind: "changeRecords", upserts: [{}, {}] })).toEqual(["ChangeResourceRecordSets 4"]);
  expect(changes({ kind: "deleteZone", deletes: [{}, {}] })).toEqual([
    "ChangeResourceRecordSets 2",
    "DeleteHostedZone 2",
  ]);
});
