import type {
  AssociateResolverRuleRequest,
  AssociateResolverRuleResponse,
  DisassociateResolverRuleRequest,
  DisassociateResolverRuleResponse,
  GetResolverRuleAssociationRequest,
  GetResolverRuleAssociationResponse,
  ListResolverRuleAssociationsRequest,
  ListResolverRuleAssociationsResponse,
  ResolverRuleAssociation,
} from "@aws-sdk/client-route53resolver";
import { type Estate, lasting } from "../estate.ts";
import { operation } from "../operation.ts";
import type { Call, Service } from "../service.ts";
import { refused, usableRule } from "./access.ts";
import { addAssociation, leave, shownAssociation } from "./association-lifecycle.ts";
import { internetAssociations, isAutodefined } from "./autodefined.ts";
import { type Fields, list } from "./lists.ts";
import { refuseTooMany } from "./quotas.ts";
import { type Association, placeOf } from "./state.ts";
import { endUnshared } from "./unshared.ts";

/** Each account sees the associations of its own VPCs only, whoever's the rule is. */
export function ruleAssociationOperations(estate: Estate): Service {
  const now = () => estate.surroundings.clock.now();
  const answer = (association: Association) => ({
    ResolverRuleAssociation: shownAssociation(association, now()),
  });
  return {
    AssociateResolverRule: operation<AssociateResolverRuleRequest, AssociateResolverRuleResponse>(
      (input, call) => {
        refuseAutodefined(input.ResolverRuleId, "associated");
        const rule = usableRule(estate, input.ResolverRuleId, call);
        endUnshared(estate, associationsOf(estate, call));
        refuseTooMany(estate, "resolverRuleAssociations", call);
        const { VPCId: vpcId = "", Name: name } = input;
        const afterMs = lasting(estate.options.resolverAssociationMs);
        return answer(addAssociation(estate, { rule, vpcId, account: call.account, name, afterMs }));
      },
    ),

    GetResolverRuleAssociation: operation<
      GetResolverRuleAssociationRequest,
      GetResolverRuleAssociationResponse
    >((input, call) => {
      const id = input.ResolverRuleAssociationId;
      const found = shownTo(estate, call).find((shape) => shape.Id === id);
      if (found) return { ResolverRuleAssociation: found };
      throw refused("ResourceNotFoundException", `ResolverRuleAssociation "${id}" does not Exist`);
    }),

    ListResolverRuleAssociations: operation<
      ListResolverRuleAssociationsRequest,
      ListResolverRuleAssociationsResponse
    >((input, call) => {
      const { items, ...page } = list(estate, shownTo(estate, call), (shape) => shape.Id, input, FIELDS);
      return { ResolverRuleAssociations: items, ...page };
    }),

    /** The rule is looked up before the VPC (recorded); a row that is left of a rule no longer shared can be taken away. */
    DisassociateResolverRule: operation<DisassociateResolverRuleRequest, DisassociateResolverRuleResponse>(
      ({ ResolverRuleId, VPCId }, call) => {
        refuseAutodefined(ResolverRuleId, "disassociated");
        const found = associationsOf(estate, call).find(
          (one) => one.ruleId === ResolverRuleId && one.vpcId === VPCId && one.goneAt === undefined,
        );
        if (!found) {
          const { id } = usableRule(estate, ResolverRuleId, call);
          throw refused(
            "ResourceNotFoundException",
            `Resolver Rule Association between Resolver Rule "${id}" and VPC "${VPCId}" does not exist`,
          );
        }
        leave(estate, found);
        return answer(found);
      },
    ),
  };
}

const FIELDS: Fields<ResolverRuleAssociation> = {
  Name: (shape) => shape.Name,
  ResolverRuleId: (shape) => shape.ResolverRuleId,
  Status: (shape) => shape.Status,
  VPCId: (shape) => shape.VPCId,
};

const associationsOf = ({ resolver }: Estate, call: Call): Association[] => [
  ...(resolver.associationsOf.get(placeOf(call)) ?? []),
];

/** AWS's own and the account's. */
function shownTo(estate: Estate, call: Call): ResolverRuleAssociation[] {
  endUnshared(estate, associationsOf(estate, call));
  const now = estate.surroundings.clock.now();
  return [
    ...internetAssociations(estate, call),
    ...associationsOf(estate, call).map((one) => shownAssociation(one, now)),
  ];
}

function refuseAutodefined(id: string | undefined, done: string): void {
  if (isAutodefined(id))
    throw refused("InvalidRequestException", `The autodefined rule "${id}" cannot be ${done}.`, "00713");
}
