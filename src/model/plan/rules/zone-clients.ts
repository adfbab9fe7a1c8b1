import { isKeptFrom, regionalDomain } from "../../desired/rule-mode.ts";
import type { Hub } from "../../desired/types.ts";
import { liesIn } from "../../dns-name.ts";
import { isUnread, valueIn } from "../../failure.ts";
import type { Why } from "../../finding.ts";
import { type VpcRef, vpcKey, type ZoneName } from "../../ids.ts";
import type { ResolverEndpointView, ResolverView } from "../../observed/resolver.ts";
import { targetIps } from "../../observed/resolver-address.ts";
import { isOurRule } from "../../rule-ownership.ts";
import type { Estate } from "../estate/estate.ts";
import type { Draft } from "../wanted/draft.ts";
import { viewVpcOf } from "./chain/view.ts";
import type { Leads, LeadsByHub } from "./endpoints/leads.ts";
import type { Silent } from "./own/silent.ts";
import type { RuleRow } from "./rows/rule-rows.ts";
import {
  handedOver,
  type InEffect,
  inEffect,
  NO_RULES,
  type RulePair,
  type RuleStanding,
  type RuleStandings,
} from "./rows/rule-standing.ts";

/**
 * Whether rules hand over what a VPC answers for a name to somebody, or nobody knows, for an account or the Resolver was not read: why, in
 * words (semantics 47). The Region's rule hands over every name but those that documents keep from it, and counts for those that
 * are `isWanted`, or that a VPC which has it would not answer by itself as before (`silent`).
 */
export type RuleClients = (name: ZoneName, vpc: VpcRef, isWanted: boolean) => RuleClient | undefined;

/** In words; `todo`: where nobody knows. */
export type RuleClient = Pick<Why, "todo"> & { readonly why: string };

/** What else tells whom rules serve, and by what. */
export type BesideClients = { readonly silent: Silent; readonly leads: LeadsByHub };

export function ruleClientsOf(estate: Estate, standings: RuleStandings, beside: BesideClients): RuleClients {
  const unread = unreadOver(estate);
  const seen = seenClientsOf(estate, standings, beside);
  return (name, vpc, isWanted) => unread(vpc) ?? seen(name, vpc, isWanted);
}

function seenClientsOf(
  estate: Estate,
  standings: RuleStandings,
  { silent, leads }: BesideClients,
): RuleClients {
  const views = estate.drafts.flatMap((draft) => {
    const view = valueIn(draft.view.resolver);
    if (!view) return [];
    const standing = standings.get(draft.hub) ?? NO_RULES;
    const isView = viewsOf(estate, draft, view, { standing, leads: leads.get(draft.hub) });
    const { hub } = draft;
    const domain = regionalDomain(hub);
    const isSure = ({ isSystem, isObeyed }: RulePair) => !isSystem || isObeyed;
    return [
      {
        hub,
        isView,
        domain,
        all: inEffect(standing, isSure),
        named: inEffect(standing, (pair) => isSure(pair) && pair.name !== domain),
        owing: owingBy(hub, standing, silent),
        forward: standing.rules.filter(({ type }) => type === "FORWARD"),
        hasUnread: standing.hasUnread,
      },
    ];
  });
  return (name, vpc, isWanted) => {
    const key = views.length > 0 ? vpcKey(vpc) : "";
    for (const one of views.filter(({ isView }) => isView(key))) {
      const why = usedBy(one, name, isWanted);
      if (why) return { why: `rules of hub ${one.hub.name} hand over what ${vpc.id} answers, and ${why}` };
    }
    return undefined;
  };
}

type View = {
  readonly hub: Hub;
  readonly domain: string;
  readonly all: InEffect;
  /** Without the Region's rule. */
  readonly named: InEffect;
  readonly owing: (name: ZoneName) => string | undefined;
  readonly forward: readonly RuleRow["ref"][];
  readonly hasUnread: boolean;
};

function usedBy(view: View, name: ZoneName, isWanted: boolean): string | undefined {
  const { hub, domain, all, named, owing, forward, hasUnread } = view;
  const used = handedOver(name, isWanted ? all : named);
  if (used) return `${used.vpc.id} is still associated with rule ${used.name}`;
  // Of accounts that were not read nobody knows what keeps the name back there, but documents.
  const isOfRegion = isWanted && !isKeptFrom(domain, name, hub);
  const counts = (rule: { readonly name: ZoneName }) => rule.name !== domain || isOfRegion;
  if (hasUnread && forward.some((rule) => liesIn(name, rule.name) && counts(rule)))
    return "an account that may be associated with its rule could not be read";
  return owing(name);
}

