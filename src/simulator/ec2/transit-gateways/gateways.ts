import type {
  CreateTransitGatewayRequest,
  CreateTransitGatewayResult,
  DeleteTransitGatewayRequest,
  DeleteTransitGatewayResult,
  DescribeTransitGatewaysRequest,
  DescribeTransitGatewaysResult,
  TransitGateway as TransitGatewayShape,
} from "@aws-sdk/client-ec2";
import { type Estate, lasting } from "../../estate.ts";
import { type ReadingService, reading } from "../../reading.ts";
import { AwsError } from "../../service.ts";
import { ABSENT } from "../access.ts";
import { listing } from "../describe.ts";
import { invalidValue } from "../errors.ts";
import type { Fields } from "../filters.ts";
import type { Tags } from "../resource.ts";
import { ec2Arn } from "../shared.ts";
import { tagList, tagsFor } from "../tag-values.ts";
import { isGatewaySeen, ownGateway } from "./access.ts";
import { sweepTransit } from "./attachment-lifecycle.ts";
import { type Switch, stateOf, type TransitGateway } from "./state.ts";
import { addTransitRouteTable } from "./tables.ts";

/** Source: EC2 API reference, each page. */
export function transitGatewayOperations(estate: Estate): ReadingService {
  const { transit } = estate.network;
  return {
    CreateTransitGateway: reading<CreateTransitGatewayRequest, CreateTransitGatewayResult>()(
      [
        "Description",
        "Options.AmazonSideAsn",
        "Options.AutoAcceptSharedAttachments",
        "Options.DefaultRouteTableAssociation",
        "Options.DefaultRouteTablePropagation",
        "Options.VpnEcmpSupport",
        "Options.DnsSupport",
        "Options.SecurityGroupReferencingSupport",
        "TagSpecifications",
      ],
      (input, call) => {
        const { account, region } = call;
        const { Options: options = {} } = input;
        const gateway = addTransitGateway(estate, {
          account,
          region,
          tags: tagsFor(input.TagSpecifications, "transit-gateway"),
          description: input.Description,
          asn: asnOf(options.AmazonSideAsn),
          autoAccept: switchOf("autoAcceptSharedAttachments", options.AutoAcceptSharedAttachments, "disable"),
          dnsSupport: switchOf("dnsSupport", options.DnsSupport),
          vpnEcmp: switchOf("vpnEcmpSupport", options.VpnEcmpSupport),
          groupReferencing: switchOf(
            "securityGroupReferencingSupport",
            options.SecurityGroupReferencingSupport,
            "disable",
          ),
          associates:
            switchOf("defaultRouteTableAssociation", options.DefaultRouteTableAssociation) === "enable",
          propagates:
            switchOf("defaultRouteTablePropagation", options.DefaultRouteTablePropagation) === "enable",
        });
        return { TransitGateway: shown(estate, gateway, account) };
      },
    ),

    DeleteTransitGateway: reading<DeleteTransitGatewayRequest, DeleteTransitGatewayResult>()(
      ["TransitGatewayId"],
      (input, call) => {
        const gateway = ownGateway(estate, input.TransitGatewayId, call);
        const left = [...transit.attachments.values()].filter(({ gatewayId }) => gatewayId === gateway.id);
        if (left.length > 0)
          throw new AwsError(
            "IncorrectState",
            `${gateway.id} has non-deleted VPC Attachments: ${left.map(({ id }) => id).join(", ")}.`,
          );
        const goneAt = estate.surroundings.clock.now() + lasting(estate.options.networkMs);
        gateway.goneAt = goneAt;
        for (const table of transit.tables.values())
          if (table.gatewayId === gateway.id) table.goneAt = goneAt;
        return { TransitGateway: shown(estate, gateway, call.account) };
      },
    ),

    DescribeTransitGateways: listing<DescribeTransitGatewaysRequest, DescribeTransitGatewaysResult>()(
      "TransitGatewayIds",
      "TransitGateways",
      {
        all() {
          sweepTransit(estate);
          return transit.gateways;
        },
        fields: fields(estate),
        ids: ABSENT.transitGateway,
        isSeen: (gateway, call) => isGatewaySeen(estate, gateway, call),
        shown: (gateway, call) => shown(estate, gateway, call.account),
      },
    ),
  };
}

