import { type ResolverEndpointId, type VpcRef, vpcKey } from "../ids.ts";
import type { Tags } from "../ownership.ts";
import type { ActionKey, Common } from "./common.ts";
import type { RuleRef } from "./refs.ts";

/** A step on a Resolver rule of the hub's account, or on its association with a spoke's VPC. */
export type RuleAction = Common & { readonly rule: RuleRef } & (
    | {
        readonly kind: "createRule";
        readonly creatorRequestId: string;
        readonly tags: Tags;
        /** Of a SYSTEM rule there is none: neither endpoint nor targets. */
        readonly forward?: Forward;
      }
    /** Only by overlap: no target that is ATTACHED today is missing from `forward` (semantics 50, 51). */
    | { readonly kind: "updateRule"; readonly forward: Forward }
    | { readonly kind: "tagRule"; readonly tags: Tags }
    /** Until it is COMPLETE: its targets have spread to the endpoint's interfaces. */
    | { readonly kind: "awaitRule" }
    /** `mark`: the association's name, our proof of it. In the spoke's account. */
    | { readonly kind: "associateRule"; readonly vpc: VpcRef; readonly mark: string }
    /** Until the association is COMPLETE, or gone. */
    | { readonly kind: "awaitAssociation"; readonly vpc: VpcRef; readonly until: "complete" | "gone" }
    /** Until associations with it that were seen COMPLETE answer every query. */
    | { readonly kind: "awaitSure" }
    | { readonly kind: "disassociateRule"; readonly vpc: VpcRef; readonly replaced?: true }
    | { readonly kind: "deleteRule" }
  );

/** The rule's outbound endpoint, and the inbound endpoint's addresses as its targets, by Do53 at port 53. */
export type Forward = { readonly endpoint: ResolverEndpointId; readonly targets: readonly string[] };

/** What takes something away names the rule's id as well: one that was made again under a name is another rule. */
export function ruleActionKey(kind: RuleAction["kind"], rule: RuleRef, vpc?: VpcRef): ActionKey {
  const parts: string[] = [kind, rule.key];
  if (rule.live && (kind === "disassociateRule" || kind === "deleteRule")) parts.push(rule.live.id);
  if (vpc) parts.push(vpcKey(vpc));
  return parts.join(" ");
}
