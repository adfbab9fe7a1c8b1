import { find, type References, refuseRepeats } from "./references.ts";
import type { SpokeDocument } from "./schema.ts";
import { matches, type Selector } from "./selector.ts";
import type { Placed } from "./shape.ts";
import type { Endpoint, Hub } from "./types.ts";

/** What a spoke can choose from. */
export type Choice = {
  readonly hub: Hub;
  readonly ofHub: readonly Endpoint[];
  /** All hubs that the spoke's document names: what is in none of them is a mistake, what is in another is not. */
  readonly hubs: readonly Hub[];
  /** All endpoints by the names of documents: those of one with `services` also by the document's. */
  readonly all: ReadonlyMap<string, readonly Endpoint[]>;
  /** The lists that spokes of the hub chose before. */
  readonly chosen: Map<string, readonly Endpoint[]>;
};

/**
 * The endpoints that a spoke shares, in the order of their names. Spokes that share the same ones have one list: later
 * steps ask once for each list and not for each of ten thousand spokes.
 */
export function chooseEndpoints(
  spoke: Placed<SpokeDocument>,
  choice: Choice,
  context: References,
): readonly Endpoint[] {
  const { endpoints: wanted } = spoke.body.spec;
  const { ofHub, chosen } = choice;
  if (wanted === "all") return ofHub;
  if (wanted === "none") return NONE;
  const asked = { spoke, choice, context };
  const { names, except, ...selector } = wanted;
  const named = names && byNames(names, "names", asked);
  const picked = ofHub.filter((one) => (named?.has(one) ?? true) && matches(selector, one.labels));
  const left = except ? picked.filter(isNotIn(excepted(except, asked))) : picked;
  if (left.length === 0 && isCertain(context)) refuseNothing(picked, asked);
  const key = left.map(({ name }) => name).join(" ");
  const list = chosen.get(key) ?? left;
  chosen.set(key, list);
  return list;
}

const NONE: readonly Endpoint[] = [];

type Asked = {
  readonly spoke: Placed<SpokeDocument>;
  readonly choice: Choice;
  readonly context: References;
};

type Choosing = "names" | "except";

/** The endpoints that are called so, in whatever hub; each must be in one of the spoke's. */
function byNames(
  names: readonly string[],
  field: Choosing,
  { spoke, choice, context }: Asked,
): Set<Endpoint> {
  const { source } = spoke;
  const path = ["spec", "endpoints", field];
  refuseRepeats(names, path, source, context.problems);
  const found = new Set<Endpoint>();
  for (const [index, name] of names.entries()) {
    const called = find(choice.all, "Endpoint", name, [...path, index], source, context) ?? [];
    for (const endpoint of called) found.add(endpoint);
    const [first] = called;
    if (!first || first.hubs.length === 0 || called.some((one) => isInHubs(one, choice.hubs))) continue;
    const hint = `it is in ${spellHubs(first.hubs)}`;
    const message = `endpoint "${name}" is not in hub ${spellHubs(choice.hubs)}`;
    context.problems.error("NotInHub", source.value([...path, index]), message, hint);
  }
  return found;
}

function excepted(except: readonly string[] | Selector, asked: Asked): Set<Endpoint> {
  if (!isSelector(except)) return byNames(except, "except", asked);
  const { spoke, choice, context } = asked;
  const here = [...choice.all.values()].flat().filter((one) => isInHubs(one, choice.hubs));
  const found = here.filter(({ labels }) => matches(except, labels));
  const path = ["spec", "endpoints", "except"];
  if (found.length === 0 && isCertain(context))
    context.problems.error("NothingChosen", spoke.source.value(path), noneHas(choice.hubs, except));
  return new Set(found);
}

function isSelector(except: readonly string[] | Selector): except is Selector {
  return !Array.isArray(except);
}

/** Why a spoke would share nothing, unless its hub has nothing at all. */
function refuseNothing(picked: readonly Endpoint[], { spoke, choice, context }: Asked): void {
  const { hub, ofHub, hubs, all } = choice;
  const { source, body } = spoke;
  const { endpoints: wanted } = body.spec;
  const path = ["spec", "endpoints"];
  if (wanted === "all" || wanted === "none" || (wanted.except && ofHub.length === 0)) return;
  const { names, matchLabels, matchExpressions } = wanted;
  if (picked.length > 0) {
    const hint = "to pause the spoke use suspend, to remove it delete its document";
    context.problems.error(
      "NothingChosen",
      source.value([...path, "except"]),
      `nothing of hub "${hub.name}" is left`,
      hint,
    );
  } else if (matchLabels ?? matchExpressions) {
    const field = matchLabels ? "matchLabels" : "matchExpressions";
    context.problems.error("NothingChosen", source.value([...path, field]), noneHas([hub], wanted));
  } else if (names?.every((name) => all.has(name)) && hubs.length > 1)
    context.problems.error(
      "NothingChosen",
      source.value(["spec", "hub"]),
      `hub "${hub.name}" has none of the endpoints named`,
    );
}

/** A misshapen Endpoint document may be the one that is meant, and is a problem of its own. */
function isCertain({ shaped }: References): boolean {
  return !shaped.nameless && shaped.misshapen.every(({ kind }) => kind !== "Endpoint");
}

function noneHas(hubs: readonly Hub[], { matchLabels = {}, matchExpressions = [] }: Selector): string {
  const count = Object.keys(matchLabels).length + matchExpressions.length;
  return `no endpoint of hub ${spellHubs(hubs)} has ${count === 1 ? "this label" : "all these labels"}`;
}

function isInHubs({ hubs }: Endpoint, some: readonly Hub[]): boolean {
  return hubs.some((hub) => some.includes(hub));
}

function isNotIn(some: ReadonlySet<Endpoint>): (endpoint: Endpoint) => boolean {
  return (endpoint) => !some.has(endpoint);
}

function spellHubs(hubs: readonly Hub[]): string {
  return hubs.map(({ name }) => `"${name}"`).join(", ");
}
