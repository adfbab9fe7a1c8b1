import { byText } from "./problems.ts";
import { find, type References, refuseRepeats } from "./references.ts";
import type { SpokeDocument } from "./schema.ts";
import type { Placed } from "./shape.ts";
import type { Endpoint, Hub } from "./types.ts";

/** What a spoke can choose from: its hub's endpoints by name, and all endpoints, to tell a wrong hub from a wrong name. */
export type Choice = {
  readonly hub: Hub;
  readonly ofHub: readonly Endpoint[];
  readonly all: ReadonlyMap<string, Endpoint>;
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
  if (wanted === "all") return choice.ofHub;
  const list = wanted.matchLabels
    ? byLabels(wanted.matchLabels, spoke, choice, context)
    : byNames(wanted.names ?? [], spoke, choice, context);
  const key = list.map(({ name }) => name).join(" ");
  const chosen = choice.chosen.get(key) ?? list;
  choice.chosen.set(key, chosen);
  return chosen;
}

function byLabels(
  wanted: Readonly<Record<string, string>>,
  { source }: Placed<SpokeDocument>,
  { hub, ofHub }: Choice,
  { shaped, problems }: References,
): Endpoint[] {
  const labels = Object.entries(wanted);
  const chosen = ofHub.filter((endpoint) => labels.every(([key, value]) => has(endpoint.labels, key, value)));
  // A misshapen Endpoint document may be the one that is meant, and is a problem of its own.
  const certain = !shaped.nameless && shaped.Endpoint.size === shaped.declared.Endpoint.size;
  if (chosen.length === 0 && certain) {
    const message = `no endpoint of hub "${hub.name}" has ${labels.length === 1 ? "this label" : "all these labels"}`;
    problems.error("NothingChosen", source.value(["spec", "endpoints", "matchLabels"]), message);
  }
  return chosen;
}

function has(labels: Readonly<Record<string, string>>, key: string, value: string): boolean {
  return Object.hasOwn(labels, key) && labels[key] === value;
}

function byNames(
  names: readonly string[],
  { source }: Placed<SpokeDocument>,
  { hub, all }: Choice,
  context: References,
): Endpoint[] {
  const path = ["spec", "endpoints", "names"];
  refuseRepeats(names, path, source, context.problems);
  const chosen = new Set<Endpoint>();
  for (const [index, name] of names.entries()) {
    const endpoint = find(all, "Endpoint", name, [...path, index], source, context);
    if (endpoint?.hubs.includes(hub)) chosen.add(endpoint);
    else if (endpoint && endpoint.hubs.length > 0) {
      const hint = `it is in ${endpoint.hubs.map((other) => `"${other.name}"`).join(", ")}`;
      const message = `endpoint "${name}" is not in hub "${hub.name}"`;
      context.problems.error("NotInHub", source.value([...path, index]), message, hint);
    }
  }
  return [...chosen].sort((a, b) => byText(a.name, b.name));
}
