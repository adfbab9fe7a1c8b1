import {
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
  DisassociateVPCFromHostedZoneCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { describe, expect, test } from "vitest";
import { markAgent } from "../../src/aws/gate.ts";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { settle } from "../laws/support.ts";
import { HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import type { Layout } from "../support/layout.ts";
import { zoneNamed } from "../support/look.ts";
import { askingVpcs, filesOf, hostNames, worldOf } from "../support/random-world.ts";
import { createStage, type Stage } from "../support/stage.ts";
import { tableOn } from "../support/table.ts";
import { watchLaws } from "./watch.ts";

/** A law that nobody can break says nothing: each is broken here once, by hand, in a world that keeps them all. */
const LAYOUT: Layout = {
  anchor: true,
  endpoints: [{ service: "plain", set: "default", hubPrivateDns: "off" }],
  spokes: [
    { number: 0, home: "first" },
    { number: 1, home: "second" },
  ],
  foreign: [],
};
const [NAME = ""] = hostNames(LAYOUT);
const SEED = 1;

/** With an empty log. */
async function inPeace(isMade = true) {
  const stage = createStage(worldOf(LAYOUT), { seed: SEED });
  const laws = watchLaws(stage, LAYOUT, SEED);
  if (isMade) await stage.operator().apply(filesOf(LAYOUT));
  await settle(stage);
  stage.cloud.calls.clear();
  return { stage, laws };
}

/** Somebody with a client of the hub's account; `mark`: of a lease, in the user agent. */
function byHand(stage: Stage, mark?: string): { send(command: Command): Promise<unknown> } {
  const route53 = new Route53Client(clientSettings(stage.cloud, HUB, REGION));
  if (mark !== undefined)
    route53.middlewareStack.add(
      (next) => (step) => {
        markAgent(step.request, mark);
        return next(step);
      },
      { step: "finalizeRequest", priority: "low" },
    );
  return { send: (command) => route53.send(command as never) };
}

const vpc = (id: string) => ({ VPCId: id, VPCRegion: REGION }) as const;
const [, SPOKE = ""] = askingVpcs(LAYOUT);

type Command = { readonly input: object };
type Hand = ReturnType<typeof byHand>;
const zoneOf = (stage: Stage) => ({ HostedZoneId: zoneNamed(stage, NAME).id });
const tagged = (stage: Stage) =>
  new ChangeTagsForResourceCommand({
    ResourceType: "hostedzone",
    ResourceId: zoneNamed(stage, NAME).id,
    AddTags: [{ Key: "a", Value: "b" }],
  });

const sent = (stage: Stage, mark: string) => stage.clock.run(byHand(stage, mark).send(tagged(stage)));

test("who did nothing wrong breaks none", async () => {
  const { laws } = await inPeace();
  expect(await laws.inPeace(LAYOUT, [])).toEqual([]);
});

describe("in peace", () => {
  test.each<[string, RegExp, (stage: Stage, hand: Hand) => Promise<unknown>]>([
    [
      "a name loses its alias",
      /^dark outside a named window: /,
      async (stage, hand) => {
        const alias = zoneNamed(stage, NAME).records.find(({ AliasTarget }) => AliasTarget);
        const Changes = [{ Action: "DELETE" as const, ResourceRecordSet: alias }];
        return hand.send(new ChangeResourceRecordSetsCommand({ ...zoneOf(stage), ChangeBatch: { Changes } }));
      },
    ],
    [
      "a zone that is not ours comes",
      /^something foreign was changed$/,
      (_, hand) =>
        hand.send(
          new CreateHostedZoneCommand({
            Name: "other.example",
            CallerReference: "by hand",
            VPC: vpc(HUB_VPC),
          }),
        ),
    ],
    [
      "a tag is written",
      /^written in peace: ChangeTagsForResource /,
      (stage, hand) => hand.send(tagged(stage)),
    ],
    [
      "an authorization is given",
      /^an authorization is left in /,
      (stage, hand) =>
        hand.send(new CreateVPCAssociationAuthorizationCommand({ ...zoneOf(stage), VPC: vpc(SPOKE) })),
    ],
    [
      "a spoke is taken out",
      /^left to do: associate /,
      (stage, hand) =>
        hand.send(new DisassociateVPCFromHostedZoneCommand({ ...zoneOf(stage), VPC: vpc(SPOKE) })),
    ],
    [
      "a spoke is taken out, and resolves publicly",
      /^not as in an undisturbed world: .* in vpc-/,
      (stage, hand) =>
        hand.send(new DisassociateVPCFromHostedZoneCommand({ ...zoneOf(stage), VPC: vpc(SPOKE) })),
    ],
    [
      "a change has no mark of a lease",
      /^ChangeTagsForResource was sent by nobody$/,
      (stage, hand) => hand.send(tagged(stage)),
    ],
  ])("%s", async (_, broken, act) => {
    const { stage, laws } = await inPeace();
    await stage.clock.run(act(stage, byHand(stage)));
    await settle(stage);
    expect(await laws.inPeace(LAYOUT, [])).toContainEqual(expect.stringMatching(broken));
  });

  test("nothing was done at all", async () => {
    const { laws } = await inPeace(false);
    expect(await laws.inPeace(LAYOUT, [])).toContain("nothing was made");
  });
});

describe("two who act", () => {
  test("one after the other, in the order of their terms, break no law", async () => {
    const { stage, laws } = await inPeace();
    await sent(stage, "one.1");
    await sent(stage, "two.2");
    expect(laws.together()).toEqual([]);
  });

  test("by turns: the one of the earlier term is seen beside the other", async () => {
    const { stage, laws } = await inPeace();
    await sent(stage, "one.1");
    await sent(stage, "two.2");
    await sent(stage, "one.1");
    expect(laws.together()).toEqual(["ChangeTagsForResource was sent by one.1 beside two.2"]);
  });

  test("the second while a call of the first is under way", async () => {
    const { stage, laws } = await inPeace();
    stage.cloud.faults.add({ operation: "ChangeTagsForResource", fault: "delay", ms: 3000, times: 1 });
    const late = stage.clock.sleep(1000).then(() => byHand(stage, "two.2").send(tagged(stage)));
    await stage.clock.run(Promise.all([byHand(stage, "one.1").send(tagged(stage)), late]));
    expect(laws.together()).toEqual(["ChangeTagsForResource was sent by two.2 beside one.1"]);
  });

  test("after the next has taken the lease", async () => {
    const { stage, laws } = await inPeace();
    const { keeper } = await tableOn(stage);
    const [one, two] = [keeper("one"), keeper("two")];
    const never = new AbortController().signal;
    const term = await stage.clock.run(one.acquire(never));
    await stage.clock.run(one.release());
    await stage.clock.run(two.acquire(never));
    await stage.clock.run(stage.clock.sleep(1));
    await sent(stage, `one.${term?.epoch}`);
    await stage.clock.run(two.release());
    const wrong = `ChangeTagsForResource was sent by one.${term?.epoch}, and another had the lease`;
    expect(laws.together()).toContain(wrong);
  });
});
