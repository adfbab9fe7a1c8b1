import type { Action } from "../../action/action.ts";
import { type Finding, type FindingPlace, finding } from "../../finding.ts";
import type { VpcRef, ZoneName } from "../../ids.ts";
import type { Duty } from "./duties.ts";
import type { Need } from "./need.ts";

/** Of a step that is withheld: what stays hides the name, or nothing shows that it comes after what it needs. */
export function answersWorse(vpc: VpcRef, action: Action, { by, before }: Duty): Finding {
  const zone = leftBy(action);
  if (zone !== undefined && before.length === 0 && by.name !== "" && by.gain?.action !== action)
    return finding(
      "withheld",
      { hub: action.hub, zone, vpc },
      {
        reason: "Shadows",
        message: `without zone ${zone}, ${by.what} would hide that name in ${vpc.id}`,
        todo: by.todo,
      },
    );
  return unproved(
    action,
    { vpc },
    `that ${by.what} does not answer in ${vpc.id} in between, worse than today`,
  );
}

export function notReady({ action, what }: Need): Finding {
  return unproved(action, "vpc" in action && action.vpc ? { vpc: action.vpc } : {}, `that ${what} by then`);
}

export function changedTwice(action: Action): Finding {
  const place = "vpc" in action && action.vpc ? { vpc: action.vpc } : {};
  return unproved(action, place, "in what order it changes what another step changes too");
}

function unproved(action: Action, more: Pick<FindingPlace, "vpc">, what: string): Finding {
  const { hub, endpoint, spoke } = action;
  const zone =
    "zone" in action ? { zone: action.zone.name } : "rule" in action ? { zone: action.rule.name } : {};
  return finding(
    "withheld",
    { hub, ...(endpoint && { endpoint }), ...(spoke && { spoke }), ...zone, ...more },
    {
      reason: "Unproved",
      message: `${stepOf(action)} waits: nothing in the plan shows ${what}`,
      todo: "report it with the plan (vpce-operator plan --output json): it is a mistake of this program; the rest goes on",
    },
  );
}

function leftBy(action: Action): ZoneName | undefined {
  if (action.kind === "disassociate" || action.kind === "deleteZone") return action.zone.name;
  return action.kind === "move" ? action.from.name : undefined;
}

function stepOf(action: Action): string {
  switch (action.kind) {
    case "createZone":
      return `making zone ${action.zone.name}`;
    case "changeRecords":
      return `changing the aliases of zone ${action.zone.name}`;
    case "associate":
    case "move":
      return `bringing ${action.vpc.id} into zone ${action.zone.name}`;
    case "disassociate":
      return `taking ${action.vpc.id} out of zone ${action.zone.name}`;
    case "deleteZone":
      return `deleting zone ${action.zone.name}`;
    case "associateRule":
      return `associating ${action.vpc.id} with rule ${action.rule.name}`;
    case "disassociateRule":
      return `taking rule ${action.rule.name} away from ${action.vpc.id}`;
    case "updateRule":
      return `changing the targets of rule ${action.rule.name}`;
    case "deleteRule":
      return `deleting rule ${action.rule.name}`;
    case "turnOffPrivateDns":
      return `switching the private DNS of ${action.target.id ?? action.target.key} off`;
    case "handOver":
      return `switching the private DNS of ${action.own.id} off`;
    case "takeBack":
      return `switching the private DNS of ${action.own.id} on`;
    case "deleteOwn":
      return `deleting endpoint ${action.own.id}`;
    case "deleteEndpoint":
      return `deleting endpoint ${action.target.id ?? action.target.key}`;
    default:
      return action.key;
  }
}
