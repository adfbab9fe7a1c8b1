import type { Accounts, Session } from "../../aws/accounts.ts";
import type { Desired } from "../../model/desired/types.ts";
import type { Seen } from "../../model/failure.ts";
import { type VpcRef, vpcKey, type ZoneId } from "../../model/ids.ts";
import type { Observed, ZoneOfVpc } from "../../model/observed.ts";
import { draftsOf } from "../../model/plan/plan.ts";
import type { Inspection } from "../../model/plan/reads/inspections.ts";
import { readPlanFor } from "../../model/plan/reads/read-plan.ts";
import { unconfirmed } from "../../model/plan/reads/unchanged-zones.ts";
import { listZonesOfVpc } from "../../reconcilers/associations.ts";
import type { MembersOf } from "../../reconcilers/hubs.ts";
import { see } from "../../reconcilers/see.ts";
import { getZoneVpcs } from "../../reconcilers/zones.ts";
import { inspectionSession } from "../sessions.ts";
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

type Looks = ReadonlyMap<ZoneId, Seen<readonly VpcRef[]>>;

export type MembersOptions = { readonly memory?: Memory; readonly hurry?: boolean };

export function createMembers(
  desired: Desired,
  accounts: Accounts,
  { memory, hurry = false }: MembersOptions,
): Members {
  const lists = memory?.lists() ?? new Map<ZoneId, readonly VpcRef[]>();
  /** Zones of which the remembered list stands so far, and who can read them. */
  const standing = new Map<ZoneId, Session>();

  async function look(session: Session, zone: ZoneId): Promise<Seen<readonly VpcRef[]>> {
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
      const seen = await see(() => listZonesOfVpc(inspectionSession(accounts, row).route53, row.vpc));
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
      const plan = readPlanFor(draftsOf(desired, { hubs: remembered }), new Set(standing.keys()), choice);
      const [zonesOfVpcs, first] = await Promise.all([listZones(plan.rows), lookAt(plan.columns)]);
      const rows = new Map([...zonesOfVpcs].map(([vpc, zones]) => [vpc, new Set(zones.map((z) => z.id))]));
      let hubs = updated(remembered, first);
      // What one list shows may put another in doubt: until all that stand are confirmed.
      for (;;) {
        const doubtful = unconfirmed(draftsOf(desired, { hubs }), new Set(standing.keys()), rows);
        if (doubtful.length === 0) return { hubs, zonesOfVpcs };
        hubs = updated(hubs, await lookAt(doubtful));
      }
    },
  };
}

function updated(hubs: Observed["hubs"], seen: Looks): Observed["hubs"] {
  return withMembers(hubs, ({ id, vpcs }) => seen.get(id) ?? vpcs);
}
