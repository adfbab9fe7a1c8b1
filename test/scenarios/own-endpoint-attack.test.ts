import { expect, test } from "vitest";
import type { Definitions } from "../../src/operator/definitions.ts";
import { EXTERNAL_ID } from "../support/fleet.ts";
import { answer, finding, propagate, said } from "../support/look.ts";
import { definitionsInMemory, handing, OWN, type OwnScene, ownScene } from "../support/own-endpoint-scene.ts";
import { associationsIn, sharedBy } from "../support/resolver-scene.ts";
import { ALPHA, alpha, endpoint, hub, LOCAL, SSM } from "../support/scenario.ts";
import type { Files, Stage } from "../support/stage.ts";

/** What would take a spoke's own endpoint, or the rule that stands in for it, from under its names (semantics 12, 59). */

const REMOVE = { redundantEndpoints: "remove", acceptDifferences: ["clients"] };
const DAY_MS = 24 * 3_600_000;
const own = ({ cloud }: Stage) => cloud.estate.network.endpoints.get(OWN);

async function passes(stage: Stage, files: Files, definitions?: Definitions, count = 4): Promise<string[]> {
  const kinds: string[] = [];
  for (let n = 0; n < count; n++) {
    const { plan } = await stage.operator({ ...(definitions && { definitions }) }).apply(files);
    kinds.push(...plan.actions.map(({ kind }) => kind));
    await propagate(stage);
  }
  return kinds;
}

const UNREAD: Pick<Definitions, "left"> = {
  left: async () => ({
    kind: "unreadable",
    failure: { kind: "transient", error: "ProvisionedThroughputExceededException", message: "slow down" },
  }),
};

test.each([
  ["is gone", []],
  ["shares nothing any more", [alpha({ endpoints: "none" })]],
])("while the table cannot be read no rule leaves a spoke whose document %s", async (_, spokes) => {
  const { stage, hub } = await ownScene();
  const { store } = definitionsInMemory();
  await passes(stage, [hub, sharedBy("ssm"), handing(REMOVE)], store);
  expect(own(stage)).toMatchObject({ privateDns: false });
  const files = [hub, sharedBy("ssm"), ...spokes];
  const { plan } = await stage.operator({ definitions: { ...store, ...UNREAD } }).apply(files);
  expect(said(plan)).toEqual(["withheld OwnEndpointsNotRead"]);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("rule");
  await passes(stage, files, store);
  expect([own(stage)?.privateDns, associationsIn(stage)]).toEqual([true, []]);
});

test("a tag that somebody copied to an endpoint deletes none: the table tells which were handed over", async () => {
  const { stage, hub } = await ownScene({ own: { privateDns: false } });
  own(stage)?.tags.set("vpceop/handed-over", "network-platform 2020-01-01T00:00:00.000Z");
  const { store } = definitionsInMemory();
  const files = [hub, sharedBy("ssm"), handing(REMOVE)];
  expect(await passes(stage, files, store)).not.toContain("deleteOwn");
  const { plan } = await stage.operator({ definitions: store }).apply(files);
  expect(finding(plan, "OwnEndpointLingers").message).toContain("the table does not say");
  expect(own(stage)).toBeDefined();
});

test("what AWS refuses to delete may be taken back yet, when its document is gone", async () => {
  const { stage, hub } = await ownScene();
  const { store } = definitionsInMemory();
  const files = [hub, sharedBy("ssm")];
  await passes(stage, [...files, handing(REMOVE)], store);
  await stage.clock.run(stage.clock.sleep(DAY_MS));
  stage.cloud.faults.add({ fault: "deny", operation: "DeleteVpcEndpoints" });
  expect(await passes(stage, [...files, handing(REMOVE)], store, 1)).toContain("deleteOwn");
  await passes(stage, files, store);
  expect([own(stage)?.privateDns, associationsIn(stage)]).toEqual([true, []]);
});

test.each([{}, { redundantEndpoints: "keep" }])(
  "a spoke that goes on to zones (%o) has its endpoint again first, for AWS would switch it on beside none; then its rule leaves",
  async (spec) => {
    const { stage, hub } = await ownScene();
    const { store } = definitionsInMemory();
    await passes(stage, [hub, sharedBy("ssm"), handing(REMOVE)], store);
    const files = [hub, sharedBy("ssm"), alpha({ mode: "phz-association", ...spec })];
    const made = await passes(stage, files, store);
    expect(made.slice(0, 3)).toEqual(["takeBack", "awaitPrivateDns", "endHandOver"]);
    expect(made.slice(3, 5)).toEqual(["awaitPrivateDns", "disassociateRule"]);
    expect(own(stage)).toMatchObject({ privateDns: true });
    const { plan } = await stage.operator({ definitions: store }).apply(files);
    expect(said(plan)).toEqual(["conflict NameHeldByEndpoint"]);
    expect(associationsIn(stage)).toEqual([]);
  },
);

test.each(["keep", "bypass", "remove"])(
  "a VPC that is a spoke of two hubs: only the one that has its names switches them, once, though the other's document says %s",
  async (redundantEndpoints) => {
    const scene = await ownScene();
    const { stage } = scene;
    const files = [scene.hub, sharedBy("ssm"), handing(REMOVE), ...secondHub(scene, redundantEndpoints)];
    const kinds = await passes(stage, files, undefined, 6);
    expect(kinds.filter((kind) => kind === "handOver" || kind === "takeBack")).toEqual(["handOver"]);
    expect(own(stage)).toMatchObject({ privateDns: false });
  },
);

test.each(["keep", "bypass"])(
  "documents of two hubs that share its service with one VPC, of which one says remove and one %s, are refused: both are named, and it is left alone",
  async (redundantEndpoints) => {
    const scene = await ownScene();
    const files = [
      scene.hub,
      sharedBy("ssm"),
      handing(REMOVE),
      ...secondHub(scene, redundantEndpoints, "ssm"),
    ];
    await expect(scene.stage.operator().apply(files)).rejects.toThrow(
      /^spokes\/alpha-second\.yaml:1.*see spoke-alpha\.yaml:1/,
    );
    expect(own(scene.stage)).toMatchObject({ privateDns: true });
  },
);

/** Its spoke is alpha's VPC too. */
function secondHub(
  { scene: { inbound, outbound } }: OwnScene,
  redundantEndpoints: string,
  service = "kms",
): Files {
  const spec = {
    vpc: LOCAL.vpc,
    anchorVpc: undefined,
    resolver: { inbound: { id: inbound }, outbound: { id: outbound } },
    spokeDefaults: {
      mode: "resolver-rule",
      role: { arn: "arn:aws:iam::{account}:role/spoke", externalId: EXTERNAL_ID },
    },
  };
  const { text } = alpha({ hub: "second", ...REMOVE, redundantEndpoints, acceptSourceChange: true });
  return [
    hub(spec, "second"),
    endpoint(service, { hubs: ["second"], hubPrivateDns: "keep" }, `${service}-second`),
    { path: "spokes/alpha-second.yaml", text: text.replace('"name":"alpha"', '"name":"alpha-second"') },
  ];
}
