import { type DocumentName, type VpcRef, vpcKey } from "../ids.ts";
import type { Tags } from "../ownership.ts";
import type { Alias, LiveAlias } from "./alias.ts";
import type { ActionKey, Common } from "./common.ts";
import type { ZoneRef } from "./refs.ts";

/** A step on a hosted zone, its records or its associations. */
export type ZoneAction = Common & { readonly zone: ZoneRef } & (
    | {
        readonly kind: "createZone";
        readonly vpc: VpcRef;
        readonly callerReference: string;
        readonly comment: string;
        readonly waitForRelease?: true;
      }
    /**
     * `repoints`: an alias that clients may use leads elsewhere afterwards, or is one of `deletes`, in the same batch;
     * weighed by the guard (semantics 25). `again`: all of it stands there already, and nothing proves that DNS shows it.
     */
    | {
        readonly kind: "changeRecords";
        readonly upserts: readonly Alias[];
        readonly deletes?: readonly LiveAlias[];
        readonly repoints?: true;
        readonly again?: true;
      }
    | { readonly kind: "tagZone"; readonly tags: Tags }
    /**
     * Until the aliases are in DNS; with `vpc`: until its association, or the end of it, is.
     * `sure`: nothing else answers what is waited for; where nobody knows the change, it takes `SURE_SECONDS`.
     */
    | { readonly kind: "awaitInsync"; readonly vpc?: VpcRef; readonly sure?: true }
    | { readonly kind: "authorize"; readonly vpc: VpcRef }
    /** `waitForRelease`: the VPC's own private DNS was just switched off, and a conflict means "not yet". */
    | { readonly kind: "associate"; readonly vpc: VpcRef; readonly waitForRelease?: true }
    | { readonly kind: "deauthorize"; readonly vpc: VpcRef }
    /**
     * `anchor`: the hub's, which moves on to another zone of the name. `confirms`: a VPC that the zone's list must show
     * first, so that another one stays in the zone. `replaced`: a rule of ours answers there from then on, as a zone does where
     * an association with a rule ends so.
     */
    | {
        readonly kind: "disassociate";
        readonly vpc: VpcRef;
        readonly anchor?: true;
        readonly confirms?: VpcRef;
        readonly replaced?: true;
      }
    | { readonly kind: "move"; readonly vpc: VpcRef; readonly from: ZoneRef & { readonly hub: DocumentName } }
    /**
     * `onlyWith`: the only VPCs that its list may show just before; somebody may have joined it unseen. `darkens`: the client
     * VPC that leaves with the zone; between the deletions of aliases and zone it does not resolve the name.
     */
    | {
        readonly kind: "deleteZone";
        readonly deletes: readonly LiveAlias[];
        readonly onlyWith?: readonly VpcRef[];
        readonly darkens?: VpcRef;
      }
  );

/**
 * The same step has the same key in every plan, so that a saved plan can be resumed after its zones were made. What
 * takes something away names the zone's id as well: a zone deleted and made again under one name is another zone.
 */
export function actionKey(kind: ZoneAction["kind"], zone: ZoneRef, vpc?: VpcRef): ActionKey {
  const parts: string[] = [kind, zone.key];
  if (zone.id && (kind === "disassociate" || kind === "deleteZone")) parts.push(zone.id);
  if (vpc) parts.push(vpcKey(vpc));
  return parts.join(" ");
}
