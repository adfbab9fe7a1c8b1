import type { Desired, Hub } from "../../desired/types.ts";
import type { Failure } from "../../failure.ts";
import { errorCode, type Finding, finding } from "../../finding.ts";
import type { Observed } from "../../observed/observed.ts";
import type { ZoneView } from "../../observed/zone.ts";
import type { Draft } from "./draft.ts";
import { ownerOf, provenPlace, setsOf } from "./zones/owned-zones.ts";

export function unreadableHubs(desired: Desired, { hubs }: Observed): Finding[] {
  return desired.hubs.flatMap((hub): Finding[] => {
    const seen = hubs.get(hub);
    if (seen?.kind === "seen") return [];
    const failure = seen?.failure ?? NOT_READ;
    return [
      finding(
        "unknown",
        { hub: hub.name, account: hub.account },
        {
          reason: errorCode(failure),
          message: `account ${hub.account} could not be seen, so nothing of the hub is changed: ${failure.message}`,
          todo: todoForHub(failure),
        },
      ),
    ];
  });
}

const NOT_READ: Failure = { kind: "transient", error: "NotRead", message: "not read" };

/** A part of one of our zones that could not be read. */
export function unreadableZones({ hub, zones, leftovers }: Draft): Finding[] {
  const views = [...zones, ...leftovers].flatMap(({ live }) => live ?? []);
  return views.flatMap((view) => {
    const { vpcs: associations, records, tags, authorizations } = view;
    const parts = Object.entries({ associations, records, tags, authorizations });
    return parts.flatMap(([what, seen]) =>
      seen?.kind === "unreadable" ? [unreadablePart(hub, view, what, seen.failure)] : [],
    );
  });
}

/** `unsupported` is an emulator's gap: a note, once, and not unknown (semantics 26). */
function unreadablePart(hub: Hub, view: ZoneView, what: string, failure: Failure): Finding {
  const { kind, message, operation = "that call" } = failure;
  const place = { hub: hub.name, account: hub.account };
  if (kind === "unsupported")
    return finding("note", place, {
      reason: "Unsupported",
      message: `the ${what} of our zones are not looked at: this endpoint does not implement ${operation}`,
    });
  return finding(
    "unknown",
    { ...place, zone: view.name },
    {
      reason: errorCode(failure),
      message: `the ${what} of zone ${view.id} (${view.name}) could not be read: ${message}`,
    },
  );
}

/** Zones of this owner that no hub document explains: a document vanished, and removes nothing (semantics 12). */
export function orphans({ hubs, endpoints }: Desired, drafts: readonly Draft[]): Finding[] {
  const owners = new Set(hubs.map((h) => h.owner as string));
  const sets = setsOf(endpoints);
  const zones = new Map(
    drafts.flatMap(({ hub, view }) => view.zones.map((zone) => [zone.id, { hub, zone }] as const)),
  );
  return [...zones.values()].flatMap(({ hub, zone }): Finding[] => {
    const owner = ownerOf(zone) ?? "";
    if (!owners.has(owner) || hubs.some((h) => provenPlace(h, sets, zone))) return [];
    return [
      finding(
        "withheld",
        { hub: hub.name, zone: zone.name, account: hub.account },
        {
          reason: "HubVanished",
          message: `zone ${zone.id} (${zone.name}) is owned by ${owner}, and no Hub document describes it; nothing of it is removed`,
          todo: "restore its Hub document, delete its spokes and endpoints first, then the hub",
        },
      ),
    ];
  });
}

/**
 * What a person can do about a hub that could not be read, by what kept us from it:
 *
 * | failure | look at |
 * |---|---|
 * | this machine's clock | NTP |
 * | the operator's own credentials are missing, wrong or ran out | AWS_PROFILE, the credential chain |
 * | nobody answers, or somebody who is not AWS | the network, AWS_ENDPOINT_URL |
 * | the role may not be assumed, or not do what is asked | docs/iam.md |
 */
export function todoForHub({ kind, error }: Failure): string {
  const own = kind === "denied" ? todoForOwn(error) : undefined;
  if (own) return own;
  switch (kind) {
    case "denied":
    case "unauthorized":
      return "check the hub's role, its trust and its permissions: docs/iam.md";
    case "wrongAccount":
      return "correct the account or the role in the Hub document";
    case "throttled":
    case "busy":
      return "run again later: AWS's rate limits were used up";
    default:
      return "check the network and AWS_ENDPOINT_URL";
  }
}

/** Where no role is to blame: the machine's clock, or the operator's own credentials, which assume every role. */
export function todoForOwn(error: string): string | undefined {
  if (error === "ClockSkewed") return "set this machine's clock (NTP), then run again";
  return OWN_CREDENTIALS.has(error)
    ? "check AWS_PROFILE and the credential chain (aws sts get-caller-identity shows who you are)"
    : undefined;
}

/** What the SDK and AWS call credentials that are missing, unknown or expired. */
const OWN_CREDENTIALS = new Set([
  "CredentialsProviderError",
  "TokenProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "RequestExpired",
  "IncompleteSignature",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
]);
