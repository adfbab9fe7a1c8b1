import type { Reason } from "../../src/model/reasons.ts";
import { HUB, OPERATOR } from "../support/fleet.ts";
import { propagate } from "../support/look.ts";
import { sharedBy } from "../support/resolver-scene.ts";
import { ALPHA, alpha, BETA, beta, local, ORGANIZATION } from "../support/scenario.ts";
import { type Advice, adds, edited, others, writes } from "./advice.ts";
import { BY_HAND, IN_GIT, LET_GO } from "./removals.ts";
import { BETA_SERVED, BOTH, denied, NOBODY, ONE, ruled } from "./rule-scenes.ts";

const RAM_READS = "allow the hub's role the reads of RAM (docs/iam.md), then run again";
const SPOKE_READS = "allow the spoke's role the reads of docs/iam.md, then run again";
const MEMBERS =
  "in the organization's management account enable sharing (aws ram enable-sharing-with-aws-organization), or name accounts of the organization only";
const NO_SHARE = `arn:aws:ram:eu-west-1:${HUB}:resource-share/00000000-0000-4000-8000-000000000000`;
const ORGANIZATION_ARN = `arn:aws:organizations::${OPERATOR}:organization/${ORGANIZATION}`;

/** How rules reach other accounts, and leave them. */
export const RULE_SHARING = {
  SharingNotRead: [
    {
      todo: RAM_READS,
      scene: ruled(NOBODY, ONE, denied("GetResourceShares")),
      ways: [{ does: RAM_READS, follow: others }],
    },
    {
      todo: "correct sharing.share of the hub, or leave it out for a share of our own",
      async scene() {
        const at = await ruled(NOBODY, ONE)();
        return { ...at, files: edited(at.files, "hub-hub", { sharing: { share: NO_SHARE } }) };
      },
      ways: [
        {
          does: "leave it out for a share of our own",
          follow: writes("hub-hub", { sharing: undefined }, []),
        },
      ],
      besides: ["correct sharing.share of the hub"],
    },
  ],
  SharingFailed: [
    {
      todo: MEMBERS,
      scene: ruled(ONE, ONE, (stage) => {
        const [share] = stage.cloud.estate.ram.shares.values();
        const [entry] = share?.associations.get(ALPHA.account) ?? [];
        if (!entry) throw new Error("it is not shared with alpha's account");
        entry.failed = "not in your organization";
        return () => delete entry.failed;
      }),
      ways: [
        {
          does: "in the organization's management account enable sharing (aws ram enable-sharing-with-aws-organization)",
          follow: others,
        },
      ],
      besides: ["name accounts of the organization only"],
    },
  ],
  SelfService: [
    {
      todo: "nothing; or write a Spoke for it",
      scene: ruled(BOTH, ONE, (stage) => {
        for (const association of stage.cloud.estate.resolver.associations.values())
          if (association.vpcId === BETA.vpc) association.name = "theirs";
      }),
      ways: [{ does: "write a Spoke for it", follow: adds(beta()), serves: BETA_SERVED }],
      besides: ["nothing"],
    },
  ],
  UnknownConsumers: [
    {
      todo: `${BY_HAND}; or, ${IN_GIT}`,
      async scene() {
        const at = await ruled(
          (own) => [
            ...edited([own], "hub-hub", { sharing: { organization: ORGANIZATION_ARN } }),
            sharedBy("ssm"),
            local(),
          ],
          (own) => [own, sharedBy("ssm"), local({ endpoints: "none" })],
        )();
        await at.stage.operator().apply(at.files);
        await propagate(at.stage);
        return at;
      },
      ways: LET_GO.map((way) => ({ ...way, serves: [] })),
    },
  ],
  ConsumersNotRead: [
    {
      todo: SPOKE_READS,
      scene: ruled(
        ONE,
        (own) => [own, sharedBy("ssm"), alpha({ mode: "phz-association" })],
        denied("ListResolverRuleAssociations", ALPHA.account),
      ),
      ways: [{ does: SPOKE_READS, follow: others }],
    },
  ],
  RuleLeavesShare: [
    {
      todo: "run again",
      async scene() {
        const at = await ruled(ONE, (own) => [own, sharedBy("ssm"), alpha({ endpoints: "none" })])();
        await at.stage.operator().apply(at.files);
        await propagate(at.stage);
        return at;
      },
      ways: [{ does: "run again", follow: () => undefined, serves: [] }],
    },
  ],
} satisfies Partial<Record<Reason, readonly Advice[]>>;
