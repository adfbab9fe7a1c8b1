import type { Action } from "../action/action.ts";
import type { Desired } from "../desired/types.ts";
import { type VpcRef, vpcKey } from "../ids.ts";

/** How a person calls a VPC: by its document where one names it. */
export type Label = {
  /** Those of one kind are told together. */
  readonly kind: "spoke" | "hub VPC" | "anchor VPC" | "VPC";
  /** In a list of its kind: the document's name, else the id. */
  readonly name: string;
  /** By itself: `spoke pay (vpc-… in eu-west-1, account …)`. */
  readonly title: string;
};

export type LabelOf = (hub: string, vpc: VpcRef) => Label;

export function labelsOf(desired: Desired): LabelOf {
  const labels = new Map<string, Label>();
  const at = (hub: string, vpc: VpcRef) => `${hub} ${vpcKey(vpc)}`;
  for (const { hub, name, vpc, region, account } of desired.spokes)
    labels.set(at(hub.name, { id: vpc, region }), {
      kind: "spoke",
      name,
      title: `spoke ${name} (account ${account}, ${vpc} in ${region})`,
    });
  for (const { name, vpc, region, anchorVpc } of desired.hubs) {
    labels.set(at(name, { id: vpc, region }), plain("hub VPC", { id: vpc, region }));
    if (anchorVpc) labels.set(at(name, anchorVpc), plain("anchor VPC", anchorVpc));
  }
  return (hub, vpc) => labels.get(at(hub, vpc)) ?? plain("VPC", vpc);
}

function plain(kind: Label["kind"], { id, region }: Pick<VpcRef, "region"> & { id: string }): Label {
  return { kind, name: id, title: `${kind} ${id} in ${region}` };
}

/** The VPC that an action is about; a zone's first VPC is the zone's affair. */
export function vpcOf(action: Action): VpcRef | undefined {
  switch (action.kind) {
    case "authorize":
    case "associate":
    case "deauthorize":
    case "disassociate":
    case "move":
    case "awaitInsync":
    case "associateRule":
    case "awaitAssociation":
    case "disassociateRule":
      return action.vpc;
    default:
      return undefined;
  }
}
