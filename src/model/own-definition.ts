import { HANDED_OVER } from "./handed-over.ts";
import type { AccountId, EndpointId, Region, VpcId } from "./ids.ts";
import type { OwnEndpointView } from "./observed/endpoint.ts";

/**
 * What a spoke's own endpoint is made again by, kept before it is handed over (semantics 59): the input of CreateVpcEndpoint, as
 * `aws ec2 create-vpc-endpoint --cli-input-json` takes it. Its addresses and its id are never the same again.
 */
export type Definition = {
  readonly id: EndpointId;
  readonly account: AccountId;
  readonly region: Region;
  /** Of the documents that handed it over. */
  readonly hub: string;
  readonly spoke: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly input: Readonly<Record<string, unknown>>;
  /** Written just before its deletion: nothing is left to take back, unless that failed. */
  readonly isDeleted?: true | undefined;
};

/** Which one was handed over, and where, whatever documents say by now. */
export type HandedOverAt = Omit<Definition, "at" | "input"> & { readonly vpc: VpcId };

export function handedOverAt({ at: _at, input, ...rest }: Definition): HandedOverAt {
  return { ...rest, vpc: input.VpcId as VpcId };
}

export function creationInput(view: OwnEndpointView, vpc: VpcId): Definition["input"] {
  const tags = Object.entries(view.tags).filter(([key]) => !key.startsWith("aws:") && key !== HANDED_OVER);
  const Tags = tags.map(([Key, Value]) => ({ Key, Value }));
  return {
    VpcEndpointType: "Interface",
    VpcId: vpc,
    ServiceName: view.service,
    ...(view.serviceRegion && { ServiceRegion: view.serviceRegion }),
    ...(view.policy !== undefined && { PolicyDocument: view.policy }),
    SubnetIds: [...view.subnets],
    SecurityGroupIds: [...view.securityGroups],
    IpAddressType: view.ipAddressType,
    DnsOptions: { DnsRecordIpType: view.dnsRecordIpType },
    PrivateDnsEnabled: true,
    ...(Tags.length > 0 && { TagSpecifications: [{ ResourceType: "vpc-endpoint", Tags }] }),
  };
}

/** The command that makes it again, by an administrator of its account. */
export function creationCommand({
  region,
  input,
}: {
  readonly region: string;
  readonly input: Definition["input"];
}): string {
  const json = JSON.stringify(input).replaceAll("'", "'\\''");
  return `aws ec2 create-vpc-endpoint --region ${region} --cli-input-json '${json}'`;
}
