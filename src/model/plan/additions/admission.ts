import { type Seen, valueIn } from "../../failure.ts";
import type { Finding } from "../../finding.ts";
import { type VpcRef, vpcKey, type ZoneName } from "../../ids.ts";
import type { VpcView, ZoneOfVpc } from "../../observed.ts";
import type { Estate, Holder } from "../estate/estate.ts";
import { shadowed } from "../resolution/shadow.ts";
import { type Client, clientName } from "../wanted/clients.ts";
import type { WantedZone } from "../wanted/zones/wanted-zones.ts";

/** What to do about a pair that is missing. */
export type Verdict =
  | { readonly kind: "join"; readonly notes: readonly Finding[] }
  /** Another zone of ours of that name holds the VPC and no longer should. */
  | { readonly kind: "move"; readonly from: Holder; readonly notes: readonly Finding[] }
  | { readonly kind: "blocked"; readonly finding: Finding };

/**
 * Whether a client may join a zone, from what its own account and the hubs showed. `reachable` are the names that the
 * VPC resolves already or will by this plan: zones are judged deepest first, so a parent sees its children there.
 */
export function judge(
  estate: Estate,
  zone: WantedZone,
  client: Client,
  reachable: ReadonlySet<ZoneName>,
): Verdict {
  const say = findingFor(zone, client);
  const seen = estate.observed.vpcs.get(vpcKey(client.vpc));
  if (!seen)
    return { kind: "blocked", finding: say("unknown", "NotRead", `${clientName(client)} was not read`) };
  if (seen.kind === "unreadable") return { kind: "blocked", finding: unreadable(say, client, seen.failure) };
  const rival = estate.claimant(client.vpc, zone.ref.name);
  if (rival && rival !== zone) return { kind: "blocked", finding: wantedTwice(say, client, zone, rival) };
  const unfit = preflight(say, client, seen.value) ?? heldElsewhere(estate, say, zone, client, seen.value);
  if (unfit) return { kind: "blocked", finding: unfit };
  const { acceptShadowing } = zone.settled.endpoint;
  const hidden = acceptShadowing ? undefined : shadowed(zone.ref.name, zone.hidden, reachable);
  if (hidden) return { kind: "blocked", finding: say("withheld", "Shadows", hidden.message, hidden.todo) };
  const notes = unchecked(say, client, seen.value);
  const from = estate.holders(client.vpc, zone.ref.name).find((h) => h.view.id !== zone.view?.id);
  return from ? { kind: "move", from, notes } : { kind: "join", notes };
}

/** A spoke chooses; the hub VPC cannot, so that it resolves through one of its sets is worth a note only. */
function wantedTwice(say: Say, client: Client, zone: WantedZone, rival: WantedZone): Finding {
  const message = `${clientName(client)} should resolve ${zone.ref.name} through endpoint ${zone.settled.endpoint.name} and through ${rival.settled.endpoint.name} of hub ${rival.hub.name}; a VPC can be in one zone of a name`;
  return client.spoke
    ? say("conflict", "NameWantedTwice", message, "choose one of them in the spoke's endpoints")
    : say("note", "NameWantedTwice", `${message}: it resolves through ${rival.settled.endpoint.name}`);
}

type Say = (kind: Finding["kind"], reason: string, message: string, todo?: string) => Finding;

export function findingFor(zone: WantedZone, client?: Client): Say {
  return (kind, reason, message, todo) => ({
    kind,
    reason,
    hub: zone.hub.name,
    endpoint: zone.settled.endpoint.name,
    zone: zone.ref.name,
    ...(client?.spoke && { spoke: client.spoke.name }),
    ...(client && { vpc: client.vpc, account: client.account }),
    message,
    ...(todo && { todo }),
  });
}

function unreadable(
  say: Say,
  client: Client,
  failure: { kind: string; error: string; message: string },
): Finding {
  const todo =
    failure.kind === "denied"
      ? "check the role's ARN, its trust policy, the ExternalId and its permissions (docs/iam.md)"
      : failure.kind === "wrongAccount"
        ? "correct spec.account or the role's ARN"
        : "run again; what exists is kept meanwhile";
  return say(
    "unknown",
    failure.error,
    `${clientName(client)} in account ${client.account} could not be seen: ${failure.message}`,
    todo,
  );
}

/** Whether the VPC could join anything, by what its own account showed. */
export function isFit(client: Client, seen: Seen<VpcView> | undefined): boolean {
  const view = valueIn(seen);
  if (view?.owner !== client.account) return false;
  return [view.dnsSupport, view.dnsHostnames].every((attribute) => valueIn(attribute) ?? true);
}

