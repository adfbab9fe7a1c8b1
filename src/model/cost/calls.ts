import type { Action } from "../action/action.ts";
import type { Alias } from "../action/alias.ts";
import type { OwnAction } from "../action/own.ts";
import type { ResolverEndpointAction } from "../action/resolver-endpoint.ts";
import type { Costs, PacedCall, Service } from "./rates.ts";

/** One API call of an action. */
export type Call = PacedCall & { readonly write: boolean };

/**
 * The API calls that an action makes, in order, when all goes well: what the pacer will be asked for. Waits look
 * once, and so does each step that counts on what a list shows. A `move` leaves a zone by the calls of that zone's hub,
 * which the action does not name by its account: all three are charged to the account that joins.
 */
export function callsOf(action: Action): readonly Call[] {
  const call = (service: Service, region: string, operation: string, write: boolean, costs?: Costs) => ({
    account: action.account,
    service,
    region,
    operation,
    write,
    ...(costs && { costs }),
  });
  const write = (operation: string, costs?: Costs) => call("route53", "", operation, true, costs);
  const read = (operation: string) => call("route53", "", operation, false);
  const ec2 = (region: string, operation: string, isWrite = true) => call("ec2", region, operation, isWrite);
  const resolver = (region: string, operation: string, isWrite = true) =>
    call("resolver", region, operation, isWrite);
  const ofEndpoint = (
    { resolverEndpoint: { region } }: ResolverEndpointAction,
    operation: string,
    isWrite = true,
  ) => resolver(region, operation, isWrite);
  /** Where rules are what answers instead. */
  const associationLook = ({ rules, vpc: { region } }: Extract<OwnAction, { rules: unknown }>) =>
    rules.length > 0 ? [resolver(region, "ListResolverRuleAssociations", false)] : [];
  const ram = (region: string, operation: string) => call("ram", region, operation, true);
  switch (action.kind) {
    case "createZone":
      return [write("CreateHostedZone")];
    case "changeRecords":
      return [write("ChangeResourceRecordSets", costsOfChange(action.upserts, action.deletes))];
    case "tagZone":
      return [write("ChangeTagsForResource")];
    case "awaitInsync":
      return [read(action.sure && action.after.length === 0 ? "GetHostedZone" : "GetChange")];
    case "authorize":
      return [write("CreateVPCAssociationAuthorization")];
    case "associate":
      return [write("AssociateVPCWithHostedZone")];
    case "deauthorize":
      return [write("DeleteVPCAssociationAuthorization")];
    case "disassociate":
      return [...(action.confirms ? [read("GetHostedZone")] : []), write("DisassociateVPCFromHostedZone")];
    case "move":
      return [
        write("AssociateVPCWithHostedZone"), // refused, and so proves that it will be possible
        write("DisassociateVPCFromHostedZone"),
        write("AssociateVPCWithHostedZone"),
      ];
    case "deleteZone":
      return [
        ...(action.onlyWith ? [read("GetHostedZone")] : []),
        ...(action.deletes.length > 0
          ? [write("ChangeResourceRecordSets", { deletes: action.deletes.length })]
          : []),
        write("DeleteHostedZone"),
      ];
    case "createRule":
      return [resolver(action.rule.region, "CreateResolverRule")];
    case "updateRule":
      return [resolver(action.rule.region, "UpdateResolverRule")];
    case "tagRule":
      return [resolver(action.rule.region, "TagResource")];
    case "awaitRule":
      return [resolver(action.rule.region, "GetResolverRule", false)];
    case "associateRule":
      return [resolver(action.vpc.region, "AssociateResolverRule")];
    case "awaitAssociation":
      return [resolver(action.vpc.region, "ListResolverRuleAssociations", false)];
    case "awaitSure":
      return [];
    case "disassociateRule":
      return [resolver(action.vpc.region, "DisassociateResolverRule")];
    case "deleteRule":
      return [resolver(action.rule.region, "DeleteResolverRule")];
    case "createResolverEndpoint":
      return [ofEndpoint(action, "CreateResolverEndpoint")];
    case "awaitResolverEndpoint":
      return [
        ofEndpoint(action, "GetResolverEndpoint", false),
        ofEndpoint(action, "ListResolverEndpointIpAddresses", false),
      ];
    case "addResolverAddress":
      return [ofEndpoint(action, "AssociateResolverEndpointIpAddress")];
    case "removeResolverAddress":
      return [
        ofEndpoint(action, "ListResolverRules", false),
        ofEndpoint(action, "DisassociateResolverEndpointIpAddress"),
      ];
    case "setResolverProtocols":
      return [ofEndpoint(action, "UpdateResolverEndpoint")];
    case "deleteResolverEndpoint":
      return [
        ofEndpoint(action, "ListResolverRules", false),
        ofEndpoint(action, "ListResolverEndpointIpAddresses", false),
        ofEndpoint(action, "DeleteResolverEndpoint"),
      ];
    case "createShare":
      return [ram(action.share.region, "CreateResourceShare")];
    case "addToShare":
      return [ram(action.share.region, "AssociateResourceShare")];
    case "removeFromShare":
      return [ram(action.share.region, "DisassociateResourceShare")];
    case "awaitShared":
      return [resolver(action.region, "ListResolverRules", false)];
    case "deleteShare":
      return [ram(action.share.region, "DeleteResourceShare")];
    case "createEndpoint":
      return [
        ec2(action.target.region, "CreateVpcEndpoint"),
        ec2(action.target.region, "DescribeVpcEndpoints", false),
      ];
    case "awaitEndpoint":
      return [ec2(action.target.region, "DescribeVpcEndpoints", false)];
    case "modifyEndpoint":
      return [ec2(action.target.region, "ModifyVpcEndpoint")];
    case "turnOffPrivateDns":
      return [
        ...action.served.map(() => read("GetHostedZone")),
        ec2(action.target.region, "ModifyVpcEndpoint"),
      ];
    case "tagEndpoint":
      return [ec2(action.target.region, "CreateTags")];
    case "handOver":
      return [
        ec2(action.vpc.region, "DescribeVpcEndpoints", false),
        ...associationLook(action),
        ...(action.joins ?? []).map(() => write("AssociateVPCWithHostedZone")), // refused, and so proves that it will be possible
        ec2(action.vpc.region, "CreateTags"),
        ec2(action.vpc.region, "ModifyVpcEndpoint"),
      ];
    case "tryTakeBack":
      return [
        ec2(action.vpc.region, "DescribeVpcEndpoints", false),
        ec2(action.vpc.region, "ModifyVpcEndpoint"),
      ];
    case "takeBack":
      return [
        ec2(action.vpc.region, "DescribeVpcEndpoints", false),
        ec2(action.vpc.region, "ModifyVpcEndpoint"),
      ];
    case "awaitPrivateDns":
      return [ec2(action.vpc.region, "DescribeVpcEndpoints", false)];
    case "startLinger":
      return [ec2(action.vpc.region, "DescribeVpcEndpoints", false), ec2(action.vpc.region, "CreateTags")];
    case "endHandOver":
      return [ec2(action.vpc.region, "DescribeVpcEndpoints", false), ec2(action.vpc.region, "DeleteTags")];
    case "deleteOwn":
      return [
        ec2(action.vpc.region, "DescribeVpcEndpoints", false),
        ...associationLook(action),
        read("ListHostedZones"),
        read("ListHostedZonesByVPC"),
        ec2(action.vpc.region, "DeleteVpcEndpoints"),
      ];
    case "deleteEndpoint":
      return [
        read("ListHostedZones"),
        read("ListHostedZonesByVPC"),
        ...action.led.map(() => read("ListResourceRecordSets")),
        ec2(action.target.region, "DeleteVpcEndpoints"),
      ];
  }
}

/** In an adopted zone nothing is overwritten unseen: CREATE where nothing was seen, else DELETE and CREATE. */
function costsOfChange(aliases: readonly Alias[], gone: readonly Alias[] = []): Costs {
  const upserts = aliases.filter(({ expects }) => expects === undefined).length;
  const deletes = aliases.filter(({ expects }) => typeof expects === "object").length;
  return { upserts, deletes: deletes + gone.length, creates: aliases.length - upserts };
}
