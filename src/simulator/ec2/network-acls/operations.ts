import type {
  CreateNetworkAclRequest,
  CreateNetworkAclResult,
  DeleteNetworkAclRequest,
  DescribeNetworkAclsRequest,
  DescribeNetworkAclsResult,
  ReplaceNetworkAclAssociationRequest,
  ReplaceNetworkAclAssociationResult,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import { type ReadingService, reading } from "../../reading.ts";
import { AwsError, type Call } from "../../service.ts";
import { ABSENT, absent, own, ownVpc } from "../access.ts";
import { once } from "../client-tokens.ts";
import { listing } from "../describe.ts";
import { invalidValue, missing } from "../errors.ts";
import { isPartSeen } from "../participants.ts";
import type { Tags } from "../resource.ts";
import type { Subnet, Vpc } from "../state.ts";
import { tagsFor } from "../tag-values.ts";
import { associationId, fields, shown, subnetsOf } from "./shown.ts";
import type { AclEntry, NetworkAcl } from "./state.ts";

/** Source: EC2 API reference, each page. A new network ACL lets nothing through. */
export function networkAclOperations(estate: Estate): ReadingService {
  const { networkAcls } = estate.network;
  const aclOf = (id: string | undefined, call: Call) => own(networkAcls, id, call, ABSENT.networkAcl);
  return {
    CreateNetworkAcl: reading<CreateNetworkAclRequest, CreateNetworkAclResult>()(
      ["VpcId", "TagSpecifications", "ClientToken"],
      (input, call) => {
        const vpc = ownVpc(estate, input.VpcId, call);
        const tags = tagsFor(input.TagSpecifications, "network-acl");
        const make = () => addNetworkAcl(estate, vpc, { tags, entries: [] });
        const { made, token } = once(estate, "CreateNetworkAcl", input, call, make);
        return { NetworkAcl: shown(estate, made), ...token };
      },
    ),

    DeleteNetworkAcl: reading<DeleteNetworkAclRequest, object>()(["NetworkAclId"], (input, call) => {
      const acl = aclOf(input.NetworkAclId, call);
      if (acl.isDefault) throw invalidValue(`cannot delete default network ACL ${acl.id}`);
      if (subnetsOf(estate, acl).length > 0)
        throw new AwsError(
          "DependencyViolation",
          `The networkAcl '${acl.id}' has dependencies and cannot be deleted.`,
        );
      networkAcls.delete(acl.id);
      return {};
    }),

    DescribeNetworkAcls: listing<DescribeNetworkAclsRequest, DescribeNetworkAclsResult>()(
      "NetworkAclIds",
      "NetworkAcls",
      {
        all: () => networkAcls,
        fields: fields(estate),
        ids: ABSENT.networkAcl,
        isSeen: (acl, call) => isPartSeen(estate, acl, call, () => subnetsOf(estate, acl)),
        shown: (acl) => shown(estate, acl),
      },
    ),

    ReplaceNetworkAclAssociation: reading<
      ReplaceNetworkAclAssociationRequest,
      ReplaceNetworkAclAssociationResult
    >()(["AssociationId", "NetworkAclId"], (input, call) => {
      const acl = aclOf(input.NetworkAclId, call);
      const { subnet, before } = found(estate, input.AssociationId, call);
      if (before.vpcId !== acl.vpcId)
        throw invalidValue(`network ACL ${acl.id} and subnet ${subnet.id} belong to different networks`);
      subnet.networkAclId = acl.isDefault ? undefined : acl.id;
      return { NewAssociationId: associationId(acl, subnet) };
    }),
  };
}

function found(
  estate: Estate,
  id: string | undefined,
  { account, region }: Call,
): { subnet: Subnet; before: NetworkAcl } {
  if (!id) throw missing("associationId");
  for (const before of estate.network.networkAcls.values()) {
    if (before.account !== account || before.region !== region) continue;
    const subnet = subnetsOf(estate, before).find((one) => associationId(before, one) === id);
    if (subnet) return { subnet, before };
  }
  throw absent(ABSENT.association, id);
}

export function addNetworkAcl(
  { network, surroundings }: Estate,
  { id: vpcId, account, region }: Vpc,
  { id, tags, entries }: { id?: string | undefined; tags: Tags; entries: AclEntry[] },
): NetworkAcl {
  const made: NetworkAcl = {
    id: id ?? `acl-${surroundings.hex(17)}`,
    account,
    region,
    tags,
    vpcId,
    isDefault: false,
    entries,
  };
  network.networkAcls.set(made.id, made);
  return made;
}
