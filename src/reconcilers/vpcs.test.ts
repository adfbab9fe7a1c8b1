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

/** The VPC's own account; its role may do all but what is refused, by command. */
function owner(refused: Readonly<Record<string, string>>): Session {
  const answers: Record<string, object> = {
    DescribeVpcsCommand: { Vpcs: [{ VpcId: VPC.id, OwnerId: ACCOUNT, CidrBlock: "10.0.0.0/16" }] },
    DescribeVpcAttributeCommand: { EnableDnsSupport: { Value: true }, EnableDnsHostnames: { Value: true } },
    ListHostedZonesByVPCCommand: { HostedZoneSummaries: [] },
    DescribeVpcEndpointsCommand: { VpcEndpoints: [] },
    ListResolverRuleAssociationsCommand: { ResolverRuleAssociations: [] },
  };
  const send = async ({ constructor: { name } }: { constructor: { name: string } }) => {
    const error = refused[name];
    if (error) throw Object.assign(new Error("no"), { name: error, $metadata: { httpStatusCode: 400 } });
    return answers[name];
  };
  return {
    account: ACCOUNT,
    identity: async () => ({ kind: "seen", value: { account: ACCOUNT, arn: "" } }),
    route53: { send },
    ec2: () => ({ send }),
    resolver: () => ({ send }),
  } as unknown as Session;
}

const PARTS = [
  "DescribeVpcAttributeCommand",
  "ListHostedZonesByVPCCommand",
  "DescribeVpcEndpointsCommand",
  "ListResolverRuleAssociationsCommand",
];

test.each(
  PARTS.flatMap((part) =>
    ["Throttling", "InternalError", "InvalidInput"].map((error) => [part, error] as const),
  ),
)("semantics 12: a VPC of which %s failed by %s is unknown as a whole", async (part, error) => {
  expect(await observeVpc(owner({ [part]: error }), VPC)).toMatchObject({
    kind: "unreadable",
    failure: { error },
  });
});

test.each(PARTS.flatMap((part) => ["AccessDenied", "NotImplemented"].map((error) => [part, error] as const)))(
  "semantics 20: what the role may not read, or an emulator lacks, is not checked, and the rest is seen (%s, %s)",
  async (part, error) => {
    expect(await observeVpc(owner({ [part]: error }), VPC)).toMatchObject({
      kind: "seen",
      value: { owner: ACCOUNT },
    });
  },
);
