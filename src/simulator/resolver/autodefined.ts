import type { ResolverRule, ResolverRuleAssociation } from "@aws-sdk/client-route53resolver";
import type { Estate } from "../estate.ts";
import type { Call } from "../service.ts";

/**
 * What AWS has in every account without being asked: the rule by which names without another rule are looked up, and
 * its association with each VPC. Source: AWS CLI reference, the examples of list-resolver-rules and
 * list-resolver-rule-associations.
 */
const INTERNET = "rslvr-autodefined-rr-internet-resolver";

export const isAutodefined = (id: string | undefined): boolean => id === INTERNET;

/** No account in its ARN, no request, and no time of creation. */
export const internetRule = (estate: Estate, region: string): ResolverRule & { Id: string } => ({
  Id: INTERNET,
  CreatorRequestId: "",
  Arn: `arn:${estate.surroundings.partition(region)}:route53resolver:${region}::autodefined-rule/${INTERNET}`,
  DomainName: ".",
  Status: "COMPLETE",
  RuleType: "RECURSIVE",
  Name: "Internet Resolver",
  OwnerId: "Route 53 Resolver",
  ShareStatus: "NOT_SHARED",
});

export function internetAssociations(
  { network }: Estate,
  { account, region }: Call,
): (ResolverRuleAssociation & { Id: string })[] {
  const own = [...network.vpcs.values()].filter((vpc) => vpc.account === account && vpc.region === region);
  return own.map(({ id }) => ({
    Id: `rslvr-autodefined-assoc-${id}-internet-resolver`,
    ResolverRuleId: INTERNET,
    Name: "System Rule Association",
    VPCId: id,
    Status: "COMPLETE",
    StatusMessage: "",
  }));
}
