import { expect, test } from "vitest";
import type { Session } from "../aws/accounts.ts";
import type { AccountId, Region, VpcId } from "../model/ids.ts";
import { observeVpc } from "./vpcs.ts";

const ACCOUNT = "222222222222" as AccountId;
const OWNER = "333333333333" as AccountId;
const VPC = { id: "vpc-0b00000000000000a" as VpcId, region: "eu-west-1" as Region };

/** A participant of a shared VPC: DescribeVpcs shows it, everything else about it is refused. */
function participant(): Session {
  const refuse = () => Promise.reject(Object.assign(new Error("no"), { name: "InvalidVpcID.NotFound" }));
  const describe = async ({ constructor: { name } }: { constructor: { name: string } }) =>
    name === "DescribeVpcsCommand" ? { Vpcs: [{ VpcId: VPC.id, OwnerId: OWNER }] } : refuse();
  return {
    account: ACCOUNT,
    identity: async () => ({ kind: "seen", value: { account: ACCOUNT, arn: "" } }),
    route53: { send: refuse },
    ec2: () => ({ send: describe }),
    resolver: () => ({ send: refuse }),
  } as unknown as Session;
}

test("semantics 16: a VPC shared by RAM is seen with its owner, although its attributes and zones cannot be read", async () => {
  expect(await observeVpc(participant(), VPC)).toMatchObject({ kind: "seen", value: { owner: OWNER } });
});