/** Who has a name by the Region's rule alone, in whose VPC something else answered it before. */
function owingBy(
  hub: Hub,
  { rules, pairs, hasUnread }: RuleStanding,
  silent: Silent,
): (name: ZoneName) => string | undefined {
  const domain = regionalDomain(hub);
  const isRuled = rules.some(({ name, type }) => name === domain && type === "FORWARD");
  const clients = pairs.filter(({ name, isSystem }) => name === domain && !isSystem);
  return (name) => {
    if (!isRuled || !liesIn(name, domain) || isKeptFrom(domain, name, hub)) return undefined;
    for (const { vpc } of clients) {
      const why = silent(hub, vpc.id, name);
      if (why) return `${vpc.id} is still associated with rule ${domain}, for ${why}`;
    }
    const why = hasUnread ? silent(hub, undefined, name) : undefined;
    return why && `an account that may be associated with rule ${domain} could not be read: ${why}`;
  };
}

/** Where the Resolver was not read, rules may hand over what any VPC of the hub's account and Region answers (semantics 12). */
function unreadOver(estate: Estate): (vpc: VpcRef) => RuleClient | undefined {
  const unread = estate.drafts.filter(({ view }) => isUnread(view.resolver)).map(({ hub }) => hub);
  return (vpc) => {
    const hub = unread.find((one) => vpc.region === one.region && !isOfOthers(estate, one, vpcKey(vpc)));
    return (
      hub && {
        why: `rules of hub ${hub.name} may hand over what ${vpc.id} answers, for its Resolver could not be read, and somebody may be associated with them`,
        todo: "allow the hub's role the reads of Resolver (docs/iam.md), then run again",
      }
    );
  };
}

/**
 * Whose answers rules hand over: those of the VPC of the inbound endpoint that documents name, of any to which a rule of ours
 * or one that we adopted leads, for a document may name the wrong one, or the next, and of the one to which rules move now. Where
 * one of ours leads to none that was read, it may be any of the hub's account (semantics 12).
 */
function viewsOf(
  estate: Estate,
  draft: Draft,
  { inbound, others = [], managed, rules }: ResolverView,
  { standing, leads }: { readonly standing: RuleStanding; readonly leads: Leads | undefined },
) {
  const adopted = new Set(standing.rules.flatMap(({ live }) => live?.id ?? []));
  const own = targetIps(rules.filter((rule) => isOurRule(rule, draft.hub)));
  const targets = own.union(targetIps(rules.filter(({ id }) => adopted.has(id))));
  const ipsOf = ({ addresses }: ResolverEndpointView) => valueIn(addresses)?.map(({ ip }) => ip);
  const all = [...others, ...(managed?.endpoints ?? [])].filter(({ direction }) => direction === "INBOUND");
  const known = [...(inbound ? [inbound] : []), ...all];
  const next = leads?.stays.inbound ? undefined : leads?.sides?.inbound.goal;
  const ends = known.filter(
    (one) => one === inbound || one.id === next?.id || (ipsOf(one)?.some((ip) => targets.has(ip)) ?? true),
  );
  const keys = new Set(ends.map((endpoint) => vpcKey(viewVpcOf(draft, endpoint))));
  const ips = new Set(known.flatMap((one) => ipsOf(one) ?? []));
  const isAway = known.every(({ addresses }) => addresses.kind === "seen") && !own.isSubsetOf(ips);
  return (vpc: string) => keys.has(vpc) || (isAway && !isOfOthers(estate, draft.hub, vpc));
}

/** Seen to be in another account than the hub's, where no inbound endpoint of the hub is. */
function isOfOthers({ observed }: Estate, hub: Hub, vpc: string): boolean {
  const owner = valueIn(observed.vpcs.get(vpc))?.owner;
  return owner !== undefined && owner !== hub.account;
}

/** First the associations go, by one pass, then the view VPC by a later one. */
export function servesRules({ why, todo }: RuleClient): Why {
  return {
    reason: "ServesRules",
    message: `${why}: the zone stays until nobody is`,
    todo: todo ?? "run again when those associations are gone; see what keeps them",
  };
}
