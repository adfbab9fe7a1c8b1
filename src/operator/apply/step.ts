import { type Action, type ActionKind, isWait } from "../../model/action/action.ts";
import { Heap } from "./heap.ts";

/** An action on its way. */
export type Step = {
  readonly action: Action;
  /** Its place in the plan. */
  readonly order: number;
  readonly rank: number;
  /** What must not run at the same time as another action of the same lock (semantics 18). */
  readonly locks: readonly string[];
  /** How many actions it still waits for. */
  waiting: number;
  /** How many zones' deletions stand in the longest chain that begins with it: shards of a name go one after another. */
  deletions: number;
  /** Of a deletion of an authorization: since when that stands, in epoch milliseconds. */
  standsSince: number;
};

export function newStep(action: Action, order: number, now: number): Step {
  return {
    action,
    order,
    rank: rankOf(action),
    locks: locksOf(action),
    waiting: 0,
    deletions: 0,
    standsSince: now,
  };
}

/**
 * At the pacer, above everything that its own table knows: what is dark, and deletions that others wait for. Just below, the
 * more zones go one after the other, the higher: what such a chain begins with. Undefined: by what is called.
 */
export function pressureOf(step: Step, isForced: (deletion: Step) => boolean): number | undefined {
  const { action, deletions } = step;
  if (action.urgent || (action.kind === "deauthorize" && isForced(step))) return PRESSING;
  return deletions > 1 && !isWait(action) ? PRESSING - 1 / deletions : undefined;
}

const PRESSING = 7;

/** The anchor's coming is part of a removal that waits for it. */
function rankOf({ urgent, removal, kind }: Action): number {
  if (urgent) return URGENT;
  return removal && kind === "associate" ? RANK.disassociate : RANK[kind];
}

/**
 * Lower goes first. What a removal has to do comes in the order of the plan, so that one zone is done before the next;
 * an authorization is deleted last, so that names resolve as early as the rates allow.
 */
const RANK: Record<ActionKind, number> = {
  disassociate: 0,
  disassociateRule: 0,
  removeFromShare: 0,
  deleteZone: 0,
  deleteRule: 0,
  deleteShare: 0,
  move: 1,
  associate: 2,
  associateRule: 2,
  turnOffPrivateDns: 2,
  handOver: 2,
  tryTakeBack: 2,
  takeBack: 2,
  createEndpoint: 3,
  modifyEndpoint: 3,
  createZone: 3,
  changeRecords: 3,
  createRule: 3,
  updateRule: 3,
  createShare: 3,
  addToShare: 3,
  createResolverEndpoint: 3,
  addResolverAddress: 3,
  setResolverProtocols: 3,
  authorize: 4,
  awaitInsync: 5,
  awaitEndpoint: 5,
  awaitRule: 5,
  awaitAssociation: 5,
  awaitSure: 5,
  awaitShared: 5,
  awaitPrivateDns: 5,
  awaitResolverEndpoint: 5,
  tagZone: 6,
  tagEndpoint: 6,
  tagRule: 6,
  deleteEndpoint: 6,
  startLinger: 6,
  endHandOver: 6,
  deleteOwn: 6,
  removeResolverAddress: 6,
  deleteResolverEndpoint: 6,
  deauthorize: 7,
};
const URGENT = -1;

/**
 * Steps that wait for the same thing, the most useful first; of the deletions of authorizations the one that stands
 * longest. Those come last, unless one is forced: then before everything but what is urgent.
 */
export class StepQueue {
  readonly #steps = new Heap<Step>((a, b) => a.rank < b.rank || (a.rank === b.rank && a.order < b.order));
  readonly #deletions = new Heap<Step>(
    (a, b) => a.standsSince < b.standsSince || (a.standsSince === b.standsSince && a.order < b.order),
  );

  get size(): number {
    return this.#steps.size + this.#deletions.size;
  }

  push(step: Step): void {
    (step.action.kind === "deauthorize" ? this.#deletions : this.#steps).push(step);
  }

  pop(isForced: (deletion: Step) => boolean): Step | undefined {
    const [step, deletion] = [this.#steps.peek(), this.#deletions.peek()];
    const goesFirst = deletion && (!step || (step.rank > URGENT && isForced(deletion)));
    return goesFirst ? this.#deletions.pop() : this.#steps.pop();
  }
}

function locksOf(action: Action): string[] {
  switch (action.kind) {
    case "authorize":
    case "deauthorize":
      return [`authorizations ${action.zone.key}`];
    case "move":
      return [`zone ${action.zone.key}`, `zone ${action.from.key}`];
    case "associate":
    case "disassociate":
    case "changeRecords":
    case "deleteZone":
      return [`zone ${action.zone.key}`];
    case "createZone":
    case "tagZone":
    case "awaitInsync":
    case "awaitEndpoint":
    case "awaitRule":
    case "awaitAssociation":
    case "awaitSure":
    case "awaitShared":
    case "awaitPrivateDns":
    case "awaitResolverEndpoint":
    case "associateRule":
    case "disassociateRule":
      return [];
    case "createRule":
    case "updateRule":
    case "tagRule":
    case "deleteRule":
      return [`rule ${action.rule.key}`];
    case "createShare":
    case "addToShare":
    case "removeFromShare":
    case "deleteShare":
      return [`share ${action.share.key}`];
    case "createEndpoint":
    case "modifyEndpoint":
    case "tagEndpoint":
    case "turnOffPrivateDns":
    case "deleteEndpoint":
      return [`endpoint ${action.target.key}`];
    case "handOver":
    case "tryTakeBack":
    case "takeBack":
    case "startLinger":
    case "endHandOver":
    case "deleteOwn":
      return [`endpoint ${action.own.key}`];
    case "createResolverEndpoint":
    case "addResolverAddress":
    case "removeResolverAddress":
    case "setResolverProtocols":
    case "deleteResolverEndpoint":
      return [`Resolver endpoint ${action.resolverEndpoint.key}`];
  }
}
