import { type Action, actionKey } from "../../action.ts";
import type { DocumentName, ZoneName } from "../../ids.ts";
import type { Draft } from "../wanted/draft.ts";

/**
 * Where a private DNS name stands: `shared` by a zone, `planned` by this plan, `withheld` with a finding that says
 * why, or `vanished` from AWS's answer while its zone stays (semantics 23).
 */
export type NameState = {
  readonly hub: DocumentName;
  readonly endpoint: DocumentName;
  readonly name: ZoneName;
  readonly state: "shared" | "planned" | "withheld" | "vanished";
};

export function nameStates(drafts: readonly Draft[], actions: readonly Action[]): NameState[] {
  const made = new Set(actions.filter((a) => a.kind === "createZone").map((a) => a.key));
  return drafts.flatMap(({ hub, endpoints, zones }) =>
    endpoints.flatMap((settled): NameState[] => {
      const own = zones.filter((z) => z.settled === settled);
      const wanted = new Set(settled.names.map((n) => n.zone));
      const place = { hub: hub.name, endpoint: settled.endpoint.name };
      const listed = settled.names.map((n): NameState => {
        const shards = own.filter((z) => z.ref.name === n.zone);
        const isShared = shards.some((z) => z.view);
        const isPlanned = shards.some((z) => made.has(actionKey("createZone", z.ref)));
        return { ...place, name: n.zone, state: isShared ? "shared" : isPlanned ? "planned" : "withheld" };
      });
      const names = own.flatMap((z) => (z.view && !wanted.has(z.ref.name) ? [z.ref.name] : []));
      const vanished = [...new Set(names)].map((name): NameState => ({ ...place, name, state: "vanished" }));
      return [...listed, ...vanished];
    }),
  );
}
