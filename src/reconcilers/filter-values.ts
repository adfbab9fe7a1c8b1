import { batchesOf } from "../model/batches.ts";

/** EC2 takes at most 200 values in a filter (EC2 API reference, "Filter"). */
const FILTER_VALUES_MAX = 200;

/** For as many calls as it takes. */
export function filterValues<T extends string>(values: readonly T[]): T[][] {
  return batchesOf(values, FILTER_VALUES_MAX);
}
