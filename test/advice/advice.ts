import { expect } from "vitest";
import type { Finding } from "../../src/model/finding.ts";
import type { PlanOptions } from "../../src/model/plan/plan.ts";
import type { Definitions } from "../../src/operator/definitions.ts";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { answer, propagate } from "../support/look.ts";
import { ALPHA, PRIVATE, SSM } from "../support/scenario.ts";
import type { Files, Stage } from "../support/stage.ts";
import { type AwsLines, linesIn } from "./aws-line.ts";

/** One advice of the program: where it is printed, and everything that a reader may do about it. */
export type Advice = {
  /** The whole `todo`, as printed; `…` stands for what depends on the estate. */
  readonly todo: string;
  /** A small estate in which a plan prints it. */
  readonly scene: () => Promise<Scene>;
  /** Each way out that it names; followed by itself, in a scene of its own, it must end the finding. */
  readonly ways: readonly Way[];
  /** What it says beside the ways. */
  readonly besides?: readonly string[];
};

/** Mutable: following an advice changes it. */
export type Scene = {
  readonly stage: Stage;
  files: Files;
  /** Options of the next pass, as flags give them. */
  options?: PlanOptions;
  /** Of a process that has a table. */
  readonly definitions?: Definitions;
  /** Ends what somebody else, or something, does to the estate. */
  readonly mend?: () => unknown;
};

export type Way = {
  /** The words of the `todo` that it follows. */
  readonly does: string;
  readonly follow: (scene: Scene, words: string, aws: AwsLines) => unknown;
  /** VPC and name that are served then; alpha and ssm when not given. `[]`: the way gives the name up. */
  readonly serves?: readonly (readonly [vpc: string, name: string])[];
};

/** The scene's advice is printed, its words are followed, and the plan of the next pass, or of the third, lacks the finding. */
export async function follow(reason: string, { todo, scene, besides = [] }: Advice, way: Way, aws: AwsLines) {
  const at = await scene();
  const before = await planned(at);
  const told = before.filter((f) => f.reason === reason && matches(todo, f.todo));
  const [first] = told;
  if (!first)
    throw new Error(
      `nothing says ${reason}: ${todo}\n${before.map((f) => `${f.reason}: ${f.todo}`).join("\n")}`,
    );
  expect(way.does.length > 0 && [way.does, ...besides].every((words) => todo.includes(words))).toBe(true);
  for (const words of new Set(told.map((f) => wordsOf(todo, way.does, f.todo ?? ""))))
    await way.follow(at, words, aws);
  let left = told;
  for (let pass = 0; pass < 3 && left.length > 0; pass++) {
    const { plan } = await operatorOf(at).apply(at.files, at.options);
    left = plan.findings.filter((f) => told.some((was) => isSame(was, f)));
    await propagate(at.stage);
  }
  expect(left).toEqual([]);
  for (const [vpc, name] of way.serves ?? [[ALPHA.vpc, SSM]])
    expect(`${name}: ${served(at.stage, vpc, name)}`).toContain(`: ${PRIVATE}`);
}

/** By a zone, or by a rule: by whichever it is told, the addresses are the hub's. */
function served(stage: Stage, vpc: string, name: string): string {
  const { addresses, from } = stage.cloud.resolve(vpc, name);
  return from.kind === "rule" ? addresses.join(" ") : answer(stage, vpc, name);
}

async function planned(scene: Scene): Promise<readonly Finding[]> {
  return (await operatorOf(scene).plan(scene.files, scene.options)).findings;
}

function operatorOf({ stage, definitions }: Scene) {
  return stage.operator(definitions ? { definitions } : {});
}

/** A finding that says no more what to do is another one. */
function isSame(a: Finding, b: Finding): boolean {
  const parts = (f: Finding) => [f.reason, f.kind, f.hub, f.endpoint, f.spoke, f.zone, f.todo !== undefined];
  return parts(a).every((part, i) => part === parts(b)[i]);
}

