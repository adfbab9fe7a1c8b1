import { listed } from "../../counted.ts";
import type { Spoke } from "../../desired/types.ts";
import { isBeneath } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import { errorCode, type Finding, type FindingPlace, finding, type Why } from "../../finding.ts";
import { type VpcRef, vpcKey, vpcRef, type ZoneName } from "../../ids.ts";
import { isAdded } from "../../inventory/entries.ts";
import type { RuleAssociationView } from "../../observed/rule-account.ts";
import type { VpcView } from "../../observed/vpc.ts";
import { type Estate, isOwnRule } from "../estate/estate.ts";
import { pathObstacle } from "../network/path-admission.ts";
import { resolutionOf } from "../resolution/answer.ts";
import { type Holder, holdersIn } from "../resolution/carriers.ts";
import { leaveRule, leaveZone } from "../wanted/ways-out.ts";
import type { LiveRow } from "../wanted/zones/zone-row.ts";
import { besideOwn } from "./handing-over/beside-own.ts";
import { associationOf, type RuleDraft } from "./rows/rule-draft.ts";
import type { WantedRule } from "./rows/rule-rows.ts";

/** What to do about a rule and a spoke that should have it. */
export type RuleVerdict =
  | { readonly kind: "served" }
  /** The association is being made. */
  | { readonly kind: "coming" }
  | { readonly kind: "join"; readonly notes: readonly Finding[] }
  /** The VPC answers the name by an endpoint of its own, and its document lets it. */
  | { readonly kind: "left"; readonly note: Finding }
  | { readonly kind: "blocked"; readonly finding: Finding };

/**
 * Whether the rule may be associated with the spoke's VPC, by what its own account showed: a rule hides every answer
 * below its name, and wins from the moment that it is associated (semantics 46, 56).
 */
export function judgeRule(estate: Estate, rules: RuleDraft, row: WantedRule, spoke: Spoke): RuleVerdict {
  const place = placeOf(row, spoke);
  const blocked = (kind: Finding["kind"], why: Why): RuleVerdict => ({
    kind: "blocked",
    finding: finding(kind, place, why),
  });
  const account = rules.accountOf.get(spoke);
  if (account?.seen.kind !== "seen")
    return blocked("unknown", {
      reason: account ? errorCode(account.seen.failure) : "NotRead",
      message: `the rule associations of spoke ${spoke.name} in account ${spoke.account} could not be seen${account ? `: ${account.seen.failure.message}` : ""}`,
      todo: "check the role's ARN, its trust policy, the ExternalId and its permissions (docs/iam.md)",
    });
  const live = associationOf(row, spoke.vpc, account);
  if (live?.status === "COMPLETE") return { kind: "served" };
  if (live?.status === "CREATING") return { kind: "coming" };
  if (live) return blocked("withheld", notComplete(row, spoke, live));
  const seen = estate.observed.vpcs.get(vpcKey(vpcRef(spoke.vpc, spoke.region)));
  if (seen?.kind !== "seen")
    return blocked("unknown", {
      reason: seen ? errorCode(seen.failure) : "NotRead",
      message: `spoke ${spoke.name} in account ${spoke.account} could not be seen${seen ? `: ${seen.failure.message}` : ""}`,
      todo: "check the role's ARN, its trust policy, the ExternalId and its permissions (docs/iam.md)",
    });
  const unfit = notThere(spoke, seen.value);
  if (unfit) return blocked("withheld", unfit);
  const path = pathObstacle(estate, row.hub, spoke, endpointsOf(rules, row));
  if (path) return { kind: "blocked", finding: path };
  return holder(estate, { rules, row, spoke }, seen.value, place);
}

/** Of a rule for several, all that the spoke has. */
function endpointsOf({ draft }: RuleDraft, { wanted }: WantedRule) {
  if (!wanted.endpoint) return undefined;
  return draft.endpoints.filter(({ document }) => document.name === wanted.endpoint);
}

function placeOf({ hub, ref, wanted }: WantedRule, spoke: Spoke): FindingPlace {
  const { endpoint } = wanted;
  return {
    hub: hub.name,
    ...(endpoint && { endpoint }),
    spoke: spoke.name,
    zone: ref.name,
    vpc: vpcRef(spoke.vpc, spoke.region),
    account: spoke.account,
  };
}

/** What AWS gave up, or lets something else override, answers nobody surely, and is not absent either (semantics 56). */
function notComplete(
  { ref }: WantedRule,
  { vpc, region }: Spoke,
  { status, message, rule }: RuleAssociationView,
): Why {
  return {
    reason: "AssociationFailed",
    message: `the association of rule ${rule} (${ref.name}) with ${vpc} is ${status}${message ? `: ${message}` : ""}`,
    todo:
      status === "DELETING"
        ? "run again when it is gone"
        : `see why: aws route53resolver list-resolver-rule-associations --region ${region} --filters Name=VPCId,Values=${vpc}; or have it made again: ${leaveRule(rule, vpcRef(vpc, region))}`,
  };
}

/** Private zones need both DNS attributes; rules need the VPC's resolver alone. */
function notThere({ account, vpc, region }: Spoke, { owner, dnsSupport }: VpcView): Why | undefined {
  if (owner === undefined)
    return {
      reason: "VpcNotFound",
      message: `account ${account} has no VPC ${vpc} in ${region}`,
      todo: "correct the spoke's vpc, account or region; if the VPC is gone, delete the spoke's document",
    };
  if (owner !== account)
    return {
      reason: "VpcOfOtherAccount",
      message: `${vpc} is shared with account ${account} and belongs to ${owner}: only the owner can associate it`,
      todo: `set the spoke's account to ${owner}`,
    };
  if (valueIn(dnsSupport) ?? true) return undefined;
  return {
    reason: "DnsAttributesOff",
    message: `${vpc} has enableDnsSupport off, and asks no Resolver rules without`,
    todo: `aws ec2 modify-vpc-attribute --region ${region} --vpc-id ${vpc} --enable-dns-support`,
  };
}

