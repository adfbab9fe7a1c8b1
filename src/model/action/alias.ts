import type { AliasTarget, PlainValues } from "../observed/zone.ts";
import type { EndpointRef } from "./refs.ts";

/**
 * An alias at the zone's apex, at `*`, or at a name of one Availability Zone. `expects`, in an adopted zone: what stood at its place when the plan was made;
 * where something else stands by then, AWS refuses, and it stays.
 */
export type Alias = {
  readonly name: string;
  readonly type: "A" | "AAAA";
  readonly target: AliasTarget | PendingTarget;
  readonly expects?: AliasTarget | PlainExpected | "nothing";
};

export type LiveAlias = Alias & { readonly target: AliasTarget };

/** A record that is no alias: a CNAME at its name, or addresses of its own type. */
export type PlainExpected = { readonly cname: PlainValues } | { readonly addresses: PlainValues };

/** The regional name of an endpoint that is not available yet, or its name in an Availability Zone: read when it is. */
export type PendingTarget = {
  readonly endpoint: EndpointRef["key"];
  readonly evaluateTargetHealth: boolean;
  readonly zone?: string;
};
