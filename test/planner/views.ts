import type { Hub } from "../../src/model/desired/types.ts";
import type { Seen } from "../../src/model/failure.ts";
import type { AccountId, EndpointId, VpcRef } from "../../src/model/ids.ts";
import type { EndpointView } from "../../src/model/observed/endpoint.ts";
import type { HubView } from "../../src/model/observed/hub.ts";
import type { VpcView } from "../../src/model/observed/vpc.ts";
import { endpointClaim } from "../../src/model/ownership.ts";
import { ANCHOR, HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import { ALPHA, BETA, GAMMA, KMS_ENDPOINT, LOCAL, SSM_ENDPOINT } from "../support/scenario.ts";

/** What AWS shows, healthy but for what a case spoils. */

export function seen<T>(value: T): Seen<T> {
  return { kind: "seen", value };
}

export function denied<T>(operation = "that call"): Seen<T> {
  return {
    kind: "unreadable",
    failure: { kind: "denied", error: "AccessDenied", message: "not allowed", operation },
  };
}

export function notImplemented<T>(operation: string): Seen<T> {
  return {
    kind: "unreadable",
    failure: { kind: "unsupported", error: "NotImplemented", message: "not implemented", operation },
  };
}

const inRegion = (id: string) => ({ id, region: REGION }) as VpcRef;

export const VPC = {
  anchor: inRegion(ANCHOR),
  hub: inRegion(HUB_VPC),
  alpha: inRegion(ALPHA.vpc),
  beta: inRegion(BETA.vpc),
  gamma: inRegion(GAMMA.vpc),
  /** Of the hub's own account. */
  local: inRegion(LOCAL.vpc),
} as const;

/** A service's name as AWS writes it: `com.amazonaws.eu-west-1.ssm`. */
export function serviceName(service: string): string {
  return `com.amazonaws.${REGION}.${service}`;
}

export function service(name: string, ...privateNames: string[]): HubView["services"][number] {
  return { name: serviceName(name), privateNames };
}

export function endpointView(id: string, name: string, spoilt: Partial<EndpointView> = {}): EndpointView {
  return {
    id: id as EndpointId,
    service: serviceName(name),
    state: "available",
    privateDnsEnabled: false,
    tags: {},
    dnsRecordIpType: "ipv4",
    ipAddressType: "ipv4",
    subnets: [],
    securityGroups: [],
    regional: {
      dnsName: `${id}-abcdefgh.${name}.${REGION}.vpce.amazonaws.com`,
      hostedZoneId: "Z38GZ743OKFT7T",
    },
    ...spoilt,
  };
}

/** The endpoint ssm as we, or another owner, made it for the hub, with the proof of that in its tags. */
export function managedView(spoilt: Partial<EndpointView> = {}, owner = "network-platform"): EndpointView {
  const hub = { owner, account: HUB, region: REGION, vpc: HUB_VPC } as Hub;
  const claim = endpointClaim(hub, "default", serviceName("ssm"));
  const tags = {
    [claim.tag]: claim.value,
    "vpce-operator/owner": hub.owner,
    "vpce-operator/hub": "hub",
    "vpce-operator/endpoint": "ssm",
    "vpce-operator/service": serviceName("ssm"),
    "vpce-operator/set": "default",
  };
  return endpointView(SSM_ENDPOINT, "ssm", { tags, ...spoilt });
}

export const SSM_VIEW = endpointView(SSM_ENDPOINT, "ssm");
export const KMS_VIEW = endpointView(KMS_ENDPOINT, "kms");

export function vpcView(owner: string, cidr: string, spoilt: Partial<VpcView> = {}): Seen<VpcView> {
  return seen({
    owner: owner as AccountId,
    cidrs: [cidr],
    dnsSupport: seen(true),
    dnsHostnames: seen(true),
    zones: seen([]),
    privateDns: seen([]),
    rules: seen([]),
    ...spoilt,
  });
}
