import { KNOWN_REGIONS } from "../../desired/region-list.ts";
import { didYouMean } from "../../desired/suggest.ts";
import type { Spoke } from "../../desired/types.ts";
import { type Failure, type Seen, valueIn } from "../../failure.ts";
import { errorCode, type Finding, type FindingPlace, finding } from "../../finding.ts";
import { vpcKey, type ZoneName } from "../../ids.ts";
import type { VpcView } from "../../observed/vpc.ts";
import { type Estate, isMember } from "../estate/estate.ts";
import { pathObstacle } from "../network/path-admission.ts";
import { unreadOf } from "../resolution/answer.ts";
import { hasPrivateNames } from "../resolution/carriers.ts";
import { sourceChanges } from "../rules/handing-over/beside-own.ts";
import { type Gaps, NO_GAPS } from "../rules/handing-over/gaps.ts";
import type { Owned } from "../rules/own/owned.ts";
import { type Client, clientName } from "../wanted/clients.ts";
import { at } from "../wanted/finding-place.ts";
import { todoForOwn } from "../wanted/hub-findings.ts";
import { isLive, type LiveRow, type WantedRow } from "../wanted/zones/zone-row.ts";
import { heldElsewhere, takenBack } from "./held-elsewhere.ts";
import { isPending, openingOf } from "./own-gap-clients.ts";
import { shadowing } from "./shadowing.ts";

/** What to do about a pair that is missing. */
export type Verdict =
  | { readonly kind: "join"; readonly notes: readonly Finding[] }
  /** Another zone of ours of that name holds the VPC and no longer should. */
  | { readonly kind: "move"; readonly from: LiveRow; readonly notes: readonly Finding[] }
  | { readonly kind: "blocked"; readonly finding: Finding };

/**
 * Whether a client may join a zone, from what its own account and the hubs showed. `reachable` are the names that the
 * VPC resolves already or will by this plan: zones are judged deepest first, so a parent sees its children there.
 */
export function judge(
  estate: Estate,
  zone: WantedRow,
  client: Client,
  reachable: ReadonlySet<ZoneName>,
  gaps: Gaps = NO_GAPS,
): Verdict {
  const place = at(zone, client);
  const seen = estate.observed.vpcs.get(vpcKey(client.vpc));
  if (!seen)
    return {
      kind: "blocked",
      finding: finding("unknown", place, {
        reason: "NotRead",
        message: `${clientName(client)} was not read`,
      }),
    };
  if (seen.kind === "unreadable")
    return { kind: "blocked", finding: unreadable(place, zone, client, seen.failure) };
  const rival = estate.claimant(client.vpc, zone.ref.name);
  if (rival && rival !== zone) return { kind: "blocked", finding: wantedTwice(place, client, zone, rival) };
  const unfit =
    preflight(place, zone, client, seen.value) ??
    heldElsewhere({ estate, gaps }, place, zone, client, seen.value) ??
    takenBack(estate, place, zone, client);
  if (unfit) return { kind: "blocked", finding: unfit };
  const shadow = shadowing(estate, zone, client, seen.value, reachable);
  if (shadow.withheld) return { kind: "blocked", finding: shadow.withheld };
  const path = client.spoke && pathTo(estate, gaps, zone, client.spoke);
  if (path) return { kind: "blocked", finding: path };
  const notes = [
    ...unchecked(place, client, seen.value),
    ...shadow.notes,
    ...sourceNotes(place, zone, openingOf(gaps, client, zone.ref.name)),
  ];
  const from = estate.holding(client.vpc, zone.ref.name).find((row) => row.ref.id !== zone.ref.id);
  return from ? { kind: "move", from, notes } : { kind: "join", notes };
}

/** Where names are public until it joins, all was judged before they became so: what keeps it out then is nothing but BLOCKED. */
function pathTo(estate: Estate, gaps: Gaps, zone: WantedRow, spoke: Spoke): Finding | undefined {
  const endpoints = [zone.wanted.endpoint];
  if (!isPending(gaps, spoke, zone.ref.name)) return pathObstacle(estate, zone.hub, spoke, endpoints);
  const path = pathObstacle(estate, zone.hub, { ...spoke, pathCheck: "withhold" }, endpoints);
  return path?.kind === "withheld" ? path : undefined;
}

function sourceNotes(place: FindingPlace, zone: WantedRow, own: Owned | undefined): Finding[] {
  if (!own) return [];
  return [
    finding("note", place, sourceChanges(own.spoke, own.view.id, [zone.ref.name], [zone.wanted.endpoint])),
  ];
}

