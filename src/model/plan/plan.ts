import type { Action, ActionKey } from "../action.ts";
import type { Desired, Hub } from "../desired/types.ts";
import type { Failure } from "../failure.ts";
import { type Finding, sortFindings } from "../finding.ts";
import type { SecurityGroupId, SubnetId } from "../ids.ts";
import type { Observed, ZoneView } from "../observed.ts";
import { planAdditions } from "./additions/additions.ts";
import type { WaveOptions } from "./additions/pass-limit.ts";
import { estateOf } from "./estate/estate.ts";
import { planLeftoverEndpoints } from "./estate/leftover-endpoints.ts";
import { type NameState, nameStates } from "./estate/name-states.ts";
import { guard } from "./guard/guard.ts";
import { type Census, censusOf } from "./guard/hub-counts.ts";
import { withoutUncovered } from "./guard/shadow-guard.ts";
import { networkFindings, networkNeeded } from "./network/security-groups.ts";
import { type LeftOut, type Only, onlyActions, onlyFindings } from "./only.ts";
import { inDependencyOrder } from "./order/dependency-order.ts";
import { type Inspection, inspectionsFor } from "./reads/inspections.ts";
import { type LimitNeeded, limitsNeededIn } from "./reads/limits.ts";
import { planRemovals } from "./removals/removals.ts";
import { planStrays } from "./removals/stray-authorizations.ts";
import { type Draft, draftHub } from "./wanted/draft.ts";
import { wantedOnce } from "./wanted/drafts.ts";
import { todoForHub } from "./wanted/hub-findings.ts";
import { inOrder } from "./wanted/in-order.ts";
import { ownedZone, ownerOf, setsOf } from "./wanted/zones/owned-zones.ts";

/** What a pass will do and what it has to say: plain data, the same for the same input in whatever order it was read. */
export type Plan = {
  /** In order: what an action waits for stands before it. */
  readonly actions: readonly Action[];
  /** Removals that the guard holds back; a finding says why and how to let them go ahead. */
  readonly held: readonly Action[];
  readonly findings: readonly Finding[];
  /** Every private DNS name and where it stands. */
  readonly names: readonly NameState[];
  readonly census: readonly Census[];
  readonly removalsDigest?: string;
  /** It is the part of some documents, and this is the rest. */
  readonly partial?: { readonly only: readonly Only[]; readonly leftOut: LeftOut };
};

export type PlanOptions = WaveOptions & {
  /** Whether these removals may go beyond the guard. */
  readonly allowRemovals?: (digest: string, removals: readonly Action[]) => boolean;
  /** The part of these documents, chosen from the plan of the whole. */
  readonly only?: readonly Only[];
};

/** Desired and observed state, compared. */
export function planOf(desired: Desired, observed: Observed, options: PlanOptions = {}): Plan {
  const drafts = draftsOf(desired, observed);
  const estate = estateOf(drafts, observed);
  const additions = planAdditions(estate, options);
  const removals = planRemovals(estate, additions);
  const strays = planStrays(estate, additions.making);
  const changes = [...strays, ...additions.actions, ...removals.actions];
  const endpoints = planLeftoverEndpoints(estate, changes);
  const whole = inDependencyOrder([...changes, ...endpoints.actions]);
  const actions = options.only ? onlyActions(whole, options.only, desired) : whole;
  const census = censusOf(estate, actions, desired);
  const guarded = guard(actions, census, options.allowRemovals ?? (() => false));
  const kept = withoutUncovered(guarded.actions, desired, estate);
  const findings = sortFindings([
    ...unreadableHubs(desired, observed),
    ...drafts.flatMap((d) => [...d.findings, ...unreadableZones(d)]),
    ...orphans(desired, drafts),
    ...drafts.flatMap((d) => networkFindings(d, observed)),
    ...additions.findings,
    ...removals.findings,
    ...endpoints.findings,
    ...guarded.findings,
    ...kept.findings,
  ]);
  const { held, removalsDigest } = guarded;
  const said = distinct(findings.filter(isOf(kept.actions)));
  const partial = options.only && partOf(options.only, desired, { whole, actions, findings: said });
  return {
    actions: kept.actions,
    held,
    names: nameStates(drafts, kept.actions),
    findings: partial?.findings ?? said,
    census,
    ...(removalsDigest && { removalsDigest }),
    ...(partial && { partial: partial.partial }),
  };
}

/** What is said of the part, and what the part leaves out. */
function partOf(
  only: readonly Only[],
  desired: Desired,
  { whole, actions, findings }: { whole: readonly Action[]; actions: readonly Action[]; findings: Finding[] },
): Required<Pick<Plan, "findings" | "partial">> {
  const [chosen, told] = [new Set(actions), new Set(onlyFindings(findings, only, desired))];
  const leftOut: LeftOut = {
    actions: whole.filter((action) => !chosen.has(action)),
    findings: findings.filter((finding) => !told.has(finding)),
  };
  return { findings: [...told], partial: { only, leftOut } };
}

/** The zones of which AWS has to be asked how many VPCs they take, before it is said who belongs where. */
export function limitsNeeded(desired: Desired, hubs: Observed["hubs"]): LimitNeeded[] {
  return limitsNeededIn(draftsBefore(desired, hubs));
}

