import type {
  AssociateResolverRuleRequest,
  AssociateResolverRuleResponse,
  DisassociateResolverRuleRequest,
  DisassociateResolverRuleResponse,
  GetResolverRuleAssociationRequest,
  GetResolverRuleAssociationResponse,
  ListResolverRuleAssociationsRequest,
  ListResolverRuleAssociationsResponse,
  ResolverRule,
  ResolverRuleAssociation,
} from "@aws-sdk/client-route53resolver";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import type { Call, Service } from "../service.ts";
import { list, own, refused } from "./access.ts";
import { refuseTooMany } from "./quotas.ts";
import { usableRule } from "./rules.ts";
import { type Owned, rulesOfVpc } from "./state.ts";

/** Each account sees the associations of its own VPCs only. */
export function ruleAssociationOperations(estate: Estate): Service {
  const { associations } = estate.resolver;
  return {
    AssociateResolverRule: operation<AssociateResolverRuleRequest, AssociateResolverRuleResponse>(
      (input, call) => {
        const rule = usableRule(estate, input.ResolverRuleId, call).shape;
        refuseTooMany(estate, "resolverRuleAssociations", associations, call);
        const made = addRuleAssociation(estate, rule, input.VPCId ?? "", call, input.Name);
        return { ResolverRuleAssociation: { ...made, Status: "CREATING" } };
      },
    ),

    GetResolverRuleAssociation: operation<
      GetResolverRuleAssociationRequest,
      GetResolverRuleAssociationResponse
    >((input, call) => ({
      ResolverRuleAssociation: own(associations, input.ResolverRuleAssociationId, call, {
        number: "00703",
        kind: "Resolver rule association",
      }).shape,
    })),

    ListResolverRuleAssociations: operation<
      ListResolverRuleAssociationsRequest,
      ListResolverRuleAssociationsResponse
    >((input, call) => {
      const { items, ...page } = list(associations, call, input, {
        Name: (shape) => shape.Name,
        ResolverRuleId: (shape) => shape.ResolverRuleId,
        Status: (shape) => shape.Status,
        VPCId: (shape) => shape.VPCId,
      });
      return { ResolverRuleAssociations: items, ...page };
    }),

    DisassociateResolverRule: operation<DisassociateResolverRuleRequest, DisassociateResolverRuleResponse>(
      (input, call) => {
        const rule = usableRule(estate, input.ResolverRuleId, call);
        const found = [...associations.values()].find(
          ({ shape }) => shape.ResolverRuleId === rule.id && shape.VPCId === input.VPCId,
        );
        if (!found)
          throw refused(
            "ResourceNotFoundException",
            "00803",
            `Resolver rule "${rule.id}" is not associated with VPC "${input.VPCId}".`,
          );
        associations.delete(found.id);
        return { ResolverRuleAssociation: { ...found.shape, Status: "DELETING" } };
      },
    ),
  };
}

/** Associates, or throws as AWS does when the VPC has a rule of that name, or when queries would run in a circle. */
export function addRuleAssociation(
  estate: Estate,
  rule: ResolverRule,
  vpcId: string,
  call: Pick<Call, "account" | "region">,
  name?: string,
): ResolverRuleAssociation {
  const { network, resolver, surroundings } = estate;
  const vpc = network.vpcs.get(vpcId);
  if (vpc?.account !== call.account || vpc.region !== call.region)
    throw refused("InvalidParameterException", "00801", `VPC "${vpcId}" does not exist.`);
  const conflict = rulesOfVpc(resolver, vpcId).find((other) => other.DomainName === rule.DomainName);
  if (conflict)
    throw refused(
      "InvalidRequestException",
      "00802",
      `Cannot associate rules with same domain name with same VPC. Conflict with resolver rule "${conflict.Id}"`,
    );
  refuseCircle(estate, rule, vpcId);
  const association: Owned<ResolverRuleAssociation> = {
    id: `rslvr-rrassoc-${surroundings.hex(17)}`,
    account: call.account,
    region: call.region,
    shape: {},
  };
  association.shape = {
    Id: association.id,
    ResolverRuleId: rule.Id ?? "",
    ...(name ? { Name: name } : {}),
    VPCId: vpcId,
    Status: "COMPLETE",
    StatusMessage: "",
  };
  resolver.associations.set(association.id, association);
  return association.shape;
}

function refuseCircle(estate: Estate, rule: ResolverRule, vpcId: string): void {
  const targets = rule.TargetIps?.map((target) => target.Ip) ?? [];
  const own = [...estate.resolver.endpoints.values()]
    .filter((endpoint) => endpoint.vpcId === vpcId && endpoint.shape.Direction === "INBOUND")
    .flatMap((endpoint) => endpoint.ips);
  const circle = own.find((ip) => targets.includes(ip));
  if (!circle) return;
  throw refused(
    "InvalidRequestException",
    "00804",
    `Cannot associate resolver rule "${rule.Id}" with VPC "${vpcId}" because the VPC include an INBOUND resolver endpoints with rule's target IP "${circle}".`,
  );
}