/** Words that join ways and are none. */
const JOINTS = /[\s;,.:()?]|\b(?:or|else|either)\b/gi;

/** What a `todo` says beside the ways that are followed and what stands beside them: nothing, or the law is broken. */
export function unfollowed({ todo, ways, besides = [] }: Advice): string {
  const followed = [...ways.map(({ does }) => does), ...besides].sort((a, b) => b.length - a.length);
  return followed.reduce((left, words) => left.replaceAll(words, " "), todo).replace(JOINTS, "");
}

export function matches(template: string, text: string | undefined): boolean {
  return text !== undefined && pattern(template).test(text);
}

function pattern(template: string): RegExp {
  return new RegExp(`^${template.split("…").map(literal).join("(.+?)")}$`, "s");
}

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** The part of the printed text that the part of the template stands for. */
function wordsOf(template: string, part: string, text: string): string {
  const [before = "", after = ""] = template.split(part);
  const all = (words: string) => words.split("…").map(literal).join(".+?");
  const found = new RegExp(`^${all(before)}(${all(part)})${all(after)}$`, "s").exec(text);
  if (!found?.[1]) throw new Error(`${part} is not in ${text}`);
  return found[1];
}

/** Every `aws` line of the words, by an administrator of the account. */
export const runs =
  (account: string, then?: (scene: Scene) => void): Way["follow"] =>
  async (scene, words, aws) => {
    const lines = linesIn(words);
    expect(lines).not.toEqual([]);
    for (const line of lines) await aws(scene.stage, account, line);
    then?.(scene);
  };

/** What another finding of the same plan advises, which the words lead to. */
export const sees =
  (reason: string, account: string): Way["follow"] =>
  async (scene, _words, aws) => {
    const lines = (await planned(scene)).flatMap((f) => (f.reason === reason ? linesIn(f.todo ?? "") : []));
    expect(lines).not.toEqual([]);
    for (const line of new Set(lines)) await aws(scene.stage, account, line);
  };

/** A document's spec changed as the words say: they must name the fields. `undefined` takes a field out. */
export const writes =
  (document: string, patch: Readonly<Record<string, unknown>>, fields = Object.keys(patch)): Way["follow"] =>
  (scene, words) => {
    for (const field of fields) expect(words).toContain(field);
    scene.files = edited(scene.files, document, patch);
  };

export function edited(files: Files, name: string, patch: Readonly<Record<string, unknown>>): Files {
  const path = `${name}.yaml`;
  expect(files.map((file) => file.path)).toContain(path);
  return files.map((file) => {
    if (file.path !== path) return file;
    const document = JSON.parse(file.text);
    document.spec = { ...document.spec, ...patch };
    return { path, text: JSON.stringify(document) };
  });
}

/** Documents deleted. */
export const deletes =
  (...documents: string[]): Way["follow"] =>
  (scene) => {
    scene.files = scene.files.filter(({ path }) => !documents.includes(path.replace(/\.yaml$/, "")));
  };

/** Documents added. */
export const adds =
  (...files: Files): Way["follow"] =>
  (scene) => {
    scene.files = [...scene.files, ...files];
  };

/** Other documents in place of all. */
export const becomes =
  (...files: Files): Way["follow"] =>
  (scene) => {
    scene.files = files;
  };

/** Another one does it, or time: an account's owner, a provider, AWS. */
export const others: Way["follow"] = async ({ mend }) => {
  if (!mend) throw new Error("the scene has nothing that others could mend");
  await mend();
};

/** Nothing but the next pass. */
export const again: Way["follow"] = () => undefined;

/** A client of AWS's SDK for an account of the scene, and time for what it sends. */
export function client<C>(
  make: new (settings: ReturnType<typeof clientSettings>) => C,
  { stage }: Pick<Scene, "stage">,
  account: string,
  region = "eu-west-1",
): C {
  return new make(clientSettings(stage.cloud, account, region));
}
