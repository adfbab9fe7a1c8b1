import fc from "fast-check";
import { expect, test } from "vitest";
import { didYouMean, nearest } from "./suggest.ts";

const FIELDS = ["owner", "account", "region", "vpc", "anchorVpc", "role", "externalId", "externalIdFrom"];

test.each([
  ["regoin", "region"],
  ["Region", "region"],
  ["acount", "account"],
  ["anchorvpc", "anchorVpc"],
  ["externalID", "externalId"],
  ["vcp", "vpc"],
  ["roles", "role"],
])("%s was probably meant to be %s", (written, meant) => {
  expect(nearest(written, FIELDS)).toBe(meant);
});

test.each(["subnets", "x", "", "tags"])("%j is near nothing", (written) => {
  expect(didYouMean(written, FIELDS)).toBeUndefined();
});

test("a word with one letter dropped, doubled or swapped is still recognised", () => {
  const word = fc.constantFrom("externalIdFrom", "acceptShadowing", "hubPrivateDns", "maxRemovalPercent");
  const slip = fc.property(word, fc.nat(), fc.constantFrom("drop", "double", "swap"), (meant, seed, kind) => {
    const at = seed % (meant.length - 1);
    const [a = "", b = ""] = [meant[at], meant[at + 1]];
    const middle = { drop: b, double: a + a + b, swap: b + a }[kind];
    expect(nearest(meant.slice(0, at) + middle + meant.slice(at + 2), [meant, ...FIELDS])).toBe(meant);
  });
  fc.assert(slip);
});
