import type { ManagedResolver, ResolverPlace } from "../desired/types.ts";
import type { ResolverEndpointId } from "../ids.ts";
import type { ResolverAddress } from "../observed/resolver.ts";
import type { Tags } from "../ownership.ts";
import type { ActionKey, Common } from "./common.ts";
import type { ResolverEndpointRef } from "./refs.ts";

/** A step on a Resolver endpoint of the hub's account that is ours. */
export type ResolverEndpointAction = Common & { readonly resolverEndpoint: ResolverEndpointRef } & (
    | {
        readonly kind: "createResolverEndpoint";
        readonly spec: ManagedResolver;
        readonly creatorRequestId: string;
        readonly tags: Tags;
        /** Rules will move to it, and what it takes the place of will go. */
        readonly replaces?: ResolverEndpointId;
      }
    /** Until it is OPERATIONAL, with an address that is ATTACHED in each of these places. */
    | { readonly kind: "awaitResolverEndpoint"; readonly places: readonly ResolverPlace[] }
    | { readonly kind: "addResolverAddress"; readonly place: ResolverPlace }
    /** Only where no rule of the account leads to it, which is read again just before. */
    | { readonly kind: "removeResolverAddress"; readonly address: ResolverAddress }
    | { readonly kind: "setResolverProtocols"; readonly protocols: readonly string[] }
    /** Only where no rule of the account leads to it or leaves by it, which is read again just before. */
    | { readonly kind: "deleteResolverEndpoint" }
  );

/** `of`: what tells steps on one endpoint apart: a place, or an address. */
export function resolverEndpointKey(
  kind: ResolverEndpointAction["kind"],
  { key, id }: ResolverEndpointRef,
  of?: string,
): ActionKey {
  return [kind, key, ...(id ? [id] : []), ...(of ? [of] : [])].join(" ");
}
