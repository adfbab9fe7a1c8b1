import { DisassociateResolverRuleCommand, Route53ResolverClient } from "@aws-sdk/client-route53resolver";
import type { Reason } from "../../src/model/reasons.ts";
import { heldAs, hold } from "../../src/simulator/resolver/held.ts";
import { ANCHOR } from "../support/fleet.ts";
import { propagate } from "../support/look.ts";
import { sharedBy } from "../support/resolver-scene.ts";
import { ALPHA, KMS, SSM } from "../support/scenario.ts";
import type { Stage } from "../support/stage.ts";
import { type Advice, again, client, others, runs, type Way, writes } from "./advice.ts";
import { BETA_SERVED, BOTH, denied, held, KEPT, NOBODY, ONE, REGIONAL_ONE, ruled } from "./rule-scenes.ts";
import { SECOND, secondVpcs } from "./scenes.ts";

const SEE_ROW =
  "see why: aws route53resolver list-resolver-rule-associations --region … --filters Name=VPCId,Values=…";
const MADE_AGAIN =
  "or have it made again: disassociate it: aws route53resolver disassociate-resolver-rule --region … --vpc-id … --resolver-rule-id …";
const FIRST_SPOKE =
  "look in the first spoke that its names are answered privately; then run again (the daemon goes on by itself)";
const SPOKE_READS = "allow the spoke's role the reads of docs/iam.md, then run again";
const ANOTHER_ANCHOR =
  "name another anchorVpc: a VPC of the hub's account without workloads, which nobody asks";

const runsInTime: Way["follow"] = async (scene, words, aws) => {
  await runs(ALPHA.account)(scene, words, aws);
  await propagate(scene.stage);
};

/** Of alpha's two associations the Region's is gone, and AWS gave up the one that keeps a name from it; until somebody sees to it. */
async function withoutCarveOut(stage: Stage): Promise<() => void> {
  const { associations, rules } = stage.cloud.estate.resolver;
  const [kept, wide] = [true, false].map((isKept) =>
    [...associations.values()].find(
      ({ ruleId }) => (rules.get(ruleId)?.domainName === `${KEPT}.`) === isKept,
    ),
  );
  if (!kept || !wide) throw new Error("alpha has not both");
  const resolver = client(Route53ResolverClient, { stage }, ALPHA.account);
  const pair = { ResolverRuleId: wide.ruleId, VPCId: ALPHA.vpc };
  await stage.clock.run(resolver.send(new DisassociateResolverRuleCommand(pair)));
  hold(stage.cloud.estate, kept.id, heldAs("FAILED"));
  return () => hold(stage.cloud.estate, kept.id, undefined);
}

/** What keeps a rule from a spoke that is to have it. */
export const RULE_JOINS = {
  FirstUse: [
    {
      todo: FIRST_SPOKE,
      scene: ruled((own) => [own, sharedBy("ssm")], BOTH),
      ways: [{ does: FIRST_SPOKE, follow: again, serves: BETA_SERVED }],
    },
  ],
  AssociationFailed: [
    {
      todo: `${SEE_ROW}; ${MADE_AGAIN}`,
      scene: ruled(
        ONE,
        ONE,
        held((stage) => [...stage.cloud.estate.resolver.associations.keys()][0] ?? "", "FAILED"),
      ),
      ways: [
        { does: SEE_ROW, follow: others },
        { does: MADE_AGAIN, follow: runsInTime },
      ],
    },
    {
      todo: "run again when it is gone",
      scene: ruled(
        ONE,
        ONE,
        held((stage) => [...stage.cloud.estate.resolver.associations.keys()][0] ?? "", "DELETING"),
      ),
      ways: [{ does: "run again when it is gone", follow: others }],
    },
  ],
  AnchorServesRules: [
    {
      todo: ANOTHER_ANCHOR,
      scene: ruled(REGIONAL_ONE, (own, scene) => [...REGIONAL_ONE(own, scene), sharedBy("kms")], undefined, {
        view: ANCHOR,
        hub: { vpcs: secondVpcs() },
      }),
      ways: [
        {
          does: ANOTHER_ANCHOR,
          follow: writes("hub-hub", { anchorVpc: { vpc: SECOND.anchor } }, ["anchorVpc"]),
          serves: [
            [ALPHA.vpc, SSM],
            [ALPHA.vpc, KMS],
          ],
        },
      ],
    },
  ],
  NotCarvedOut: [
    {
      todo: "see what is said of … in spoke …; then run again (the daemon goes on by itself)",
      scene: ruled(REGIONAL_ONE, REGIONAL_ONE, withoutCarveOut),
      ways: [
        {
          does: "see what is said of … in spoke …; then run again (the daemon goes on by itself)",
          follow: others,
        },
      ],
    },
  ],
  NotServedBelow: [],
  RegionalMoves: [],
  NotChecked: [
    {
      todo: SPOKE_READS,
      scene: ruled(NOBODY, ONE, denied("ListHostedZonesByVPC", ALPHA.account)),
      ways: [{ does: SPOKE_READS, follow: others }],
    },
  ],
} satisfies Partial<Record<Reason, readonly Advice[]>>;
