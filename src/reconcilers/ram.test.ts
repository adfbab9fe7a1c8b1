import { CreateResourceShareCommand, DeleteResourceShareCommand, RAMClient } from "@aws-sdk/client-ram";
import { describe, expect, it } from "vitest";
import { createStage, type StageOptions } from "../../test/support/stage.ts";
import { failureOf } from "../aws/failure.ts";
import type { AccountId, Region } from "../model/ids.ts";
import { clientSettings } from "../simulator/client-settings.ts";
import { readShares } from "./ram.ts";

const HUB = "111111111111" as AccountId;
const SPOKE = "222222222222";
const STRANGER = "555555555555";
const REGION = "eu-west-1" as Region;
const RULE = "rslvr-rr-0a11ce0000000000a";
const arnOf = (id: string) => `arn:aws:ram:eu-west-1:${HUB}:resource-share/${id}`;
const OURS = "11111111-1111-4111-8111-111111111111";
const NAMED = "22222222-2222-4222-8222-222222222222";

/** A share of ours, one of another owner's, and one without an owner, all of one name. */
const WORLD = `
accounts:
  "${HUB}":
    roles: [{ name: hub, trusts: ["999999999999"] }]
    vpcs:
      - id: vpc-0a11ce0000000000a
        region: eu-west-1
        cidr: 10.0.0.0/16
        resolverRules: [{ id: ${RULE}, domain: corp.example, targets: [10.0.0.53] }]
    shares:
      - id: ${OURS}
        name: rules
        region: eu-west-1
        resources: [${RULE}]
        principals: ["${SPOKE}", ou-ab12-11111111]
        invited: ["${STRANGER}"]
        tags: { vpce-operator/owner: platform }
      - { name: rules, region: eu-west-1, tags: { vpce-operator/owner: others } }
      - { id: ${NAMED}, name: rules, region: eu-west-1, allowExternalPrincipals: false }
organization:
  id: o-a1b2c3d4e5
  management: "999999999999"
  accounts: ["${HUB}"]
  ous: [{ id: ou-ab12-11111111, accounts: ["${SPOKE}"] }]
`;

function staged(options: StageOptions = {}) {
  const stage = createStage(WORLD, options);
  const { accounts } = stage.operator();
  const ram = () => accounts.session(HUB, { arn: `arn:aws:iam::${HUB}:role/hub` }).ram(REGION);
  const read = (named?: string) => stage.clock.run(readShares(ram(), "platform", named));
  const byHand = new RAMClient(clientSettings(stage.cloud, HUB));
  return { ...stage, accounts, read, byHand };
}

describe("the shares of an account", () => {
  it("that are ours by tag are read with principals and resources, each with its state", async () => {
    const { read, clock } = staged();
    const at = clock.now();
    expect(await read()).toEqual([
      {
        arn: arnOf(OURS),
        name: "rules",
        tags: { "vpce-operator/owner": "platform" },
        allowsExternal: true,
        principals: [
          { id: SPOKE, status: "ASSOCIATED", at },
          { id: STRANGER, status: "ASSOCIATING", at },
          {
            id: "arn:aws:organizations::999999999999:ou/o-a1b2c3d4e5/ou-ab12-11111111",
            status: "ASSOCIATED",
            at,
          },
        ],
        resources: [
          {
            id: `arn:aws:route53resolver:eu-west-1:${HUB}:resolver-rule/${RULE}`,
            status: "ASSOCIATED",
            at,
          },
        ],
      },
    ]);
  });

  it("are found when documents name them, whoever made them; one that is not there is not there", async () => {
    const { read } = staged();
    expect((await read(arnOf(NAMED))).map(({ arn }) => arn)).toEqual([arnOf(OURS), arnOf(NAMED)]);
    expect((await read(arnOf(NAMED)))[1]).toMatchObject({ allowsExternal: false, principals: [] });
    expect(await read(arnOf(OURS))).toHaveLength(1);
    expect(await read(arnOf("33333333-3333-4333-8333-333333333333"))).toHaveLength(1);
  });

  it("are none when they are deleted, though AWS lists them for two hours", async () => {
    const { read, byHand, clock } = staged();
    const ours = { name: "more", tags: [{ key: "vpce-operator/owner", value: "platform" }] };
    const { resourceShare } = await clock.run(byHand.send(new CreateResourceShareCommand(ours)));
    expect(await read()).toHaveLength(2);
    const { resourceShareArn } = resourceShare ?? {};
    await clock.run(byHand.send(new DeleteResourceShareCommand({ resourceShareArn })));
    expect(await read()).toHaveLength(1);
  });

  it("are read over empty pages that have a token", async () => {
    const { read, cloud } = staged({ behaviours: { emptyRamPages: 1 } });
    expect(await read()).toMatchObject([{ principals: [{}, {}, {}], resources: [{}] }]);
    expect(cloud.calls.count({ service: "ram" })).toEqual({
      "ram:GetResourceShares": 2,
      "ram:GetResourceShareAssociations": 4,
    });
  });

  it("that could not be read are not none", async () => {
    for (const operation of ["GetResourceShares", "GetResourceShareAssociations"]) {
      const { read, cloud } = staged();
      cloud.faults.add({ fault: "deny", service: "ram", operation });
      const failure = await read().catch(failureOf);
      expect(failure).toMatchObject({ kind: "denied", error: "AccessDeniedException", operation });
    }
  });

  it("are read at five calls a second, so that AWS throttles none", async () => {
    const { accounts, cloud, clock } = staged();
    const ram = accounts.session(HUB, { arn: `arn:aws:iam::${HUB}:role/hub` }).ram(REGION);
    const start = clock.now();
    await clock.run(Promise.all(Array.from({ length: 20 }, () => readShares(ram, "platform"))));
    const calls = cloud.calls.list({ service: "ram" });
    expect(calls.filter(({ throttled }) => throttled)).toEqual([]);
    expect(calls).toHaveLength(60);
    expect(clock.now() - start).toBeGreaterThan(10_000);
    expect(clock.now() - start).toBeLessThan(14_000);
  });

  it("are read again when AWS throttles all the same", async () => {
    const { read, cloud } = staged();
    cloud.faults.add({ fault: "throttle", service: "ram", times: 2 });
    expect(await read()).toHaveLength(1);
    expect(cloud.calls.list({ service: "ram" }).filter(({ throttled }) => throttled)).toHaveLength(2);
  });
});
