import { FailureError, failureOf } from "../../aws/failure.ts";
import type { OwnAction } from "../../model/action/own.ts";
import type { RuleRef } from "../../model/action/refs.ts";
import type { Clock } from "../../model/clock.ts";
import { handedOverIn, handedOverTag, isHandedOverBy } from "../../model/handed-over.ts";
import type { EndpointId } from "../../model/ids.ts";
import type { OwnEndpointView } from "../../model/observed/endpoint.ts";
import { creationInput, type Definition } from "../../model/own-definition.ts";
import { exemptionOf } from "../../model/plan/rules/own/exempt.ts";
import { PROPAGATION_SECONDS } from "../../model/propagation.ts";
import { associate, authorize, listZonesOfVpc } from "../../reconcilers/associations.ts";
import { deleteEndpoint, tagEndpoint, turnOffPrivateDns } from "../../reconcilers/endpoint-lifecycle.ts";
import {
  getOwnEndpoint,
  tryTurnOnPrivateDns,
  turnOnPrivateDns,
  untagHandedOver,
} from "../../reconcilers/own-endpoints.ts";
import { listAssociations } from "../../reconcilers/resolver.ts";
import { listZones } from "../../reconcilers/zones.ts";
import type { Definitions } from "../definitions.ts";
import type { Sessions } from "../sessions.ts";
import { hasJoined, type Made, zoneIdIn } from "./made.ts";
import { linger, type Patience, poll } from "./poll.ts";
import { refuseLed } from "./unled.ts";
import type { Waits } from "./waits.ts";

type HandOver = Extract<OwnAction, { kind: "handOver" }>;

/** AWS makes the zones of its names, as for a new endpoint. */
const ANSWERS: Patience = { everyMs: 5_000, timeoutMs: 15 * 60_000 };

/** EC2 shows what it did a moment later, at most. */
const OFF: Patience = { everyMs: 2_000, timeoutMs: 60_000 };

/**
 * The calls behind each kind of action on a spoke's own endpoint. It is another team's: just before each call it is read by its
 * id, and where it is no longer what the plan saw, nothing is done (semantics 12, 59).
 */
