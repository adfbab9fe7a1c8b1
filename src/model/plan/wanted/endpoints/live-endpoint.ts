import type { Alias } from "../../../action/alias.ts";
import type { ActionKey } from "../../../action/common.ts";
import type { AddressType } from "../../../desired/types.ts";
import type { EndpointView } from "../../../observed/endpoint.ts";

/** An endpoint that aliases can point at, now or by this plan. */
export type LiveEndpoint = {
  /** Absent: the endpoint is made by this plan. */
  readonly view?: EndpointView;
  readonly target: Alias["target"];
  readonly types: readonly AddressType[];
  /** With `zonalNames`. */
  readonly zonal?: Zonal;
  /** What makes it available: no alias points at it before (semantics 32). */
  readonly after: readonly ActionKey[];
};

/** Where names of single Availability Zones lead. Zones are told by id, which is the same in all accounts. */
export type Zonal = {
  readonly targets: ReadonlyMap<string, Alias["target"]>;
  /** Whether the endpoint has nothing in that zone any more, or is to have nothing there. */
  readonly isLeft: (zoneId: string) => boolean;
};
