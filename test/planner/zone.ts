import type { Hub } from "../../src/model/desired/types.ts";
import { type VpcRef, vpcsByKey, type ZoneId, type ZoneName } from "../../src/model/ids.ts";
import type { RecordView, ZoneView } from "../../src/model/observed/zone.ts";
import { callerReference, digestOfNames, ownershipHash, zoneComment } from "../../src/model/ownership.ts";
import { HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import { SSM } from "../support/scenario.ts";
import { SSM_VIEW, seen, serviceName, VPC } from "./views.ts";

export type ZoneParts = {
  readonly id?: string;
  readonly members?: readonly VpcRef[];
  readonly service?: string;
  readonly set?: string;
  readonly shard?: number;
  readonly owner?: string;
  /** The hub VPC that it was made for. */
  readonly vpc?: string;
  readonly records?: readonly RecordView[];
};

/** A zone that we made: anchor and alpha in it, its alias in place, comment and tags untouched. */
export function zone(name: string, parts: ZoneParts = {}, spoilt: Partial<ZoneView> = {}): ZoneView {
  const { id = "Z1", set = "default", owner = "network-platform", vpc = HUB_VPC } = parts;
  const made = { account: HUB, region: REGION, vpc } as Hub;
  const record = {
    service: serviceName(parts.service ?? "ssm"),
    set,
    origin: "aws" as const,
    names: digestOfNames([name]),
  };
  return {
    id: id as ZoneId,
    name: name as ZoneName,
    callerReference: callerReference({
      owner,
      hash: ownershipHash(made, set, name as ZoneName),
      shard: parts.shard ?? 0,
      generation: 0,
    }),
    comment: zoneComment(record),
    vpcs: seen(vpcsByKey(parts.members ?? [VPC.anchor, VPC.alpha])),
    records: seen(parts.records ?? [...own(name), alias(name)]),
    tags: seen({
      "vpce-operator/owner": owner,
      "vpce-operator/hub": "hub",
      "vpce-operator/endpoint": parts.service ?? "ssm",
      "vpce-operator/service": record.service,
      "vpce-operator/set": set,
      "vpce-operator/origin": record.origin,
    }),
    authorizations: seen([]),
    ...spoilt,
  };
}

/** A zone that nobody of us made. */
export function foreignZone(name: string, parts: ZoneParts = {}, spoilt: Partial<ZoneView> = {}): ZoneView {
  const { comment: _comment, ...view } = zone(name, { id: "Z8", ...parts });
  return { ...view, callerReference: "by hand", tags: seen({}), ...spoilt };
}

/** What Route 53 puts into every zone. */
export function own(name: string): RecordView[] {
  return [
    { name, type: "NS" },
    { name, type: "SOA" },
  ];
}

export function alias(name: string, { regional } = SSM_VIEW): RecordView {
  if (!regional || regional === "pending") throw new Error("the endpoint has no regional name");
  return { name, type: "A", alias: { ...regional, evaluateTargetHealth: true } };
}

export const SSM_ALIASED = [...own(SSM), alias(SSM)];
