import type { Accounts, Session } from "../aws/accounts.ts";
import { FailureError } from "../aws/failure.ts";
import { accessKey } from "../model/access.ts";
import type { Action } from "../model/action/action.ts";
import { fillRole } from "../model/desired/roles.ts";
import type { Desired, Hub, Role, Spoke } from "../model/desired/types.ts";
import type { Inspection } from "../model/plan/reads/inspections.ts";

/** Credentials by the documents' names: an action carries no role, so that a plan can be saved without secrets. */
export type Sessions = {
  document(name: string): Hub;
  hub(name: string): Session;
  /** Of the account that makes the action's call; in the hub's own account always by the hub's role. */
  of(action: Action): Session;
  /** Whose credentials those are, where they are not the hub's. */
  spokeOf(action: Action): Spoke | undefined;
};

export function createSessions(desired: Desired, accounts: Accounts): Sessions {
  const hubs = new Map<string, Hub>(desired.hubs.map((h) => [h.name, h]));
  const spokes = new Map<string, Spoke>(desired.spokes.map((s) => [s.name, s]));
  function document(name: string): Hub {
    const found = hubs.get(name);
    if (!found) throw new FailureError({ kind: "invalid", error: "UnknownHub", message: `no hub ${name}` });
    return found;
  }
  function hub(name: string): Session {
    const { account, role } = document(name);
    return accounts.session(account, role);
  }
  function spokeOf(action: Action): Spoke | undefined {
    const spoke = action.spoke === undefined ? undefined : spokes.get(action.spoke);
    const crosses = spoke && spoke.account !== document(action.hub).account;
    return crosses && spoke.account === action.account ? spoke : undefined;
  }
  function of(action: Action): Session {
    const spoke = spokeOf(action);
    if (spoke) return accounts.session(spoke.account, spoke.role);
    const { account, spokeRole } = document(action.hub);
    if (action.account === account) return hub(action.hub);
    // An account that no document names any more, and that the hub's rules are shared with.
    return accounts.session(action.account, spokeRole && fillRole(spokeRole, action.account));
  }
  return { document, hub, of, spokeOf };
}

/** Of the VPC's own account: by its spoke's role; the hub VPC and the anchor by the hub's. */
export function inspectionSession(accounts: Accounts, inspection: Inspection): Session {
  return accounts.session(inspection.account, roleOf(inspection));
}

/** What backs off when that session fails. */
export function inspectionAccess(inspection: Inspection): string {
  return accessKey(inspection.account, roleOf(inspection), inspection.vpc.region);
}

function roleOf({ spoke, hub }: Inspection): Role | undefined {
  return spoke ? spoke.role : hub.role;
}