type Asked = { readonly rules: RuleDraft; readonly row: WantedRule; readonly spoke: Spoke };

/** Who answers the name there today, and what lies beneath it. */
function holder(
  estate: Estate,
  { rules, row, spoke }: Asked,
  view: VpcView,
  place: FindingPlace,
): RuleVerdict {
  const { name } = row.ref;
  const { vpc, region } = spoke;
  const ref = vpcRef(vpc, region);
  const blocked = (kind: Finding["kind"], why: Why): RuleVerdict => ({
    kind: "blocked",
    finding: finding(kind, place, why),
  });
  const unread = [view.rules, view.zones, view.privateDns].find((seen) => seen.kind === "unreadable");
  if (unread?.kind === "unreadable")
    return blocked("withheld", {
      reason: "NotChecked",
      message: `what answers in ${vpc} could not be read (${unread.failure.error}), and a rule hides it without a word`,
      todo: "allow the spoke's role the reads of docs/iam.md, then run again",
    });
  const holders = holdersIn(view).filter((one) => one.name === name);
  const rule = holders.find(({ kind }) => kind === "rule");
  if (rule)
    return blocked("conflict", {
      reason: "NameHeldByRule",
      message: `${vpc} is associated with Resolver rule ${rule.id} for ${name || "."}, and takes one rule of a name`,
      todo: leaveRule(rule.id, ref),
    });
  const zone = holders.find((one) => one.kind === "zone" && one.owner.service === undefined);
  if (zone && !isOurs(estate, zone.id))
    return blocked("conflict", {
      reason: "NameHeldByZone",
      message: `${vpc} is in zone ${zone.id} of the name ${name}, which a rule of that name would hide`,
      todo: leaveZone(zone.id, ref),
    });
  const { by } = resolutionOf(name, view, () => undefined);
  const isForward = row.ref.type === "FORWARD"; // what is kept from the Region's rule goes on being answered as it is
  const own = isForward && by.kind === "endpoint" ? besideOwn(estate, rules, row, spoke, by.id) : undefined;
  if (own?.kind === "kept") return { kind: "left", note: finding("note", place, own.why) };
  if (own?.kind === "withheld") return blocked("withheld", own.why);
  if (by.kind === "zone" && isForward && !isOurs(estate, by.id))
    return blocked("withheld", {
      reason: "Shadows",
      message: `${vpc} answers ${name} by zone ${by.id} (${by.name}), and a rule ${name} would hide what that holds there`,
      todo: "take that VPC out of that zone first",
    });
  const notes = notesOf(estate, row, spoke, view);
  return {
    kind: "join",
    notes: [...(own ? [own.why] : []), ...notes].map((why) => finding("note", place, why)),
  };
}

/** What it changes nothing of. */
function notesOf(estate: Estate, row: WantedRule, spoke: Spoke, view: VpcView): Why[] {
  const { name } = row.ref;
  const beneath = beneathOf(estate, name, view);
  const zone = holdersIn(view).find((one) => one.kind === "zone" && one.name === name && !one.owner.service);
  const behind = zone && adoptedZone(estate, zone.id, vpcRef(spoke.vpc, spoke.region));
  return [
    ...(beneath.length > 0 ? [notServedBelow(spoke, beneath)] : []),
    ...(behind ? [zoneStaysBehind(spoke, behind, row)] : []),
  ];
}

/** A rule may come beside one: the VPC leaves it when the rule is seen to answer, by one pass or another (semantics 58). */
function isOurs({ existing }: Estate, id: string): boolean {
  return existing.some(({ live }) => live.id === id);
}

/** Somebody else's zone, in which others put the VPC: we take nobody out of it. */
function adoptedZone({ existing }: Estate, id: string, vpc: VpcRef): LiveRow | undefined {
  return existing.find((row) => row.live.id === id && row.adopted && !isAdded(row.live, "association", vpc));
}

function zoneStaysBehind({ vpc }: Spoke, { live }: LiveRow, { ref }: WantedRule): Why {
  return {
    reason: "ZoneStaysBehind",
    message: `${vpc} is in zone ${live.id} (${live.name}), which others made and put it in: it stays there, behind rule ${ref.name}`,
    todo: "nothing; or set takeOwnership: true on the endpoint, and it leaves",
  };
}

/** Its own endpoints, zones and rules of longer names go on answering: the rule serves the rest. */
function beneathOf(estate: Estate, name: ZoneName, view: VpcView): string[] {
  const isOwn = ({ kind, id }: Holder) =>
    (kind === "rule" && isOwnRule(estate, id)) || (kind === "zone" && isOurs(estate, id));
  const beneath = holdersIn(view).filter((one) => isBeneath(one.name, name) && !isOwn(one));
  return [...new Set(beneath.map((one) => one.name))].sort();
}

/** A VPC may have many: they are counted, a few named. */
const NAMED_MAX = 5;

function notServedBelow({ vpc }: Spoke, names: readonly string[]): Why {
  return {
    reason: "NotServedBelow",
    message: `${vpc} answers ${listed(names, NAMED_MAX)} by itself, by zones, rules or endpoints of longer names`,
  };
}
