import { DeleteVpcEndpointsCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { Reason } from "../../src/model/reasons.ts";
import { propagate } from "../support/look.ts";
import {
  definitionsInMemory,
  handing,
  OWN,
  ownScene,
  ownWorld,
  REGIONAL,
  WITHOUT_SSM,
} from "../support/own-endpoint-scene.ts";
import { ruleHub, sharedBy } from "../support/resolver-scene.ts";
import { ALPHA, alpha, endpoint, hub, SSM } from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";
import { type Advice, again, client, edited, others, type Scene, type Way, writes } from "./advice.ts";

const NARROW = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"ssm:*","Resource":"*"}]}';
const BYPASS = { redundantEndpoints: "bypass" };
const REMOVE = { redundantEndpoints: "remove" };
const READS = "allow the spoke's role the reads of docs/iam.md, then run again";
const MORE = "more.eu-west-1.amazonaws.com";
const TWO = { services: { ssm: [SSM, MORE] } };
const ONE_OF_TWO = endpoint("ssm", { hubPrivateDns: "off", names: [SSM] });
const ACCEPT = { acceptSourceChange: true };

/** The name is left to what has it. */
const KEEPS: Way = {
  does: "set redundantEndpoints: keep",
  follow: writes("spoke-alpha", { redundantEndpoints: "keep" }),
  serves: [],
};

/** Alpha has an endpoint of its own and this document; what changed, and what takes it back. */
const owned =
  (
    spoke: Files[number],
    change: (stage: Stage) => unknown = () => undefined,
    parts: Parameters<typeof ownScene>[0] = {},
    shared: Files[number] = sharedBy("ssm"),
  ) =>
  async (): Promise<Scene> => {
    const { stage, hub } = await ownScene(parts);
    const mend = await change(stage);
    return {
      stage,
      files: [hub, shared, spoke],
      ...(mend instanceof Function && { mend: mend as () => unknown }),
    };
  };

const sameHub = (scene: Parameters<typeof ruleHub>[0]) => ruleHub(scene);

/** Alpha's names went over to zones, and its document takes them back. */
const inZone =
  (after: typeof sameHub, service = "ssm") =>
  async (): Promise<Scene> => {
    const { stage, scene, hub } = await ownScene();
    const zones = { mode: "phz-association", acceptDifferences: ["clients"] };
    for (let pass = 0; pass < 8; pass++) {
      await stage.operator().apply([hub, sharedBy("ssm"), handing({ ...REMOVE, ...zones })]);
      await propagate(stage);
    }
    const files = [after(scene), sharedBy(service), handing({ redundantEndpoints: "keep", ...zones })];
    return { stage, files };
  };

/** One of two names of alpha's endpoint is kept from the Region's rule. */
const keptInPart = async (): Promise<Scene> => {
  const { stage, hub } = await ownScene(TWO, {}, {}, WITHOUT_SSM);
  return { stage, files: [hub, sharedBy("ssm"), handing(REMOVE)] };
};

/** The hub's tables lose what leads back to the spoke. */
function noWayBack({ cloud }: Stage): () => void {
  const tables = [...cloud.estate.network.routeTables.values()].filter(({ vpcId }) => vpcId !== ALPHA.vpc);
  const before = tables.map(({ routes }) => new Map(routes));
  for (const { routes } of tables) routes.clear();
  return () => {
    for (const [i, { routes }] of tables.entries())
      for (const [destination, target] of before[i] ?? []) routes.set(destination, target);
  };
}

/** Nothing can be public, for it stays as it is. */
const STAYS_OVER: Way = {
  does: "set redundantEndpoints: remove and allowGap: true",
  follow: writes("spoke-alpha", { ...REMOVE, allowGap: true }),
};

const COMES_BACK: Way = {
  does: "set allowGap: true of spoke alpha",
  follow: writes("spoke-alpha", { allowGap: true }),
  serves: [],
};

const KEPT = { redundantEndpoints: "keep" };
const GAP = { ...REMOVE, mode: "phz-association", acceptDifferences: ["clients"], allowGap: true };

