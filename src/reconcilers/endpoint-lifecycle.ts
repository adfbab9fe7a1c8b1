import {
  CreateTagsCommand,
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  type EC2Client,
  ModifyVpcEndpointCommand,
} from "@aws-sdk/client-ec2";
import { FailureError, failureOf } from "../aws/failure.ts";
import type { EndpointChange } from "../model/action/endpoint.ts";
import { laterToken } from "../model/client-token.ts";
import type { ManagedEndpoint } from "../model/desired/types.ts";
import type { EndpointId, Region, VpcId } from "../model/ids.ts";
import type { EndpointView } from "../model/observed/endpoint.ts";
import { isGoing } from "../model/observed/endpoint-state.ts";
import { parseClaim, type Tags } from "../model/ownership.ts";
import { getEndpoint, listEndpoints } from "./endpoints.ts";
import { unlessGone } from "./gone.ts";
import { tagList } from "./tags.ts";

export type NewEndpoint = {
  readonly vpc: VpcId;
  readonly service: string;
  /** Only where the service is one of another Region. */
  readonly serviceRegion?: Region;
  readonly spec: ManagedEndpoint;
  readonly tags: Tags;
  readonly clientToken: string;
};

/** The plan's token, one with the time, and that one's successor. */
const TOKENS_MAX = 3;
/** How often EC2 is asked before an endpoint is believed not to be there: its lists may lag behind a create. */
const LOOKS_MAX = 12;

/**
 * Makes an interface endpoint, or answers the one that an earlier attempt made. A token may be one of the past, whose
 * endpoint is gone, or which was used for other parameters when nobody had seen that endpoint yet; then the request
 * gets another token with `generationNow`, epoch seconds, as a zone gets another generation. `pause` waits until it is
 * worth another look. Should one be made twice all the same, the next pass sees both by their claim and keeps one.
 */
export async function createEndpoint(
  ec2: EC2Client,
  endpoint: NewEndpoint,
  pause: () => Promise<void>,
  generationNow: () => number,
): Promise<EndpointId> {
  let token = endpoint.clientToken;
  for (let used = 0; used < TOKENS_MAX; used++) {
    const answered = await request(ec2, { ...endpoint, clientToken: token });
    const made = await untilSeen(
      () => (answered ? getEndpoint(ec2, answered) : claimed(ec2, endpoint)),
      pause,
    );
    if (made && !isGoing(made.state)) return made.id;
    token = laterToken(endpoint.clientToken, generationNow() + used);
  }
  throw new Error(`the client token of ${endpoint.service} and ${TOKENS_MAX - 1} later ones are used up`);
}

async function untilSeen(
  look: () => Promise<EndpointView | undefined>,
  pause: () => Promise<void>,
): Promise<EndpointView | undefined> {
  for (let looks = 1; ; looks++) {
    const seen = await look();
    if (seen || looks === LOOKS_MAX) return seen;
    await pause();
  }
}

/** The endpoint in its VPC that bears the claim of the request. */
async function claimed(
  ec2: EC2Client,
  { vpc, service, tags }: NewEndpoint,
): Promise<EndpointView | undefined> {
  const claim = parseClaim(tags);
  const isOurs = (view: EndpointView) => {
    const theirs = parseClaim(view.tags);
    return view.service === service && theirs?.owner === claim?.owner && theirs?.hash === claim?.hash;
  };
  return (await listEndpoints(ec2, vpc)).find((view) => isOurs(view) && !isGoing(view.state));
}

/**
 * Undefined: the token was used with other parameters. Private DNS is switched off in so many words: AWS's default is on
 * (semantics 32). 0.3 calls a second, burst 4.
 */
async function request(ec2: EC2Client, endpoint: NewEndpoint): Promise<EndpointId | undefined> {
  try {
    return await create(ec2, endpoint);
  } catch (error) {
    if (failureOf(error).kind !== "exists") throw error;
    return undefined;
  }
}

async function create(ec2: EC2Client, endpoint: NewEndpoint): Promise<EndpointId> {
  const { vpc, service, serviceRegion, spec, tags, clientToken } = endpoint;
  const { VpcEndpoint } = await ec2.send(
    new CreateVpcEndpointCommand({
      VpcEndpointType: "Interface",
      VpcId: vpc,
      ServiceName: service,
      ...(serviceRegion && { ServiceRegion: serviceRegion }),
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
  const answer = await unlessGone(() => ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] })));
  const [refused] = answer?.Unsuccessful ?? [];
  const code = refused?.Error?.Code ?? "";
  if (!refused || code === "InvalidVpcEndpoint.NotFound" || code === "InvalidVpcEndpointId.NotFound") return;
  throw new FailureError({
    kind: "invalid",
    error: code,
    message: refused.Error?.Message ?? `AWS did not delete ${id}`,
    operation: "DeleteVpcEndpoints",
  });
}
