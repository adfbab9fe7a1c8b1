import type { EstateChoices } from "../../src/simulator/estate.ts";
import { createResolver } from "../../src/simulator/resolver/service.ts";
import type { Handler, Json } from "../../src/simulator/service.ts";
import { HUB, simulated } from "./simulated.ts";

/** Each of these is done when the clock has moved so far. */
export const MADE_MS = 120_000;
export const ATTACHED_MS = 60_000;
export const UPDATED_MS = 200_000;
export const SURE_MS = 10_000;

/** The simulator's services with what is needed for rules that lead somewhere. */
export function simulatedResolver(choices: EstateChoices = {}) {
  const cloud = simulated({
    insyncMs: 0,
    resolverEndpointMs: MADE_MS,
    resolverAddressMs: ATTACHED_MS,
    resolverRuleMs: UPDATED_MS,
    resolverAssociationMs: SURE_MS,
    ...choices,
  });
  const { call, member, estate } = cloud;
  estate.network.isOpen = true; // its VPCs have one range, and routes are tested elsewhere
  let made = 0;

  const subnets = (vpc: string) => [...estate.network.subnets.values()].filter(({ vpcId }) => vpcId === vpc);

  /** A group that lets all out, and DNS in from anywhere. */
  function group(account: string, VpcId: string): string {
    const named = { VpcId, GroupName: `dns ${++made}`, Description: "dns" };
    const GroupId = call(account, "CreateSecurityGroup", named).GroupId as string;
    const IpRanges = [{ CidrIp: "0.0.0.0/0" }];
    const ports = { FromPort: 53, ToPort: 53, IpRanges };
    const IpPermissions = ["tcp", "udp"].map((IpProtocol) => ({ IpProtocol, ...ports }));
    call(account, "AuthorizeSecurityGroupIngress", { GroupId, IpPermissions });
    return GroupId;
  }

  const { service } = createResolver(estate);
  return {
    ...cloud,
    subnets,
    /** An operation of Resolver that Route 53 has one of the same name of: ListTagsForResource. */
    ask: (account: string, operation: string, input: Json): Json =>
      (service[operation] as Handler)({ account, region: "eu-west-1", principalArn: "", input }),
    group,
    /** Asks for an endpoint with an address in each of the VPC's subnets, at `.53` for inbound ones. */
    resolverEndpoint(account: string, vpc: string, Direction: string, more: Json = {}): string {
      const host = Direction === "OUTBOUND" ? 54 : 53;
      const IpAddresses = subnets(vpc).map(({ id, cidr }) => ({
        SubnetId: id,
        Ip: cidr.replace(/\d+\/\d+$/, String(host)),
      }));
      const SecurityGroupIds = [group(account, vpc)];
      const asked = { CreatorRequestId: `endpoint ${++made}`, Direction, SecurityGroupIds, IpAddresses };
      const answer = call(account, "CreateResolverEndpoint", { ...asked, ...more });
      return member<string>(answer, "ResolverEndpoint", "Id");
    },
    rule(account: string, DomainName: string, more: Json = {}): string {
      const asked = { CreatorRequestId: `rule ${++made}`, RuleType: "FORWARD", DomainName, ...more };
      return member<string>(call(account, "CreateResolverRule", asked), "ResolverRule", "Id");
    },
    associate(account: string, ResolverRuleId: string, VPCId: string): Json {
      return call(account, "AssociateResolverRule", { ResolverRuleId, VPCId });
    },
    status: (account: string, operation: string, input: Json) =>
      Object.values(call(account, operation, input)).map((shape) => (shape as Json).Status)[0],
  };
}

/** A hub with both endpoints, done, whose inbound targets a rule may name. */
export function resolverHub(choices: EstateChoices = {}) {
  const cloud = simulatedResolver(choices);
  const hub = cloud.vpc(HUB);
  const inbound = cloud.resolverEndpoint(HUB, hub, "INBOUND");
  const outbound = cloud.resolverEndpoint(HUB, hub, "OUTBOUND");
  cloud.wait(MADE_MS);
  const TargetIps = ["10.0.0.53", "10.0.1.53"].map((Ip) => ({ Ip, Port: 53, Protocol: "Do53" }));
  return { ...cloud, hub, inbound, outbound, forward: { ResolverEndpointId: outbound, TargetIps } };
}
