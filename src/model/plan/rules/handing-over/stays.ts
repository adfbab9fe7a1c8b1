import type { Difference } from "../../../desired/types.ts";
import type { Seen } from "../../../failure.ts";
import type { Why } from "../../../finding.ts";
import type { ZoneName } from "../../../ids.ts";
import type { Admission, SecurityGroupView } from "../../../observed/network.ts";
import { covers } from "../../../path/ip.ts";
import { type Estate, seenVpc } from "../../estate/estate.ts";
import { typesOf } from "../../network/endpoint-groups.ts";
import { reachObstacle } from "../../network/path-admission.ts";
import { isDefaultPolicy, isSamePolicy } from "../../wanted/endpoints/endpoint-policy.ts";
import { exemptionOf } from "../own/exempt.ts";
import { isKeptBack, type Owned } from "../own/owned.ts";

/** Why its names are left to it: for good, or until somebody mends or accepts something. */
export type Stay = { readonly kind: "note" | "withheld"; readonly why: Why };

/** What speaks against it, the plainest first; undefined: nothing (semantics 59). */
export function stayOf(estate: Estate, owned: Owned): Stay | undefined {
  const exempt = exemptionIn(estate, owned);
  if (exempt)
    return {
      kind: "note",
      why: { reason: "OwnEndpointExempt", message: `${whose(owned)} stays as it is: ${exempt}` },
    };
  const why =
    notAvailable(owned) ??
    notShared(owned) ??
    differs(estate, owned) ??
    notReached(estate, owned) ??
    notAccepted(owned);
  return why && { kind: "withheld", why };
}

/** In words, with the names that it holds. */
export function whose({ spoke, view }: Owned): string {
  return `${spoke.vpc}'s own endpoint ${view.id} (${view.service})`;
}

function exemptionIn({ drafts, observed }: Estate, { spoke, view }: Owned): string | undefined {
  const hub = [...observed.hubs.keys()].find(({ vpc }) => vpc === spoke.vpc); // one that was not read too
  if (hub) return `its VPC is that of hub ${hub.name}`;
  const naming = drafts
    .flatMap(({ endpoints }) => endpoints)
    .find(({ document: { source } }) => source.by === "id" && source.id === view.id);
  return naming ? `endpoint ${naming.document.name} names it` : exemptionOf(view, spoke.region);
}

function notAvailable(owned: Owned): Why | undefined {
  const { state } = owned.view;
  return state === "available" ? undefined : stays(owned, `it is ${state}`, "run again when it is available");
}

function notShared(owned: Owned): Why | undefined {
  const { names, wildcards, shared } = owned;
  const wanted = shared.flatMap((one) => one.names);
  const isShared = (name: ZoneName) =>
    wanted.some(({ zone, wildcard }) => zone === name && (wildcard || !wildcards.includes(name)));
  const kept = names.find((name) => isKeptBack(owned.spoke, name));
  if (kept)
    return stays(
      owned,
      `its private DNS is one switch for all of its names, and documents keep ${kept} from the Region's rule`,
      "take it out of except",
    );
  const missing = names.filter((name) => !isShared(name));
  if (missing.length === 0) return undefined;
  return stays(
    owned,
    `its private DNS is one switch for all of its names, and the spoke does not share ${missing.map((name) => (wildcards.includes(name) ? `*.${name}` : name)).join(", ")}`,
    "share these too",
  );
}

/** What callers would miss there, unless the document says that they may. */
function differs(estate: Estate, owned: Owned): Why | undefined {
  const { acceptDifferences } = owned.spoke.ownEndpoints;
  const found: Record<Difference, string | undefined> = {
    policy: otherPolicy(owned),
    addresses: fewerAddresses(owned),
    clients: otherClients(estate, owned),
  };
  for (const kind of ["policy", "addresses", "clients"] as const) {
    const what = acceptDifferences.includes(kind) ? undefined : found[kind];
    if (what)
      return stays(
        owned,
        what,
        `set acceptDifferences: [${kind}] of spoke ${owned.spoke.name} if that may be`,
      );
  }
  return undefined;
}

function otherPolicy({ view, shared }: Owned): string | undefined {
  const other = shared.find(({ live }) => !isAlike(view.policy, live?.view?.policy));
  return (
    other &&
    `endpoint ${other.document.name} of the hub has another policy than it, and may allow more or less`
  );
}

function isAlike(own: string | undefined, hubs: string | undefined): boolean {
  const isDefault = (policy: string | undefined) => policy === undefined || isDefaultPolicy(policy);
  if (own === undefined || hubs === undefined) return isDefault(own) && isDefault(hubs);
  return isSamePolicy(own, hubs) || (isDefault(own) && isDefault(hubs));
}

function fewerAddresses({ view, shared }: Owned): string | undefined {
  const own = view.dnsRecordIpType === "service-defined" ? view.ipAddressType : view.dnsRecordIpType;
  const families = own === "dualstack" ? (["ipv4", "ipv6"] as const) : ([own] as const);
  for (const endpoint of shared)
    for (const family of families)
      if (!(typesOf(endpoint) as readonly string[]).includes(family))
        return `it answers by ${family === "ipv6" ? "AAAA" : "A"}, and endpoint ${endpoint.document.name} does not`;
  return undefined;
}

/** Other VPCs or on-premises networks that may connect to it, by names of their own perhaps. */
function otherClients({ observed }: Estate, { spoke, view }: Owned): string | undefined {
  if (!view.groups || view.groups.kind === "unreadable")
    return `who else may use it could not be read (${failureIn(view.groups)})`;
  const cidrs = seenVpc(observed, spoke)?.cidrs ?? [];
  const beyond = view.groups.value.flatMap(({ id, admits }) =>
    admits.flatMap((admission) => outside(admission, cidrs).map((range) => `${id} admits ${range}`)),
  );
  const [first] = beyond;
  return (
    first &&
    `others than ${spoke.vpc} may use it: ${first}${beyond.length > 1 ? ` and ${beyond.length - 1} more` : ""}`
  );
}

function failureIn(groups: Seen<readonly SecurityGroupView[]> | undefined): string {
  return groups?.kind === "unreadable" ? groups.failure.error : "not read";
}

/** Groups are of the VPC itself, or of one that it is peered with; what a prefix list holds is not looked up. */
function outside({ cidrs, others }: Admission, own: readonly string[]): string[] {
  return [
    ...cidrs.filter((cidr) => !own.some((range) => covers(range, cidr))),
    ...others.filter((id) => id.startsWith("pl-")),
  ];
}

function notReached(estate: Estate, owned: Owned): Why | undefined {
  const obstacle = reachObstacle(estate, owned.spoke.hub, owned.spoke, owned.shared);
  return obstacle && stays(owned, obstacle.message, obstacle.todo ?? "run again");
}

function notAccepted(owned: Owned): Why | undefined {
  const { name, hub, ownEndpoints } = owned.spoke;
  if (ownEndpoints.acceptSourceChange) return undefined;
  return {
    reason: "SourceChangeNotAccepted",
    message: `${whose(owned)} stays: by hub ${hub.name} callers come from another endpoint and VPC, and policies that name aws:SourceVpce or aws:SourceVpc may refuse them`,
    todo: `look through those policies, then set acceptSourceChange: true of spoke ${name}; or set redundantEndpoints: keep`,
  };
}

export function stays(owned: Owned, because: string, todo: string): Why {
  return {
    reason: "OwnEndpointStays",
    message: `${whose(owned)} stays: ${because}`,
    todo: `${todo}; or set redundantEndpoints: keep`,
  };
}
