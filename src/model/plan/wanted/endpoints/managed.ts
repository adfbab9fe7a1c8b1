import { type EndpointAction, type EndpointChange, endpointActionKey } from "../../../action/endpoint.ts";
import { type EndpointRef, endpointKey } from "../../../action/refs.ts";
import { clientToken } from "../../../client-token.ts";
import { foreignRegionOf, regionInServiceName } from "../../../desired/service.ts";
import type { Endpoint, Hub, ManagedEndpoint } from "../../../desired/types.ts";
import { type Finding, finding, type Why } from "../../../finding.ts";
import type { EndpointId, Region } from "../../../ids.ts";
import type { EndpointView } from "../../../observed/endpoint.ts";
import { isGoing, isLost } from "../../../observed/endpoint-state.ts";
import { endpointClaim, type Tags, tagsAmiss } from "../../../ownership.ts";
import { isDefaultPolicy, isSamePolicy } from "./endpoint-policy.ts";

/** What a managed endpoint is and needs: the one that serves, or the one to make, and the steps to what the document says. */
export type Managed = {
  readonly ref: EndpointRef;
  /** Absent: it is made by this plan. */
  readonly view?: EndpointView;
  readonly actions: readonly EndpointAction[];
  readonly findings: readonly Finding[];
  /** Not available and not about to be: no alias and no client before a person did something (semantics 32). */
  readonly stalled?: true;
};

export function planManaged(
  hub: Hub,
  endpoint: Endpoint,
  spec: ManagedEndpoint,
  service: string,
  all: readonly EndpointView[],
): Managed {
  const claim = endpointClaim(hub, endpoint.set, service);
  const ours = all.filter((e) => e.service === service && e.tags[claim.tag] === claim.value);
  // What never comes to be, or goes, is replaced; a rejected one is for a person to decide.
  const usable = ours.filter((e) => !isLost(e.state) && !isGoing(e.state));
  const view = usable.find((e) => e.state === "available") ?? usable[0];
  const key = endpointKey(hub.name, endpoint.set, service);
  const ref: EndpointRef = { key, service, region: hub.region, ...(view && { id: view.id }) };
  const findings = ours.filter((e) => isLost(e.state)).map((e) => failedFinding(hub, endpoint, e));
  const tags = { ...spec.tags, ...endpointTags(hub, endpoint, service), [claim.tag]: claim.value };
  const serviceRegion = foreignRegionOf(endpoint, hub);
  const common = { hub: hub.name, account: hub.account, endpoint: endpoint.name, target: ref, after: [] };
  if (!view) {
    const create: EndpointAction = {
      ...common,
      kind: "createEndpoint",
      key: endpointActionKey("createEndpoint", ref),
      spec,
      tags,
      // The same request has the same token, so that a lost answer makes no second endpoint.
      clientToken: clientToken([claim.value, spec, tags, serviceRegion ?? null, ours.map(({ id }) => id)]),
      ...(serviceRegion && { serviceRegion }),
      because:
        ours.length > 0
          ? `${ours.map((e) => `${e.id} is ${e.state}`).join(", ")}`
          : `there is no endpoint of ours for ${service}`,
    };
    return { ref, actions: [create, waitFor(common, [create.key])], findings };
  }
  const refused = personStall(view, hub);
  if (refused) {
    const told = finding("withheld", { hub: hub.name, endpoint: endpoint.name }, refused);
    return { ref, view, actions: [], stalled: true, findings: [...findings, told] };
  }
  const mends = [modification(common, spec, view), tagging(common, tags, view)].filter(
    (a) => a !== undefined,
  );
  const waits = view.state === "available" ? [] : [waitFor(common, [])];
  return { ref, view, actions: [...mends, ...waits], findings };
}

type CommonTo = Pick<EndpointAction, "hub" | "account" | "target" | "after"> & { endpoint: Endpoint["name"] };

function waitFor(common: CommonTo, after: readonly string[]): EndpointAction {
  return {
    ...common,
    kind: "awaitEndpoint",
    key: endpointActionKey("awaitEndpoint", common.target),
    after,
    because: "no alias may point at an endpoint that is not available",
  };
}

function modification(
  common: CommonTo,
  spec: ManagedEndpoint,
  view: EndpointView,
): EndpointAction | undefined {
  const change = changeOf(spec, view);
  const members = Object.keys(change);
  if (members.length === 0) return undefined;
  return {
    ...common,
    kind: "modifyEndpoint",
    key: endpointActionKey("modifyEndpoint", common.target),
    change,
    because: `${view.id} differs from its document: ${members.join(", ")}`,
  };
}

