import type { IpAddressType, ManagedEndpoint } from "../desired/types.ts";
import type { Region, SecurityGroupId, SubnetId, VpcRef, ZoneId, ZoneName } from "../ids.ts";
import type { Tags } from "../ownership.ts";
import type { ActionKey, Common } from "./common.ts";
import type { EndpointRef, ZoneRef } from "./refs.ts";

/** A step on an interface endpoint of the hub VPC. */
export type EndpointAction = Common & { readonly target: EndpointRef } & (
    | {
        readonly kind: "createEndpoint";
        /** Only where the service is one of another Region. */
        readonly serviceRegion?: Region;
        readonly spec: ManagedEndpoint;
        readonly tags: Tags;
        readonly clientToken: string;
      }
    | { readonly kind: "awaitEndpoint" }
    | { readonly kind: "modifyEndpoint"; readonly change: EndpointChange }
    | { readonly kind: "tagEndpoint"; readonly tags: Tags }
    /** `served`: pairs that a list must show first, so that nobody depends on the hub's private DNS. */
    | {
        readonly kind: "turnOffPrivateDns";
        /** Whose private DNS it is, and the names that it holds there. */
        readonly vpc: VpcRef;
        readonly names: readonly ZoneName[];
        readonly served: readonly { readonly zone: ZoneRef; readonly vpcs: readonly VpcRef[] }[];
      }
    /**
     * `lingerSeconds`: how long answers that resolvers remember may still lead there. `led`: the zones that led there;
     * with all that may hold one of the service's `privateNames` they are read by id, just before.
     */
    | {
        readonly kind: "deleteEndpoint";
        readonly lingerSeconds: number;
        readonly led: readonly ZoneId[];
        readonly privateNames: readonly string[];
      }
  );

/** What ModifyVpcEndpoint is to change; members that are absent stay. */
export type EndpointChange = {
  readonly addSubnets?: readonly SubnetId[];
  readonly removeSubnets?: readonly SubnetId[];
  readonly addSecurityGroups?: readonly SecurityGroupId[];
  readonly removeSecurityGroups?: readonly SecurityGroupId[];
  /** `default`: AWS's own, which allows everything. */
  readonly policy?: { readonly text: string } | "default";
  readonly ipAddressType?: IpAddressType;
  readonly dnsRecordIpType?: IpAddressType;
};

export function endpointActionKey(kind: EndpointAction["kind"], target: EndpointRef): ActionKey {
  return target.id && kind !== "awaitEndpoint"
    ? `${kind} ${target.key} ${target.id}`
    : `${kind} ${target.key}`;
}
