import { type Action, isWait } from "../../action/action.ts";
import { plural } from "../../counted.ts";
import { serviceLabel } from "../../desired/service.ts";
import type { Desired, Endpoint } from "../../desired/types.ts";
import { type Finding, finding } from "../../finding.ts";
import { isOwnVpc, type OwnVpc } from "../../own-vpc.ts";
import { withoutDependents } from "../order/dependents.ts";
import type { Staged } from "./canary.ts";

/** By whose names the operator reaches what it works with; `dynamodb` is its table. */
const NEEDED = new Set(["sts", "route53", "ec2", "dynamodb"]);

/**
 * The VPC in which the operator runs changes last and alone (semantics 65): behind a dead name it could not repair itself.
 * `behind`: what a rollout holds back, and how many pairs wait for a later pass, which come before it too.
 */
export function ownVpcLast(
  actions: readonly Action[],
  behind: { readonly held: readonly Action[]; readonly pairs: number },
  desired: Desired,
  own: OwnVpc | undefined,
): Staged {
  if (!own) return { actions, held: [], findings: [] };
  const notes = needed(desired, own);
  const mine = new Set(actions.filter((action) => !action.urgent && isOf(own, action)));
  const others = [...actions, ...behind.held].filter((action) => !mine.has(action) && isStep(own, action));
  const before = others.filter(({ kind }) => kind !== "authorize").length + behind.pairs;
  if (mine.size === 0 || before === 0) return { actions, held: [], findings: notes };
  const kept = new Set(
    withoutDependents(
      actions,
      [...mine].map(({ key }) => key),
    ),
  );
  const held = [...Map.groupBy(mine, ({ hub }) => hub)].map(([hub, all]) =>
    finding("withheld", { hub }, wordsOf(own, all, before)),
  );
  return {
    actions: [...kept],
    held: actions.filter((action) => !kept.has(action)),
    findings: [...notes, ...held],
  };
}

/** Steps that change what that VPC resolves. A zone is not its own, but where it goes with the VPC as its last. */
function isOf(own: OwnVpc, action: Action): boolean {
  switch (action.kind) {
    case "authorize":
    case "associate":
    case "disassociate":
    case "move":
    case "associateRule":
    case "disassociateRule":
    case "turnOffPrivateDns":
    case "handOver":
    case "takeBack":
    case "deleteOwn":
      return isOwnVpc(own, action.vpc);
    case "deleteZone":
      return action.onlyWith?.some((vpc) => isOwnVpc(own, vpc)) ?? false;
    default:
      return false;
  }
}

/** What the others are still to get: waits, tags and authorizations that are taken back are nobody's names. */
function isStep(own: OwnVpc, action: Action): boolean {
  if (isWait(action) || isOf(own, action)) return false;
  return action.kind !== "deauthorize" && !/^(tag|startLinger|endHandOver|tryTakeBack)/.test(action.kind);
}

function wordsOf(own: OwnVpc, mine: readonly Action[], before: number) {
  const count = (steps: number) => plural(steps, "step");
  const all = mine.filter(({ kind }) => kind !== "authorize").length;
  return {
    reason: "OwnVpcLast",
    message: `${count(all)} for ${own.id}, in which the operator runs, come last and alone: ${count(before)} for others first`,
    todo: "nothing in the daemon, which goes on by itself; by hand, run again when the rest is done",
  } as const;
}

/** Told as long as it is so: whoever looks for why the operator cannot reach AWS finds it. */
function needed(desired: Desired, own: OwnVpc): Finding[] {
  const isNeeded = ({ service }: Endpoint) => NEEDED.has(serviceLabel(service).replace(/-fips$/, ""));
  return desired.hubs.flatMap((hub) => {
    const isOwnHub = isOwnVpc(own, { id: hub.vpc, region: hub.region });
    const spokes = desired.spokes.filter(
      (s) => s.hub === hub && isOwnVpc(own, { id: s.vpc, region: s.region }),
    );
    const shared = desired.endpoints.filter(
      (e) =>
        e.hubs.includes(hub) &&
        isNeeded(e) &&
        (spokes.some(({ endpoints }) => endpoints.includes(e)) || (isOwnHub && e.hubPrivateDns !== "keep")),
    );
    return shared.map((endpoint) =>
      finding(
        "note",
        { hub: hub.name, endpoint: endpoint.name },
        {
          reason: "OwnVpcIsClient",
          message: `the operator runs in ${own.id}, which gets the names of ${serviceLabel(endpoint.service)} by this endpoint: where they fail, it cannot reach AWS to mend them`,
        },
      ),
    );
  });
}
