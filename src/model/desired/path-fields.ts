import * as z from "zod";
import { accountId, role, subnetId, text } from "./fields.ts";

/** The network path between spokes and hub: what is looked at before a name moves (semantics 66). Nothing is made. */
const PATH_CHECKS = ["withhold", "require", "report", "off"] as const;

export const pathCheck = z
  .enum(PATH_CHECKS)
  .default("withhold")
  .describe(
    "What becomes of names whose endpoint the VPC may not reach. `withhold`: they wait while packets surely do not get there and back; `require`: until they surely do, from every client subnet; `report`: it is only told; `off`: nothing is read.",
  );

export const clientSubnets = z
  .array(subnetId)
  .min(1, "must name at least one subnet")
  .optional()
  .describe(
    "Subnets whose workloads use the names, by id. Default: all of the VPC but those that hold nothing but transit gateway attachments and firewall, gateway load balancer and NAT devices.",
  );

export const network = z.strictObject({
  transitGateway: z
    .strictObject({
      id: text(/^tgw-([0-9a-f]{8}|[0-9a-f]{17})$/, "must be tgw- and 8 or 17 hex digits").describe(
        "Id of the transit gateway.",
      ),
      account: accountId.describe("Account that owns it, in quotes."),
      role: role
        .optional()
        .describe(
          "Role of the operator in that account, which only reads. Default: in the hub's account the hub's role, elsewhere the operator's own credentials.",
        ),
    })
    .optional()
    .describe(
      "Transit gateway between the hub and its spokes: its route tables are read, to know whether packets get there and back. Needed where another account owns it.",
    ),
});
