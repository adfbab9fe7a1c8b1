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
import { notServed, type ReadingService, reading } from "../reading.ts";
import { dropAssociation } from "../resolver/state.ts";
import { AwsError } from "../service.ts";
import { ABSENT, ownVpc, seenVpc } from "./access.ts";
import { digestOf } from "./catalogue.ts";
import { listing } from "./describe.ts";
import { invalidValue, missing } from "./errors.ts";
import { type Fields, nothing } from "./filters.ts";
import { groupsOf } from "./group-names.ts";
import { networkBlock } from "./ranges.ts";
import { addSecurityGroup } from "./security-groups.ts";
import { endpointsIn, type Tags, type Vpc } from "./state.ts";
import { tagList, tagsFor } from "./tag-values.ts";
import { addVpcParts, removeVpcParts } from "./vpc-parts.ts";

export function vpcOperations(estate: Estate): ReadingService {
  const now = () => estate.surroundings.clock.now();
  return {
    CreateVpc: reading<CreateVpcRequest, CreateVpcResult>()(
      ["CidrBlock", "InstanceTenancy", "AmazonProvidedIpv6CidrBlock", "TagSpecifications"],
      (input, call) => {
        if (!input.CidrBlock) throw missing("cidrBlock");
        if (input.AmazonProvidedIpv6CidrBlock) throw notServed("AmazonProvidedIpv6CidrBlock=true");
        const vpc = addVpc(estate, {
          account: call.account,
          region: call.region,
          cidr: networkBlock(input.CidrBlock, "InvalidVpc.Range"),
          tenancy: tenancyOf(input.InstanceTenancy),
          tags: tagsFor(input.TagSpecifications, "vpc"),
        });
        return { Vpc: { ...shown(vpc, now()), State: "pending" } };
      },
    ),

    DeleteVpc: reading<DeleteVpcRequest, object>()(["VpcId"], (input, call) => {
      const { network } = estate;
      const vpc = ownVpc(estate, input.VpcId, call);
      const inUse =
        endpointsIn(network, vpc.id, now()).length > 0 ||
        [...network.subnets.values()].some((subnet) => subnet.vpcId === vpc.id) ||
        groupsOf(estate, vpc.id).some((group) => group.name !== "default") ||
        isKeptByRules(estate, vpc.id);
      if (inUse)
        throw new AwsError(
          "DependencyViolation",
          `The vpc '${vpc.id}' has dependencies and cannot be deleted.`,
        );
      network.vpcs.delete(vpc.id);
      for (const group of groupsOf(estate, vpc.id)) network.securityGroups.delete(group.id);
      removeVpcParts(network, vpc.id);
      for (const association of rulesOf(estate, vpc.id)) dropAssociation(estate.resolver, association);
      return {};
    }),

    DescribeVpcs: listing<DescribeVpcsRequest, DescribeVpcsResult>()("VpcIds", "Vpcs", {
      all: () => estate.network.vpcs,
      fields: fields((vpc) => shown(vpc, now())),
      ids: ABSENT.vpc,
      shown: (vpc) => shown(vpc, now()),
    }),

    DescribeVpcAttribute: reading<DescribeVpcAttributeRequest, DescribeVpcAttributeResult>()(
      ["VpcId", "Attribute"],
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
            throw invalidValue(
              `Value (${input.Attribute}) for parameter attribute is invalid. Unknown attribute.`,
            );
        }
      },
    ),

    ModifyVpcAttribute: reading<ModifyVpcAttributeRequest, object>()(
      ["VpcId", "EnableDnsSupport", "EnableDnsHostnames"],
      (input, call) => {
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
      },
    ),
  };
}

const rulesOf = ({ resolver }: Estate, vpcId: string) => [...(resolver.associationsOfVpc.get(vpcId) ?? [])];

const isKeptByRules = (estate: Estate, vpcId: string): boolean =>
  estate.options.behaviours.deletionOfVpcWithRules === "refused" && rulesOf(estate, vpcId).length > 0;

export type NewVpc = { account: string; region: string; cidr: string; tags: Tags } & Partial<Vpc> & {
    /** What is special about its default group. */
    defaultGroup?: { id?: string | undefined; description?: string | undefined; tags?: Tags };
  };

/** A VPC with its default security group, network ACL and main route table. DNS attributes are as AWS's: support on, hostnames off. */
export function addVpc(estate: Estate, { defaultGroup, ...wanted }: NewVpc): Vpc {
  const vpc: Vpc = {
    id: `vpc-${estate.surroundings.hex(17)}`,
    isDefault: false,
    tenancy: "default",
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
  addVpcParts(estate.network, vpc);
  return vpc;
}

/** Source: EC2 API reference, CreateVpc: `host` is for instances. */
function tenancyOf(text = "default"): Vpc["tenancy"] {
  if (text === "default" || text === "dedicated") return text;
  throw invalidValue(`Value (${text}) for parameter instanceTenancy is invalid.`);
}

/** Source: EC2 API reference, DescribeVpcs; `isDefault` is an older name of `is-default`. */
function fields(show: (vpc: Vpc) => VpcShape): Fields<Vpc> {
  const block = (vpc: Vpc) => show(vpc).CidrBlockAssociationSet?.[0];
  return {
    cidr: (vpc) => vpc.cidr,
    "cidr-block-association.association-id": (vpc) => block(vpc)?.AssociationId,
    "cidr-block-association.cidr-block": (vpc) => vpc.cidr,
    "cidr-block-association.state": (vpc) => block(vpc)?.CidrBlockState?.State,
    "dhcp-options-id": (vpc) => show(vpc).DhcpOptionsId,
    "ipv6-cidr-block-association.association-id": nothing,
    "ipv6-cidr-block-association.ipv6-cidr-block": nothing,
    "ipv6-cidr-block-association.ipv6-pool": nothing,
    "ipv6-cidr-block-association.state": nothing,
    "is-default": (vpc) => String(vpc.isDefault),
    isDefault: (vpc) => String(vpc.isDefault),
    "owner-id": (vpc) => vpc.account,
    state: (vpc) => show(vpc).State,
    "vpc-id": (vpc) => vpc.id,
  };
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
    InstanceTenancy: vpc.tenancy,
    Ipv6CidrBlockAssociationSet: [],
    IsDefault: vpc.isDefault,
    State: now >= vpc.availableAt ? "available" : "pending",
    Tags: tagList(vpc.tags),
  };
}
