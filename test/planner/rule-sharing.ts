import { HUB } from "../support/fleet.ts";
import { ALPHA, alpha, BETA, beta, local, SSM } from "../support/scenario.ts";
import type { Row } from "./row.ts";
import { DOCUMENTS, HEALTHY, JOINS, NOTES, SHARED } from "./rule-estate.ts";
import { associated, RULE_HUB, resolverView, shareView } from "./rule-views.ts";
import { denied, notImplemented, seen } from "./views.ts";

/** Rules reach other accounts by a share, and leave it before they go. */
export const RULE_SHARING: readonly Row[] = [
  {
    sentence: "semantics 53: shares that could not be read give nobody a rule",
    spoilt: {
      documents: DOCUMENTS,
      hub: { ...HEALTHY, resolver: resolverView({ shares: denied() }) },
      rules: {},
    },
    findings: ["withheld SharingNotRead hub beta"],
    actions: [],
  },
  {
    sentence:
      "semantics 26: an endpoint without RAM keeps rules from other accounts, and says so of each of their spokes",
    spoilt: {
      documents: DOCUMENTS,
      hub: { ...HEALTHY, resolver: resolverView({ shares: notImplemented("GetResourceShares") }) },
      rules: {},
    },
    findings: ["note Unsupported hub beta"],
    actions: [],
    says: ["does not implement GetResourceShares of RAM"],
  },
  {
    sentence:
      "semantics 53: and shares that could not be read keep nothing from a spoke of the hub's own account",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha(), local()],
      hub: { ...HEALTHY, resolver: resolverView({ shares: denied() }) },
      rules: { accounts: { [HUB]: associated() } },
    },
    findings: [...NOTES],
    actions: [...JOINS],
  },
  {
    sentence: "semantics 53: RAM's word for a principal that it refuses is passed on",
    spoilt: {
      documents: DOCUMENTS,
      hub: {
        ...HEALTHY,
        resolver: resolverView({
          shares: seen([
            shareView({
              principals: [
                { id: BETA.account, status: "FAILED", message: "not in your organization", at: 0 },
              ],
            }),
          ]),
        }),
      },
      rules: {},
    },
    findings: ["withheld SharingFailed hub", ...NOTES],
    actions: ["addToShare", "awaitInsync", "associateRule"],
    says: ["not in your organization"],
  },
  {
    sentence: "semantics 54: a rule that nobody has any more is taken out of the share first",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ endpoints: "none" }), beta({ endpoints: "none" })],
      hub: HEALTHY,
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [`withheld RuleLeavesShare hub ${SSM}`],
    actions: ["removeFromShare", "removeFromShare"],
  },
  {
    sentence: "semantics 54: nothing is done to one that is on its way out of the share",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ endpoints: "none" }), beta({ endpoints: "none" })],
      hub: { ...HEALTHY, resolver: resolverView({ shares: seen([sharing("DISASSOCIATING")]) }) },
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [`withheld RuleLeavesShare hub ${SSM}`],
    actions: ["removeFromShare"],
  },
  {
    sentence: "semantics 54: and one that is read to be out of it is deleted",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ endpoints: "none" }), beta({ endpoints: "none" })],
      hub: { ...HEALTHY, resolver: resolverView({ shares: seen([sharing("DISASSOCIATED")]) }) },
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [],
    actions: ["awaitSure", "deleteRule", "removeFromShare"],
  },
  {
    sentence:
      "semantics 62: one that somebody may have whom nobody looked for stays, until the digest is named",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ endpoints: "none" })],
      hub: HEALTHY,
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [`withheld UnknownConsumers hub ${SSM}`],
    actions: ["removeFromShare"],
    held: ["removeFromShare"],
    says: ["run again with --allow-removals "],
  },
  {
    sentence: "semantics 62: with the digest it goes, and who is not known loses it",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ endpoints: "none" })],
      hub: HEALTHY,
      rules: { accounts: { [ALPHA.account]: associated() } },
      options: { allowRemovals: () => true },
    },
    findings: [`withheld RuleLeavesShare hub ${SSM}`],
    actions: ["removeFromShare", "removeFromShare"],
  },
];

function sharing(status: string) {
  const [resource] = shareView().resources;
  return shareView({ resources: resource ? [{ ...resource, status }] : [] });
}