/** The VPCs that must be looked at before `planOf` can judge the pairs that are missing. */
export function inspectionsNeeded(desired: Desired, hubs: Observed["hubs"]): Inspection[] {
  return inspectionsFor(draftsBefore(desired, hubs));
}

/** The security groups and subnets to look at: of hubs that lack a pair, or an endpoint. */
export function networksNeeded(
  desired: Desired,
  hubs: Observed["hubs"],
  inspections: readonly Inspection[],
): { hub: Hub; groups: SecurityGroupId[]; subnets: SubnetId[] }[] {
  const busy = new Set(inspections.map((i) => i.hub));
  return draftsBefore(desired, hubs)
    .filter((d) => busy.has(d.hub) || d.endpoints.some((e) => e.actions.length > 0))
    .map((draft) => ({ hub: draft.hub, ...networkNeeded(draft) }))
    .filter(({ groups, subnets }) => groups.length + subnets.length > 0);
}

/** What else has to be read is asked several times of the same hubs. */
function draftsBefore(desired: Desired, hubs: Observed["hubs"]): Draft[] {
  const known = DRAFTS.get(hubs);
  if (known?.desired === desired) return known.drafts;
  const drafts = draftsOf(desired, { hubs });
  DRAFTS.set(hubs, { desired, drafts });
  return drafts;
}

const DRAFTS = new WeakMap<Observed["hubs"], { readonly desired: Desired; readonly drafts: Draft[] }>();

/** Every hub that could be read, both sides joined. */
export function draftsOf(desired: Desired, observed: Pick<Observed, "hubs"> & Partial<Observed>): Draft[] {
  const drafts = desired.hubs.flatMap((hub) => {
    const seen = observed.hubs.get(hub);
    return seen?.kind === "seen" ? [draftHub(hub, desired, inOrder(seen.value), observed)] : [];
  });
  return wantedOnce(drafts);
}

function unreadableHubs(desired: Desired, { hubs }: Observed): Finding[] {
  return desired.hubs.flatMap((hub): Finding[] => {
    const seen = hubs.get(hub);
    if (seen?.kind === "seen") return [];
    const failure = seen?.failure ?? NOT_READ;
    return [
      {
        kind: "unknown",
        reason: failure.error,
        hub: hub.name,
        account: hub.account,
        message: `account ${hub.account} could not be seen, so nothing of the hub is changed: ${failure.message}`,
        todo: todoForHub(failure),
      },
    ];
  });
}

const NOT_READ: Failure = { kind: "transient", error: "NotRead", message: "not read" };

/** A part of one of our zones that could not be read. */
function unreadableZones({ hub, zones, leftovers }: Draft): Finding[] {
  const views = [...zones.flatMap((z) => (z.view ? [z.view] : [])), ...leftovers.map((z) => z.view)];
  return views.flatMap((view) => {
    const { vpcs: associations, records, tags, authorizations: authorisations } = view;
    const parts = Object.entries({ associations, records, tags, authorisations });
    return parts.flatMap(([what, seen]) =>
      seen?.kind === "unreadable" ? [unreadablePart(hub, view, what, seen.failure)] : [],
    );
  });
}

/** `unsupported` is an emulator's gap: a note, once, and not unknown (semantics 26). */
function unreadablePart(hub: Hub, view: ZoneView, what: string, failure: Failure): Finding {
  const { kind, error, message, operation = "that call" } = failure;
  const place = { hub: hub.name, account: hub.account };
  if (kind === "unsupported")
    return {
      ...place,
      kind: "note",
      reason: "Unsupported",
      message: `the ${what} of our zones are not looked at: this endpoint does not implement ${operation}`,
    };
  return {
    ...place,
    kind: "unknown",
    reason: error,
    zone: view.name,
    message: `the ${what} of zone ${view.id} (${view.name}) could not be read: ${message}`,
  };
}

/** Zones of this owner that no hub document explains: a document vanished, and removes nothing (semantics 12). */
function orphans({ hubs, endpoints }: Desired, drafts: readonly Draft[]): Finding[] {
  const owners = new Set(hubs.map((h) => h.owner as string));
  const sets = setsOf(endpoints);
  const zones = new Map(
    drafts.flatMap(({ hub, view }) => view.zones.map((zone) => [zone.id, { hub, zone }] as const)),
  );
  return [...zones.values()].flatMap(({ hub, zone }): Finding[] => {
    const owner = ownerOf(zone) ?? "";
    if (!owners.has(owner) || hubs.some((h) => ownedZone(h, sets, zone))) return [];
    return [
      {
        kind: "withheld",
        reason: "HubVanished",
        hub: hub.name,
        zone: zone.name,
        account: hub.account,
        message: `zone ${zone.id} (${zone.name}) is owned by ${owner}, and no Hub document describes it; nothing of it is removed`,
        todo: "restore its Hub document, delete its spokes and endpoints first, then the hub",
      },
    ];
  });
}

/** Whether a finding still has to do with this plan: a window closes with the action that would have opened it. */
function isOf(actions: readonly Action[]): (finding: Finding) => boolean {
  let keys: ReadonlySet<ActionKey> | undefined;
  return ({ action }) => {
    if (action === undefined) return true;
    keys ??= new Set(actions.map((a) => a.key));
    return keys.has(action);
  };
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((f) => [JSON.stringify(f), f])).values()];
}
