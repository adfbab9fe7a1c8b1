import {
  CreateTagsCommand,
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  type EC2Client,
  ModifyVpcEndpointCommand,
} from "@aws-sdk/client-ec2";
import { FailureError, failureOf } from "../aws/failure.ts";
import type { EndpointChange } from "../model/action.ts";
import type { ManagedEndpoint } from "../model/desired/types.ts";
import type { EndpointId, VpcId } from "../model/ids.ts";
import type { Tags } from "../model/ownership.ts";

export type NewEndpoint = {
  readonly vpc: VpcId;
  readonly service: string;
  readonly spec: ManagedEndpoint;
  readonly tags: Tags;
  readonly clientToken: string;
};

/**
 * Makes an interface endpoint, or answers the one that an earlier attempt made with the same token. Private DNS is
 * switched off in so many words: AWS's default is on (semantics 32). 0.3 calls a second, burst 4.
 */
export async function createEndpoint(ec2: EC2Client, endpoint: NewEndpoint): Promise<EndpointId> {
  const { vpc, service, spec, tags, clientToken } = endpoint;
  const { VpcEndpoint } = await ec2.send(
    new CreateVpcEndpointCommand({
      VpcEndpointType: "Interface",
      VpcId: vpc,
      ServiceName: service,
      PrivateDnsEnabled: false,
      ClientToken: clientToken,
      SubnetIds: [...spec.subnets],
      IpAddressType: spec.ipAddressType,
      DnsOptions: { DnsRecordIpType: spec.dnsRecordIpType },
      TagSpecifications: [{ ResourceType: "vpc-endpoint", Tags: tagList(tags) }],
      ...(spec.securityGroups.length > 0 && { SecurityGroupIds: [...spec.securityGroups] }),
      ...(spec.policy && { PolicyDocument: spec.policy }),
    }),
  );
  return (VpcEndpoint?.VpcEndpointId ?? "") as EndpointId;
}

/** One call for everything that differs. */
export async function modifyEndpoint(ec2: EC2Client, id: EndpointId, change: EndpointChange): Promise<void> {
  await ec2.send(
    new ModifyVpcEndpointCommand({
      VpcEndpointId: id,
      ...(change.addSubnets && { AddSubnetIds: [...change.addSubnets] }),
      ...(change.removeSubnets && { RemoveSubnetIds: [...change.removeSubnets] }),
      ...(change.addSecurityGroups && { AddSecurityGroupIds: [...change.addSecurityGroups] }),
      ...(change.removeSecurityGroups && { RemoveSecurityGroupIds: [...change.removeSecurityGroups] }),
      ...(change.policy === "default" && { ResetPolicy: true }),
      ...(change.policy && change.policy !== "default" && { PolicyDocument: change.policy.text }),
      ...(change.ipAddressType && { IpAddressType: change.ipAddressType }),
      ...(change.dnsRecordIpType && { DnsOptions: { DnsRecordIpType: change.dnsRecordIpType } }),
    }),
  );
}

/** From here on the hub VPC resolves the service's names publicly, until our zones take over (semantics 30). */
export async function turnOffPrivateDns(ec2: EC2Client, id: EndpointId): Promise<void> {
  await ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: id, PrivateDnsEnabled: false }));
}

export async function tagEndpoint(ec2: EC2Client, id: EndpointId, tags: Tags): Promise<void> {
  await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: tagList(tags) }));
}

/** Gone is done. AWS reports what it could not delete in the answer, not as an error. */
export async function deleteEndpoint(ec2: EC2Client, id: EndpointId): Promise<void> {
  try {
    const { Unsuccessful = [] } = await ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
    const [refused] = Unsuccessful;
    const code = refused?.Error?.Code ?? "";
    if (!refused || code === "InvalidVpcEndpoint.NotFound" || code === "InvalidVpcEndpointId.NotFound")
      return;
    throw new FailureError({
      kind: "invalid",
      error: code,
      message: refused.Error?.Message ?? `AWS did not delete ${id}`,
      operation: "DeleteVpcEndpoints",
    });
  } catch (error) {
    if (failureOf(error).kind !== "gone") throw error;
  }
}

function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
