import type {
  SearchTransitGatewayRoutesRequest,
  SearchTransitGatewayRoutesResult,
  TransitGatewayRoute,
} from "@aws-sdk/client-ec2";
import ipaddr from "ipaddr.js";
import type { Estate } from "../../estate.ts";
import { keyOf, pageByKey, tokenOf } from "../../paging.ts";
import { type ReadingService, reading } from "../../reading.ts";
import { invalidValue, missing } from "../errors.ts";
import { type Fields, matches, nothing, refuseFilters } from "../filters.ts";
import type { Resource } from "../resource.ts";
import { ownTable } from "./access.ts";
import { type TransitRoute, transitRoutes } from "./routes.ts";

/**
 * Only the gateway's owner asks, and never without a filter. Without a NextToken a page that is full says that there is
 * more. Source: EC2 API reference, SearchTransitGatewayRoutes.
 */
export function transitSearchOperations(estate: Estate): ReadingService {
  return {
    SearchTransitGatewayRoutes: reading<
      SearchTransitGatewayRoutesRequest,
      SearchTransitGatewayRoutesResult
    >()(["TransitGatewayRouteTableId", "Filters", "MaxResults", "NextToken"], (input, call) => {
      const table = ownTable(estate, input.TransitGatewayRouteTableId, call);
      const { Filters, MaxResults = MOST, NextToken } = input;
      if (!Filters?.length) throw missing("Filters");
      if (MaxResults < 5 || MaxResults > MOST)
        throw invalidValue(
          `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting 5 to ${MOST}.`,
        );
      const searches = Filters.filter(({ Name }) => Name?.startsWith("route-search."));
      const plain = Filters.filter((filter) => !searches.includes(filter));
      refuseFilters(plain, FIELDS, { isTagged: false, code: "InvalidParameterValue" });
      const found = searched(transitRoutes(estate, table), searches).filter((route) =>
        plain.every((filter) => matches(filter, { ...ROW, ...route }, FIELDS)),
      );
      const page = pageByKey(
        found,
        (one) => one.destination,
        MaxResults,
        keyOf(NextToken, "InvalidNextToken"),
      );
      const token = tokenOf(page.next);
      return {
        Routes: page.items.map(shownRoute),
        AdditionalRoutesAvailable: token !== undefined,
        ...(token && { NextToken: token }),
      };
    }),
  };
}

const MOST = 1000;

type Row = Resource & TransitRoute;
const ROW: Resource = { id: "", account: "", region: "", tags: new Map() };

const FIELDS: Fields<Row> = {
  "attachment.transit-gateway-attachment-id": ({ attachment }) => attachment?.id,
  "attachment.resource-id": ({ attachment }) => attachment?.resourceId,
  "attachment.resource-type": ({ attachment }) => attachment?.type,
  "prefix-list-id": nothing,
  state: ({ state }) => state,
  type: ({ type }) => type,
};

type Search = (
  route: ipaddr.IPv4 | ipaddr.IPv6,
  bits: number,
  block: [ipaddr.IPv4 | ipaddr.IPv6, number],
) => boolean;

const within = (one: ipaddr.IPv4 | ipaddr.IPv6, block: [ipaddr.IPv4 | ipaddr.IPv6, number]): boolean =>
  one.kind() === block[0].kind() && one.match(block);

/** "subnet of match" and "supernet of match" take the block itself too. */
const SEARCHES: { readonly [name: string]: Search } = {
  "route-search.exact-match": (route, bits, block) => bits === block[1] && within(route, block),
  "route-search.subnet-of-match": (route, bits, block) => bits >= block[1] && within(route, block),
  "route-search.supernet-of-match": (route, bits, block) =>
    bits <= block[1] && within(block[0], [route, bits]),
  "route-search.longest-prefix-match": (route, bits, block) =>
    bits <= block[1] && within(block[0], [route, bits]),
};

function searched(
  routes: TransitRoute[],
  filters: { Name?: string | undefined; Values?: string[] | undefined }[],
): TransitRoute[] {
  return filters.reduce((left, { Name = "", Values = [] }) => {
    const search = SEARCHES[Name];
    if (!search) throw invalidValue(`The filter '${Name}' is invalid`);
    const found = Values.flatMap((value) => {
      const block = blockOf(value);
      const fitting = left.filter(({ destination }) => search(...ipaddr.parseCIDR(destination), block));
      return Name === "route-search.longest-prefix-match" ? longest(fitting) : fitting;
    });
    return left.filter((route) => found.includes(route));
  }, routes);
}

const bitsOf = ({ destination }: TransitRoute): number => Number(destination.split("/")[1]);

const longest = (routes: TransitRoute[]): TransitRoute[] =>
  routes.filter((route) => bitsOf(route) === Math.max(...routes.map(bitsOf)));

/** An address is a block of one. */
function blockOf(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (!ipaddr.isValid(text)) throw invalidValue(`CIDR block ${text} is malformed`);
  const address = ipaddr.parse(text);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

export const shownRoute = ({ destination, attachment, type, state }: TransitRoute): TransitGatewayRoute => ({
  DestinationCidrBlock: destination,
  ...(attachment && {
    TransitGatewayAttachments: [
      {
        ResourceId: attachment.resourceId,
        TransitGatewayAttachmentId: attachment.id,
        ResourceType: attachment.type,
      },
    ],
  }),
  Type: type,
  State: state,
});
