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
import { dhcpOptionsId } from "./dhcp-options.ts";
import { invalidValue, missing } from "./errors.ts";
import type { Fields } from "./filters.ts";
import { groupsOf } from "./group-names.ts";
import { endPeerings } from "./peering/lifecycle.ts";
import { networkBlock } from "./ranges.ts";
import type { Tags } from "./resource.ts";
import { cidrsOf, ipv6BlocksOf } from "./route-tables/routes.ts";
import { addSecurityGroup } from "./security-groups.ts";
import { endpointsIn, subnetsIn, type Vpc } from "./state.ts";
import { tagList, tagsFor } from "./tag-values.ts";
import { attachmentsOf } from "./transit-gateways/attachment-lifecycle.ts";
import { addVpcParts, mainRouteTableId, removeVpcParts } from "./vpc-parts.ts";

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
        return { Vpc: { ...shown(estate, vpc), State: "pending" } };
      },
    ),

    DeleteVpc: reading<DeleteVpcRequest, object>()(["VpcId"], (input, call) => {
      const { network } = estate;
      const vpc = ownVpc(estate, input.VpcId, call);
      const inUse =
        endpointsIn(network, vpc.id, now()).length > 0 ||
        subnetsIn(network, vpc.id).length > 0 ||
        attachmentsOf(estate, vpc.id).length > 0 ||
        partsOf(network.routeTables, vpc.id) > 1 ||
        partsOf(network.networkAcls, vpc.id) > 1 ||
        [...network.gateways.values()].some(({ vpcId }) => vpcId === vpc.id) ||
        groupsOf(estate, vpc.id).some((group) => group.name !== "default") ||
        isKeptByRules(estate, vpc.id);
      if (inUse)
        throw new AwsError(
          "DependencyViolation",
          `The vpc '${vpc.id}' has dependencies and cannot be deleted.`,
        );
      network.vpcs.delete(vpc.id);
      network.subnetsOfVpc.delete(vpc.id);
      endPeerings(estate, vpc);
      for (const group of groupsOf(estate, vpc.id)) network.securityGroups.delete(group.id);
      removeVpcParts(network, vpc.id);
      for (const association of rulesOf(estate, vpc.id)) dropAssociation(estate.resolver, association);
      return {};
    }),

    DescribeVpcs: listing<DescribeVpcsRequest, DescribeVpcsResult>()("VpcIds", "Vpcs", {
      all: () => estate.network.vpcs,
      fields: fields((vpc) => shown(estate, vpc)),
      ids: ABSENT.vpc,
      shown: (vpc) => shown(estate, vpc),
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

const partsOf = (parts: ReadonlyMap<string, { vpcId: string }>, id: string): number =>
  [...parts.values()].filter(({ vpcId }) => vpcId === id).length;

export type NewVpc = { account: string; region: string; cidr: string; tags: Tags } & Partial<Vpc> & {
    /** What is special about its default group. */
    defaultGroup?: { id?: string | undefined; description?: string | undefined; tags?: Tags };
  };

/** A VPC with its default security group, network ACL and main route table. DNS attributes are as AWS's: support on, hostnames off. */
export function addVpc(estate: Estate, { defaultGroup, ...wanted }: NewVpc): Vpc {
  const id = wanted.id ?? `vpc-${estate.surroundings.hex(17)}`;
  const vpc: Vpc = {
    id,
    secondaryCidrs: [],
    mainRouteTableId: mainRouteTableId(id),
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
  const blocks = (vpc: Vpc) => show(vpc).CidrBlockAssociationSet ?? [];
  const ipv6 = (vpc: Vpc) => show(vpc).Ipv6CidrBlockAssociationSet ?? [];
  return {
    cidr: (vpc) => vpc.cidr,
    "cidr-block-association.association-id": (vpc) => blocks(vpc).flatMap((one) => one.AssociationId ?? []),
    "cidr-block-association.cidr-block": (vpc) => blocks(vpc).flatMap((one) => one.CidrBlock ?? []),
    "cidr-block-association.state": (vpc) => blocks(vpc).flatMap((one) => one.CidrBlockState?.State ?? []),
    "dhcp-options-id": (vpc) => show(vpc).DhcpOptionsId,
    "ipv6-cidr-block-association.association-id": (vpc) =>
      ipv6(vpc).flatMap((one) => one.AssociationId ?? []),
    "ipv6-cidr-block-association.ipv6-cidr-block": (vpc) =>
      ipv6(vpc).flatMap((one) => one.Ipv6CidrBlock ?? []),
    "ipv6-cidr-block-association.ipv6-pool": (vpc) => ipv6(vpc).flatMap((one) => one.Ipv6Pool ?? []),
    "ipv6-cidr-block-association.state": (vpc) =>
      ipv6(vpc).flatMap((one) => one.Ipv6CidrBlockState?.State ?? []),
    "is-default": (vpc) => String(vpc.isDefault),
    isDefault: (vpc) => String(vpc.isDefault),
    "owner-id": (vpc) => vpc.account,
    state: (vpc) => show(vpc).State,
    "vpc-id": (vpc) => vpc.id,
  };
}

function shown({ network, surroundings }: Estate, vpc: Vpc): VpcShape & { State: "available" | "pending" } {
  return {
    VpcId: vpc.id,
    OwnerId: vpc.account,
    CidrBlock: vpc.cidr,
    CidrBlockAssociationSet: cidrsOf(vpc).map((CidrBlock) => ({
      AssociationId: `vpc-cidr-assoc-${digestOf(CidrBlock === vpc.cidr ? vpc.id : `${vpc.id} ${CidrBlock}`, 17)}`,
      CidrBlock,
      CidrBlockState: { State: "associated" },
    })),
    DhcpOptionsId: dhcpOptionsId(vpc),
    InstanceTenancy: vpc.tenancy,
    Ipv6CidrBlockAssociationSet: ipv6BlocksOf(network, vpc.id).map((Ipv6CidrBlock) => ({
      AssociationId: `vpc-cidr-assoc-${digestOf(`${vpc.id} ${Ipv6CidrBlock}`, 17)}`,
      Ipv6CidrBlock,
      Ipv6CidrBlockState: { State: "associated" },
      Ipv6Pool: "Amazon",
      NetworkBorderGroup: vpc.region,
    })),
    IsDefault: vpc.isDefault,
    State: surroundings.clock.now() >= vpc.availableAt ? "available" : "pending",
    Tags: tagList(vpc.tags),
  };
}
