import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createCloud } from "../../src/simulator/cloud.ts";
import { serveCloud } from "../../src/simulator/server.ts";

// The services that the operator works on, by a client that knows nothing of us: boto3 has AWS's own models.

/** A Python with boto3: a name or a path. */
const { BOTO3_PYTHON } = process.env;
if (!BOTO3_PYTHON) process.stderr.write("no estate is built by boto3: BOTO3_PYTHON is not set\n");

const clock = {
  now: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)),
};
/** As quick as a person at the keyboard would like it. */
const QUICK = {
  insyncMs: 50,
  endpointPendingMs: 50,
  resolverEndpointMs: 50,
  resolverAddressMs: 50,
  resolverRuleMs: 50,
  resolverAssociationMs: 50,
  sharingMs: 50,
  sharedSeenMs: 50,
};

test.skipIf(!BOTO3_PYTHON)(
  "boto3 shares a name by a zone and by a rule, and every answer is AWS's",
  async () => {
    const cloud = createCloud({ clock, throttling: false, ...QUICK });
    const served = await serveCloud(cloud);
    try {
      const script = new URL("../support/estate.py", import.meta.url).pathname;
      const env = { PATH: process.env.PATH };
      const { stdout } = await promisify(execFile)(BOTO3_PYTHON ?? "", [script, served.url], { env });
      const { read, spoke } = JSON.parse(stdout) as { read: unknown; spoke: string };
      expect(read).toEqual({
        unauthorized: "NotAuthorizedException",
        vpcs: 2,
        zonesOfSpoke: ["ssm.eu-west-1.amazonaws.com."],
        records: ["A", "NS", "SOA"],
        authorizations: [],
        notEmpty: "HostedZoneNotEmpty",
        notShared: "ResourceNotFoundException",
        invitation: "PENDING",
        shareStatus: ["SHARED_WITH_ME"],
        inUse: "ResourceInUseException",
        takenTwice: "ConditionalCheckFailedException",
        epoch: "1",
      });
      const { from, addresses } = cloud.resolve(spoke, "ssm.eu-west-1.amazonaws.com");
      expect([from.kind, addresses.every((ip) => ip.startsWith("10.0."))]).toEqual(["rule", true]);
    } finally {
      await served.close();
    }
  },
);
