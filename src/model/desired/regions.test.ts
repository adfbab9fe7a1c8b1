import { expect, test } from "vitest";
import { edit, HUB, parseFolder } from "../../../test/support/fixture.ts";
import { formatProblem } from "./problems.ts";

const warningsFor = (region: string) =>
  parseFolder({ "hub.yaml": edit(HUB, ["region: eu-west-1", `region: ${region}`]) });

test.each(["us-east-1", "ap-southeast-7", "eu-south-2"])("Region %s is known", (region) => {
  expect(warningsFor(region)).toMatchObject({ problems: [], warnings: [] });
});

test("a Region that is not known is a warning with the nearest one, and refuses nothing", () => {
  const { desired, warnings } = warningsFor("eu-wset-1");
  expect(desired).toBeDefined();
  expect(warnings.map(formatProblem)).toEqual([
    'hub.yaml:8:11: warning: Region eu-wset-1 is not known to this version; did you mean "eu-west-1"?',
  ]);
});

test("a Region that is like no other may be new", () => {
  const { warnings } = warningsFor("qa-midlands-1");
  expect(warnings[0]?.hint).toBe("a Region that is new may be used all the same");
});

test("the anchor's Region is looked at too", () => {
  const anchor = "vpc: vpc-0a000001\n  anchorVpc: { vpc: vpc-0a000009, region: eu-west-11 }";
  const { warnings } = parseFolder({ "hub.yaml": edit(HUB, ["vpc: vpc-0a000001", anchor]) });
  expect(warnings.map(({ line }) => line)).toEqual([10]);
});
