import { expect, test } from "vitest";
import { ENDPOINT, edit, HUB, parseFolder } from "../../test/support/fixture.ts";
import type { Session } from "../aws/accounts.ts";
import type { Hub } from "../model/desired/types.ts";
import { observeHub } from "./hubs.ts";

test("a hub's services of other Regions are asked for by one call, and its own Region is none of them", async () => {
  const regions = ["us-east-2", "us-east-1", "us-east-2", "eu-west-1"];
  const documents = regions.map((region, i) =>
    edit(
      ENDPOINT,
      ["name: ssm", `name: e${i}`],
      ["service: ssm", `service: s${i}\n  serviceRegion: ${region}`],
    ),
  );
  const { desired } = parseFolder({ "endpoint.yaml": documents.join("---\n"), "hub.yaml": HUB });
  const asked: object[] = [];
  const send = async ({ input }: { input: object }) => {
    asked.push(input);
    const names = ["s0", "s1", "s2", "s3"].map((name, i) => `com.amazonaws.${regions[i]}.${name}`);
    return { ServiceDetails: names.map((ServiceName) => ({ ServiceName })) };
  };
  const session = { identity: async () => ({ kind: "seen" }), ec2: () => ({ send }) } as unknown as Session;
  const none = { zones: [], otherOwners: new Map(), zonesInAccount: 0, others: [], tags: new Map() };
  const zones = async () => ({ kind: "seen", value: none }) as never;
  const hub = desired?.hubs[0] as Hub;
  await observeHub(session, hub, desired?.endpoints ?? [], async () => none as never, zones);
  expect(asked).toEqual([
    {},
    { ServiceRegions: ["us-east-1", "us-east-2"] },
    { Filters: [{ Name: "vpc-id", Values: [hub.vpc] }] },
  ]);
});
