import type {
  CreateRouteRequest,
  CreateRouteResult,
  DeleteRouteRequest,
  ReplaceRouteRequest,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import { type ReadingService, reading } from "../../reading.ts";
import { AwsError, type Call } from "../../service.ts";
import { ABSENT, own } from "../access.ts";
import { missing } from "../errors.ts";
import { seenPrefixList } from "../prefix-lists/managed.ts";
import { canonicalCidr } from "../ranges.ts";
import { routesOf } from "./routes.ts";
import { destinationMember } from "./shown.ts";
import type { RouteTable } from "./state.ts";
import { TARGET_MEMBERS, targetOf } from "./targets.ts";

const DESTINATION = ["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"] as const;

/** Source: EC2 API reference, each page; the sentences as terraform-provider-aws reports them. */
export function routeOperations(estate: Estate): ReadingService {
  const tableOf = (id: string | undefined, call: Call) =>
    own(estate.network.routeTables, id, call, ABSENT.routeTable);
  return {
    CreateRoute: reading<CreateRouteRequest, CreateRouteResult>()(
      ["RouteTableId", ...DESTINATION, ...TARGET_MEMBERS],
      (input, call) => {
        const table = tableOf(input.RouteTableId, call);
        const destination = destinationOf(estate, input, call);
        const target = targetOf(estate, table, destination, input, call);
        const there = table.routes.get(destination);
        if ((there !== undefined && there !== target) || isLocal(estate, table, destination))
          throw new AwsError("RouteAlreadyExists", `The route identified by ${destination} already exists.`);
        table.routes.set(destination, target);
        return { Return: true };
      },
    ),

    ReplaceRoute: reading<ReplaceRouteRequest, object>()(
      ["RouteTableId", ...DESTINATION, ...TARGET_MEMBERS],
      (input, call) => {
        const table = tableOf(input.RouteTableId, call);
        const destination = destinationOf(estate, input, call);
        const target = targetOf(estate, table, destination, input, call);
        if (!table.routes.has(destination))
          throw noRoute(
            `There is no route defined for '${destination}' in the route table. Use CreateRoute instead.`,
          );
        table.routes.set(destination, target);
        return {};
      },
    ),

    DeleteRoute: reading<DeleteRouteRequest, object>()(["RouteTableId", ...DESTINATION], (input, call) => {
      const table = tableOf(input.RouteTableId, call);
      const destination = destinationOf(estate, input, call);
      if (isLocal(estate, table, destination))
        throw new AwsError(
          "InvalidParameterValue",
          `cannot remove local route ${destination} in route table ${table.id}`,
        );
      if (!table.routes.delete(destination)) throw noRoute(withoutRoute(destination, table));
      return {};
    }),
  };
}

const noRoute = (words: string): AwsError => new AwsError("InvalidRoute.NotFound", words);

function withoutRoute(destination: string, { id }: RouteTable): string {
  const [member = ""] = Object.keys(destinationMember(destination));
  const name = member.replaceAll(/(?<=.)[A-Z]/g, "-$&").toLowerCase();
  return `no route with ${name} ${destination} in route table ${id}`;
}

const isLocal = (estate: Estate, table: RouteTable, destination: string): boolean =>
  routesOf(estate, table).some((route) => route.target === "local" && route.destination === destination);

/** In its canonical form: "if you specify 100.68.0.18/18, we modify it to 100.68.0.0/18" (CreateRoute). */
function destinationOf(
  estate: Estate,
  input: Pick<CreateRouteRequest, (typeof DESTINATION)[number]>,
  call: Call,
): string {
  const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId } = input;
  const given = DESTINATION.filter((member) => input[member] !== undefined);
  if (given.length > 1)
    throw new AwsError("InvalidParameterCombination", `Only one of ${given.join(", ")} may be specified`);
  if (DestinationCidrBlock !== undefined) return canonicalCidr(DestinationCidrBlock, "ipv4");
  if (DestinationIpv6CidrBlock !== undefined) return canonicalCidr(DestinationIpv6CidrBlock, "ipv6");
  if (DestinationPrefixListId !== undefined) return seenPrefixList(estate, DestinationPrefixListId, call).id;
  throw missing("destinationCidrBlock");
}
