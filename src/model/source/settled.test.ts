import { describe, expect, it } from "vitest";
import { type Scan, type Settling, settled } from "./settled.ts";

/** `12 b swap`: at second 12 the folder holds b, and a link to it was swapped since. */
function scanOf(text: string): Scan {
  const [second, hash, swap] = text.split(" ");
  return { atMs: Number(second) * 1000, hash: hash ?? "", swapped: swap === "swap" };
}

describe("semantics 42: a folder's removals wait for two equal scans 30 s apart, or an atomic swap", () => {
  it.each<[readonly string[], boolean]>([
    [["0 a"], false],
    [["0 a swap"], false],
    [["0 a", "29.9 a"], false],
    [["0 a", "30 a"], true],
    [["0 a", "15 a", "30 a"], true],
    [["0 a", "30 a", "31 a"], true],
    [["0 a", "30 a", "31 b"], false],
    [["0 a", "30 a", "31 b", "61 b"], true],
    [["0 a", "15 b", "30 a", "45 a"], false],
    [["0 a", "15 b", "30 a", "60 a"], true],
    [["0 a", "1 b swap"], true],
    [["0 a", "1 b swap", "2 b"], true],
    [["0 a", "1 b swap", "2 c"], false],
    [["0 a", "1 a swap"], false],
  ])("%s: %s", (scans, allowed) => {
    const last = scans.map(scanOf).reduce<Settling | undefined>(settled, undefined);
    expect(last?.removalsAllowed).toBe(allowed);
  });
});
