import type { Action } from "../../action/action.ts";
import type { ZoneRef } from "../../action/refs.ts";
import { valueIn } from "../../failure.ts";
import { type DocumentName, vpcKey, type ZoneId, type ZoneName } from "../../ids.ts";
import type { RecordView } from "../../observed/zone.ts";
import type { Draft } from "../wanted/draft.ts";
import { servingAt } from "../wanted/zones/adopted-records.ts";
import type { WantedRow } from "../wanted/zones/zone-row.ts";

/**
 * Where a private DNS name stands: `shared` by a zone that has its aliases and a client, or by a rule with one (`byRule`), `planned` by this plan, `withheld` with a
 * finding that says why, `unknown` because the zone's records could not be read, or `vanished` from AWS's answer while
 * its zone stays (semantics 23).
 */
export type NameState = {
  readonly hub: DocumentName;
  readonly endpoint: DocumentName;
  readonly name: ZoneName;
  readonly state: "shared" | "planned" | "withheld" | "unknown" | "vanished";
  /** Those that are there, by number. */
  readonly zones: readonly ZoneId[];
};

/** Names, as `hub name`, that rules serve somebody: `now`, and `then`, by what this plan associates. */
export type RuledNames = { readonly now: ReadonlySet<string>; readonly then: ReadonlySet<string> };

export function nameStates(
  drafts: readonly Draft[],
  actions: readonly Action[],
  byRule: RuledNames,
): NameState[] {
  const planned = new Set(actions.flatMap((action) => (lights(action) ? [action.zone.key] : [])));
  return drafts.flatMap(({ hub, endpoints, zones }) =>
    endpoints.flatMap((endpoint): NameState[] => {
      const own = zones.filter((z) => z.wanted.endpoint === endpoint);
      const wanted = new Set(endpoint.names.map((n) => n.zone));
      const place = { hub: hub.name, endpoint: endpoint.document.name };
      const state = (name: ZoneName, shards: readonly WantedRow[]): NameState["state"] => {
        const byZone = stateOf(shards, planned);
        if (byZone === "shared" || byRule.now.has(`${hub.name} ${name}`)) return "shared";
        return byRule.then.has(`${hub.name} ${name}`) ? "planned" : byZone;
      };
      const listed = endpoint.names.map((n): NameState => {
        const shards = own.filter((z) => z.ref.name === n.zone);
        return { ...place, name: n.zone, state: state(n.zone, shards), zones: idsOf(shards) };
      });
      const others = Map.groupBy(
        own.filter(({ live, ref }) => live && !wanted.has(ref.name)),
        ({ ref }) => ref.name,
      );
      const vanished = [...others].map(
        ([name, shards]): NameState => ({ ...place, name, state: "vanished", zones: idsOf(shards) }),
      );
      return [...listed, ...vanished];
    }),
  );
}

function idsOf(shards: readonly WantedRow[]): ZoneId[] {
  return shards.flatMap(({ live }) => live?.id ?? []);
}

function stateOf(shards: readonly WantedRow[], planned: ReadonlySet<string>): NameState["state"] {
  if (shards.some(serves) && hasClient(shards)) return "shared";
  if (shards.some(({ ref }) => planned.has(ref.key))) return "planned";
  const isUnread = ({ live }: WantedRow) =>
    live && (live.records?.kind !== "seen" || live.vpcs.kind !== "seen");
  return shards.some(isUnread) ? "unknown" : "withheld";
}

function lights(action: Action): action is Extract<Action, { zone: ZoneRef }> {
  const { kind } = action;
  return kind === "createZone" || kind === "changeRecords" || kind === "associate" || kind === "move";
}

/** Somebody resolves the name, or nobody is meant to yet. */
function hasClient(shards: readonly WantedRow[]): boolean {
  const clients = shards.flatMap((row) => row.wanted.clients.all);
  const holds = ({ live }: WantedRow) => {
    const members = valueIn(live?.vpcs);
    return members !== undefined && clients.some(({ vpc }) => members.has(vpcKey(vpc)));
  };
  return clients.length === 0 || shards.some(holds);
}

/** Every alias is there and leads to the endpoint; where nobody can tell which endpoint that is, to any. */
export function serves(row: WantedRow): boolean {
  const { ref, live } = row;
  const { aliases } = row.wanted;
  if (live?.records?.kind !== "seen") return false;
  const records = live.records.value;
  if (!aliases) return records.some((r) => r.name === ref.name && isAlias(r));
  return aliases.every((alias) => {
    const { name, type, target } = alias;
    const isAt = (r: RecordView) => r.name === name && r.type === type;
    const leads = (r: RecordView) => "dnsName" in target && r.alias?.dnsName === target.dnsName;
    return records.some((r) => isAt(r) && leads(r)) || servingAt(row, alias, records) !== undefined;
  });
}

function isAlias({ type, alias }: RecordView): boolean {
  return (type === "A" || type === "AAAA") && alias !== undefined;
}
