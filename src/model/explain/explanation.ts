import type { Action } from "../action/action.ts";
import { isZoneAction } from "../action/family.ts";
import { isBeneath, liesIn } from "../dns-name.ts";
import type { Finding } from "../finding.ts";
import {
  type AccountId,
  type DocumentName,
  type EndpointId,
  type VpcRef,
  vpcKey,
  type ZoneId,
} from "../ids.ts";
import { leadOf, leadsTo } from "../led-by.ts";
import type { Observed } from "../observed/observed.ts";
import type { VpcView } from "../observed/vpc.ts";
import type { RecordView } from "../observed/zone.ts";
import { planOf } from "../plan/plan.ts";
import {
  chainOf,
  type RecordsOf,
  type Resolution,
  resolutionOf,
  unreadOf,
} from "../plan/resolution/answer.ts";
import { hasPrivateNames } from "../plan/resolution/carriers.ts";
import { ruleDraftsOf } from "../plan/rules/rows/rule-draft.ts";
import type { Draft } from "../plan/wanted/draft.ts";
import { draftsOf } from "../plan/wanted/drafts.ts";
import { vpcOf } from "../render/labels.ts";
import { type NamingDocument, namingDocuments } from "./documents.ts";
import type { Subject } from "./subject.ts";
import { arrivalOf, type Way, wayOf } from "./way.ts";
import { type WhoseRule, type WhoseZone, whoseRules, whoseZones } from "./whose.ts";

/** What answers a name in a VPC, and why: for people by `explanationText`, for machines as it is. */
export type Explanation = {
  readonly name: string;
  readonly vpc: VpcRef;
  readonly account: AccountId;
  readonly spoke?: DocumentName;
  /** As the VPC is now; where a rule was followed, `answer.resolution` is that of the VPC behind it. */
  readonly resolution: Resolution;
  /** Of each rule that was followed, in their order, how its questions go. */
  readonly ways: readonly Way[];
  /** Of the zones and rules in all of these, whose they are. */
  readonly zones: Readonly<Record<ZoneId, WhoseZone>>;
  readonly rules: Readonly<Record<string, WhoseRule>>;
  /** Where the records of the answer lead, in their order. */
  readonly leads: readonly Lead[];
  /** Zones and endpoints' names do not answer in the VPC, for a DNS attribute of it is off. */
  readonly attributesOff?: true;
  readonly unread: ReturnType<typeof unreadOf>;
  readonly documents: readonly NamingDocument[];
  /** The service of the Region that AWS lists the name for. */
  readonly service?: string;
  /** What a plan would do and say about it now. */
  readonly actions: readonly Action[];
  readonly findings: readonly Finding[];
};

export type Lead = {
  readonly type: string;
  readonly to: readonly string[];
  /** The hub's endpoint that this is. */
  readonly endpoint?: { readonly id: EndpointId; readonly state: string };
};

/** `observed`: with the VPC's own view, and the records of the zones in it as far as they could be read. */
export function explain(
  name: string,
  { asked, desired }: Subject,
  view: VpcView,
  observed: Observed,
  recordsOf: RecordsOf,
): Explanation {
  const drafts = draftsOf(desired, observed);
  const ruleDrafts = [...ruleDraftsOf(drafts, desired, observed).values()];
  const resolution = resolutionOf(name, view, recordsOf, (rule) => arrivalOf(rule, observed));
  const chain = chainOf(resolution);
  const ways = chain.flatMap(({ by }) => (by.kind === "rule" ? [wayOf(by, observed)] : []));
  const plan = planOf(desired, observed);
  const key = vpcKey(asked.vpc);
  const keys = new Set([key, ...ways.flatMap(({ view: behind }) => (behind ? [vpcKey(behind.vpc)] : []))]);
  const documents = namingDocuments(name, key, drafts, ruleDrafts);
  const endpoints = new Set<string>(documents.map(({ endpoint }) => endpoint));
  const service = drafts.flatMap(({ view: hub }) => hub.services).find(lists(name))?.name;
  return {
    name,
    vpc: asked.vpc,
    account: asked.account,
    ...(asked.spoke && { spoke: asked.spoke.name }),
    resolution,
    ways,
    zones: whoseZones(chain, drafts),
    rules: whoseRules(chain, drafts, ruleDrafts),
    leads: chain.flatMap((one) => leadsOf(one, drafts)),
    ...(!hasPrivateNames(view) && { attributesOff: true as const }),
    unread: [...unreadOf(view), ...ways.flatMap(({ unread }) => unread)],
    documents,
    ...(service !== undefined && { service }),
    actions: plan.actions.filter((action) => {
      const vpc = vpcOf(action);
      const domain = isZoneAction(action)
        ? action.zone.name
        : "rule" in action
          ? action.rule.name
          : undefined;
      return domain !== undefined && liesIn(name, domain) && (!vpc || keys.has(vpcKey(vpc)));
    }),
    findings: plan.findings.filter(({ vpc, zone, endpoint, spoke }) => {
      const isOfSpoke = spoke !== undefined && spoke === asked.spoke?.name;
      if (vpc ? !keys.has(vpcKey(vpc)) : spoke !== undefined && !isOfSpoke) return false;
      return zone ? liesIn(name, zone) : endpoint ? endpoints.has(endpoint) : vpc !== undefined || isOfSpoke;
    }),
  };
}

function lists(name: string) {
  return ({ privateNames }: { readonly privateNames: readonly string[] }) =>
    privateNames.some((one) => one === name || (one.startsWith("*.") && isBeneath(name, one.slice(2))));
}

function leadsOf({ answer }: Resolution, drafts: readonly Draft[]): Lead[] {
  return answer.kind === "records" ? answer.records.map((record) => leadIn(drafts, record)) : [];
}

function leadIn(drafts: readonly Draft[], record: RecordView): Lead {
  const name = leadOf(record);
  const to = name !== undefined ? [name] : (record.plain?.values ?? []);
  const found = drafts
    .flatMap(({ view }) => view.endpoints)
    .find(({ id }) => name !== undefined && leadsTo(id, name));
  return { type: record.type, to, ...(found && { endpoint: { id: found.id, state: found.state } }) };
}
