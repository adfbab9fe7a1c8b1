import type { Action } from "../action.ts";
import type { Desired } from "../desired/types.ts";
import { type VpcRef, vpcKey } from "../ids.ts";

/** A plan's actions as a person reads them: each hub's zones, then what happens to each VPC. */
export type Group = { readonly title: string; readonly actions: readonly Action[] };

export function groupActions(actions: readonly Action[], desired: Desired): Group[] {
  const names = new Map<string, string>();
  const at = (hub: string, vpc: VpcRef) => `${hub} ${vpcKey(vpc)}`;
  for (const { hub, name, vpc, region, account } of desired.spokes)
    names.set(at(hub.name, { id: vpc, region }), `spoke ${name} (account ${account}, ${vpc} in ${region})`);
  for (const { name, vpc, region, account, anchorVpc } of desired.hubs) {
    names.set(at(name, { id: vpc, region }), `hub VPC of ${name} (account ${account}, ${vpc} in ${region})`);
    if (anchorVpc)
      names.set(at(name, anchorVpc), `anchor VPC of ${name} (${anchorVpc.id} in ${anchorVpc.region})`);
  }
  const titleOf = (action: Action): string => {
    const vpc = vpcOf(action);
    if (!vpc) return `hub ${action.hub} (account ${action.account})`;
    return (
      names.get(at(action.hub, vpc)) ?? `VPC ${vpc.id} in ${vpc.region}, in no document of hub ${action.hub}`
    );
  };
  const groups = Map.groupBy(actions, titleOf);
  const rank = (title: string) => ["hub VPC ", "spoke ", "VPC "].findIndex((kind) => title.startsWith(kind));
  return [...groups]
    .map(([title, own]) => ({ title, actions: own }))
    .sort((a, b) => rank(a.title) - rank(b.title) || (a.title < b.title ? -1 : 1));
}

/** The VPC that an action is about; a zone's first VPC is the zone's affair. */
function vpcOf(action: Action): VpcRef | undefined {
  switch (action.kind) {
    case "authorize":
    case "associate":
    case "deauthorize":
    case "disassociate":
    case "move":
      return action.vpc;
    default:
      return undefined;
  }
}
