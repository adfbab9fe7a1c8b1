import type { TargetAddress } from "@aws-sdk/client-route53resolver";
import type { Estate } from "./estate.ts";
import { addAssociation } from "./resolver/association-lifecycle.ts";
import { addEndpoint } from "./resolver/endpoint-lifecycle.ts";
import { heldAs } from "./resolver/held.ts";
import { refuseDomain, refuseForwarding } from "./resolver/rule-input.ts";
import { addRule } from "./resolver/rule-lifecycle.ts";
import type { Rule } from "./resolver/state.ts";
import { standingOf } from "./resolver/usable-rule.ts";
import { type Problems, Unfit } from "./world-problems.ts";
import type { AccountRuleSpec, ResolverEndpointSpec, RuleSpec } from "./world-resolver-schema.ts";
import type { VpcSpec } from "./world-vpc-schema.ts";

type Path = readonly (string | number)[];

/** The Resolver endpoints of a VPC that was made: OPERATIONAL, with ATTACHED addresses, but for what is said otherwise. */
export function loadResolverEndpoints(estate: Estate, spec: VpcSpec, path: Path, problems: Problems): void {
  const vpc = estate.network.vpcs.get(spec.id);
  if (!vpc) return; // refused, and told
  for (const [index, endpoint] of spec.resolverEndpoints.entries())
    problems.attempt([...path, "resolverEndpoints", index], () => {
      const { name, direction, type, protocols, status, securityGroups: groupIds, ...rest } = endpoint;
      const addresses = addressesOf(estate, vpc.id, endpoint);
      addEndpoint(
        estate,
        {
          id: rest.id,
          name,
          direction,
          type,
          protocols,
          groupIds,
          creatorRequestId: rest.creatorRequestId ?? `world ${estate.surroundings.hex(12)}`,
          tags: new Map(Object.entries(rest.tags)),
          held: heldAs(status),
          addresses: addresses.map(({ subnet, ip, ipv6 }) => ({ SubnetId: subnet, Ip: ip, Ipv6: ipv6 })),
          heldAddresses: addresses.map((one) => heldAs(one.status)),
          afterMs: 0,
        },
        vpc,
      );
    });
}

function addressesOf({ network }: Estate, vpcId: string, { addresses }: ResolverEndpointSpec) {
  if (addresses) return addresses;
  const own = [...network.subnets.values()].filter((subnet) => subnet.vpcId === vpcId);
  const subnets = own.length === 1 ? [...own, ...own] : own;
  if (subnets.length === 0) throw new Unfit("an endpoint has addresses in subnets: the VPC has none");
  return subnets.map(({ id }): NonNullable<ResolverEndpointSpec["addresses"]>[number] => ({ subnet: id }));
}

/** A rule that is written in a VPC of the account, and its association with that one. */
export function loadVpcRules(
  estate: Estate,
  account: string,
  { id, region, resolverRules }: VpcSpec,
  path: Path,
  problems: Problems,
): void {
  if (!estate.network.vpcs.has(id)) return; // refused, and told
  for (const [index, spec] of resolverRules.entries())
    problems.attempt([...path, "resolverRules", index], () => {
      const rule = loadRule(estate, spec, { account, region });
      associate(estate, rule, { vpc: id, ...spec.association });
    });
}

/** A rule of an account. `loadAssociations` comes when its shares are there. */
export function loadAccountRule(
  estate: Estate,
  account: string,
  spec: AccountRuleSpec,
  path: Path,
  problems: Problems,
): Rule | undefined {
  let rule: Rule | undefined;
  problems.attempt(path, () => {
    rule = loadRule(estate, spec, { account, region: spec.region });
  });
  return rule;
}

export function loadAssociations(
  estate: Estate,
  rule: Rule | undefined,
  { vpcs }: AccountRuleSpec,
  path: Path,
  problems: Problems,
): void {
  if (!rule) return; // refused, and told
  for (const [index, one] of vpcs.entries())
    problems.attempt([...path, "vpcs", index], () =>
      associate(estate, rule, typeof one === "string" ? { vpc: one } : one),
    );
}

function loadRule(estate: Estate, spec: RuleSpec, place: { account: string; region: string }): Rule {
  const { hex } = estate.surroundings;
  const targets = spec.targets.map(targetOf);
  refuseDomain(spec.domain);
  refuseForwarding(estate, spec.type, { targets, endpointId: spec.endpoint }, place);
  return addRule(
    estate,
    {
      id: spec.id,
      domainName: spec.domain,
      type: spec.type,
      targets,
      endpointId: spec.endpoint,
      name: spec.name,
      creatorRequestId: spec.creatorRequestId ?? `world ${hex(12)}`,
      held: heldAs(spec.status),
      tags: new Map(Object.entries(spec.tags)),
    },
    place,
  );
}

function targetOf(target: RuleSpec["targets"][number]): TargetAddress {
  if (typeof target === "string") return { Ip: target, Port: 53 };
  const { ip, ipv6, port, protocol } = target;
  return {
    ...(ip ? { Ip: ip } : {}),
    ...(ipv6 ? { Ipv6: ipv6 } : {}),
    Port: port,
    ...(protocol ? { Protocol: protocol } : {}),
  };
}

type Wanted = { vpc: string; name?: string | undefined; status?: string | undefined };

function associate(estate: Estate, rule: Rule, { vpc: vpcId, name, status }: Wanted): void {
  const vpc = estate.network.vpcs.get(vpcId);
  if (!vpc) throw new Unfit(`there is no VPC ${vpcId} in this world`);
  if (vpc.region !== rule.region) throw new Unfit(`a rule is of one Region: ${vpcId} is in ${vpc.region}`);
  if (standingOf(estate, rule, vpc.account) === "none")
    throw new Unfit(`the rule is not shared with account ${vpc.account}: write it under shares:`);
  addAssociation(estate, { rule, vpcId, account: vpc.account, name, held: heldAs(status), afterMs: 0 });
}
