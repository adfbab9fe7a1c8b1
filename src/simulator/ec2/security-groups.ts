import type {
  CreateSecurityGroupRequest,
  CreateSecurityGroupResult,
  DeleteSecurityGroupRequest,
  DeleteSecurityGroupResult,
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  SecurityGroup as SecurityGroupShape,
} from "@aws-sdk/client-ec2";
import { type Estate, quotaOf } from "../estate.ts";
import { type ReadingService, reading } from "../reading.ts";
import { sweep as sweepResolver } from "../resolver/leaving.ts";
import { AwsError } from "../service.ts";
import { ABSENT, ownVpc } from "./access.ts";
import { select } from "./describe.ts";
import { invalidValue } from "./errors.ts";
import { defaultVpcOf, groupNamed, groupsOf, namedGroup } from "./group-names.ts";
import { permissionFields } from "./permission-filters.ts";
import { permissionsOf } from "./permissions.ts";
import type { Tags } from "./resource.ts";
import { addDefaultRules } from "./rules.ts";
import type { SecurityGroup, Vpc } from "./state.ts";
import { tagList, tagsFor } from "./tag-values.ts";

/** Source: EC2 API reference, the operations' pages and "Error codes"; VPC User Guide, "Amazon VPC quotas". */
export function securityGroupOperations(estate: Estate): ReadingService {
  return {
    CreateSecurityGroup: reading<CreateSecurityGroupRequest, CreateSecurityGroupResult>()(
      ["VpcId", "GroupName", "Description", "TagSpecifications"],
      (input, call) => {
        const { GroupName: name = "", Description: description = "" } = input;
        refuseTexts(name, description);
        const vpc = input.VpcId ? ownVpc(estate, input.VpcId, call) : defaultVpcOf(estate, call);
        if (!vpc) throw new AwsError("VPCIdNotSpecified", "No default VPC for this user");
        if (groupsOf(estate, vpc.id).some((group) => group.name === name))
          throw new AwsError(
            "InvalidGroup.Duplicate",
            `The security group '${name}' already exists for VPC '${vpc.id}'`,
          );
        refuseTooManyGroups(estate, vpc);
        const tags = tagsFor(input.TagSpecifications, "security-group");
        const group = addSecurityGroup(estate, vpc, { name, description, tags });
        const Tags = tags.size > 0 ? { Tags: tagList(tags) } : {};
        return { GroupId: group.id, SecurityGroupArn: arnOf(estate, group), ...Tags };
      },
    ),

    DeleteSecurityGroup: reading<DeleteSecurityGroupRequest, DeleteSecurityGroupResult>()(
      ["GroupId", "GroupName"],
      (input, call) => {
        const group = namedGroup(estate, input, call);
        if (group.name === "default")
          throw new AwsError(
            "CannotDelete",
            `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
          );
        sweepResolver(estate);
        if (isUsed(estate, group))
          throw new AwsError("DependencyViolation", `resource ${group.id} has a dependent object`);
        estate.network.securityGroups.delete(group.id);
        return { Return: true, GroupId: group.id };
      },
    ),

    DescribeSecurityGroups: reading<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult>()(
      ["GroupIds", "GroupNames", "Filters", "MaxResults", "NextToken"],
      (input, call) => {
        const named = input.GroupNames?.map((name) => groupNamed(estate, name, call).id) ?? [];
        const ids = [...(input.GroupIds ?? []), ...named];
        const { items, ...token } = select(
          call,
          estate.network.securityGroups,
          { ...input, ids },
          {
            fields: {
              "group-id": (group) => group.id,
              "group-name": (group) => group.name,
              "vpc-id": (group) => group.vpcId,
              "owner-id": (group) => group.account,
              description: (group) => group.description,
              ...permissionFields(estate),
            },
            ids: ABSENT.group,
          },
        );
        return { SecurityGroups: items.map((group) => shown(estate, group)), ...token };
      },
    ),
  };
}

/** With AWS's first rules: all traffic out, and in a VPC's own `default` group all traffic from itself in. */
export function addSecurityGroup(
  estate: Estate,
  vpc: Vpc,
  wanted: { id?: string | undefined; name: string; description: string; tags?: Tags },
): SecurityGroup {
  const group: SecurityGroup = {
    id: wanted.id ?? `sg-${estate.surroundings.hex(17)}`,
    account: vpc.account,
    region: vpc.region,
    vpcId: vpc.id,
    name: wanted.name,
    description: wanted.description,
    tags: wanted.tags ?? new Map(),
    rules: [],
  };
  addDefaultRules(group);
  estate.network.securityGroups.set(group.id, group);
  return group;
}

/** Texts as AWS words the refusals; the sets are those of CreateSecurityGroup's page. */
function refuseTexts(name: string, description: string): void {
  const set = "a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*";
  const isPlain = (text: string) => /^[\w. :/()#,@[\]+=&;{}!$*-]{0,255}$/.test(text);
  const sentence = (what: string) =>
    `Invalid security group ${what}. Valid ${what}s are strings less than 256 characters from the following set: ${set}`;
  if (name.toLowerCase() === "default")
    throw new AwsError("InvalidGroup.Reserved", `The security group '${name}' is reserved`);
  if (!name || !isPlain(name)) throw invalidValue(sentence("name"));
  if (name.startsWith("sg-"))
    throw invalidValue(`Value (${name}) for parameter GroupName is invalid. It may not begin with sg-.`);
  if (!description || !isPlain(description)) throw invalidValue(sentence("description"));
}

/** Source: VPC User Guide, "Amazon VPC quotas"; the default groups count too. */
export function refuseTooManyGroups(estate: Estate, { account, region }: Vpc): void {
  const groups = [...estate.network.securityGroups.values()];
  const mine = groups.filter((group) => group.account === account && group.region === region);
  if (mine.length >= quotaOf(estate, account).securityGroupsPerRegion)
    throw new AwsError(
      "SecurityGroupLimitExceeded",
      "The maximum number of security groups for this Region has been reached.",
    );
}

/** By an interface, by an endpoint, or by another group's rule. */
function isUsed({ network }: Estate, { id }: SecurityGroup): boolean {
  const holders = [...network.endpoints.values(), ...network.interfaces.values()];
  const others = [...network.securityGroups.values()].filter((group) => group.id !== id);
  return (
    holders.some((one) => one.groupIds.includes(id)) ||
    others.some((group) => group.rules.some(({ peer }) => peer.kind === "group" && peer.value === id))
  );
}

const arnOf = (estate: Estate, { account, region, id }: SecurityGroup): string =>
  `arn:${estate.surroundings.partition(region)}:ec2:${region}:${account}:security-group/${id}`;

const shown = (estate: Estate, group: SecurityGroup): SecurityGroupShape => ({
  Description: group.description,
  GroupId: group.id,
  GroupName: group.name,
  IpPermissions: permissionsOf(
    estate,
    group.rules.filter((rule) => !rule.isEgress),
  ),
  IpPermissionsEgress: permissionsOf(
    estate,
    group.rules.filter((rule) => rule.isEgress),
  ),
  OwnerId: group.account,
  SecurityGroupArn: arnOf(estate, group),
  Tags: tagList(group.tags),
  VpcId: group.vpcId,
});