/** A spoke chooses; the hub VPC cannot, so that it resolves through one of its sets is worth a note only. */
function wantedTwice(place: FindingPlace, client: Client, zone: WantedRow, rival: WantedRow): Finding {
  const message = `${clientName(client)} should resolve ${zone.ref.name} through endpoint ${zone.wanted.endpoint.document.name} and through ${rival.wanted.endpoint.document.name} of hub ${rival.hub.name}; a VPC can be in one zone of a name${isLive(rival) && isMember(rival, client.vpc) ? `, and it is in ${rival.live.id}` : ""}`;
  return client.spoke
    ? finding("conflict", place, {
        reason: "NameWantedTwice",
        message,
        todo: "choose one of them in the spoke's endpoints",
      })
    : finding("note", place, {
        reason: "NameWantedTwice",
        message: `${message}: it resolves through ${rival.wanted.endpoint.document.name}`,
      });
}

function unreadable(place: FindingPlace, zone: WantedRow, client: Client, failure: Failure): Finding {
  const own = failure.operation === "AssumeRole" || failure.error === "ClockSkewed";
  const todo =
    failure.kind === "denied"
      ? (own && todoForOwn(failure.error)) ||
        "check the role's ARN, its trust policy, the ExternalId and its permissions (docs/iam.md)"
      : failure.kind === "wrongAccount"
        ? "correct spec.account or the role's ARN"
        : `${regionDoubt(zone, client)}run again; what exists is kept meanwhile`;
  return finding("unknown", place, {
    reason: errorCode(failure),
    message: `${clientName(client)} in account ${client.account} could not be seen: ${failure.message}`,
    todo,
  });
}

/** Whether the VPC could join anything, by what its own account showed. */
export function isFit(client: Client, seen: Seen<VpcView> | undefined): boolean {
  const view = valueIn(seen);
  if (view?.owner !== client.account) return false;
  return hasPrivateNames(view);
}

/** Semantics 16: the VPC is there, in that account and Region, and resolves through Route 53 at all. */
function preflight(place: FindingPlace, zone: WantedRow, client: Client, view: VpcView): Finding | undefined {
  const { id, region } = client.vpc;
  if (view.owner === undefined)
    return finding("withheld", place, {
      reason: "VpcNotFound",
      message: `account ${client.account} has no VPC ${id} in ${region}`,
      todo: `${regionDoubt(zone, client)}correct the spoke's vpc, account or region; if the VPC is gone, delete the spoke's document`,
    });
  if (view.owner !== client.account)
    return finding("withheld", place, {
      reason: "VpcOfOtherAccount",
      message: `${id} is shared with account ${client.account} and belongs to ${view.owner}: only the owner can associate it`,
      todo: `set the spoke's account to ${view.owner}`,
    });
  const off = (
    [
      ["enableDnsSupport", view.dnsSupport, "--enable-dns-support"],
      ["enableDnsHostnames", view.dnsHostnames, "--enable-dns-hostnames"],
    ] as const
  ).filter(([, seen]) => seen.kind === "seen" && !seen.value);
  if (off.length === 0) return undefined;
  const names = off.map(([name]) => name).join(" and ");
  return finding("withheld", place, {
    reason: "DnsAttributesOff",
    message: `${id} has ${names} off, and private zones are not resolved without`,
    todo: off
      .map(([, , flag]) => `aws ec2 modify-vpc-attribute --region ${region} --vpc-id ${id} ${flag}`)
      .join(" and "), // AWS takes one attribute in a call
  });
}

/** A slip in a Region reads like an account without VPCs, and against AWS like a name that nobody answers. */
function regionDoubt({ hub }: WantedRow, { vpc: { region } }: Client): string {
  if (!KNOWN_REGIONS.has(region))
    return `Region ${region} is not known to this version, ${didYouMean(region, KNOWN_REGIONS) ?? "is it new?"}; `;
  return region === hub.region ? "" : `is ${region} the VPC's Region? its hub is in ${hub.region}; `;
}

/** What the role may not read is said, not guessed; AWS itself refuses a conflicting association. */
function unchecked(place: FindingPlace, client: Client, view: VpcView): Finding[] {
  const missing = unreadOf(view);
  if (missing.length === 0) return [];
  const what = missing.map((m) => m.what).join(", ");
  const why = [...new Set(missing.map((m) => m.failure.error))].join(", ");
  const { zone: _zone, endpoint: _endpoint, ...ofVpc } = place;
  const told = finding("note", ofVpc, {
    reason: "NotChecked",
    message: `${clientName(client)}: ${what} not checked (${why})`,
    todo: "allow the reads of docs/iam.md for an explanation before AWS refuses",
  });
  return [told];
}
