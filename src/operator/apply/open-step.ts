import type { StepCall } from "../../aws/step.ts";
import type { ZoneAction } from "../../model/action/zone.ts";
import type { ZoneId } from "../../model/ids.ts";
import type { Caller } from "../../model/open-step.ts";
import type { Sessions } from "../sessions.ts";
import type { DarkStep } from "./steps.ts";

type Described = Pick<DarkStep<unknown>, "open" | "calls">;
type Move = Extract<ZoneAction, { kind: "move" }>;
type Deletion = Extract<ZoneAction, { kind: "deleteZone" }>;

/** A VPC's way from one zone of a name to another: back into the first, whose hub may be of another account than it. */
export function moveStep(action: Move, sessions: Sessions, now: number): Described {
  const { vpc, account } = action;
  const zone = action.from.id as ZoneId;
  const origin = { account: sessions.document(action.from.hub).account, hub: action.from.hub };
  const crosses = origin.account !== account;
  const by = callerOf(action, sessions);
  return {
    open: {
      zone,
      begunAt: now,
      because: `${vpc.id} was on its way from zone ${zone} of ${action.zone.name} to another`,
      undo: [
        ...(crosses ? [{ operation: "authorize", by: origin, zone, vpc } as const] : []),
        { operation: "associate", by, zone, vpc },
        ...(crosses ? [{ operation: "deauthorize", by: origin, zone, vpc } as const] : []),
      ],
    },
    calls: [
      { account: origin.account, operation: "DisassociateVPCFromHostedZone" },
      { account, operation: "AssociateVPCWithHostedZone" },
      { account, operation: "AssociateVPCWithHostedZone" },
      ...(crosses ? [{ account: origin.account, operation: "CreateVPCAssociationAuthorization" }] : []),
    ],
  };
}

/** A zone's aliases, and the zone: the aliases again, should it stay. */
export function deletionStep(action: Deletion, zone: ZoneId, sessions: Sessions, now: number): Described {
  const { account, deletes } = action;
  const change = (costs: Partial<StepCall["costs"]>): StepCall => ({
    account,
    operation: "ChangeResourceRecordSets",
    costs: { creates: 0, deletes: 0, upserts: 0, ...costs },
  });
  return {
    open: {
      zone,
      begunAt: now,
      because: `the aliases of zone ${zone} (${action.zone.name}) were deleted, and the zone was to follow`,
      undo: [{ operation: "writeAliases", by: callerOf(action, sessions), zone, aliases: deletes }],
    },
    calls: [
      change({ deletes: deletes.length }),
      { account, operation: "DeleteHostedZone" },
      change({ upserts: deletes.length }),
    ],
  };
}

function callerOf(action: ZoneAction, sessions: Sessions): Caller {
  const { account, hub } = action;
  const spoke = sessions.spokeOf(action);
  const role = (spoke ?? sessions.document(hub)).role?.arn;
  return { account, hub, ...(spoke && { spoke: spoke.name }), ...(role !== undefined && { role }) };
}
