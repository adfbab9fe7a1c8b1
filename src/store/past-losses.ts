import type { PastLosses } from "../model/plan/guard/hour.ts";
import type { Loss } from "../model/plan/guard/loss.ts";
import type { RecordOf } from "./records.ts";

type GuardRecord = RecordOf<"guard">;
type PackedLosses = GuardRecord["allowed"][number]["left"];

/** As it stands in the table. */
export function packedPast({ lost, allowed }: PastLosses): GuardRecord {
  const byTime = Map.groupBy(lost, ([, at]) => at);
  return {
    lost: [...byTime].map(([at, losses]) => ({ at, losses: packed(losses.map(([loss]) => loss)) })),
    allowed: allowed.map(({ left, ...allowance }) => ({ ...allowance, left: packed(left) })),
  };
}

export function pastIn({ lost, allowed }: GuardRecord): PastLosses {
  return {
    lost: new Map(lost.flatMap(({ at, losses }) => unpacked(losses).map((loss) => [loss, at] as const))),
    allowed: allowed.map(({ digest, since, endedAt, left }) => ({
      digest,
      since,
      left: unpacked(left),
      ...(endedAt !== undefined && { endedAt }),
    })),
  };
}

/** VPCs that lose the same names stand together: each name and each VPC is written once for them. */
function packed(losses: readonly Loss[]): PackedLosses {
  const namesOf = new Map<string, string[]>();
  const others: Loss[] = [];
  for (const loss of losses) {
    const [kind, name = "", vpc = ""] = loss.split(" ");
    if (kind !== "pair") others.push(loss);
    else if (namesOf.get(vpc)?.push(name) === undefined) namesOf.set(vpc, [name]);
  }
  const alike = Map.groupBy(namesOf, ([, names]) => names.sort().join(" "));
  const pairs = [...alike].map(([names, vpcs]) => ({
    names: names.split(" "),
    vpcs: vpcs.map(([vpc]) => vpc).sort(),
  }));
  return { pairs, others };
}

function unpacked({ pairs, others }: PackedLosses): Loss[] {
  const each = pairs.flatMap(({ names, vpcs }) =>
    vpcs.flatMap((vpc) => names.map((name) => `pair ${name} ${vpc}`)),
  );
  return [...each, ...others];
}
