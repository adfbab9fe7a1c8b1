import { liesIn } from "../dns-name.ts";
import { type DocumentName, vpcKey, vpcRef, type ZoneName } from "../ids.ts";
import type { RuleDraft } from "../plan/rules/rows/rule-draft.ts";
import type { WantedRule } from "../plan/rules/rows/rule-rows.ts";
import type { Draft } from "../plan/wanted/draft.ts";

/**
 * An endpoint document that has the name, or a name above it. `taken`: the VPC is one of its clients, by a zone or a rule;
 * `kept`: the domain by which the hub's document keeps the name from the Region's rule.
 */
export type NamingDocument = {
  readonly hub: DocumentName;
  readonly endpoint: DocumentName;
  readonly zone: string;
  readonly taken: boolean;
  readonly by?: "zone" | "rule";
  readonly kept?: string;
};

/** `key`: the VPC's. */
export function namingDocuments(
  name: string,
  key: string,
  drafts: readonly Draft[],
  ruleDrafts: readonly RuleDraft[],
): NamingDocument[] {
  return drafts.flatMap(({ hub, endpoints, zones }) =>
    endpoints.flatMap(({ document, names }) => {
      const over = names.map(({ zone }) => zone).filter((zone) => liesIn(name, zone));
      return over.map((zone): NamingDocument => {
        const rows = zones.filter(
          ({ ref, wanted }) => ref.name === zone && wanted.endpoint.document === document,
        );
        const byZone = rows.some(({ wanted }) => wanted.clients.keys.has(key));
        const rules = ruleDrafts.find((one) => one.hub === hub);
        const ruled = rules ? rulesFor(rules, key, document.name, zone) : [];
        const by = byZone ? "zone" : ruled.some(({ ref }) => ref.type === "FORWARD") ? "rule" : undefined;
        const kept = ruled.find(({ ref }) => ref.type === "SYSTEM")?.ref.name;
        return {
          hub: hub.name,
          endpoint: document.name,
          zone,
          taken: by !== undefined,
          ...(by && { by }),
          ...(!by && kept && { kept }),
        };
      });
    }),
  );
}

/** What documents give the VPC for the name: rules that hand it over, and those that keep it back. */
function rulesFor(
  { wantedBy }: RuleDraft,
  key: string,
  endpoint: DocumentName,
  zone: ZoneName,
): WantedRule[] {
  const spoke = [...wantedBy.keys()].find(({ vpc, region }) => vpcKey(vpcRef(vpc, region)) === key);
  const shares = spoke?.endpoints.some((one) => one.name === endpoint);
  const rows = (shares && spoke && wantedBy.get(spoke)) || [];
  return rows.filter(({ ref, wanted }) =>
    ref.type === "SYSTEM" ? liesIn(zone, ref.name) : wanted.names.includes(zone),
  );
}
