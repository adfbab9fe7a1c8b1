import { print, UserError } from "../terminal.ts";
import { expectAll, type Lookup } from "./lookup.ts";
import { heading } from "./paper.ts";
import { typed } from "./program.ts";
import { REGIONAL, type Scene, showLookups } from "./resolver-scene.ts";

const [KMS = "", STATES = "", ...EXCEPTED] = ["kms", "states", "s3", "invoices.s3"].map(
  (s) => `${s}.ap-southeast-2.amazonaws.com`,
);
const HUB = "vpc-0a11ce0000000000a";
const SPOKE = "vpc-0c33000000000000a";
const CALLED = { [HUB]: "hub central", [SPOKE]: "payments" };

/** One rule moves every AWS name of the Region but S3's. The endpoints keep their private DNS; nobody shares `states`. */
export async function oneForAll(scene: Scene): Promise<void> {
  heading("1. One rule for the Region. Before, by real DNS queries (invoices: invoices.s3, a bucket)");
  const before = await lookUp(scene);
  expectAll("public", [...before.spoke.values()]);

  heading("2. Apply: rules: regional, except s3; hubPrivateDns: keep");
  await typed(["apply", REGIONAL], scene.env, scene);
  const after = await lookUp(scene);
  expectSame([KMS], before.hub, after.spoke);
  expectAll(
    "private",
    [...after.spoke.values()].filter(({ name }) => name === KMS),
  );
  expectSame([STATES, ...EXCEPTED], before.spoke, after.spoke);
  expectSame([KMS, STATES, ...EXCEPTED], before.hub, after.hub);
  expectWay(scene, [KMS, STATES], "rule");
  expectWay(scene, EXCEPTED, "public");
  if (scene.simulation.cloud.estate.zones.byId.size > 0) throw new UserError("there is a hosted zone");
  print(
    "  payments gets kms as the hub does; it asks for states through the hub and gets what it got before;",
  );
  print("  s3 and its bucket it asks for as before; there is no hosted zone");
}

type Answers = ReadonlyMap<string, Lookup>;

/** What hub and spoke are answered, by name. */
async function lookUp(scene: Scene): Promise<{ hub: Answers; spoke: Answers }> {
  const lookups = await showLookups(scene, CALLED, [KMS, STATES, ...EXCEPTED]);
  const of = (id: string) =>
    new Map(lookups.filter(({ vpc }) => vpc === id).map((lookup) => [lookup.name, lookup]));
  return { hub: of(HUB), spoke: of(SPOKE) };
}

function expectSame(names: readonly string[], before: Answers, after: Answers): void {
  for (const name of names) {
    const [was, is] = [before, after].map((answers) => answers.get(name)?.answer);
    if (was !== is) throw new UserError(`${name} should be ${was} and is ${is}`);
  }
}

/** What no answer tells, and the simulated cloud knows: which way a query of the spoke goes. */
function expectWay({ simulation }: Scene, names: readonly string[], way: "rule" | "public"): void {
  for (const name of names) {
    const { kind } = simulation.cloud.resolve(SPOKE, name).from;
    if (kind !== way) throw new UserError(`${name} should be answered by ${way} and is by ${kind}`);
  }
}
