import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { serveCloud } from "../../src/simulator/server.ts";
import type { AwsLines } from "./aws-line.ts";

const run = promisify(execFile);

/** By the AWS CLI itself, as printed: the simulator answers over HTTP, its clock stands still in between. */
export function byCli(executable: string): AwsLines {
  return async ({ cloud, clock }, account, line) => {
    const served = await serveCloud({
      ...cloud,
      handle: (request, options) => clock.run(cloud.handle(request, options)),
    });
    const env = {
      PATH: process.env.PATH,
      AWS_ACCESS_KEY_ID: account,
      AWS_SECRET_ACCESS_KEY: "simulated",
      AWS_ENDPOINT_URL: served.url, // with which the CLI wants a Region for Route 53 too
      AWS_DEFAULT_REGION: "us-east-1", // a reader's own, where nothing of the estate is
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_PAGER: "",
    };
    try {
      await run(executable, line.split(" ").slice(1), { env });
    } finally {
      await served.close();
    }
  };
}
