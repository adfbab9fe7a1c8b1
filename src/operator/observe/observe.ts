import type { Accounts, Session } from "../../aws/accounts.ts";
import { createImpatience } from "../../aws/impatience.ts";
import { accessKey } from "../../model/access.ts";
import type { BackOff } from "../../model/back-off.ts";
import type { Desired, Hub } from "../../model/desired/types.ts";
import type { Seen } from "../../model/failure.ts";
import { vpcKey } from "../../model/ids.ts";
import type { Inventory } from "../../model/inventory/entries.ts";
import { type KnownSpoke, leavingOf } from "../../model/leaving.ts";
import type { Observed } from "../../model/observed/observed.ts";
import type { HandedOverAt } from "../../model/own-definition.ts";
import { repointsOf, spokesFollowing } from "../../model/plan/network/repoints.ts";
import { type Inspection, inspectionsFor } from "../../model/plan/reads/inspections.ts";
import { limitsNeeded } from "../../model/plan/reads/limits.ts";
import { setsNeeded } from "../../model/plan/reads/name-servers.ts";
import { type NetworkNeeded, networksNeeded } from "../../model/plan/reads/needed.ts";
import { handingOver, inspectionsOf } from "../../model/plan/reads/own-endpoint-reads.ts";
import { hopReadsFor, pathReadsFor } from "../../model/plan/reads/path-reads.ts";
import { type RecordsNeeded, recordsNeeded } from "../../model/plan/reads/records-above.ts";
import { hubsServing, ruleReadsFor } from "../../model/plan/reads/rule-reads.ts";
import { bridgedInTurns } from "../../model/plan/rules/own/bridged-drafts.ts";
import { followersOf } from "../../model/plan/rules/rows/first-use.ts";
import { ruleDraftsOf } from "../../model/plan/rules/rows/rule-draft.ts";
import { switchesOf } from "../../model/plan/rules/switching/switches.ts";
import { type Breathe, inTurns } from "../../model/turns.ts";
import { type AccountZones, type MembersOf, observeHub, observeZones } from "../../reconcilers/hubs.ts";
import { observeNetwork } from "../../reconcilers/network.ts";
import { listRecords } from "../../reconcilers/records.ts";
import { see } from "../../reconcilers/see.ts";
import { observeVpc } from "../../reconcilers/vpcs.ts";
import { inspectionAccess, inspectionSession } from "../sessions.ts";
import { type Accesses, createAccesses } from "./accesses.ts";
import type { Memory } from "./memory.ts";
import { observeNameServers } from "./name-servers.ts";
import type { NetworkMemory } from "./network-memory.ts";
import { observeOwnEndpoints } from "./observe-own.ts";
import { observeHopGroups, observePaths, observeSpokeNetworks } from "./observe-paths.ts";
import { createRuleLists, observeRuleAccounts, observeRulePaths } from "./observe-rules.ts";
import { withLimits } from "./vpc-limits.ts";
import { createMembers } from "./zone-members.ts";

export type ObserveOptions = {
  /** Look for left-over authorizations too: one call for each zone. A process does so in its first pass. */
  readonly sweep?: boolean;
  /** Of a process that has made passes before: lists that it remembers are verified, by as few calls as will do. */
  readonly memory?: Memory;
  /** A change is waiting: members are verified by what is read soonest, not by the fewest calls. */
  readonly hurry?: boolean;
  /** Of a process that makes many passes: an access that failed is left alone for a while, and unreadable meanwhile. */
  readonly backOff?: BackOff;
  /** Which VPCs are looked at, of those that a plan would have to see. */
  readonly lookAt?: (needed: readonly Inspection[]) => readonly Inspection[];
  /** Spokes as they were last known: of those whose documents are gone rules may be left (semantics 40). */
  readonly known?: readonly KnownSpoke[];
  /** Zones of others that it knows are read, whether a document still wants them or not. */
  readonly inventory?: Inventory;
  /** Epoch milliseconds: from when on what is read is so. */
  readonly readAt?: number;
  /** Where spokes' own endpoints were handed over. Absent: there is no table that knows. */
  readonly definitions?: Seen<readonly HandedOverAt[]>;
  readonly onProgress?: (what: string, done: number, of: number) => void;
  readonly breathe?: Breathe | undefined;
};

/**
 * The hubs first, and of the zones that this process remembers, whether they are as they were; then, by their own
 * accounts' credentials, only the VPCs that lack a pair (semantics 14). What gives no answer in time is unknown now.
 */
export function observe(
  desired: Desired,
  accounts: Accounts,
  options: ObserveOptions = {},
): Promise<Observed> {
  return createImpatience()(() => look(desired, accounts, options));
}