export type NewTransitGateway = Pick<
  TransitGateway,
  "account" | "region" | "description" | "asn" | "autoAccept" | "dnsSupport" | "vpnEcmp" | "groupReferencing"
> & {
  id?: string | undefined;
  tags: Tags;
  /** Whether it has a default route table for associations, for propagations. One table is both. */
  associates: boolean;
  propagates: boolean;
  defaultTableId?: string | undefined;
};

export function addTransitGateway(
  estate: Estate,
  { associates, propagates, defaultTableId, ...wanted }: NewTransitGateway,
  after = lasting(estate.options.networkMs),
): TransitGateway {
  const { transit } = estate.network;
  const now = estate.surroundings.clock.now();
  const id = wanted.id ?? `tgw-${estate.surroundings.hex(17)}`;
  const gateway: TransitGateway = {
    ...wanted,
    id,
    arn: ec2Arn(estate, "transit-gateway", { ...wanted, id }),
    associationTableId: undefined,
    propagationTableId: undefined,
    createdAt: now,
    availableAt: now + after,
    goneAt: undefined,
  };
  transit.gateways.set(id, gateway);
  if (!associates && !propagates) return gateway;
  const { id: table } = addTransitRouteTable(estate, gateway, { id: defaultTableId, tags: new Map() }, after);
  if (associates) gateway.associationTableId = table;
  if (propagates) gateway.propagationTableId = table;
  return gateway;
}

export function switchOf(name: string, given: string | undefined, usual: Switch = "enable"): Switch {
  if (given === undefined) return usual;
  if (given === "enable" || given === "disable") return given;
  throw invalidValue(`Value (${given}) for parameter ${name} is invalid.`);
}

/** Source: EC2 API reference, TransitGatewayRequestOptions. */
function asnOf(asn = 64_512): number {
  if ((asn >= 64_512 && asn <= 65_534) || (asn >= 4_200_000_000 && asn <= 4_294_967_294)) return asn;
  throw invalidValue(`Value (${asn}) for parameter amazonSideAsn is invalid.`);
}

/** Tags are the owner's own. */
function shown({ surroundings }: Estate, gateway: TransitGateway, account: string): TransitGatewayShape {
  const { associationTableId, propagationTableId } = gateway;
  return {
    TransitGatewayId: gateway.id,
    TransitGatewayArn: gateway.arn,
    State: stateOf(gateway, surroundings.clock.now()),
    OwnerId: gateway.account,
    Description: gateway.description,
    CreationTime: new Date(gateway.createdAt),
    Options: {
      AmazonSideAsn: gateway.asn,
      AutoAcceptSharedAttachments: gateway.autoAccept,
      DefaultRouteTableAssociation: associationTableId === undefined ? "disable" : "enable",
      ...(associationTableId !== undefined && { AssociationDefaultRouteTableId: associationTableId }),
      DefaultRouteTablePropagation: propagationTableId === undefined ? "disable" : "enable",
      ...(propagationTableId !== undefined && { PropagationDefaultRouteTableId: propagationTableId }),
      VpnEcmpSupport: gateway.vpnEcmp,
      DnsSupport: gateway.dnsSupport,
      SecurityGroupReferencingSupport: gateway.groupReferencing,
      MulticastSupport: "disable",
    },
    Tags: gateway.account === account ? tagList(gateway.tags) : [],
  };
}

/** Source: EC2 API reference, DescribeTransitGateways. */
function fields(estate: Estate): Fields<TransitGateway> {
  const now = () => estate.surroundings.clock.now();
  const asSwitch = (id: string | undefined) => (id === undefined ? "disable" : "enable");
  return {
    "options.amazon-side-asn": ({ asn }) => String(asn),
    "options.association-default-route-table-id": (one) => one.associationTableId,
    "options.auto-accept-shared-attachments": (one) => one.autoAccept,
    "options.default-route-table-association": (one) => asSwitch(one.associationTableId),
    "options.default-route-table-propagation": (one) => asSwitch(one.propagationTableId),
    "options.dns-support": (one) => one.dnsSupport,
    "options.propagation-default-route-table-id": (one) => one.propagationTableId,
    "options.vpn-ecmp-support": (one) => one.vpnEcmp,
    "owner-id": ({ account }) => account,
    state: (one) => stateOf(one, now()),
    "transit-gateway-id": ({ id }) => id,
  };
}
