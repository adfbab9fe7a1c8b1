import { expect, test } from "vitest";
import { ENDPOINT, edit, parseFolder, SPOKE } from "../../../test/support/fixture.ts";
import { formatProblem } from "./problems.ts";

test("a field of wrong type hides neither a dangling reference nor an unknown Region beside it", () => {
  const spoke = edit(SPOKE, ["hub: hub-a", 'hub: hub-x\n  region: ap-southeast-22\n  suspend: "yes"']);
  const { problems, warnings } = parseFolder({ "spoke.yaml": spoke });
  expect([...problems, ...warnings].map(formatProblem)).toEqual([
    'spoke.yaml:6:8: there is no Hub "hub-x"; did you mean "hub-a"?',
    "spoke.yaml:8:12: spec.suspend must be true or false, not text",
    'spoke.yaml:7:11: warning: Region ap-southeast-22 is not known to this version; did you mean "ap-southeast-2"?',
  ]);
});

test("in misshapen documents every list of references is followed, and what is no name is told once", () => {
  const folder = {
    "endpoint.yaml": edit(ENDPOINT, ["[hub-a]", "[hub-a, hub-x, Hub_Y]\n  newNames: maybe"]),
    "spoke.yaml": edit(SPOKE, ["hub: hub-a", "hub: hub-a\n  endpoints: { names: [ssm, kms] }\n  suspend: 1"]),
  };
  expect(parseFolder(folder).problems.map(({ file, message }) => `${file}: ${message.slice(0, 30)}`)).toEqual(
    [
      'endpoint.yaml: there is no Hub "hub-x"',
      "endpoint.yaml: spec.hubs[2] must be 1 to 63 l",
      "endpoint.yaml: spec.newNames must be report o",
      'spoke.yaml: there is no Endpoint "kms"',
      "spoke.yaml: spec.suspend must be true or f",
    ],
  );
});

test("a reference to a misshapen document does not dangle", () => {
  const endpoint = edit(ENDPOINT, ["service: ssm", "service: SSM"]);
  const spoke = edit(SPOKE, ["hub: hub-a", "hub: hub-a\n  endpoints: { names: [ssm] }\n  suspend: 1"]);
  const { problems } = parseFolder({ "endpoint.yaml": endpoint, "spoke.yaml": spoke });
  expect(problems.map(({ file }) => file)).toEqual(["endpoint.yaml", "spoke.yaml"]);
});
