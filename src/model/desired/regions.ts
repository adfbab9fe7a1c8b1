import type { Source } from "./documents.ts";
import { echo } from "./echo.ts";
import { region as shape } from "./fields.ts";
import { type Path, valueAt } from "./positions.ts";
import type { Problems } from "./problems.ts";
import { KNOWN_REGIONS } from "./region-list.ts";
import { didYouMean } from "./suggest.ts";

const PATHS: readonly Path[] = [
  ["spec", "region"],
  ["spec", "anchorVpc", "region"],
  ["spec", "serviceRegion"],
];

/** A slip in a Region reads like an account without VPCs; but AWS opens new ones, so it is a warning and no more. */
export function warnOfUnknownRegions(source: Source, problems: Problems): void {
  for (const path of PATHS) {
    const region = shape.safeParse(valueAt(source.body, path)).data;
    if (region === undefined || KNOWN_REGIONS.has(region)) continue;
    const hint = didYouMean(region, KNOWN_REGIONS) ?? "a Region that is new may be used all the same";
    const shown = echo(region, path);
    const message = `${shown === undefined ? "this Region" : `Region ${shown}`} is not known to this version`;
    problems.warning("UnknownRegion", source.value(path), message, hint);
  }
}