async function look(documents: Desired, accounts: Accounts, options: ObserveOptions): Promise<Observed> {
  const accesses = createAccesses(options.backOff);
  const members = createMembers(documents, accounts, accesses, options);
  const { hubs: read, zonesOfVpcs } = await members.verified(
    await observeHubs(documents, accounts, members.of, accesses, options),
  );
  const own = options.memory ? options.memory.overlay(read) : read;
  const ofSpokes = await observeOwnEndpoints(documents, accounts, accesses, options);
  const draft = (hubs: Observed["hubs"]) =>
    inTurns(bridgedInTurns(documents, { hubs, ...ofSpokes }), options.breathe);
  const first = await draft(own);
  const hubs = await withLimits(own, limitsNeeded(first.drafts), accounts);
  const { desired, drafts: limited } = hubs === own ? first : await draft(hubs);
  const leaving = leavingOf(documents, options.known ?? []);
  const memory = options.memory?.rules;
  const ruleAccounts = await observeRuleAccounts(desired, { hubs, leaving, memory }, accounts, accesses);
  const ruleDrafts = ruleDraftsOf(limited, desired, { ruleAccounts, leaving });
  const handing = handingOver(limited, documents, ofSpokes);
  const reads = ruleReadsFor(ruleDrafts, switchesOf(limited, ruleDrafts), handing);
  const firstServed = memory?.saw(hubsServing(ruleDrafts), desired.hubs);
  const lists = createRuleLists(ruleAccounts, accounts);
  const { lookAt = (needed) => needed } = options;
  const inspections = lookAt(
    inspectionsFor(limited, [...reads.flatMap((one) => one.inspections), ...inspectionsOf(handing)]),
  );
  let done = 0;
  const lookAtVpc = async (inspection: Inspection) => {
    const { vpc } = inspection;
    const session = inspectionSession(accounts, inspection);
    const [zones, rules] = [zonesOfVpcs.get(vpcKey(vpc)), lists.ofVpc(inspection)];
    const known = { ...(zones && { zones }), ...(rules && { rules }) };
    const seen = await accesses.read(inspectionAccess(inspection), () => observeVpc(session, vpc, known));
    options.onProgress?.("VPCs", ++done, inspections.length);
    return [vpcKey(vpc), seen] as const;
  };
  const hops = hopReadsFor(reads, inspections, ruleDrafts);
  const [rules, hopGroups, ...vpcs] = await Promise.all([
    observeRulePaths(reads, { hubs, ruleAccounts }, accounts, lists),
    observeHopGroups(hops, hubs, accounts, options.memory?.path),
    ...inspections.map(lookAtVpc),
  ]);
  const seenVpcs = new Map(vpcs);
  const repoints = repointsOf(limited);
  const following = spokesFollowing(repoints, followersOf(ruleDrafts));
  const pathReads = pathReadsFor(desired, inspections, seenVpcs, following);
  const [spokeNetworks, recordsAbove, nameServers, networks] = await Promise.all([
    observeSpokeNetworks(pathReads, accounts, accesses, options.memory?.path, options.hurry),
    observeRecords(recordsNeeded(limited, inspections, seenVpcs), accounts),
    observeNameServers(setsNeeded(inspections, seenVpcs, inspectionAccess), accounts, accesses),
    observeNetworks(networksNeeded(limited, inspections, repoints), accounts, options.memory?.network),
  ]);
  accesses.end();
  const { joining } = pathReads;
  const sides = { hubs, networks, spokes: spokeNetworks, joining, hops, hopGroups };
  const path = await observePaths(desired, sides, accounts, options.memory?.path);
  options.memory?.network.sawVpcs(seenVpcs);
  const ranges = options.memory?.network.ranges();
  return {
    hubs,
    vpcs: seenVpcs,
    recordsAbove,
    networks,
    ...(nameServers.size > 0 && { nameServers }),
    ...rules,
    ...ofSpokes,
    ...(path && { path }),
    ...(hopGroups.size > 0 && { hopGroups }),
    ...(firstServed && { firstServed }),
    ...(ranges && { ranges }),
  };
}

async function observeNetworks(
  needs: readonly NetworkNeeded[],
  accounts: Accounts,
  memory: NetworkMemory | undefined,
): Promise<Observed["networks"]> {
  const views = needs.map(async (needed) => {
    const { hub, groups, subnets } = needed;
    const known = memory?.known(needed);
    if (known) return [hub, known] as const;
    const view = await observeNetwork(
      accounts.session(hub.account, hub.role).ec2(hub.region),
      groups,
      subnets,
    );
    memory?.saw(needed, view);
    return [hub, view] as const;
  });
  return new Map(await Promise.all(views));
}

/** More pages than these are no reading for a preflight: such a zone counts as unread. */
const RECORD_PAGES_MAX = 10;

async function observeRecords(
  needed: readonly RecordsNeeded[],
  accounts: Accounts,
): Promise<Observed["recordsAbove"]> {
  const readings = needed.map(async ({ zone, by, ofHub }) => {
    const session = ofHub ? accounts.session(by.hub.account, by.hub.role) : inspectionSession(accounts, by);
    const seen = await see(() => listRecords(session.route53, zone, RECORD_PAGES_MAX));
    const names = seen.kind === "seen" ? { ...seen, value: seen.value.map(({ name }) => name) } : seen;
    return [zone, names] as const;
  });
  return new Map(await Promise.all(readings));
}

async function observeHubs(
  desired: Desired,
  accounts: Accounts,
  membersOf: MembersOf,
  accesses: Accesses,
  { sweep = true, inventory, onProgress }: ObserveOptions,
): Promise<Observed["hubs"]> {
  const owners = new Set<string>(desired.hubs.map((h) => h.owner));
  const readings = new Map<Session, Promise<Seen<AccountZones>>>();
  function zonesOf(session: Session): Promise<Seen<AccountZones>> {
    const reading = readings.get(session) ?? observeZones(session, owners, membersOf, sweep);
    readings.set(session, reading);
    return reading;
  }
  let done = 0;
  const views = await Promise.all(
    desired.hubs.map(async (hub): Promise<readonly [Hub, Awaited<ReturnType<typeof observeHub>>]> => {
      const session = accounts.session(hub.account, hub.role);
      const view = await accesses.read(accessKey(hub.account, hub.role, hub.region), () =>
        observeHub(session, hub, desired.endpoints, membersOf, () => zonesOf(session), inventory),
      );
      onProgress?.("hubs", ++done, desired.hubs.length);
      return [hub, view];
    }),
  );
  return new Map(views);
}
