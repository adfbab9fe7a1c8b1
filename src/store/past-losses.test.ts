import { expect, test } from "vitest";
import type { PastLosses } from "../model/plan/guard/hour.ts";
import { encoded } from "./encoding.ts";
import { packedPast, pastIn } from "./past-losses.ts";

/** As random as ids of AWS are. */
const vpcOf = (i: number) =>
  `vpc-${((BigInt(i + 1) * 0x9e3779b97f4a7c15n) % 0x100000000000000000n).toString(16).padStart(17, "0")}@eu-west-1`;

const pairs = (vpcs: number, names: number) =>
  Array.from({ length: vpcs }, (_, i) => vpcOf(i)).flatMap((vpc) =>
    Array.from({ length: names }, (_, name) => `pair svc${name}.eu-west-1 ${vpc}`),
  );

test("what is read is what was written: every loss with its time, every allowance with what is left of it", () => {
  const past: PastLosses = {
    lost: new Map([
      ...pairs(3, 2).map((loss) => [loss, 5] as const),
      ["pair svc0.eu-west-1 vpc-0a@eu-west-1", 6],
      ["zone default/svc0#1", 6],
      ["endpoint vpce-0a", 5],
      ["alias default/svc1 ssm", 7],
    ]),
    allowed: [
      { digest: "abcdef012345", since: 4, left: [...pairs(2, 2), "zone default/svc0#0"] },
      { digest: "bbcdef012345", since: 3, left: [], endedAt: 9 },
    ],
  };
  const again = pastIn(JSON.parse(JSON.stringify(packedPast(past))));
  const sorted = ({ lost, allowed }: PastLosses) => ({
    lost: [...lost].sort(),
    allowed: allowed.map((one) => ({ ...one, left: [...one.left].sort() })),
  });
  expect(sorted(again)).toEqual(sorted(past));
});

test("a fifth of ten thousand VPCs that lose a hundred names each fit into one item of the table, as all of them do", () => {
  const allowed = [{ digest: "abcdef012345", since: 4, left: pairs(10_000, 100) }];
  const { packed, json } = encoded(
    packedPast({ lost: new Map(pairs(2000, 100).map((loss) => [loss, 1])), allowed }),
  );
  expect(json).toBeUndefined();
  expect(packed?.B?.byteLength).toBeLessThan(250_000);
});
