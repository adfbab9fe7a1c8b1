import type { Action } from "../../../action/action.ts";
import type { ActionKey } from "../../../action/common.ts";
import { ownActionKey } from "../../../action/own.ts";
import { canBridge } from "../../../desired/rule-mode.ts";
import type { Desired, Spoke } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import { type Finding, finding } from "../../../finding.ts";
import { type VpcId, vpcRef } from "../../../ids.ts";
import type { Observed } from "../../../observed/observed.ts";
import type { OwnVpc } from "../../../own-vpc.ts";
import { type Estate, isMember } from "../../estate/estate.ts";
import type { LiveRow } from "../../wanted/zones/zone-row.ts";
import { sourceChanges } from "../beside-own.ts";
import {
  isDue,
  isWritten,
  lingersOf,
  type Owned,
  ownAccess,
  ownedIn,
  spokesLooked,
  unseenBy,
} from "../own/owned.ts";
import type { RuleDraft } from "../rule-draft.ts";
import { ruleForOf } from "../switching/covers.ts";
import { ruleObstaclesOf } from "../switching/obstacles.ts";
import { handOverWave } from "./hand-over-wave.ts";
import { deletes, handsOver, placeOf, refOf, takesBack } from "./own-actions.ts";
import { type Served, servedBy } from "./served.ts";
import { stayOf, stays, whose } from "./stays.ts";

export type HandOvers = Returning & {
  readonly actions: readonly Action[];
  readonly waits: readonly Action[];
  readonly findings: readonly Finding[];
};

export type Returning = {
  /** By VPC: what has to have succeeded before the hub's rules answer less there, for an endpoint of its own answers again then. */
  readonly returning: ReadonlyMap<VpcId, readonly ActionKey[]>;
  /** Nobody knows whether the VPC has such an endpoint. */
  readonly isUnseen: (vpc: VpcId) => boolean;
  /** The hub's rules have served a spoke instead of an endpoint of its own, for a while: that stands switched off, or is gone. */
  readonly hasLed: boolean;
};

/** Who comes before others, and who comes last. */
export type HandOverOrder = {
  readonly ownVpc?: OwnVpc | undefined;
  /** By `vpcKey`: rollouts' canaries. */
  readonly first: ReadonlySet<string>;
};

/** What becomes of the own endpoints of a hub's spokes (`owned.ts`). */
export function planHandOvers(
  estate: Estate,
  rules: RuleDraft,
  { spokes: documents }: Pick<Desired, "spokes">,
  order: HandOverOrder,
): HandOvers {
  const unseen = unseenIn(estate, rules, documents);
  const owned = ownedIn(rules.draft, documents, estate.observed);
  const going = owned.filter(({ becomes }) => becomes === "handedOver");
  const due = owned.filter((one) => isDue(one, estate.observed));
  const context = {
    estate,
    rules,
    ruleFor: ruleForOf(rules),
    obstacleOf: ruleObstaclesOf(estate, rules),
  };
  const findings: Finding[] = [];
  const ready: Ready[] = [];
  for (const one of [...going, ...due]) {
    const stay = stayOf(estate, one);
    const served = stay ? undefined : servedBy(context, one);
    if (stay) findings.push(finding(stay.kind, placeOf(one), stay.why));
    else if (typeof served === "string")
      findings.push(finding("withheld", placeOf(one), stays(one, served, RUN_AGAIN)));
    else if (served) ready.push({ owned: one, served });
  }
  const [leaving, lingered] = [ready.filter(isOn), ready.filter((one) => !isOn(one))];
  const { wave, later, hasLed } = handOverWave(
    leaving.map((one) => one.owned.spoke),
    owned,
    { rules, observed: estate.observed, ...order },
  );
  const now = leaving.filter((one) => wave.has(one.owned.spoke));
  const returning = owned.filter(({ becomes }) => becomes === "takenBack" || becomes === "returned");
  const beside = new Map(returning.map((one) => [one, zonesBeside(estate, one)] as const));
  const back = returning.filter((one) => beside.get(one)?.length === 0);
  const waits = new Map(
    [...now, ...lingered].flatMap(({ served }) => served.waits).map((wait) => [wait.key, wait]),
  );
  return {
    waits: [...waits.values()],
    isUnseen: unseenBy(estate.observed, rules.hub, documents),
    hasLed,
    actions: [
      ...now.map((one) => handsOver(one.owned, one.served)),
      ...back.flatMap(takesBack),
      ...lingered.map((one) => deletes(rules, one.owned, one.served)),
    ],
    findings: [
      ...findings,
      ...unseen.map(({ finding: told }) => told),
      ...later,
      ...now.flatMap(bySwitch),
      ...now.flatMap(zonesAfter),
      ...returning.flatMap((one) => inZones(estate, one, beside.get(one) ?? [])),
      ...owned.flatMap((one) =>
        one.becomes === "lingers" && !due.includes(one) ? lingering(one, estate.observed) : [],
      ),
    ],
    returning: new Map(
      [...Map.groupBy(back, ({ spoke }) => spoke.vpc)].map(([vpc, all]) => [
        vpc,
        all.map((one) => ownActionKey("awaitPrivateDns", refOf(one))),
      ]),
    ),
  };
}

