import { expect, test } from "vitest";
import type { SubnetId } from "../ids.ts";
import { Bounds, ipOf, pieces, placeText, rangeOf, rangeText } from "./ip.ts";

const SUBNET = "subnet-a" as SubnetId;

test.each([
  ["a subnet that no range cuts is named by its own", "10.3.0.0/24", [], ["10.3.0.0/24"]],
  ["of IPv6 too", "fd00:3::/64", ["fd00:3::/48"], ["fd00:3::/64"]],
  ["a route to its first half parts it", "10.3.0.0/24", ["10.3.0.0/25"], ["10.3.0.0/25", "10.3.0.128/25"]],
  [
    "and one in its middle, in three",
    "10.3.0.0/24",
    ["10.3.0.64/26"],
    ["10.3.0.0/26", "10.3.0.64/26", "10.3.0.128/25"],
  ],
  [
    "what is no range is named from end to end",
    "10.3.0.0/29",
    ["10.3.0.2/32"],
    ["10.3.0.0/31", "10.3.0.2/32", "10.3.0.3–10.3.0.7"],
  ],
])("%s", (_sentence, cidr, looked, parts) => {
  expect(pieces(SUBNET, rangeOf(cidr), [new Bounds(looked.map(rangeOf))]).map(rangeText)).toEqual(parts);
});

test("a part is told with its subnet, an address by itself", () => {
  const [whole] = pieces(SUBNET, rangeOf("10.3.0.0/24"), []);
  expect(whole && placeText(whole)).toBe("10.3.0.0/24 of subnet-a");
  expect(placeText(ipOf("10.3.0.4"))).toBe("10.3.0.4");
});
