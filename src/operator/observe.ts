import type { Accounts, Session } from "../aws/accounts.ts";
import type { Desired, Hub } from "../model/desired/types.ts";
import { type Seen, valueIn } from "../model/failure.ts";
import { vpcKey } from "../model/ids.ts";
import type { HubView, Observed, ZoneView } from "../model/observed.ts";
import type { Inspection } from "../model/plan/inspections.ts";
import { inspectionsNeeded, limitsNeeded, networksNeeded } from "../model/plan/plan.ts";
import { type AccountZones, observeHub, observeZones } from "../reconcilers/hubs.ts";
import { observeNetwork } from "../reconcilers/network.ts";
import { see } from "../reconcilers/see.ts";
import { observeVpc } from "../reconcilers/vpcs.ts";
import { getVpcLimit } from "../reconcilers/zones.ts";
import type { Memory } from "./memory.ts";

export type ObserveOptions = {
  /** Look for left-over authorisations too: one call for each zone. A process does so in its first pass. */
  readonly sweep?: boolean;
  readonly memory?: Memory;
  readonly onProgress?: (what: string, done: number, of: number) => void;
};

/** The hubs first; then, by their own accounts' credentials, only the VPCs that lack a pair (semantics 14). */
export async function observe(
  desired: Desired,
  accounts: Accounts,
  options: ObserveOptions = {},
): Promise<Observed> {
  const read = await observeHubs(desired, accounts, options);
  const members = options.memory ? options.memory.overlay(read) : read;
  const hubs = await withLimits(desired, members, accounts);
  const inspections = inspectionsNeeded(desired, hubs);
  let done = 0;
  const vpcs = await Promise.all(
    inspections.map(async ({ vpc, account, spoke, hub }) => {
      const session = accounts.session(account, spoke ? spoke.role : hub.role);
      const seen = await observeVpc(session, vpc);
      options.onProgress?.("VPCs", ++done, inspections.length);
      return [vpcKey(vpc), seen] as const;
    }),
  );
  return { hubs, vpcs: new Map(vpcs), networks: await observeNetworks(desired, hubs, inspections, accounts) };
}

/** What may not be read is as the document says. */
async function withLimits(
  desired: Desired,
  hubs: Observed["hubs"],
  accounts: Accounts,
): Promise<Observed["hubs"]> {
  const needed = limitsNeeded(desired, hubs);
  if (needed.length === 0) return hubs;
  const limits = new Map(
    await Promise.all(
      needed.map(async ({ hub, zone }) => {
        const { route53 } = accounts.session(hub.account, hub.role);
        return [zone, valueIn(await see(() => getVpcLimit(route53, zone)))] as const;
      }),
    ),
  );
  const limited = (zone: ZoneView): ZoneView => {
    const vpcLimit = limits.get(zone.id);
    return vpcLimit === undefined ? zone : { ...zone, vpcLimit };
  };
  const views = [...hubs].map(([hub, seen]): [Hub, Seen<HubView>] => {
    if (seen.kind === "unreadable") return [hub, seen];
    const { zones, adoptable } = seen.value;
    const value = { ...seen.value, zones: zones.map(limited), adoptable: adoptable.map(limited) };
    return [hub, { kind: "seen", value }];
  });
  return new Map(views);
}

/** Only for hubs that something is missing of: a quiet fleet costs no call for it. */
async function observeNetworks(
  desired: Desired,
  hubs: Observed["hubs"],
  inspections: readonly Inspection[],
  accounts: Accounts,
): Promise<Observed["networks"]> {
  const needs = networksNeeded(desired, hubs, inspections);
  const views = needs.map(async ({ hub, groups, subnets }) => {
    const ec2 = accounts.session(hub.account, hub.role).ec2(hub.region);
    return [hub, await observeNetwork(ec2, groups, subnets)] as const;
  });
  return new Map(await Promise.all(views));
}

async function observeHubs(
  desired: Desired,
  accounts: Accounts,
  { sweep = true, onProgress }: ObserveOptions,
): Promise<Observed["hubs"]> {
  const owners = new Set<string>(desired.hubs.map((h) => h.owner));
  const readings = new Map<Session, Promise<Seen<AccountZones>>>();
  function zonesOf(session: Session): Promise<Seen<AccountZones>> {
    const reading = readings.get(session) ?? observeZones(session, owners, sweep);
    readings.set(session, reading);
    return reading;
  }
  let done = 0;
  const views = await Promise.all(
    desired.hubs.map(async (hub): Promise<readonly [Hub, Awaited<ReturnType<typeof observeHub>>]> => {
      const session = accounts.session(hub.account, hub.role);
      const view = await observeHub(session, hub, desired.endpoints, () => zonesOf(session));
      onProgress?.("hubs", ++done, desired.hubs.length);
      return [hub, view];
    }),
  );
  return new Map(views);
}
