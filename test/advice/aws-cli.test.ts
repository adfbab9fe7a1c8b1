import { describe, test } from "vitest";
import { follow } from "./advice.ts";
import { ADVICE } from "./all.ts";
import { byCli } from "./aws-cli.ts";
import { linesIn } from "./aws-line.ts";

/** The AWS CLI's name or path. `.ci/run` gives it where there is one. */
const { AWS_CLI } = process.env;

if (!AWS_CLI) process.stderr.write("aws lines are not given to the AWS CLI: AWS_CLI is not set\n");

const ways = Object.entries(ADVICE).flatMap(([reason, advice]) =>
  advice.flatMap((one) =>
    one.ways.flatMap((way) => (linesIn(way.does).length > 0 ? [[reason, way.does, one, way] as const] : [])),
  ),
);

describe.skipIf(!AWS_CLI)("the AWS CLI takes the line as it is printed, and it ends the finding", () => {
  test.each(ways)("%s: %s", async (reason, _does, advice, way) => {
    await follow(reason, advice, way, byCli(AWS_CLI ?? ""));
  });
});
