import type {
  CreateVpcRequest,
  CreateVpcResult,
  DeleteVpcRequest,
  DescribeVpcAttributeRequest,
  DescribeVpcAttributeResult,
  DescribeVpcsRequest,
  DescribeVpcsResult,
  ModifyVpcAttributeRequest,
  Vpc as VpcShape,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import { AwsError, type Service } from "../service.ts";
import { ABSENT, ownVpc, seenVpc } from "./access.ts";
import { cidrOf } from "./addresses.ts";
import { digestOf } from "./catalogue.ts";
import { select, tagList, tagsFor } from "./describe.ts";
import { missing } from "./errors.ts";
import { addSecurityGroup } from "./security-groups.ts";
import { endpointsIn, type Tags, type Vpc } from "./state.ts";

export function vpcOperations(estate: Estate): Service {
  const now = () => estate.surroundings.clock.now();
  return {
    CreateVpc: operation<CreateVpcRequest, CreateVpcResult>((input, call) => {
      const range = cidrOf(input.CidrBlock ?? "");
      if (!range || range.bits < 16 || range.bits > 28)
        throw new AwsError("InvalidVpc.Range", `The CIDR '${input.CidrBlock}' is invalid.`);
      const vpc = addVpc(estate, {
        account: call.account,
        region: call.region,
        cidr: input.CidrBlock ?? "",
        tags: tagsFor(input.TagSpecifications, "vpc"),
      });
      return { Vpc: { ...shown(vpc, now()), State: "pending" } };
    }),

    DeleteVpc: operation<DeleteVpcRequest, object>((input, call) => {
      const vpc = ownVpc(estate, input.VpcId, call);
      const inUse =
        endpointsIn(estate.network, vpc.id, now()).length > 0 ||
        [...estate.network.subnets.values()].some((subnet) => subnet.vpcId === vpc.id);
      if (inUse)
        throw new AwsError(
          "DependencyViolation",
          `The vpc '${vpc.id}' has dependencies and cannot be deleted.`,
        );
      estate.network.vpcs.delete(vpc.id);
      for (const group of estate.network.securityGroups.values())
        if (group.vpcId === vpc.id) estate.network.securityGroups.delete(group.id);
      return {};
    }),

    DescribeVpcs: operation<DescribeVpcsRequest, DescribeVpcsResult>((input, call) => {
      const { items, ...token } = select(
        call,
        estate.network.vpcs,
        { ...input, ids: input.VpcIds },
        {
          "vpc-id": (vpc) => vpc.id,
          "owner-id": (vpc) => vpc.account,
          cidr: (vpc) => vpc.cidr,
          "cidr-block-association.cidr-block": (vpc) => vpc.cidr,
          "is-default": (vpc) => String(vpc.isDefault),
          isDefault: (vpc) => String(vpc.isDefault),
          state: (vpc) => shown(vpc, now()).State,
        },
        ABSENT.vpc,
      );
      return { Vpcs: items.map((vpc) => shown(vpc, now())), ...token };
    }),

    DescribeVpcAttribute: operation<DescribeVpcAttributeRequest, DescribeVpcAttributeResult>(
      (input, call) => {
        const vpc = seenVpc(estate, input.VpcId, call);
        switch (input.Attribute) {
          case "enableDnsSupport":
            return { VpcId: vpc.id, EnableDnsSupport: { Value: vpc.enableDnsSupport } };
          case "enableDnsHostnames":
            return { VpcId: vpc.id, EnableDnsHostnames: { Value: vpc.enableDnsHostnames } };
          case "enableNetworkAddressUsageMetrics":
            return { VpcId: vpc.id, EnableNetworkAddressUsageMetrics: { Value: false } };
          default:
            throw missing("attribute");
        }
      },
    ),

    ModifyVpcAttribute: operation<ModifyVpcAttributeRequest, object>((input, call) => {
      const vpc = ownVpc(estate, input.VpcId, call);
      const { EnableDnsSupport: support, EnableDnsHostnames: hostnames } = input;
      if (support && hostnames)
        throw new AwsError(
          "InvalidParameterCombination",
          "Fields for multiple attribute types specified: enableDnsSupport, enableDnsHostnames",
        );
      if (support) vpc.enableDnsSupport = support.Value ?? false;
      if (hostnames) vpc.enableDnsHostnames = hostnames.Value ?? false;
      return {};
    }),
  };
}

export type NewVpc = { account: string; region: string; cidr: string; tags: Tags } & Partial<Vpc> & {
    /** What is special about its default group. */
    defaultGroup?: { id?: string | undefined; description?: string | undefined; tags?: Tags };
  };

/** A VPC with its default security group. DNS attributes are as AWS's: support on, hostnames off. */
export function addVpc(estate: Estate, { defaultGroup, ...wanted }: NewVpc): Vpc {
  const vpc: Vpc = {
    id: `vpc-${estate.surroundings.hex(17)}`,
    isDefault: false,
    enableDnsSupport: true,
    enableDnsHostnames: false,
    availableAt: estate.surroundings.clock.now(),
    ...wanted,
  };
  estate.network.vpcs.set(vpc.id, vpc);
  addSecurityGroup(estate, vpc, {
    ...defaultGroup,
    name: "default",
    description: defaultGroup?.description ?? "default VPC security group",
  });
  return vpc;
}

function shown(vpc: Vpc, now: number): VpcShape & { State: "available" | "pending" } {
  return {
    VpcId: vpc.id,
    OwnerId: vpc.account,
    CidrBlock: vpc.cidr,
    CidrBlockAssociationSet: [
      {
        AssociationId: `vpc-cidr-assoc-${digestOf(vpc.id, 17)}`,
        CidrBlock: vpc.cidr,
        CidrBlockState: { State: "associated" },
      },
    ],
    DhcpOptionsId: `dopt-${digestOf(`${vpc.account} ${vpc.region}`, 17)}`,
    InstanceTenancy: "default",
    Ipv6CidrBlockAssociationSet: [],
    IsDefault: vpc.isDefault,
    State: now >= vpc.availableAt ? "available" : "pending",
    Tags: tagList(vpc.tags),
  };
}