type Ready = { readonly owned: Owned; readonly served: Served };

function isOn({ owned }: Ready): boolean {
  return owned.becomes === "handedOver";
}

/** Documents say something of their endpoints, and their account did not show them. */
function unseenIn({ observed: { ownEndpoints } }: Estate, { hub }: RuleDraft, documents: readonly Spoke[]) {
  return spokesLooked(hub, documents, valueIn(ownEndpoints?.definitions)).flatMap((spoke) => {
    const seen = ownEndpoints?.byAccess.get(ownAccess(spoke));
    if (seen?.kind !== "unreadable") return [];
    const { name, account, vpc, region } = spoke;
    const place = { hub: hub.name, spoke: name, vpc: vpcRef(vpc, region), account };
    const why = {
      reason: "OwnEndpointsNotRead",
      message: `the own endpoints of spoke ${name} in account ${account} could not be seen: ${seen.failure.message}`,
      todo: "allow the spoke's role the reads of docs/iam.md, then run again",
    } as const;
    return [{ spoke, finding: finding("unknown", place, why) }];
  });
}

const RUN_AGAIN =
  "see what is said of what is to answer instead; then run again (the daemon goes on by itself)";

/** Names that a rule of a shorter name has beneath: it hands over none of them before the switch. */
function bySwitch({ owned, served }: Ready): Finding[] {
  const { spoke, view, names, shared } = owned;
  const exact = new Set(served.rules.map(({ name }) => name));
  const moving = names.filter((name) => !exact.has(name));
  return moving.length > 0
    ? [finding("note", placeOf(owned), sourceChanges(spoke, view.id, moving, shared))]
    : [];
}

/** In zone mode that is half of the way: AWS associates no zone before. */
function zonesAfter({ owned }: Ready): Finding[] {
  const { spoke, names } = owned;
  if (spoke.mode !== "phz-association") return [];
  const place = { ...placeOf(owned), action: ownActionKey("handOver", refOf(owned)) };
  return [
    finding("withheld", place, {
      reason: "SwitchWaits",
      message: `${spoke.vpc} joins the zones of ${names.join(", ")} by a later pass, when private DNS of ${owned.view.id} is seen to be off: rules answer meanwhile`,
      todo: "run again (the daemon goes on by itself)",
    }),
  ];
}

/** Our zones of its names that its VPC is in: AWS switches no private DNS on beside them. */
function zonesBeside(estate: Estate, { spoke, view, names }: Owned): readonly LiveRow[] {
  if (view.privateDnsEnabled) return [];
  const vpc = vpcRef(spoke.vpc, spoke.region);
  return estate.existing.filter((row) => names.includes(row.live.name) && isMember(row, vpc));
}

function inZones({ drafts }: Estate, owned: Owned, [zone]: readonly LiveRow[]): Finding[] {
  if (!zone) return [];
  const { spoke, names } = owned;
  const has = drafts.some(
    ({ hub, endpoints }) =>
      hub === spoke.hub && endpoints.some((one) => one.names.some(({ zone: name }) => names.includes(name))),
  );
  const rules = canBridge(spoke) && has ? "the VPC leaves it when rules of the hub answer there" : NO_BRIDGE;
  return [
    finding("withheld", placeOf(owned), {
      reason: "OwnEndpointWaits",
      message: `${whose(owned)} is to have private DNS on again, and AWS refuses that while the VPC is in zone ${zone.live.id} (${zone.live.name}): ${rules}`,
      todo: !has
        ? `share ${names.join(", ")} again, by an endpoint of hub ${spoke.hub.name}, until it is on`
        : canBridge(spoke)
          ? RUN_AGAIN
          : "use rules: per-endpoint in the hub until it is on, and Resolver endpoints of the VPC's Region",
    }),
  ];
}

const NO_BRIDGE =
  "and no rules of the hub can answer there meanwhile, so the name would be public for a while";

/** By the clock, not as an age: what has not changed is told in the same words. */
function lingering(owned: Owned, { ownEndpoints }: Pick<Observed, "ownEndpoints">): Finding[] {
  const { since, until } = lingersOf(owned) ?? {};
  if (since === undefined || until === undefined) return [];
  const at = (ms: number) => `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const definitions = ownEndpoints?.definitions;
  const then =
    definitions === undefined
      ? "is not deleted, for there is no table to keep what it could be made again by"
      : definitions.kind === "seen" && !isWritten(owned, definitions)
        ? "is not deleted, for the table does not say that it was handed over from here: delete it yourself, or write keep, and remove when it answers again"
        : `lingers until ${at(until)} for callers that remember its addresses; then it is deleted`;
  return [
    finding("note", placeOf(owned), {
      reason: "OwnEndpointLingers",
      message: `${whose(owned)} has private DNS off since ${at(since)}, and ${then}`,
    }),
  ];
}