/** Alpha's names went over to zones by a window, and its document changes, in a process that has a table. */
const handedOver = (change: (scene: Scene) => Promise<Files>) => async (): Promise<Scene> => {
  const stage = createStage(ownWorld());
  const { store } = definitionsInMemory();
  const scene: Scene = {
    stage,
    files: [hub({ table: { name: "vpce-operator" } }), sharedBy("ssm"), handing(GAP)],
    definitions: store,
  };
  for (let pass = 0; pass < 3; pass++) {
    await stage.operator({ definitions: store }).apply(scene.files);
    await propagate(stage);
  }
  scene.files = await change(scene);
  return scene;
};

/** Alpha's VPC may not join in the window, and somebody suspends the spoke. */
async function suspendedInWindow(): Promise<Scene> {
  const stage = createStage(ownWorld());
  const files = [hub(), sharedBy("ssm"), handing(GAP)];
  let allow: (() => unknown) | undefined;
  stage.cloud.onCall(({ phase, call: { operation } }) => {
    if (phase === "after" && operation === "ModifyVpcEndpoint")
      allow ??= stage.cloud.faults.add({ fault: "deny", operation: "AssociateVPCWithHostedZone" });
  });
  for (let pass = 0; pass < 2; pass++) {
    await stage.operator().apply(files);
    await propagate(stage);
  }
  allow?.();
  return { stage, files: edited(files, "spoke-alpha", { suspend: true }) };
}

/** A zone of somebody else's in alpha's VPC answers NXDOMAIN for its name as soon as its own endpoint no longer does. */
async function hidden(): Promise<Scene> {
  const above = { name: "eu-west-1.amazonaws.com", vpcs: [ALPHA.vpc] };
  const stage = createStage(ownWorld({ alpha: { zones: [above] } }));
  return {
    stage,
    files: [hub(), sharedBy("ssm"), handing(GAP)],
    mend() {
      const { byId } = stage.cloud.estate.zones;
      for (const [id, { name }] of byId) if (name === `${above.name}.`) byId.delete(id);
    },
  };
}

const deleted = async ({ stage }: Scene) => {
  const ec2 = client(EC2Client, { stage }, ALPHA.account);
  await stage.clock.run(ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [OWN] })));
  await propagate(stage);
};

