import type { ZoneAction } from "../../../action/zone.ts";
import { liesIn } from "../../../dns-name.ts";
import { valueIn } from "../../../failure.ts";
import type { Why } from "../../../finding.ts";
import { type EndpointId, type VpcRef, vpcRef, type ZoneId, type ZoneName } from "../../../ids.ts";
import type { EndpointState } from "../../../observed/endpoint-state.ts";
import type { ResolverEndpointView } from "../../../observed/resolver.ts";
import type { VpcView } from "../../../observed/vpc.ts";
import { type Estate, isMember } from "../../estate/estate.ts";
import { serves } from "../../estate/name-states.ts";
import { awaitStep } from "../../order/sequence.ts";
import { resolutionOf, unreadOf } from "../../resolution/answer.ts";
import type { Draft } from "../../wanted/draft.ts";
import { isTurningOff } from "../../wanted/endpoints/private-dns.ts";
import { isLive, placeOf } from "../../wanted/zones/zone-row.ts";

/** The view VPC, and what it was seen to answer by. */
export type ViewVpc = { readonly vpc: VpcRef; readonly seen: VpcView };

export function viewVpcOf({ hub }: Draft, { vpc }: ResolverEndpointView): VpcRef {
  return vpcRef(vpc, hub.region);
}

/**
 * Why the view VPC does not answer a name privately; undefined where it was seen to: by a zone of ours with its aliases,
 * or by the private DNS of an available endpoint. A rule there of that name, or of one below the carrier's, sends the
 * query on (semantics 46).
 */
export function viewObstacle(
  estate: Estate,
  { hub }: Draft,
  { vpc, seen }: ViewVpc,
  name: ZoneName,
): Why | undefined {
  const [unread] = unreadOf(seen);
  const where = `the view VPC ${vpc.id}`;
  if (unread)
    return {
      reason: "ViewNotReady",
      message: `${unread.what} of ${where} could not be read (${unread.failure.error}), so nobody knows what rules would hand over`,
      todo: "allow the hub's role the reads of docs/iam.md, then run again",
    };
  const { by } = resolutionOf(name, seen, (zone) => recordsOf(estate, zone));
  switch (by.kind) {
    case "endpoint":
      if (by.state) return notAvailable(where, by.id, by.state, name);
      return isGivingWay(estate, by.id) ? givesWay(where, by.id, name) : undefined;
    case "zone": {
      const row = estate.zones.find((zone) => zone.live?.id === by.id);
      if (row && serves(row)) return undefined;
      return {
        reason: "ViewNotReady",
        message: `${where} answers ${name} by zone ${by.id} (${by.name}), which does not lead to the hub's endpoint`,
        todo: row
          ? "see what is said of that zone"
          : `take ${vpc.id} out of it, or name another inbound endpoint`,
      };
    }
    case "rule":
      return {
        reason: "ViewForwards",
        message: `${where} sends ${name} on by Resolver rule ${by.id} (${by.name || "."}), so the rule would hand over what answers there`,
        todo: `disassociate it from ${vpc.id}, or name another inbound endpoint in hub ${hub.name}`,
      };
    case "public":
      return {
        reason: "ViewNotReady",
        message: `${where} does not answer ${name} privately yet`,
        todo: "run again when its zone is there; see what keeps that VPC out",
      };
  }
}

/** Its names are about to be the zones' (semantics 30, 47). */
function isGivingWay({ drafts }: Estate, id: EndpointId): boolean {
  const endpoints = drafts.flatMap((draft) => draft.endpoints);
  return endpoints.some((one) => one.live?.view?.id === id && isTurningOff(one));
}

function notAvailable(where: string, id: EndpointId, state: EndpointState, name: ZoneName): Why {
  return {
    reason: "ViewNotReady",
    message: `${where} is to answer ${name} by the private DNS of ${id}, which is ${state}`,
    todo: "run again when that endpoint is available",
  };
}

function givesWay(where: string, id: EndpointId, name: ZoneName): Why {
  return {
    reason: "ViewNotReady",
    message: `${where} answers ${name} by the private DNS of ${id}, which documents switch off: nobody new is given the rule until its zone answers there`,
    todo: "run again when that is done; see what keeps it",
  };
}

/** The whole domain leaves by a rule there: every name of the Region would be answered by whoever that leads to. */
export function domainObstacle({ vpc, seen }: ViewVpc, domain: ZoneName): Why | undefined {
  const { by } = resolutionOf(domain, seen, () => undefined);
  if (by.kind !== "rule") return undefined;
  return {
    reason: "ViewForwards",
    message: `the view VPC ${vpc.id} sends ${domain} on by Resolver rule ${by.id} (${by.name || "."}), and so would every spoke`,
    todo: `associate a SYSTEM rule amazonaws.com with ${vpc.id}, or use rules: per-endpoint`,
  };
}

/** Until DNS shows the view VPC in the zones that answer there; lists show it sooner. */
export function viewWaits(estate: Estate, vpc: VpcRef, domains: readonly ZoneName[]): ZoneAction[] {
  const rows = estate.zones.filter(
    (row) => isLive(row) && isMember(row, vpc) && domains.some((domain) => liesIn(row.ref.name, domain)),
  );
  return rows.map((row) => awaitStep(vpc, { place: placeOf(row) }));
}

export function recordsOf({ existing }: Estate, zone: ZoneId) {
  const row = existing.find(({ live }) => live.id === zone);
  return row?.live.records && valueIn(row.live.records) ? row.live.records : undefined;
}
