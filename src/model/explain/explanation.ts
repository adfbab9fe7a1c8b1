import type { Action } from "../action.ts";
import { isBeneath, liesIn } from "../dns-name.ts";
import { isZoneAction } from "../effects.ts";
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
import type { Observed, RecordView, VpcView } from "../observed.ts";
import { planOf } from "../plan/plan.ts";
import { type RecordsOf, type Resolution, resolutionOf, unreadOf } from "../plan/resolution/answer.ts";
import { type Carrier, hasPrivateNames } from "../plan/resolution/carriers.ts";
import type { Draft } from "../plan/wanted/draft.ts";
import { draftsOf } from "../plan/wanted/drafts.ts";
import { vpcOf } from "../render/labels.ts";
import type { Subject } from "./subject.ts";

/** What answers a name in a VPC, and why: for people by `explanationText`, for machines as it is. */
export type Explanation = {
  readonly name: string;
  readonly vpc: VpcRef;
  readonly account: AccountId;
  readonly spoke?: DocumentName;
  /** As the VPC is now. */
  readonly resolution: Resolution;
  /** Of the zones in it, whose they are. */
  readonly zones: Readonly<Record<ZoneId, WhoseZone>>;
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

export type WhoseZone =
  | { readonly by: "us"; readonly endpoint?: DocumentName; readonly adopted: boolean }
  | { readonly by: "owner"; readonly owner: string }
  | { readonly by: "account"; readonly account: AccountId }
  | { readonly by: "service"; readonly service: string }
  | { readonly by: "unknown" };

export type Lead = {
  readonly type: string;
  readonly to: readonly string[];
  /** The hub's endpoint that this is. */
  readonly endpoint?: { readonly id: EndpointId; readonly state: string };
};

/** An endpoint document that has the name, or a name above it. `taken`: the VPC is one of its clients. */
export type NamingDocument = {
  readonly hub: DocumentName;
  readonly endpoint: DocumentName;
  readonly zone: string;
  readonly taken: boolean;
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
  const resolution = resolutionOf(name, view, recordsOf);
  const plan = planOf(desired, observed);
  const key = vpcKey(asked.vpc);
  const documents = namingDocuments(name, key, drafts);
  const endpoints = new Set<string>(documents.map(({ endpoint }) => endpoint));
  const service = drafts.flatMap(({ view: hub }) => hub.services).find(lists(name))?.name;
  return {
    name,
    vpc: asked.vpc,
    account: asked.account,
    ...(asked.spoke && { spoke: asked.spoke.name }),
    resolution,
    zones: whoseZones(resolution, drafts),
    leads: leadsOf(resolution, drafts),
    ...(!hasPrivateNames(view) && { attributesOff: true as const }),
    unread: unreadOf(view),
    documents,
    ...(service !== undefined && { service }),
    actions: plan.actions.filter((action) => {
      const vpc = vpcOf(action);
      return isZoneAction(action) && liesIn(name, action.zone.name) && (!vpc || vpcKey(vpc) === key);
    }),
    findings: plan.findings.filter(({ vpc, zone, endpoint, spoke }) => {
      if (vpc ? vpcKey(vpc) !== key : spoke !== undefined && spoke !== asked.spoke?.name) return false;
      return zone ? liesIn(name, zone) : endpoint ? endpoints.has(endpoint) : vpc !== undefined;
    }),
  };
}

function lists(name: string) {
  return ({ privateNames }: { readonly privateNames: readonly string[] }) =>
    privateNames.some((one) => one === name || (one.startsWith("*.") && isBeneath(name, one.slice(2))));
}

function namingDocuments(name: string, key: string, drafts: readonly Draft[]): NamingDocument[] {
  return drafts.flatMap(({ hub, endpoints, zones }) =>
    endpoints.flatMap(({ document, names }) => {
      const over = names.map(({ zone }) => zone).filter((zone) => liesIn(name, zone));
      return over.map((zone) => {
        const rows = zones.filter(
          ({ ref, wanted }) => ref.name === zone && wanted.endpoint.document === document,
        );
        const taken = rows.some(({ wanted }) => wanted.clients.keys.has(key));
        return { hub: hub.name, endpoint: document.name, zone, taken };
      });
    }),
  );
}

function whoseZones({ by, hidden }: Resolution, drafts: readonly Draft[]): Explanation["zones"] {
  const zones = [by, ...hidden].filter((one) => one.kind === "zone");
  return Object.fromEntries(zones.map((zone) => [zone.id, whose(zone, drafts)]));
}

function whose({ id, owner }: Extract<Carrier, { kind: "zone" }>, drafts: readonly Draft[]): WhoseZone {
  const row = drafts
    .flatMap(({ zones, leftovers }) => [...zones, ...leftovers])
    .find(({ ref }) => ref.id === id);
  if (row) {
    const endpoint = row.wanted?.endpoint.document.name;
    return { by: "us", ...(endpoint && { endpoint }), adopted: row.adopted ?? false };
  }
  const other = drafts.map(({ view }) => view.otherOwners.get(id)?.owner).find((one) => one !== undefined);
  if (other !== undefined) return { by: "owner", owner: other };
  if (owner.service !== undefined) return { by: "service", service: owner.service };
  return owner.account ? { by: "account", account: owner.account } : { by: "unknown" };
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
