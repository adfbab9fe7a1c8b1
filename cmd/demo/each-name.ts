import { print, UserError } from "../terminal.ts";
import { expectAll } from "./lookup.ts";
import { heading } from "./paper.ts";
import { typed } from "./program.ts";
import { PER_NAME, type Scene, showLookups } from "./resolver-scene.ts";

const HUBS_ACCOUNT = "222222222222";
const REGIONS = [
  { region: "eu-west-1", first: "vpc-0d44000000000000b", second: "vpc-0c33000000000000b" },
  { region: "eu-central-1", first: "vpc-0d44000000000000c", second: "vpc-0c33000000000000c" },
];
const SPOKES_ACCOUNTS = ["333333333333", "444444444444"];

/** A rule for each name, in two Regions by one apply, each with a share of its own. Of two spokes one goes first. */
export async function eachName(scene: Scene): Promise<void> {
  heading("3. A rule for each name, in two Regions. Before");
  await expectAnswers(scene, "public", "public");

  heading("4. Apply: in each Region one spoke goes first, alone; apply says so, and ends with exit code 1");
  const said = await typed(["apply", PER_NAME], scene.env, { ...scene, code: 1 });
  if (!said.includes("[FirstUse]")) throw new UserError("nobody is told to look in the first spoke");
  await expectAnswers(scene, "private", "public");

  heading("5. It is answered privately there, so apply again: the other one");
  await typed(["apply", PER_NAME], scene.env, scene);
  await expectAnswers(scene, "private", "private");
  showShares(scene);
}

type Kind = "private" | "public";

async function expectAnswers(scene: Scene, ofFirst: Kind, ofSecond: Kind): Promise<void> {
  for (const { region, first, second } of REGIONS) {
    const called = { [first]: `data in ${region}`, [second]: `payments in ${region}` };
    const names = ["ssm", "kms"].map((s) => `${s}.${region}.amazonaws.com`);
    const lookups = await showLookups(scene, called, names);
    for (const [id, kind] of [[first, ofFirst] as const, [second, ofSecond] as const])
      expectAll(
        kind,
        lookups.filter(({ vpc }) => vpc === id),
      );
  }
}

function showShares({ simulation }: Scene): void {
  const { shares } = simulation.cloud.estate.ram;
  const own = [...shares.values()].filter(({ account }) => account === HUBS_ACCOUNT);
  const regions = own.map(({ region }) => region).toSorted();
  if (String(regions) !== String(REGIONS.map(({ region }) => region).toSorted()))
    throw new UserError(`there should be a share in each Region, and there is one in ${regions.join(", ")}`);
  for (const { name, region, associations } of own) {
    const inIt = [...associations.values()].flatMap((all) => all.at(-1) ?? []);
    const members = inIt.filter(({ type }) => type === "PRINCIPAL").map(({ entity }) => entity);
    print(
      `  resource share ${name} in ${region}: ${inIt.length - members.length} rules, with ${members.join(", ")}`,
    );
    if (!SPOKES_ACCOUNTS.every((id) => members.includes(id)))
      throw new UserError(`share ${name} should be with ${SPOKES_ACCOUNTS.join(" and ")}`);
  }
}
