import type { Seen } from "../model/failure.ts";
import type { EndpointId } from "../model/ids.ts";
import type { Definition, HandedOverAt } from "../model/own-definition.ts";

/**
 * What spokes' own endpoints that are handed over are made again by, as it is remembered beyond AWS. Absent: none of them is
 * ever deleted.
 */
export type Definitions = {
  /** Where to look for what may have to be taken back, and what may be deleted. While this cannot be read no rule leaves unlooked. */
  left(): Promise<Seen<readonly HandedOverAt[]>>;
  /** Rejects with a FailureError when it does not stand there: then the endpoint stays as it is. */
  keep(definition: Definition): Promise<void>;
  /** It is as it was before. Never rejects: one that stays does no harm. */
  forget(id: EndpointId): Promise<void>;
};
