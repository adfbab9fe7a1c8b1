// With `memory`, half of this file, only the daemon will come; commands make one pass, and every list is read.

import type { Accounts, Session } from "../../aws/accounts.ts";
import { isUnanswered } from "../../aws/impatience.ts";
import type { Desired } from "../../model/desired/types.ts";
import { vpcKey, type ZoneId } from "../../model/ids.ts";
import type { Observed } from "../../model/observed/observed.ts";
import type { ZoneOfVpc } from "../../model/observed/vpc.ts";
import type { VpcsByKey, ZoneView } from "../../model/observed/zone.ts";
import type { Inspection } from "../../model/plan/reads/inspections.ts";
import { readPlanFor } from "../../model/plan/reads/read-plan.ts";
import { unconfirmed } from "../../model/plan/reads/unchanged-zones.ts";
import { draftsInTurns } from "../../model/plan/wanted/drafts.ts";
import { type Breathe, inTurns } from "../../model/turns.ts";
import { listZonesOfVpc } from "../../reconcilers/associations.ts";
import type { MembersOf } from "../../reconcilers/hubs.ts";
import { see } from "../../reconcilers/see.ts";
import { getZoneVpcs } from "../../reconcilers/zones.ts";
import { inspectionAccess, inspectionSession } from "../sessions.ts";
import type { Accesses } from "./accesses.ts";
import type { Memory } from "./memory.ts";
import { withMembers } from "./with-zones.ts";

/** The zones of VPCs whose own accounts were asked, by `vpcKey`. */
export type ZonesOfVpcs = ReadonlyMap<string, readonly ZoneOfVpc[]>;

/** How one pass learns which VPCs are in a zone. */
export type Members = {
  /** A list that this process remembers; else GetHostedZone. */
  readonly of: MembersOf;
  /** The same hubs, every remembered list confirmed by its VPCs' own accounts or read after all (semantics 14). */
  verified(hubs: Observed["hubs"]): Promise<{ hubs: Observed["hubs"]; zonesOfVpcs: ZonesOfVpcs }>;
};

type Looks = ReadonlyMap<ZoneId, ZoneView["vpcs"]>;

export type MembersOptions = {
  readonly memory?: Memory;
  readonly hurry?: boolean;
  readonly breathe?: Breathe | undefined;
};

export function createMembers(
  desired: Desired,
  accounts: Accounts,
  accesses: Accesses,
  { memory, hurry = false, breathe }: MembersOptions,
): Members {
  const lists = memory?.lists() ?? new Map<ZoneId, VpcsByKey>();
  /** Zones of which the remembered list stands so far, and who can read them. */
  const standing = new Map<ZoneId, Session>();

  async function look(session: Session, zone: ZoneId): Promise<ZoneView["vpcs"]> {
    const vpcs = await see(() => getZoneVpcs(session.route53, zone));
    memory?.saw(zone, vpcs);
    return vpcs;
  }

  async function lookAt(zones: readonly ZoneId[]): Promise<Looks> {
    const looks = zones.flatMap((zone) => {
      const session = standing.get(zone);
      standing.delete(zone);
      return session ? [look(session, zone).then((vpcs) => [zone, vpcs] as const)] : [];
    });
    return new Map(await Promise.all(looks));
  }

  async function listZones(rows: readonly Inspection[]): Promise<ZonesOfVpcs> {
    const answers = rows.map(async (row) => {
      const { route53 } = inspectionSession(accounts, row);
      const list = () => see(() => listZonesOfVpc(route53, row.vpc));
      const seen = await accesses.read(inspectionAccess(row), list, isUnanswered);
      if (seen.kind === "seen") return [[vpcKey(row.vpc), seen.value] as const];
      memory?.wasClosed(row.vpc);
      return [];
    });
    return new Map((await Promise.all(answers)).flat());
  }

  return {
    async of(session, zone) {
      const list = lists.get(zone);
      if (!list) return look(session, zone);
      standing.set(zone, session);
      return { kind: "seen", value: list };
    },
    async verified(remembered) {
      if (standing.size === 0) return { hubs: remembered, zonesOfVpcs: new Map() };
      const choice = { hurry, closed: memory?.closed() ?? new Set<string>() };
      const draftsFor = (hubs: Observed["hubs"]) => inTurns(draftsInTurns(desired, { hubs }), breathe);
      let drafts = await draftsFor(remembered);
      const plan = readPlanFor(drafts, new Set(standing.keys()), choice);
      const [zonesOfVpcs, first] = await Promise.all([listZones(plan.rows), lookAt(plan.columns)]);
      const rows = new Map([...zonesOfVpcs].map(([vpc, zones]) => [vpc, new Set(zones.map((z) => z.id))]));
      let hubs = remembered;
      // What one list shows may put another in doubt: until all that stand are confirmed.
      for (let looks = first; ; ) {
        if (looks.size > 0) {
          hubs = updated(hubs, looks);
          drafts = await draftsFor(hubs);
        }
        const doubtful = unconfirmed(drafts, new Set(standing.keys()), rows);
        if (doubtful.length === 0) return { hubs, zonesOfVpcs };
        looks = await lookAt(doubtful);
      }
    },
  };
}

function updated(hubs: Observed["hubs"], seen: Looks): Observed["hubs"] {
  return withMembers(hubs, ({ id, vpcs }) => seen.get(id) ?? vpcs);
}
