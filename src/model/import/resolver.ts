import { regionalDomain } from "../desired/rule-mode.ts";
import { liesIn } from "../dns-name.ts";
import { valueIn } from "../failure.ts";
import type { AccountId, VpcId } from "../ids.ts";
import type { ResolverEndpointView, ResolverRuleView } from "../observed/resolver.ts";
import type { ResourceShareView } from "../observed/share.ts";
import type { FoundAssociation, FoundResolver, ImportedHub } from "./found.ts";

/**
 * The inbound endpoint that most FORWARD rules of the account lead to, by one outbound endpoint, and those rules: all of
 * whose targets are its addresses, by DNS at port 53. Undefined: no rule leads to any.
 */
export function rulesThatLead({
  inbound,
  rules,
}: {
  readonly inbound: readonly ResolverEndpointView[];
  readonly rules: readonly ResolverRuleView[];
}): Pick<FoundResolver, "inbound" | "outbound" | "view" | "forwards" | "systems" | "others"> | undefined {
  const groups = inbound.flatMap((endpoint) => {
    const leading = rules.filter((rule) => leadsTo(rule, endpoint));
    const byOutbound = Map.groupBy(leading, ({ endpoint: outbound }) => outbound);
    return [...byOutbound].flatMap(([outbound, forwards]) =>
      outbound ? [{ inbound: endpoint.id, outbound, view: endpoint.vpc, forwards }] : [],
    );
  });
  const [most] = groups.sort(
    (a, b) => b.forwards.length - a.forwards.length || (a.inbound < b.inbound ? -1 : 1),
  );
  if (!most) return undefined;
  const ids = new Set<string>(inbound.map(({ id }) => id));
  return {
    ...most,
    systems: rules.filter(({ type }) => type === "SYSTEM"),
    others: groups
      .filter((group) => group !== most && ids.has(group.inbound))
      .flatMap(({ forwards }) => forwards),
  };
}

function leadsTo({ type, targets }: ResolverRuleView, { addresses }: ResolverEndpointView): boolean {
  const own = new Set((valueIn(addresses) ?? []).map(({ ip }) => ip));
  const fits = targets.every(({ ip, port, isDo53 }) => port === 53 && isDo53 && own.has(ip));
  return type === "FORWARD" && targets.length > 0 && fits;
}

/** The rule of the Region, where there is one: it answers for all names of its domain. */
export function regionalRule({ forwards }: FoundResolver, hub: ImportedHub): ResolverRuleView | undefined {
  return forwards.find(({ name }) => name === regionalDomain(hub));
}

/** `resolver` and `sharing` of the Hub document, as they are; nothing of it makes or changes anything. */
export function resolverSpec(found: FoundResolver, hub: ImportedHub) {
  const { inbound, outbound, forwards, systems } = found;
  const region = regionalRule(found, hub);
  const domain = regionalDomain(hub);
  const except = systems.filter(
    (rule) => isOwners(rule, hub) && rule.name !== domain && liesIn(rule.name, domain),
  );
  const foreign = forwards.some((rule) => !isOwners(rule, hub));
  const sharing = sharingOf(found, hub);
  return {
    resolver: {
      inbound: { id: inbound },
      outbound: { id: outbound },
      ...(region && {
        rules: "regional",
        regional: { accept: true, ...(except.length > 0 && { except: except.map(({ name }) => name) }) },
      }),
      ...(foreign && { adoptRules: true }),
    },
    ...(sharing && { sharing }),
  };
}

function isOwners({ creatorRequestId }: ResolverRuleView, { owner }: ImportedHub): boolean {
  return creatorRequestId.startsWith(`vpceop/${owner}/`);
}

/** The share that has most of the rules, by its ARN where it is not ours, with the organization and units that it names. */
function sharingOf({ shares, forwards }: FoundResolver, { owner }: ImportedHub) {
  const arns = new Set(forwards.map(({ arn }) => arn));
  const held = (share: ResourceShareView) => share.resources.filter(({ id }) => arns.has(id)).length;
  const [share] = [...shares].sort((a, b) => held(b) - held(a));
  if (!share) return undefined;
  const isOurs = share.tags["vpce-operator/claim"]?.startsWith(`vpceop/${owner}/`);
  const named = share.principals.map(({ id }) => id);
  const organization = named.find((id) => id.includes(":organization/"));
  const ous = named.filter((id) => id.includes(":ou/"));
  const sharing = {
    ...(!isOurs && { share: share.arn }),
    ...(organization && { organization }),
    ...(ous.length > 0 && { ous }),
  };
  return Object.keys(sharing).length > 0 ? sharing : undefined;
}

/** What the rules say that documents cannot. */
export function remarksOnRules(
  found: FoundResolver,
  hub: ImportedHub,
  served: ReadonlySet<string>,
): string[] {
  const region = regionalRule(found, hub);
  const domain = regionalDomain(hub);
  const others = found.forwards.filter(
    (rule) => rule !== region && !served.has(rule.name) && !(region && liesIn(rule.name, domain)),
  );
  const kept = region
    ? found.systems.filter((rule) => !isOwners(rule, hub) && liesIn(rule.name, domain))
    : [];
  return [
    ...others.map(
      ({ id, name }) =>
        `not imported: rule ${id} (${name}): no endpoint of ${hub.vpc} has that name; it stays as it is`,
    ),
    ...found.others.map(
      ({ id, name }) =>
        `not imported: rule ${id} (${name}) leads to another inbound endpoint, or by another outbound one; it stays as it is`,
    ),
    ...kept.map(
      ({ id, name }) =>
        `not imported: SYSTEM rule ${id} (${name}) of somebody else keeps ${name} from the Region's rule where it is associated; it stays as it is`,
    ),
  ];
}

/** Of each VPC that has such a rule: its account, and the names of its rules. */
export function ruleClients(found: FoundResolver): ReadonlyMap<VpcId, RuleClient> {
  const nameOf = new Map(found.forwards.map(({ id, name }) => [id, name]));
  const clients = new Map<VpcId, { association: FoundAssociation; names: string[] }>();
  for (const association of found.associations) {
    const name = nameOf.get(association.rule);
    if (name === undefined) continue;
    const client = clients.get(association.vpc.id) ?? { association, names: [] };
    client.names.push(name);
    clients.set(association.vpc.id, client);
  }
  return new Map(
    [...clients].map(([id, { association, names }]) => [
      id,
      { vpc: association.vpc, account: association.account, names: names.sort() },
    ]),
  );
}

export type RuleClient = {
  readonly vpc: FoundAssociation["vpc"];
  readonly account: AccountId;
  readonly names: readonly string[];
};
