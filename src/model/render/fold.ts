import { type Action, awaitedBy } from "../action/action.ts";
import type { ActionKey } from "../action/common.ts";
import { vpcKey } from "../ids.ts";
import { withoutParticulars } from "./alike.ts";
import { zoneTitle } from "./describe.ts";
import { type Label, type LabelOf, vpcOf } from "./labels.ts";
import { type Step, stepsOf } from "./steps.ts";

/** Steps that differ only in which VPC, zone or service they are about: one line on paper. */
export type Fold = {
  readonly hub: string;
  /** At least one, in the order of the plan; all of one kind. */
  readonly steps: readonly [Step, ...Step[]];
  /** Each of these VPCs with each of these zones; no VPCs where the steps are about zones or endpoints as such. */
  readonly clients: readonly Label[];
  /** Names of zones, or services of endpoints. */
  readonly things: readonly string[];
  /** The reason; where it is not the same for all, with `<spoke>`, `<zone>` … in place of names. */
  readonly because: string;
};

/** A plan as few lines, in the order of the work: what a line's steps wait for stands above it, where that can be. */
export function foldActions(actions: readonly Action[], labelOf: LabelOf): Fold[] {
  const alike = Map.groupBy(stepsOf(actions), (step) => signatureOf(step, labelOf));
  const folds = [...alike.values()].flatMap((steps) => rectangles(steps).map((r) => foldOf(r, labelOf)));
  const place = new Map(actions.map((action, i) => [action, i]));
  const first = ({ steps }: Fold) => place.get(steps[0].main) ?? 0;
  return inOrderOfWork(folds.sort((a, b) => first(a) - first(b)));
}

type Steps = readonly [Step, ...Step[]];

function foldOf(steps: Steps, labelOf: LabelOf): Fold {
  const [{ main }] = steps;
  const clients = new Map<string, Label>();
  for (const step of steps) {
    const vpc = vpcOf(step.main);
    if (vpc) clients.set(vpcKey(vpc), labelOf(step.main.hub, vpc));
  }
  return {
    hub: main.hub,
    steps,
    clients: [...clients.values()],
    things: [...new Set(steps.map((step) => thingOf(step.main)))],
    because: steps.length === 1 ? main.because : reasonOf(steps, labelOf),
  };
}

/** The zone or service that an action is about. */
export function thingOf(action: Action): string {
  if ("zone" in action) return zoneTitle(action);
  if ("rule" in action) return action.rule.name;
  if ("own" in action) return action.own.service;
  if ("resolverEndpoint" in action) return `the ${action.resolverEndpoint.direction.toLowerCase()} endpoint`;
  return "share" in action ? "the resource share" : action.target.service;
}

function reasonOf([first, ...others]: Steps, labelOf: LabelOf): string {
  const { because } = first.main;
  return others.every((step) => step.main.because === because) ? because : templateOf(first, labelOf);
}

function templateOf({ main }: Step, labelOf: LabelOf): string {
  const vpc = vpcOf(main);
  const label = vpc && labelOf(main.hub, vpc);
  return withoutParticulars(main.because, {
    ...(label?.kind === "spoke" && { spoke: label.name }),
    vpc: vpc?.id,
    ...particularsOf(main),
  });
}

function particularsOf(main: Action): Parameters<typeof withoutParticulars>[1] {
  if ("zone" in main) return { zone: main.zone.name, "zone id": main.zone.id };
  if ("rule" in main) return { rule: main.rule.name, "rule id": main.rule.live?.id };
  if ("own" in main) return { service: main.own.service, endpoint: main.own.id };
  return "share" in main || "resolverEndpoint" in main
    ? {}
    : { service: main.target.service, endpoint: main.target.id };
}

function signatureOf(step: Step, labelOf: LabelOf): string {
  const { main, parts } = step;
  const vpc = vpcOf(main);
  return JSON.stringify([
    main.hub,
    main.kind,
    [...new Set(parts.map((part) => part.kind))].sort(),
    vpc && labelOf(main.hub, vpc).kind,
    circumstanceOf(main),
    templateOf(step, labelOf),
  ]);
}

/** What else must be the same for two steps to be told in one sentence. */
function circumstanceOf(main: Action): unknown {
  switch (main.kind) {
    case "createZone":
      return vpcKey(main.vpc);
    case "createEndpoint":
      return main.spec.subnets;
    case "modifyEndpoint":
      return Object.keys(main.change);
    case "disassociate":
      return main.anchor;
    default:
      return undefined;
  }
}

/** Pairs as sets of VPCs that have the same zones, or of zones that have the same VPCs: whichever are fewer. */
function rectangles(steps: readonly Step[]): Steps[] {
  const pairs = steps.flatMap((step) => {
    const vpc = vpcOf(step.main);
    return vpc ? [{ step, vpc: vpcKey(vpc), thing: thingOf(step.main) }] : [];
  });
  if (pairs.length < steps.length) return nonEmpty([steps]);
  const byVpc = sameOthers(pairs, "vpc", "thing");
  const byThing = sameOthers(pairs, "thing", "vpc");
  return nonEmpty(byVpc.length <= byThing.length ? byVpc : byThing);
}

type Pair = { readonly step: Step; readonly vpc: string; readonly thing: string };

function sameOthers(pairs: readonly Pair[], side: "vpc" | "thing", other: "vpc" | "thing"): Step[][] {
  const rows = [...Map.groupBy(pairs, (pair) => pair[side]).values()];
  const alike = Map.groupBy(rows, (row) =>
    row
      .map((pair) => pair[other])
      .sort()
      .join("\n"),
  );
  return [...alike.values()].map((same) => same.flat().map((pair) => pair.step));
}

function nonEmpty(lists: readonly (readonly Step[])[]): Steps[] {
  return lists.flatMap(([first, ...rest]) => (first ? [[first, ...rest] as const] : []));
}

/** Two lines may wait for each other, step by step: then one of them stands first all the same. */
function inOrderOfWork(folds: readonly Fold[]): Fold[] {
  const foldAt = new Map<ActionKey, Fold>();
  for (const fold of folds)
    for (const { parts } of fold.steps) for (const part of parts) foldAt.set(part.key, fold);
  const placed = new Set<Fold>();
  const ordered: Fold[] = [];
  function place(fold: Fold): void {
    if (placed.has(fold)) return;
    placed.add(fold);
    for (const earlier of awaited(fold, foldAt)) place(earlier);
    ordered.push(fold);
  }
  for (const fold of folds) place(fold);
  return ordered;
}

function awaited({ steps }: Fold, foldAt: ReadonlyMap<ActionKey, Fold>): Set<Fold> {
  const earlier = new Set<Fold>();
  for (const { parts } of steps)
    for (const part of parts)
      for (const key of awaitedBy(part)) {
        const fold = foldAt.get(key);
        if (fold) earlier.add(fold);
      }
  return earlier;
}
