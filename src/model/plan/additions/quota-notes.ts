import { type Finding, finding } from "../../finding.ts";
import { NEARLY } from "../reads/limits.ts";
import type { Draft } from "../wanted/draft.ts";
import { vpcLimitOf } from "../wanted/zones/shards.ts";
import type { WantedRow } from "../wanted/zones/zone-row.ts";
import type { Creations } from "./creation.ts";

/** Names that this plan makes further zones for, and whether AWS would take more VPCs for one. */
export function shardNotes({ byZone }: Creations, zones: readonly WantedRow[]): Finding[] {
  const begun = Map.groupBy(
    [...byZone.keys()].filter((zone) => zone.wanted.overflow),
    (zone) => zone.wanted.endpoint,
  );
  return [...begun].flatMap(([endpoint, made]): Finding[] => {
    const [first] = made;
    if (!first) return [];
    const shards = zones.filter((z) => z.wanted.endpoint === endpoint && z.ref.name === first.ref.name);
    const vpcs = shards.reduce((sum, z) => sum + z.wanted.clients.all.length, 0);
    const limit = vpcLimitOf(first.hub, shards.find((z) => z.live)?.live);
    const granted = shards.find((z) => z.live?.vpcLimit !== undefined)?.live?.vpcLimit ?? 0;
    const place = { hub: first.hub.name, endpoint: endpoint.document.name };
    const note: Finding = finding("note", place, {
      reason: "Shards",
      message: `${vpcs} VPCs want ${first.ref.name}, and a zone takes ${limit}, the anchor's place among them: it gets ${shards.length} zones, made one after another, as the anchor begins each (#1, #2 … in this plan)`,
    });
    if (granted <= limit) return [note];
    const more = `AWS takes ${granted} VPCs for a zone of account ${first.hub.account}, and quotas.vpcsPerZone says ${limit}`;
    const todo = "raise quotas.vpcsPerZone of the hub, if fewer zones are wanted";
    return [note, finding("note", place, { reason: "VpcQuotaRaised", message: more, todo })];
  });
}

/** Accounts that are near their quota of zones, or that this plan brings there: raising it takes AWS days. */
export function zoneForecast(drafts: readonly Draft[], { byZone }: Creations): Finding[] {
  const made = Map.groupBy([...byZone.keys()], (zone) => zone.hub.account);
  const hubs = new Map(drafts.map((draft) => [draft.hub.account, draft]));
  return [...hubs].flatMap(([account, { hub, view }]): Finding[] => {
    const more = made.get(account)?.length ?? 0;
    const zones = view.zonesInAccount + more;
    const { zonesPerAccount } = hub.quotas;
    if (zones <= NEARLY * zonesPerAccount) return [];
    return [
      finding(
        "note",
        { hub: hub.name, account },
        {
          reason: "ZoneQuotaNear",
          message: `account ${account} ${more > 0 ? "will have" : "has"} ${zones} of ${zonesPerAccount} hosted zones`,
          todo: "ask AWS for more hosted zones in time, then raise quotas.zonesPerAccount of the hub",
        },
      ),
    ];
  });
}
