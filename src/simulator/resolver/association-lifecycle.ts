import type { ResolverRuleAssociation } from "@aws-sdk/client-route53resolver";
import { type Estate, lasting } from "../estate.ts";
import { refused } from "./access.ts";
import { type Association, type Held, putAssociation, type Rule } from "./state.ts";
import { associationStatus } from "./status.ts";

export type NewAssociation = {
  rule: Rule;
  vpcId: string;
  account: string;
  name?: string | undefined;
  held?: Held | undefined;
  /** Until COMPLETE; a world file's are there at once. */
  afterMs: number;
};

/**
 * Associates, or throws as AWS does when the VPC has a rule of that name, or when queries would run in a circle. DNS
 * obeys it at some moment between now and COMPLETE, or within a minute after: AWS says neither.
 */
export function addAssociation(estate: Estate, wanted: NewAssociation): Association {
  const { network, resolver, surroundings } = estate;
  const { rule, vpcId, account, name, held, afterMs } = wanted;
  const vpc = network.vpcs.get(vpcId);
  if (vpc?.account !== account || vpc.region !== rule.region)
    throw refused("InvalidParameterException", `The vpc ID "${vpcId}" does not exist`);
  if (rule.goneAt !== undefined)
    throw refused("ResourceUnavailableException", `Resolver rule "${rule.id}" is being deleted.`);
  refuseSameName(estate, rule, vpcId);
  refuseCircle(estate, rule, vpcId);
  const now = surroundings.clock.now();
  const association: Association = {
    id: `rslvr-rrassoc-${surroundings.hex(17)}`,
    account,
    region: rule.region,
    ruleId: rule.id,
    vpcId,
    name,
    createdAt: now,
    completeAt: now + afterMs,
    effectAt: somewhere(estate, now, afterMs + (afterMs > 0 ? lateMs(estate) : 0)),
    effectUntil: Number.POSITIVE_INFINITY,
    held,
    goneAt: undefined,
  };
  putAssociation(resolver, association);
  return association;
}

/** Ends it: DELETING, then gone; DNS forgets it at some moment in between, or within a minute after: AWS says neither. */
export function leave(estate: Estate, association: Association): void {
  if (association.goneAt !== undefined) return;
  const { resolver, surroundings, options } = estate;
  const now = surroundings.clock.now();
  const afterMs = lasting(options.resolverAssociationMs);
  association.goneAt = now + afterMs;
  association.effectUntil = somewhere(estate, now, afterMs + (afterMs > 0 ? lateMs(estate) : 0));
  resolver.leaving.add(association);
}

const lateMs = ({ options: { behaviours } }: Estate): number =>
  behaviours.ruleInEffect === "laterThanComplete" ? 60_000 : 0;

const somewhere = ({ surroundings }: Estate, now: number, span: number): number =>
  now + (span > 0 ? surroundings.random() * span : 0);

function refuseSameName(estate: Estate, rule: Rule, vpcId: string): void {
  const { resolver, options } = estate;
  for (const { ruleId } of resolver.associationsOfVpc.get(vpcId) ?? []) {
    if (resolver.rules.get(ruleId)?.domainName !== rule.domainName) continue;
    if (ruleId === rule.id && options.behaviours.repeatedRuleAssociation === "RSLVR-00704")
      throw refused(
        "ResourceExistsException",
        `Resolver rule "${rule.id}" is already associated with VPC "${vpcId}".`,
        "00704",
      );
    throw refused(
      "InvalidRequestException",
      `Cannot associate rules with same domain name with same VPC. Conflict with resolver rule "${ruleId}"`,
      "00802",
    );
  }
}

function refuseCircle({ resolver }: Estate, rule: Rule, vpcId: string): void {
  const targets = new Set(rule.targets.flatMap(({ Ip, Ipv6 }) => Ip ?? Ipv6 ?? []));
  const own = [...resolver.endpoints.values()]
    .filter((endpoint) => endpoint.vpcId === vpcId && endpoint.direction === "INBOUND")
    .flatMap((endpoint) => endpoint.addresses.flatMap(({ ip, ipv6 }) => [ip ?? [], ipv6 ?? []].flat()));
  const circle = own.find((address) => targets.has(address));
  if (circle)
    throw refused(
      "InvalidRequestException",
      `Cannot associate resolver rule "${rule.id}" with VPC "${vpcId}" because the VPC include an INBOUND resolver endpoints with rule's target IP "${circle}".`,
      "00804",
    );
}

/** No account, Region, time or tag is in it. */
export function shownAssociation(association: Association, now: number): ResolverRuleAssociation {
  return {
    Id: association.id,
    ResolverRuleId: association.ruleId,
    ...(association.name ? { Name: association.name } : {}),
    VPCId: association.vpcId,
    ...(associationStatus(association, now) as Pick<ResolverRuleAssociation, "Status" | "StatusMessage">),
  };
}
