import { serviceNamesOf } from "../src/model/desired/service.ts";
import type { Desired, Endpoint, Hub, Spoke } from "../src/model/desired/types.ts";
import { type Seen, valueIn } from "../src/model/failure.ts";
import {
  type AccountId,
  type EndpointId,
  type VpcRef,
  vpcKey,
  vpcRef,
  vpcsByKey,
  type ZoneId,
  type ZoneName,
} from "../src/model/ids.ts";
import type { EndpointView } from "../src/model/observed/endpoint.ts";
import type { HubView } from "../src/model/observed/hub.ts";
import type { Observed } from "../src/model/observed/observed.ts";
import type { VpcView } from "../src/model/observed/vpc.ts";
import type { ZoneView } from "../src/model/observed/zone.ts";
import {
  callerReference,
  digestOfNames,
  ownershipHash,
  type ZoneRecord,
  zoneComment,
  zoneTags,
} from "../src/model/ownership.ts";
import type { Plan } from "../src/model/plan/plan.ts";

/**
 * What AWS would show of a fleet (`test/support/fleet.ts`) in which everything is as desired, as data and without a
 * cloud: its endpoints, and every zone as this program makes it, with all the VPCs that should be in it.
 */
export function quietObserved(desired: Desired): Observed {
  const hubs = desired.hubs.map((hub) => [hub, seen(quietHub(hub, desired))] as const);
  return { hubs: new Map(hubs), vpcs: new Map(), recordsAbove: new Map(), networks: new Map() };
}

/** What is measured must be what is meant: a plan that does nothing because it sees nothing is quick too. */
export function mustBeQuiet({ actions, held, findings, names }: Plan): void {
  const said = findings.filter((f) => f.kind !== "note" && f.kind !== "window");
  const shared = names.filter((n) => n.state === "shared");
  if (actions.length + held.length + said.length === 0 && names.length > 0 && shared.length === names.length)
    return;
  throw new Error(
    `${actions.length} actions, ${shared.length} of ${names.length} names; ${said[0]?.message}`,
  );
}

/** The same with these spokes' VPCs in no zone, and seen in their own accounts with nothing in the way. */
export function withoutSpokes(observed: Observed, spokes: readonly Spoke[]): Observed {
  const gone = new Set(spokes.map((spoke) => spoke.vpc));
  const views = spokes.map(
    ({ vpc, region, account }) => [vpcKey({ id: vpc, region }), free(account)] as const,
  );
  const lacking = withMembers(observed, (vpcs) => vpcs.filter((v) => !gone.has(v.id)));
  return { ...lacking, vpcs: new Map(views) };
}

function free(owner: AccountId): Seen<VpcView> {
  return seen({
    owner,
    cidrs: ["10.9.0.0/16"],
    dnsSupport: seen(true),
    dnsHostnames: seen(true),
    zones: seen([]),
    privateDns: seen([]),
    rules: seen([]),
  });
}

/** The same as another pass reads it: what a plan has found out about one reading it does not know about the next. */
export function readAnew(observed: Observed): Observed {
  return withMembers(observed, (vpcs) => vpcs);
}

type Members = readonly VpcRef[];

function withMembers(observed: Observed, change: (vpcs: Members) => Members): Observed {
  const hubs = [...observed.hubs].map(([hub, view]): [Hub, Seen<HubView>] => {
    const value = valueIn(view);
    const zones = (value?.zones ?? []).map((zone) => ({
      ...zone,
      vpcs: seen(vpcsByKey(change([...(valueIn(zone.vpcs)?.values() ?? [])]))),
    }));
    return [hub, value ? seen({ ...value, zones }) : view];
  });
  return { ...observed, hubs: new Map(hubs) };
}

function seen<T>(value: T): Seen<T> {
  return { kind: "seen", value };
}

function quietHub(hub: Hub, { endpoints, spokes }: Desired): HubView {
  const own = endpoints.filter((endpoint) => endpoint.hubs.includes(hub));
  const members = spokes.filter((spoke) => spoke.hub === hub);
  const zones = own.map((endpoint, i) => {
    // As the reader of AWS's answers makes them, each from texts of its own.
    const vpcs = members.map((spoke) => vpcRef(fresh(spoke.vpc), fresh(spoke.region)));
    return zoneView(hub, endpoint, i, hub.anchorVpc ? [...vpcs, hub.anchorVpc] : vpcs);
  });
  return {
    services: own.map((endpoint) => ({
      name: serviceNamesOf(endpoint, hub)[0],
      privateNames: [privateName(hub, endpoint)],
    })),
    endpoints: own.map((endpoint, i) => endpointView(hub, endpoint, i)),
    zones,
    adoptable: [],
    otherOwners: new Map(),
    strangers: [],
    zonesInAccount: zones.length,
  };
}

function privateName(hub: Hub, { service }: Endpoint): ZoneName {
  return `${service}.${hub.region}.amazonaws.com` as ZoneName;
}

function fresh<T extends string>(text: T): T {
  return Buffer.from(text).toString() as T;
}

function endpointView(hub: Hub, endpoint: Endpoint, i: number): EndpointView {
  return {
    id: endpointId(i),
    service: serviceNamesOf(endpoint, hub)[0],
    state: "available",
    privateDnsEnabled: endpoint.hubPrivateDns === "keep",
    tags: {},
    dnsRecordIpType: "ipv4",
    ipAddressType: "ipv4",
    subnets: [],
    securityGroups: [],
    regional: regionalName(hub, endpoint, i),
  };
}

function endpointId(i: number): EndpointId {
  return `vpce-0e${i.toString(16).padStart(15, "0")}` as EndpointId;
}

function regionalName({ region }: Hub, { service }: Endpoint, i: number) {
  return {
    dnsName: `${endpointId(i)}-abcd1234.${service}.${region}.vpce.amazonaws.com`,
    hostedZoneId: "Z0000000ENDPOINTS",
  };
}

function zoneView(hub: Hub, endpoint: Endpoint, i: number, vpcs: readonly VpcRef[]): ZoneView {
  const { set, evaluateTargetHealth } = endpoint;
  const name = privateName(hub, endpoint);
  const record: ZoneRecord = {
    service: serviceNamesOf(endpoint, hub)[0],
    set,
    origin: "aws",
    names: digestOfNames([name]),
  };
  const hash = ownershipHash(hub, set, name);
  return {
    id: `Z${String(i).padStart(20, "0")}` as ZoneId,
    name,
    callerReference: callerReference({ owner: hub.owner, hash, shard: 0, generation: 0 }),
    comment: zoneComment(record),
    vpcs: seen(vpcsByKey(vpcs)),
    records: seen([
      { name, type: "NS" },
      { name, type: "SOA" },
      { name, type: "A", alias: { ...regionalName(hub, endpoint, i), evaluateTargetHealth } },
    ]),
    tags: seen(zoneTags(hub.owner, hub.name, endpoint.name, record)),
    authorizations: seen([]),
  };
}