/** Semantics 16: the VPC is there, in that account and Region, and resolves through Route 53 at all. */
function preflight(say: Say, client: Client, view: VpcView): Finding | undefined {
  const { id, region } = client.vpc;
  if (view.owner === undefined)
    return say(
      "withheld",
      "VpcNotFound",
      `account ${client.account} has no VPC ${id} in ${region}`,
      "correct the spoke's vpc, account or region; if the VPC is gone, delete the spoke's document",
    );
  if (view.owner !== client.account)
    return say(
      "withheld",
      "VpcOfOtherAccount",
      `${id} is shared with account ${client.account} and belongs to ${view.owner}: only the owner can associate it`,
      `set the spoke's account to ${view.owner}`,
    );
  const off = (
    [
      ["enableDnsSupport", view.dnsSupport],
      ["enableDnsHostnames", view.dnsHostnames],
    ] as const
  ).filter(([, seen]) => seen.kind === "seen" && !seen.value);
  if (off.length === 0) return undefined;
  const names = off.map(([name]) => name).join(" and ");
  return say(
    "withheld",
    "DnsAttributesOff",
    `${id} has ${names} off, and private zones are not resolved without`,
    `aws ec2 modify-vpc-attribute --region ${region} --vpc-id ${id} --enable-dns-${off[0]?.[0] === "enableDnsSupport" ? "support" : "hostnames"}`,
  );
}

/** Semantics 20: who holds the name in that VPC, told before AWS refuses, and what to do about it. */
function heldElsewhere(
  estate: Estate,
  say: Say,
  zone: WantedZone,
  client: Client,
  view: VpcView,
): Finding | undefined {
  const name = zone.ref.name;
  const { vpc } = client;
  // The hub's own private DNS is switched off before it joins: until AWS has let go, a conflict means "not yet".
  const isLettingGo = client.spoke === undefined && zone.settled.endpoint.hubPrivateDns === "turnOff";
  const holder = valueIn(view.zones)?.find(
    (z) => z.name === name && z.id !== zone.view?.id && !(isLettingGo && z.owner.service !== undefined),
  );
  if (holder && !estate.ours(holder.id)) return heldByZone(estate, say, vpc, holder, name);
  const endpoint = valueIn(view.privateDns)?.find(
    (e) => e.names.includes(name) && !(isLettingGo && e.endpoint === zone.settled.live?.view?.id),
  );
  if (endpoint)
    return say(
      "conflict",
      "NameHeldByEndpoint",
      `${vpc.id} has its own endpoint ${endpoint.endpoint} with private DNS on, and that holds ${name}`,
      `switch it off or delete it: aws ec2 modify-vpc-endpoint --region ${vpc.region} --vpc-endpoint-id ${endpoint.endpoint} --no-private-dns-enabled`,
    );
  const rule = valueIn(view.rules)?.find((r) => r.name === name);
  if (rule)
    return say(
      "conflict",
      "NameHeldByRule",
      `${vpc.id} is associated with Resolver rule ${rule.id} for ${name}, and a rule of the same name wins over a zone`,
      `disassociate it: aws route53resolver disassociate-resolver-rule --region ${vpc.region} --vpc-id ${vpc.id} --resolver-rule-id ${rule.id}`,
    );
  return undefined;
}

export function heldByZone(
  estate: Estate,
  say: Say,
  vpc: VpcRef,
  holder: ZoneOfVpc,
  name: ZoneName,
): Finding {
  const { account, service } = holder.owner;
  const own = estate.drafts.filter((d) => d.hub.account === account).map((d) => d.view);
  const isListed = own.some((v) =>
    [...v.zones, ...v.adoptable, ...v.strangers].some((z) => z.id === holder.id),
  );
  if (own.length > 0 && !isListed)
    return say(
      "unknown",
      "ListLags",
      `${vpc.id} is in zone ${holder.id} of the name ${name} of account ${account}, which that account's list does not show yet`,
      "run again",
    );
  const owner = estate.drafts.map((d) => d.view.otherOwners.get(holder.id)).find((o) => o !== undefined);
  const whose = owner
    ? `vpce-operator's owner ${owner} in account ${account}`
    : account
      ? `account ${account}`
      : `the AWS service ${service ?? "unknown"}`;
  const leave = account
    ? `take the VPC out of that zone: aws route53 disassociate-vpc-from-hosted-zone --hosted-zone-id ${holder.id} --vpc VPCRegion=${vpc.region},VPCId=${vpc.id}`
    : "it belongs to an endpoint of that VPC: switch that endpoint's private DNS off, or delete it";
  const todo = owner
    ? `did the hub's spec.owner change? then change it back to ${owner}; else ${leave}`
    : leave;
  return say(
    "conflict",
    "NameHeldByZone",
    `${vpc.id} is in zone ${holder.id} of the name ${name}, owned by ${whose}`,
    todo,
  );
}

/** What the role may not read is said, not guessed; AWS itself refuses a conflicting association. */
function unchecked(say: Say, client: Client, view: VpcView): Finding[] {
  const reads = [
    ["its other hosted zones", view.zones],
    ["its own endpoints", view.privateDns],
    ["its Resolver rules", view.rules],
    ["its DNS attributes", view.dnsSupport],
  ] as const;
  const missing = reads.flatMap(([what, seen]) =>
    seen.kind === "unreadable" ? [{ what, failure: seen.failure }] : [],
  );
  if (missing.length === 0) return [];
  const what = missing.map((m) => m.what).join(", ");
  const why = [...new Set(missing.map((m) => m.failure.error))].join(", ");
  const {
    zone: _zone,
    endpoint: _endpoint,
    ...finding
  } = say(
    "note",
    "NotChecked",
    `${clientName(client)}: ${what} not checked (${why})`,
    "allow the reads of docs/iam.md for an explanation before AWS refuses",
  );
  return [finding];
}
