import type { VpcRef, ZoneName } from "../ids.ts";
import type { ActionKey, Common } from "./common.ts";
import type { OwnRef, RuleRef, ZoneRef } from "./refs.ts";

/**
 * A step on an interface endpoint of a spoke's own, by the credentials of its account (semantics 59). `names`: what its private DNS
 * holds, or will; `rules`: those that serve the names instead, seen associated once more just before; `joins`: where a window is
 * accepted instead, the zones that its VPC joins at once, which is tried before.
 */
export type OwnAction = Common & { readonly own: OwnRef; readonly vpc: VpcRef } & (
    | {
        readonly kind: "handOver";
        readonly names: readonly ZoneName[];
        readonly rules: readonly RuleRef[];
        readonly joins?: readonly ZoneRef[];
      }
    /** Private DNS is seen off: the time from which it lingers is written into the tag. */
    | { readonly kind: "startLinger" }
    /** Asks AWS whether the role may, before its VPC leaves the zones that answer meanwhile. */
    | { readonly kind: "tryTakeBack" }
    | { readonly kind: "takeBack"; readonly names: readonly ZoneName[] }
    /** Until its private DNS answers again. */
    | { readonly kind: "awaitPrivateDns"; readonly names: readonly ZoneName[] }
    /** Nothing is left of the hand-over. */
    | { readonly kind: "endHandOver" }
    /** `lingerSeconds`: for how long private DNS has to have been off; `privateNames`: as its service lists them. */
    | {
        readonly kind: "deleteOwn";
        readonly lingerSeconds: number;
        readonly names: readonly ZoneName[];
        readonly privateNames: readonly string[];
        readonly rules: readonly RuleRef[];
        /** Where zones serve the names, and no rule any more. */
        readonly zones?: readonly ZoneRef[];
      }
  );

export function ownActionKey(kind: OwnAction["kind"], { key }: OwnRef): ActionKey {
  return `${kind} ${key}`;
}