/** What AWS lets one modify, and nothing that is as it should be (drift is repaired, equal things are left alone). */
function changeOf(spec: ManagedEndpoint, view: EndpointView): EndpointChange {
  const subnets = difference(spec.subnets, view.subnets);
  const groups =
    spec.securityGroups.length > 0
      ? difference(spec.securityGroups, view.securityGroups)
      : { add: [], remove: [] };
  return {
    ...(subnets.add.length > 0 && { addSubnets: subnets.add }),
    ...(subnets.remove.length > 0 && { removeSubnets: subnets.remove }),
    ...(groups.add.length > 0 && { addSecurityGroups: groups.add }),
    ...(groups.remove.length > 0 && { removeSecurityGroups: groups.remove }),
    ...policyChange(spec.policy, view.policy),
    ...(spec.ipAddressType !== view.ipAddressType && { ipAddressType: spec.ipAddressType }),
    ...(spec.dnsRecordIpType !== view.dnsRecordIpType && { dnsRecordIpType: spec.dnsRecordIpType }),
  };
}

function difference<T extends string>(wanted: readonly T[], live: readonly T[]): { add: T[]; remove: T[] } {
  return { add: wanted.filter((x) => !live.includes(x)), remove: live.filter((x) => !wanted.includes(x)) };
}

/** Policies are compared as JSON values: AWS keeps its own spelling. Nothing wanted means AWS's default. */
function policyChange(wanted: string | undefined, live: string | undefined): Pick<EndpointChange, "policy"> {
  if (wanted === undefined) return live === undefined || isDefaultPolicy(live) ? {} : { policy: "default" };
  return live !== undefined && isSamePolicy(wanted, live) ? {} : { policy: { text: wanted } };
}

function tagging(common: CommonTo, wanted: Tags, view: EndpointView): EndpointAction | undefined {
  const tags = tagsAmiss(wanted, view.tags);
  if (Object.keys(tags).length === 0) return undefined;
  return {
    ...common,
    kind: "tagEndpoint",
    key: endpointActionKey("tagEndpoint", common.target),
    tags,
    because: `tags ${Object.keys(tags).join(", ")} differ`,
  };
}

function endpointTags(hub: Hub, endpoint: Endpoint, service: string): Tags {
  return {
    "vpce-operator/owner": hub.owner,
    "vpce-operator/hub": hub.name,
    "vpce-operator/endpoint": endpoint.name,
    "vpce-operator/service": service,
    "vpce-operator/set": endpoint.set,
  };
}

/** A person decides, at the provider or here; another endpoint in its place would fare no better. */
function personStall({ id, service, state }: EndpointView, { region }: Hub): Why | undefined {
  const removal = `aws ec2 delete-vpc-endpoints --region ${region} --vpc-endpoint-ids ${id}`;
  if (state === "pendingacceptance")
    return {
      reason: "PendingAcceptance",
      message: `${id} waits for the provider of ${service} to accept it`,
      todo: `ask the provider to accept it, in their account: ${acceptance(id, service, region)}; zones and clients follow then`,
    };
  if (state === "rejected")
    return {
      reason: "EndpointRejected",
      message: `the provider of ${service} rejected ${id}; its zones, records and clients are left as they are`,
      todo: `ask the provider to accept it, in their account: ${acceptance(id, service, region)}; or delete it, and another one is asked for: ${removal}`,
    };
  if (state === "partial")
    return {
      reason: "EndpointPartial",
      message: `${id} of ${service} is partial: AWS made some of its network interfaces and not the others; its zones, records and clients are left as they are`,
      todo: `see which subnets lack one: aws ec2 describe-vpc-endpoints --region ${region} --vpc-endpoint-ids ${id}; if AWS does not mend it, delete it, and another one is made: ${removal}`,
    };
  return undefined;
}

/** A provider's service has its id in its name; AWS's own has none that we know. */
function acceptance(id: EndpointId, service: string, region: Region): string {
  const serviceId = /vpce-svc-[0-9a-f]+$/.exec(service)?.[0] ?? "SERVICE-ID";
  const serviceRegion = regionInServiceName(service) ?? region;
  return `aws ec2 accept-vpc-endpoint-connections --region ${serviceRegion} --service-id ${serviceId} --vpc-endpoint-ids ${id}`;
}

function failedFinding(hub: Hub, endpoint: Endpoint, view: EndpointView): Finding {
  return finding(
    "note",
    { hub: hub.name, endpoint: endpoint.name },
    {
      reason: "EndpointFailed",
      message: `${view.id} is ${view.state}: ${view.lastError ?? "AWS gives no reason"}; another one takes its place, and it is deleted`,
    },
  );
}
