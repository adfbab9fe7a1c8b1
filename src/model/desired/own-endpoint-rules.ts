import type { Linked } from "./link.ts";
import { valueAt } from "./positions.ts";
import type { Problems } from "./problems.ts";
import { canBridge } from "./rule-mode.ts";
import type { Spoke } from "./types.ts";

/** What documents may say of spokes' own endpoints (semantics 56, 59). */
export function checkOwnEndpoints({ spokes, sourceOf }: Linked, problems: Problems): void {
  for (const spoke of spokes) {
    const { redundant } = spoke.ownEndpoints;
    if (redundant === undefined || redundant === "keep") continue;
    const source = sourceOf(spoke);
    const refuse = (field: string, message: string, hint: string) =>
      problems.error("FieldsContradict", source.value(["spec", field]), message, hint);
    const isOwn = valueAt(source.body, ["spec", "redundantEndpoints"]) !== undefined;
    const beside = besideZones(spoke);
    if (beside) refuse("redundantEndpoints", beside, "use mode resolver-rule, or keep");
    if (spoke.pathCheck === "off")
      refuse(
        isOwn ? "redundantEndpoints" : "pathCheck",
        `redundantEndpoints is ${redundant}, and pathCheck off: names leave an endpoint that works only for one that is reached`,
        "use another pathCheck, or redundantEndpoints: keep",
      );
  }
}

/** Why its mode and its own endpoints do not go together. */
function besideZones(spoke: Spoke): string | undefined {
  const { redundant } = spoke.ownEndpoints;
  if (spoke.mode === "resolver-rule" || (redundant === "remove" && canBridge(spoke))) return undefined;
  const where =
    redundant === "remove"
      ? ", and rules stand in meanwhile only where the hub has Resolver endpoints in the VPC's Region, and rules: per-endpoint"
      : "";
  return `redundantEndpoints is ${redundant}, and mode phz-association: AWS associates no zone beside an endpoint that holds its name${where}`;
}