/** Spokes' own endpoints. */
export const OWN_ENDPOINTS = {
  OwnEndpointKept: [
    {
      todo: "nothing; or delete that endpoint, and the rule follows; or set redundantEndpoints: bypass and acceptSourceChange: true of the spoke",
      scene: owned(alpha()),
      ways: [
        { does: "delete that endpoint, and the rule follows", follow: deleted },
        {
          does: "set redundantEndpoints: bypass and acceptSourceChange: true of the spoke",
          follow: writes("spoke-alpha", { ...BYPASS, ...ACCEPT }),
        },
      ],
      besides: ["nothing"],
    },
  ],
  OwnEndpointStays: [
    {
      todo: "add a route to … to … in account …; or set redundantEndpoints: keep",
      scene: owned(handing({ ...BYPASS, pathCheck: "report" }), noWayBack),
      ways: [{ does: "add a route to … to … in account …", follow: others }, KEEPS],
    },
    {
      todo: "share these too; or set redundantEndpoints: keep",
      scene: owned(handing(REMOVE), undefined, TWO, ONE_OF_TWO),
      ways: [{ does: "share these too", follow: writes("endpoint-ssm", { names: [SSM, MORE] }, []) }, KEEPS],
    },
    {
      todo: "take it out of except; or set redundantEndpoints: keep",
      scene: keptInPart,
      ways: [
        {
          does: "take it out of except",
          follow(scene) {
            const { resolver } = JSON.parse(scene.files[0]?.text ?? "").spec;
            scene.files = edited(scene.files, "hub-hub", { resolver: { ...resolver, ...REGIONAL } });
          },
        },
        KEEPS,
      ],
    },
    {
      todo: "set acceptDifferences: [policy] of spoke alpha if that may be; or set redundantEndpoints: keep",
      scene: owned(handing(REMOVE), undefined, { own: { policy: NARROW } }),
      ways: [
        {
          does: "set acceptDifferences: [policy] of spoke alpha",
          follow: writes("spoke-alpha", { acceptDifferences: ["policy"] }),
        },
        KEEPS,
      ],
      besides: ["if that may be"],
    },
    {
      todo: "take the VPC out of what hides them until they are handed over; or set redundantEndpoints: keep",
      scene: hidden,
      ways: [
        { does: "take the VPC out of what hides them until they are handed over", follow: others },
        KEEPS,
      ],
    },
    {
      todo: "see what is said of what is to answer instead; then run again (the daemon goes on by itself); or set redundantEndpoints: keep",
      scene: owned(handing(REMOVE)),
      ways: [{ does: "run again", follow: again }, KEEPS],
      besides: ["see what is said of what is to answer instead; then", "(the daemon goes on by itself)"],
    },
  ],
  SourceChangeNotAccepted: [
    {
      todo: "look through those policies, then set acceptSourceChange: true of spoke alpha; or set redundantEndpoints: keep",
      scene: owned(alpha(BYPASS)),
      ways: [
        { does: "set acceptSourceChange: true of spoke alpha", follow: writes("spoke-alpha", ACCEPT) },
        KEEPS,
      ],
      besides: ["look through those policies, then"],
    },
  ],
  OwnEndpointWaits: [
    {
      todo: "see what is said of what is to answer instead; then run again (the daemon goes on by itself)",
      scene: inZone(sameHub),
      ways: [{ does: "run again", follow: again }],
      besides: ["see what is said of what is to answer instead; then", "(the daemon goes on by itself)"],
    },
    {
      todo: `share ${SSM} again, by an endpoint of hub hub, until it is on`,
      scene: inZone(sameHub, "kms"),
      ways: [
        {
          does: `share ${SSM} again, by an endpoint of hub hub`,
          follow(scene) {
            scene.files = [...scene.files, sharedBy("ssm")];
          },
        },
      ],
      besides: [", until it is on"],
    },
    {
      todo: "use rules: per-endpoint in the hub until it is on, and Resolver endpoints of the VPC's Region; or set allowGap: true of spoke alpha to accept that; or set redundantEndpoints: remove and allowGap: true, and it stays handed over",
      scene: inZone((scene) => ruleHub(scene, {}, { rules: "regional", regional: { accept: true } })),
      ways: [
        {
          does: "use rules: per-endpoint in the hub until it is on",
          follow(scene) {
            const { resolver } = JSON.parse(scene.files[0]?.text ?? "").spec;
            const { rules: _rules, regional: _regional, ...rest } = resolver;
            scene.files = edited(scene.files, "hub-hub", { resolver: rest });
          },
        },
        COMES_BACK,
        STAYS_OVER,
      ],
      besides: [
        ", and Resolver endpoints of the VPC's Region",
        "to accept that",
        ", and it stays handed over",
      ],
    },
    {
      todo: "set allowGap: true of spoke alpha to accept that; or set redundantEndpoints: remove and allowGap: true, and it stays handed over",
      scene: handedOver(async ({ files }) => edited(files, "spoke-alpha", { ...KEPT, allowGap: false })),
      ways: [COMES_BACK, STAYS_OVER],
      besides: ["to accept that", ", and it stays handed over"],
    },
    {
      todo: "end the suspension of spoke alpha",
      scene: suspendedInWindow,
      ways: [
        { does: "end the suspension of spoke alpha", follow: writes("spoke-alpha", { suspend: false }, []) },
      ],
    },
    {
      todo: "write the document of spoke alpha again, with redundantEndpoints: keep and allowGap: true; or delete that endpoint, and the VPC leaves its zones",
      scene: handedOver(async ({ files }) => files.filter(({ path }) => path !== "spoke-alpha.yaml")),
      ways: [
        {
          does: "write the document of spoke alpha again, with redundantEndpoints: keep and allowGap: true",
          follow(scene) {
            scene.files = [...scene.files, handing({ ...GAP, ...KEPT })];
          },
          serves: [],
        },
        { does: "delete that endpoint, and the VPC leaves its zones", follow: deleted, serves: [] },
      ],
    },
  ],
  OwnEndpointsNotRead: [
    {
      todo: READS,
      scene: owned(handing(REMOVE), ({ cloud }) =>
        cloud.faults.add({ fault: "deny", operation: "DescribeVpcEndpoints", account: ALPHA.account }),
      ),
      ways: [{ does: READS, follow: others }],
    },
  ],
  OwnEndpointExempt: [],
  OwnEndpointGap: [],
  OwnEndpointLingers: [],
  SourceChanges: [],
} satisfies Partial<Record<Reason, readonly Advice[]>>;
