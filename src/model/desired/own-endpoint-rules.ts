import type { Source } from "./documents.ts";
import type { Linked } from "./link.ts";
import { valueAt } from "./positions.ts";
import type { Problems } from "./problems.ts";
import { canBridge, takesGap } from "./rule-mode.ts";
import type { Spoke } from "./types.ts";

/** What documents may say of spokes' own endpoints (semantics 56, 59). */
export function checkOwnEndpoints({ spokes, sourceOf }: Linked, problems: Problems): void {
  for (const spoke of spokes) {
    const { redundant, allowGap } = spoke.ownEndpoints;
    if (allowGap && !takesGap(spoke)) needsNoGap(spoke, sourceOf(spoke), problems);
    if (redundant !== undefined && redundant !== "keep") checkLeaving(spoke, sourceOf(spoke), problems);
  }
}

/** Names are to leave an endpoint that works. */
function checkLeaving(spoke: Spoke, source: Source, problems: Problems): void {
  const { redundant } = spoke.ownEndpoints;
  const refuse = (field: string, message: string, hint: string) =>
    problems.error("FieldsContradict", source.value(["spec", field]), message, hint);
  const beside = besideZones(spoke);
  const gap =
    redundant === "remove"
      ? "; or accept by allowGap: true that the names are public in that VPC for some minutes"
      : "";
  if (beside) refuse("redundantEndpoints", beside, `use mode resolver-rule, or keep${gap}`);
  if (spoke.pathCheck !== "off") return;
  const isOwn = valueAt(source.body, ["spec", "redundantEndpoints"]) !== undefined;
  refuse(
    isOwn ? "redundantEndpoints" : "pathCheck",
    `redundantEndpoints is ${redundant}, and pathCheck off: names leave an endpoint that works only for one that is reached`,
    "use another pathCheck, or redundantEndpoints: keep",
  );
}

/** It waits there for the day on which it would be needed, so it is told and no more: a hub may get its Resolver endpoints later. */
function needsNoGap(spoke: Spoke, source: Source, problems: Problems): void {
  const why = spoke.mode === "resolver-rule" ? "by rules no name is public" : "rules of the hub stand in";
  problems.warning(
    "FieldsContradict",
    source.key(["spec", "allowGap"]),
    `allowGap means nothing here: ${why}`,
    "leave it out",
  );
}

/** Why its mode and its own endpoints do not go together. */
function besideZones(spoke: Spoke): string | undefined {
  const { redundant } = spoke.ownEndpoints;
  if (spoke.mode === "resolver-rule" || (redundant === "remove" && (canBridge(spoke) || takesGap(spoke))))
    return undefined;
  const where =
    redundant === "remove"
      ? ", and rules stand in meanwhile only where the hub has Resolver endpoints in the VPC's Region, and rules: per-endpoint"
      : "";
  return `redundantEndpoints is ${redundant}, and mode phz-association: AWS associates no zone beside an endpoint that holds its name${where}`;
}
