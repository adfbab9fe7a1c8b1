import { valueIn } from "../../src/model/failure.ts";
import { CARVED, has, OF_REGION, REGION_DOMAIN, regionalEstate } from "../proof/rule-worlds.ts";
import { ALPHA, alpha, BETA, beta, endpoint, KMS, SSM } from "../support/scenario.ts";
import type { Row } from "./row.ts";
import { NOTES } from "./rule-estate.ts";
import { associated, association, RULE_HUB, resolverView, ruleView, VPC } from "./rule-views.ts";
import { seen } from "./views.ts";
import { zone } from "./zone.ts";

const MOVES = `note RegionalMoves hub ${REGION_DOMAIN}`;
const SERVED = { [ALPHA.account]: has(ALPHA, OF_REGION, CARVED) };
const NOT_KEPT = [
  `withheld NotCarvedOut hub beta ${REGION_DOMAIN}`,
  `withheld AssociationFailed hub beta ${KMS}`,
] as const;
const JOINS = ["awaitInsync", "awaitShared"] as const;

const kept = (status: string, message?: string) =>
  regionalEstate([alpha(), beta()], {
    ...SERVED,
    [BETA.account]: associated(
      association(BETA, { rule: CARVED.id, status, ...(message !== undefined && { message }) }),
    ),
  });

const THEIRS = ruleView({
  id: "rslvr-rr-0000000000000000c" as never,
  creatorRequestId: "terraform-1",
  arn: "arn:theirs",
});

/** A rule of others that leads to our addresses, and that no document adopts. */
const withTheirs = (
  spoke: ReturnType<typeof alpha>,
  pair: ReturnType<typeof association>,
  members = [VPC.anchor, VPC.hub],
) => ({
  documents: [RULE_HUB, endpoint("ssm", { hubPrivateDns: "off" }), spoke],
  hub: {
    resolver: resolverView({ rules: [THEIRS], shares: seen([]) }),
    zones: [zone(SSM, { members })],
  },
  rules: { accounts: { [ALPHA.account]: associated(pair) } },
});

/** Associations that are neither COMPLETE nor absent; alpha is served by the Region's rule, from which kms is kept. */
export const RULE_STATES: readonly Row[] = [
  {
    sentence: "semantics 57: the Region's rule comes once what is kept from it is kept",
    spoilt: kept("COMPLETE"),
    findings: [...NOTES, MOVES],
    actions: [...JOINS, "awaitAssociation", "associateRule"],
  },
  {
    sentence: "semantics 57: and waits for what is on its way",
    spoilt: kept("CREATING"),
    findings: [...NOTES, MOVES],
    actions: [...JOINS, "awaitAssociation", "associateRule"],
  },
  {
    sentence: "semantics 57: where AWS gave up what is kept from it, it does not come, and nothing waits",
    spoilt: kept("FAILED", "The rule is broken."),
    findings: [...NOT_KEPT],
    actions: [],
    says: [
      `(${KMS}) with ${BETA.vpc} is FAILED: The rule is broken.`,
      `--vpc-id ${BETA.vpc} --resolver-rule-id ${CARVED.id}`,
      `see what is said of ${KMS} in spoke beta`,
    ],
  },
  {
    sentence: "semantics 57: nor where something overrides it",
    spoilt: kept("OVERRIDDEN"),
    findings: [...NOT_KEPT],
    actions: [],
  },
  {
    sentence: "semantics 57: nor while it goes",
    spoilt: kept("DELETING"),
    findings: [...NOT_KEPT],
    actions: [],
    says: ["run again when it is gone"],
  },
  {
    sentence: "semantics 57: nor where the SYSTEM rule is being deleted",
    spoilt: regionalEstate([alpha(), beta()], SERVED, [
      OF_REGION,
      ruleView({ ...CARVED, status: "DELETING" }),
    ]),
    findings: [
      `withheld NotCarvedOut hub beta ${REGION_DOMAIN}`,
      `withheld ResolverNotReady hub beta ${KMS}`,
    ],
    actions: [],
    says: ["cannot be made now"],
  },
  {
    sentence:
      "semantics 57: what is kept from the Region's rule stays where a team associated that rule by itself",
    spoilt: regionalEstate([alpha({ endpoints: "none" })], {
      [ALPHA.account]: associated(
        association(ALPHA, { rule: OF_REGION.id, name: "theirs" }),
        ...(valueIn(has(ALPHA, CARVED))?.associations ?? []),
      ),
    }),
    findings: [`withheld SwitchWaits hub alpha ${KMS}`, `note SelfService hub alpha ${REGION_DOMAIN}`],
    actions: [],
    says: ["somebody else associated rule"],
  },
  {
    sentence:
      "semantics 52: what we associated with a rule of others leaves when no document wants that rule",
    spoilt: withTheirs(alpha({ endpoints: "none" }), association(ALPHA, { rule: THEIRS.id })),
    findings: [],
    actions: ["disassociateRule"],
  },
  {
    sentence:
      "semantics 52: and so it does where documents adopt no rules any more, once zones serve the VPC",
    spoilt: withTheirs(alpha({ mode: "phz-association" }), association(ALPHA, { rule: THEIRS.id }), [
      VPC.anchor,
      VPC.hub,
      VPC.alpha,
    ]),
    findings: [],
    actions: ["awaitInsync", "disassociateRule"],
  },
  {
    sentence: "semantics 60: it stays until then",
    spoilt: withTheirs(alpha({ mode: "phz-association" }), association(ALPHA, { rule: THEIRS.id })),
    findings: [`withheld SwitchWaits hub alpha ${SSM}`],
    actions: ["authorize", "associate", "deauthorize"],
  },
  {
    sentence: "semantics 63: what others associated with it is nothing to us",
    spoilt: withTheirs(alpha({ endpoints: "none" }), association(ALPHA, { rule: THEIRS.id, name: "theirs" })),
    findings: [],
    actions: [],
  },
];