export function createOwnPerformer(
  sessions: Sessions,
  clock: Clock,
  made: Made,
  { definitions, waits }: { readonly definitions: Definitions | undefined; readonly waits: Waits },
): (action: OwnAction, signal: AbortSignal) => Promise<void> {
  /** By this pass: what an earlier one saw answer does not count. */
  const switchedOn = new Set<EndpointId>();
  /** Windows that this pass opened. */
  const opened: HandOver[] = [];
  const ec2Of = (action: OwnAction) => sessions.of(action).ec2(action.vpc.region);

  /** Undefined: it is gone. */
  async function look(action: OwnAction): Promise<OwnEndpointView | undefined> {
    const view = await getOwnEndpoint(ec2Of(action), action.own.id);
    if (view && view.vpc !== action.vpc.id) throw changed(action, `it is in ${view.vpc}`);
    return view;
  }

  async function mustBeThere(action: OwnAction): Promise<OwnEndpointView> {
    const view = await look(action);
    if (!view) throw changed(action, "it is gone");
    return view;
  }

  async function handOver(action: HandOver): Promise<void> {
    const { own, names } = action;
    refuseBeside(action);
    const view = await mustBeThere(action);
    const handed = handedOverIn(view.tags);
    if (!view.privateDnsEnabled && isHandedOverBy(view.tags, own.owner)) return; // an attempt whose answer was lost
    if (!view.privateDnsEnabled) throw changed(action, "somebody switched its private DNS off");
    if (handed && !isHandedOverBy(view.tags, own.owner))
      throw changed(action, `${handed.owner} hands it over`);
    const exempt = exemptionOf(view, action.vpc.region);
    if (exempt) throw changed(action, exempt);
    const other = view.names.find((name) => !names.includes(name));
    if (other) throw changed(action, `its private DNS holds ${other} too`);
    await refuseUnserved(action, action.rules);
    await rehearse(action);
    await definitions?.keep(definitionOf(action, view));
    const tag = handedOverTag({ owner: own.owner, at: clock.now(), isSwitching: true });
    await tagEndpoint(ec2Of(action), own.id, tag);
    opened.push(action);
    await turnOffPrivateDns(ec2Of(action), own.id);
  }

  /** Where one VPC could not join, whatever is in the way there may be in the way of the next. */
  function refuseBeside(action: HandOver): void {
    const isOpen = ({ joins = [], vpc }: HandOver) => joins.some((zone) => !hasJoined(made, zone, vpc));
    const open = action.joins && opened.find((one) => one.vpc.id !== action.vpc.id && isOpen(one));
    if (!open) return;
    throw new FailureError({
      kind: "busy",
      error: "OtherWindowOpen",
      message: `${action.own.id} is left as it is: names are public in ${open.vpc.id}, which has not joined its zones; the next pass goes on there`,
      operation: "ModifyVpcEndpoint",
    });
  }

  /**
   * Before its names become public, its VPC's joining of each zone is tried: being refused only for the name that the endpoint holds
   * shows that the role, the authorization and the VPC are as they should be.
   */
  async function rehearse({ joins = [], ...action }: HandOver) {
    for (const zone of joins) {
      const id = zoneIdIn(made, zone);
      if (!id) throw new Error(`zone ${zone.key} was not made before it is used`);
      const attempt = () => associate(sessions.of(action).route53, id, action.vpc, async () => true);
      await attempt().catch(async (error: unknown) => {
        if (failureOf(error).kind !== "unauthorized" || !action.spoke) throw error;
        await authorize(sessions.hub(action.hub).route53, id, action.vpc);
        return attempt();
      });
    }
  }

  async function startLinger(action: OwnAction, signal: AbortSignal): Promise<void> {
    const { id, owner } = action.own;
    const isOff = async () => {
      const view = await mustBeThere(action);
      return view.privateDnsEnabled ? undefined : view;
    };
    const view = await poll(clock, signal, OFF, isOff, () => changedOf(action, "its private DNS is on"));
    if (!isHandedOverBy(view.tags, owner)) throw changed(action, "its tag is gone");
    if (!handedOverIn(view.tags)?.isSwitching) return; // an attempt whose answer was lost
    await tagEndpoint(ec2Of(action), id, handedOverTag({ owner, at: clock.now() }));
  }

  async function tryTakeBack(action: OwnAction): Promise<void> {
    const view = await mustBeThere(action);
    if (!isHandedOverBy(view.tags, action.own.owner)) throw changed(action, "its tag is gone");
    await tryTurnOnPrivateDns(ec2Of(action), action.own.id);
  }

  async function takeBack(action: OwnAction): Promise<void> {
    const view = await mustBeThere(action);
    if (view.privateDnsEnabled) return;
    if (!isHandedOverBy(view.tags, action.own.owner)) throw changed(action, "its tag is gone");
    switchedOn.add(action.own.id);
    await turnOnPrivateDns(ec2Of(action), action.own.id);
  }

  /** Since a pass of this process first saw it answer: a minute is longer than a pass in which nothing but waits runs. */
  async function awaitPrivateDns(
    action: Extract<OwnAction, { kind: "awaitPrivateDns" }>,
    signal: AbortSignal,
  ): Promise<void> {
    const answers = async () => {
      const view = await mustBeThere(action);
      const holds = action.names.every((name) => view.names.includes(name));
      return view.state === "available" && view.isSettled && holds ? view : undefined;
    };
    await poll(clock, signal, ANSWERS, answers, () => late(action));
    const before = switchedOn.has(action.own.id) ? undefined : waits.before(action.key);
    const since = before?.since ?? clock.now();
    waits.keep(action.key, { since });
    await linger(clock, signal, since + PROPAGATION_SECONDS * 1000 - clock.now());
  }

  async function endHandOver(action: OwnAction): Promise<void> {
    const view = await look(action);
    if (!view || !isHandedOverBy(view.tags, action.own.owner)) return;
    if (!view.privateDnsEnabled) throw changed(action, "its private DNS is off");
    await untagHandedOver(ec2Of(action), action.own.id);
    await definitions?.forget(action.own.id);
  }

  /** Only what stands tagged by us, long switched off, and served by what was seen a moment ago. */
  async function deleteOwn(action: Extract<OwnAction, { kind: "deleteOwn" }>): Promise<void> {
    const { own, vpc, privateNames, lingerSeconds, rules } = action;
    const view = await look(action);
    if (!view) return;
    const handed = handedOverIn(view.tags);
    if (!handed || !isHandedOverBy(view.tags, own.owner)) throw changed(action, "its tag is gone");
    if (view.privateDnsEnabled) throw changed(action, "its private DNS is on");
    if (handed.isSwitching || clock.now() - handed.at < lingerSeconds * 1000)
      throw changed(action, "it lingers still");
    const exempt = exemptionOf(view, action.vpc.region);
    if (exempt) throw changed(action, exempt);
    await refuseUnserved(action, rules);
    await refuseOutside(action);
    const zones = await listZones(sessions.of(action).route53); // whatever they are called
    await refuseLed(
      sessions.of(action),
      { vpc: vpc.id, region: vpc.region },
      {
        target: { ...own, region: vpc.region },
        led: zones.flatMap(({ id, isPrivate }) => (isPrivate ? id : [])),
        privateNames,
      },
    );
    await deletesKept(action, view);
  }

  /** Where the role may not, it may have to be taken back yet. */
  async function deletesKept(action: OwnAction, view: OwnEndpointView): Promise<void> {
    if (!definitions) throw changed(action, "there is no table to keep its definition on");
    const definition = definitionOf(action, view);
    await definitions.keep({ ...definition, isDeleted: true });
    try {
      await deleteEndpoint(ec2Of(action), action.own.id);
    } catch (error) {
      if (failureOf(error).kind === "denied") await definitions.keep(definition).catch(() => undefined);
      throw error;
    }
  }

  function definitionOf({ own, vpc, account, hub, spoke }: OwnAction, view: OwnEndpointView): Definition {
    const { region } = vpc;
    return {
      id: own.id,
      account,
      region,
      hub,
      spoke: spoke ?? "",
      at: clock.now(),
      input: creationInput(view, vpc.id),
    };
  }

  async function refuseUnserved(action: OwnAction, rules: readonly RuleRef[]): Promise<void> {
    if (rules.length === 0) return; // zones answer, or will
    const resolver = sessions.of(action).resolver(action.vpc.region);
    const associations = await listAssociations(resolver, action.vpc.id);
    const served = new Set(
      associations.filter(({ status }) => status === "COMPLETE").map(({ rule }) => rule),
    );
    const lacking = rules.find(({ live }) => !live || !served.has(live.id));
    if (lacking) throw changed(action, `rule ${lacking.name} is not COMPLETE in ${action.vpc.id}`);
  }

  async function refuseOutside(action: Extract<OwnAction, { kind: "deleteOwn" }>): Promise<void> {
    const { zones = [], vpc } = action;
    if (zones.length === 0) return;
    const joined = new Set<string>(
      (await listZonesOfVpc(sessions.of(action).route53, vpc)).map(({ id }) => id),
    );
    const lacking = zones.find(({ id }) => !id || !joined.has(id));
    if (lacking) throw changed(action, `${vpc.id} is not in zone ${lacking.name}`);
  }

  return (action, signal) => {
    switch (action.kind) {
      case "handOver":
        return handOver(action);
      case "startLinger":
        return startLinger(action, signal);
      case "tryTakeBack":
        return tryTakeBack(action);
      case "takeBack":
        return takeBack(action);
      case "awaitPrivateDns":
        return awaitPrivateDns(action, signal);
      case "endHandOver":
        return endHandOver(action);
      case "deleteOwn":
        return deleteOwn(action);
    }
  };
}

function changed(action: OwnAction, what: string): FailureError {
  return new FailureError(changedOf(action, what));
}

function changedOf({ own }: OwnAction, what: string) {
  return {
    kind: "conflict",
    error: "OwnEndpointChanged",
    message: `${own.id} is left as it is: ${what}; plan again`,
    operation: "DescribeVpcEndpoints",
  } as const;
}

function late({ own }: OwnAction) {
  const minutes = ANSWERS.timeoutMs / 60_000;
  return {
    kind: "transient",
    error: "PrivateDnsNotBack",
    message: `the private DNS of ${own.id} is not back after ${minutes} minutes; the next pass goes on from here`,
    operation: "DescribeVpcEndpoints",
  } as const;
}
