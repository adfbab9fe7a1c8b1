import type { AddressType, Endpoint } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import { vpcKey, vpcRef } from "../../ids.ts";
import type { SecurityGroupView } from "../../observed/network.ts";
import type { Observed } from "../../observed/observed.ts";
import type { Subnet, VpcNetwork } from "../../path/facts.ts";
import { type Ip, ipOf } from "../../path/ip.ts";
import { type Stop, unread } from "../../path/trace.ts";
import { boundsIn, type Door, standinFor, type Target } from "../../path/verdict.ts";
import type { Draft } from "../wanted/draft.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import { groupsOf, typesOf } from "./endpoint-groups.ts";

/** Where packets to an endpoint go: the interfaces that it has, or the subnets that a managed one will get them in. */
export function targetOf(
  { hub }: Draft,
  endpoint: HubEndpoint,
  network: VpcNetwork,
  { networks }: Observed,
): Target | Stop {
  const doors = doorsOf(endpoint, network);
  if (!Array.isArray(doors)) return doors as Stop;
  const ids = groupsOf(endpoint);
  const groups = valueIn(networks.get(hub)?.securityGroups) ?? [];
  const own = ids.flatMap((id) => groups.find((group) => group.id === id) ?? []);
  return {
    network,
    doors,
    ports: endpoint.document.ports,
    protocol: "tcp",
    groups: {
      ids,
      account: hub.account,
      ...(ids.length > 0 && own.length === ids.length && { admissions: admissionsOf(own) }),
      prefixLists: network.prefixLists,
    },
  };
}

function admissionsOf(groups: readonly SecurityGroupView[]) {
  return groups.flatMap(({ admits }) => admits);
}

function doorsOf(endpoint: HubEndpoint, network: VpcNetwork): Door[] | Stop {
  const { live, spec, document } = endpoint;
  const at = { object: live?.view?.id ?? document.name, account: network.account };
  const ofVpc = { object: network.vpc.id, account: network.account };
  if (network.subnets.kind === "unreadable")
    return unread(network.subnets, { ...ofVpc, what: "subnets", permission: "ec2:DescribeSubnets" });
  const families = typesOf(endpoint);
  const subnets = new Map(network.subnets.value.map((subnet) => [subnet.id, subnet]));
  const { view } = live ?? {};
  if (!view) {
    const planned = (spec?.subnets ?? []).flatMap((id) => subnets.get(id) ?? []);
    if (planned.length > 0) return planned.map((subnet) => ({ subnet, families }));
    return { ...at, kind: "unknown", says: "has no subnets that EC2 lists", todo: "run again" };
  }
  if (network.interfaces.kind === "unreadable")
    return unread(network.interfaces, {
      ...ofVpc,
      what: "network interfaces",
      permission: "ec2:DescribeNetworkInterfaces",
    });
  const ids = new Set(view.interfaces ?? []);
  const doors = network.interfaces.value.flatMap((one): Door[] => {
    const subnet = subnets.get(one.subnet);
    return ids.has(one.id) && subnet ? [{ subnet, families, addresses: one.addresses.map(ipOf) }] : [];
  });
  if (doors.length > 0) return doors;
  return { ...at, kind: "unknown", says: "has no network interfaces that EC2 lists", todo: "run again" };
}

/** An endpoint of the hub as a client sees it. Those of one shape are reached alike by it. */
export type Aim = { readonly endpoint: HubEndpoint; readonly target: Target | Stop; readonly shape: number };

/** The endpoints that a document chose. `shapes`: one for each shape among them. */
export type Aims = { readonly all: readonly Aim[]; readonly shapes: readonly Aim[] };

/** `chosen`: as the spoke's document has it, one list for all spokes that choose alike. */
export type AimsFor = (client: VpcNetwork, chosen: readonly Endpoint[]) => Aims;

/** The endpoints that a hub has, in the order of its documents. Few clients tell other addresses apart than the rest. */
export function aimsIn(draft: Draft, observed: Observed): AimsFor {
  const { path } = observed;
  const network = path?.networks.get(vpcKey(vpcRef(draft.hub.vpc, draft.hub.region)));
  if (!path || !network) return () => ({ all: [], shapes: [] });
  const targets = draft.endpoints
    .filter(({ live }) => live)
    .map((endpoint) => ({ endpoint, target: targetOf(draft, endpoint, network, observed) }));
  const places = targets.flatMap(({ target }) => ("kind" in target ? [] : target.doors));
  const subnets = [...new Set(places.map(({ subnet }) => subnet))];
  const known = new Map<string, (chosen: readonly Endpoint[]) => Aims>();
  return (client, chosen) => {
    const bounds = boundsIn(client, subnets);
    const choose = known.get(bounds) ?? choosing(aimsOf(targets, standinFor(client, network, path.gateways)));
    known.set(bounds, choose);
    return choose(chosen);
  };
}

/** In a fleet where every spoke takes all, there is one choice. */
function choosing(aims: readonly Aim[]): (chosen: readonly Endpoint[]) => Aims {
  const known = new Map<readonly Endpoint[], Aims>();
  return (chosen) => {
    const before = known.get(chosen);
    if (before) return before;
    const own = new Set(chosen);
    const all = aims.filter(({ endpoint }) => own.has(endpoint.document));
    const shapes = [...new Map(all.map((aim) => [aim.shape, aim])).values()];
    known.set(chosen, { all, shapes });
    return { all, shapes };
  };
}

function aimsOf(targets: readonly Pick<Aim, "endpoint" | "target">[], standin: Standin): Aim[] {
  const shapes = new Map<string, number>();
  return targets.map(({ endpoint, target }, i) => {
    const text = "kind" in target ? `${i}` : shapeOf(target, standin);
    const shape = shapes.get(text) ?? shapes.size;
    shapes.set(text, shape);
    return { endpoint, target, shape };
  });
}

/** What stands for an address: those between two bounds are alike to whoever looks at them. */
type Standin = (subnet: Subnet, address: Ip) => string;

/** Targets of one shape are reached alike by whoever asks. */
function shapeOf({ doors, ports, groups: { ids } }: Target, standin: Standin): string {
  const places = doors.map(({ subnet, addresses, families }) => {
    const own = addresses?.filter(({ family }) => families.includes(family));
    const stand = own
      ? [...new Set(own.map((one) => standin(subnet, one)))]
      : (families as readonly AddressType[]);
    return `${subnet.id}:${stand.join("+")}`;
  });
  return [...new Set(places)]
    .sort()
    .join(",")
    .concat(` ${ports.join(",")} ${ids.join(",")}`);
}
