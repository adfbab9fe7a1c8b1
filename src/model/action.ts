import type { AccountId, DocumentName, VpcRef, ZoneId, ZoneName } from "./ids.ts";
import { vpcKey } from "./ids.ts";
import type { AliasTarget } from "./observed.ts";
import type { Tags } from "./zone.ts";

/**
 * One step of a plan, as plain data: it can be printed, saved, compared and executed later. Zones that do not exist
 * yet are named by their key; the action that makes one is among `after`.
 */
export type Action = Common &
  (
    | {
        readonly kind: "createZone";
        readonly vpc: VpcRef;
        readonly callerReference: string;
        readonly comment: string;
      }
    | { readonly kind: "changeRecords"; readonly upserts: readonly Alias[] }
    | { readonly kind: "tagZone"; readonly tags: Tags }
    | { readonly kind: "awaitInsync" }
    | { readonly kind: "authorize"; readonly vpc: VpcRef }
    | { readonly kind: "associate"; readonly vpc: VpcRef }
    | { readonly kind: "deauthorize"; readonly vpc: VpcRef }
    | { readonly kind: "disassociate"; readonly vpc: VpcRef }
    | { readonly kind: "move"; readonly vpc: VpcRef; readonly from: ZoneRef & { readonly hub: DocumentName } }
    | { readonly kind: "deleteZone"; readonly deletes: readonly Alias[] }
  );

type Common = {
  readonly key: ActionKey;
  /** Must have succeeded before this one starts. */
  readonly after: readonly ActionKey[];
  /** Must have ended, well or badly, before this one starts: the authorisation goes after the association. */
  readonly afterSettled?: readonly ActionKey[];
  readonly hub: DocumentName;
  /** The account whose credentials make the call and whose rate it uses. */
  readonly account: AccountId;
  /** The document whose role is assumed; absent: the hub's. */
  readonly spoke?: DocumentName;
  readonly endpoint?: DocumentName;
  readonly zone: ZoneRef;
  /** A sentence that says why. */
  readonly because: string;
  /** Takes something away that somebody may use: counted and held back by the guard. */
  readonly removal?: true;
};

export type ActionKind = Action["kind"];
export type ActionKey = string;

/** A zone by its place in desired state; `id` when it exists already. */
export type ZoneRef = {
  readonly key: ZoneKey;
  readonly name: ZoneName;
  readonly id?: ZoneId;
};

export type ZoneKey = string;

/** An alias at the zone's apex or at `*`. */
export type Alias = {
  readonly name: string;
  readonly type: "A" | "AAAA";
  readonly target: AliasTarget;
};

export function zoneKey(hub: DocumentName, set: string, name: ZoneName): ZoneKey {
  return `${hub}/${set}/${name}`;
}

/**
 * The same step has the same key in every plan, so that a saved plan can be resumed after its zones were made. What
 * takes something away names the zone's id as well: a zone deleted and made again under one name is another zone.
 */
export function actionKey(kind: ActionKind, zone: ZoneRef, vpc?: VpcRef): ActionKey {
  const parts: string[] = [kind, zone.key];
  if (zone.id && (kind === "disassociate" || kind === "deleteZone")) parts.push(zone.id);
  if (vpc) parts.push(vpcKey(vpc));
  return parts.join(" ");
}

/** The API calls that an action makes, in order, when all goes well; `awaitInsync` polls GetChange. */
export function callsOf(action: Action): { readonly operation: string; readonly write: boolean }[] {
  const write = (operation: string) => ({ operation, write: true });
  switch (action.kind) {
    case "createZone":
      return [write("CreateHostedZone")];
    case "changeRecords":
      return [write("ChangeResourceRecordSets")];
    case "tagZone":
      return [write("ChangeTagsForResource")];
    case "awaitInsync":
      return [{ operation: "GetChange", write: false }];
    case "authorize":
      return [write("CreateVPCAssociationAuthorization")];
    case "associate":
      return [write("AssociateVPCWithHostedZone")];
    case "deauthorize":
      return [write("DeleteVPCAssociationAuthorization")];
    case "disassociate":
      return [write("DisassociateVPCFromHostedZone")];
    case "move":
      return [write("DisassociateVPCFromHostedZone"), write("AssociateVPCWithHostedZone")];
    case "deleteZone":
      return [
        ...(action.deletes.length > 0 ? [write("ChangeResourceRecordSets")] : []),
        write("DeleteHostedZone"),
      ];
  }
}
