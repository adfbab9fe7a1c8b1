import { DisassociateVPCFromHostedZoneCommand } from "@aws-sdk/client-route-53";
import type { Reason } from "../../src/model/reasons.ts";
import { HUB, HUB_VPC, OPERATOR } from "../support/fleet.ts";
import { byHand, propagate, vpcInput, zoneNamed, zones } from "../support/look.ts";
import { sharedBy } from "../support/resolver-scene.ts";
import { alpha, endpoint, LOCAL, local, SSM, SSM_ENDPOINT } from "../support/scenario.ts";
import { type Advice, again, deletes, edited, others, type Scene, writes } from "./advice.ts";
import {
  BETA_SERVED,
  BOTH,
  denied,
  kept,
  NOBODY,
  ONE,
  othersInTime,
  REGIONAL,
  rewritten,
  ruled,
  ruleOf,
} from "./rule-scenes.ts";

const READS = "allow the hub's role the reads of docs/iam.md, then run again";
const HUB_ROLES = [{ name: "hub", trusts: [OPERATOR] }];

const resumes = (at: Scene): void => {
  at.files = edited(at.files, "spoke-alpha", { suspend: false });
};

/** What the view VPC has to answer before anybody has a rule, and as long as somebody does. */
export const RULE_VIEW = {
  ViewNotReady: [
    {
      todo: "run again when that endpoint is available",
      scene: ruled(
        (own) => [own, kept()],
        (own) => [own, kept(), alpha()],
        ({ cloud: { estate } }) => {
          const view = estate.network.endpoints.get(SSM_ENDPOINT);
          if (!view) throw new Error("the hub has no endpoint");
          view.held = { state: "pendingAcceptance" };
          return () => {
            view.held = undefined;
          };
        },
        { endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }] },
      ),
      ways: [{ does: "run again when that endpoint is available", follow: others }],
    },
    {
      todo: "run again when its zone is there; see what keeps that VPC out",
      scene: ruled((own) => [own], ONE),
      ways: [{ does: "run again when its zone is there", follow: again }],
      besides: ["see what keeps that VPC out"],
    },
    {
      todo: "run again when that is done; see what keeps it",
      scene: ruled(
        (own) => [own],
        (own) => [own, endpoint("ssm", { hubPrivateDns: "turnOff" }), alpha()],
        undefined,
        { endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }] },
      ),
      ways: [{ does: "run again when that is done", follow: again }],
      besides: ["see what keeps it"],
    },
    {
      todo: READS,
      scene: ruled(NOBODY, ONE, denied("ListHostedZonesByVPC")),
      ways: [{ does: READS, follow: others }],
    },
    {
      todo: "run again",
      scene: ruled(NOBODY, ONE, (stage) =>
        stage.cloud.faults.add({
          fault: "error",
          code: "InternalError",
          status: 500,
          operation: "DescribeVpcs",
          account: HUB,
        }),
      ),
      ways: [{ does: "run again", follow: others }],
    },
    {
      todo: "see what is said of that zone",
      scene: ruled(ONE, BOTH, (stage) => {
        const zone = stage.cloud.estate.zones.byId.get(zoneNamed(stage, SSM).id);
        const aliases = [...(zone?.records ?? [])].filter(([key]) => /\bA\b/.test(key));
        for (const [key] of aliases) zone?.records.delete(key);
      }),
      ways: [{ does: "see what is said of that zone", follow: again, serves: BETA_SERVED }],
    },
    {
      todo: "take … out of it, or name another inbound endpoint",
      scene: ruled(
        (own) => [own],
        ONE,
        (stage) => async () => {
          const foreign = zones(stage).find(({ callerReference }) => !callerReference.startsWith("vpceop"));
          await byHand(stage).send(
            new DisassociateVPCFromHostedZoneCommand({ HostedZoneId: foreign?.id, VPC: vpcInput(HUB_VPC) }),
          );
        },
        { hub: { roles: HUB_ROLES, zones: [{ name: SSM, vpcs: [HUB_VPC, LOCAL.vpc] }] } },
      ),
      ways: [{ does: "take … out of it", follow: othersInTime, serves: [] }],
      besides: ["name another inbound endpoint"],
    },
  ],
  ViewForwards: [
    {
      todo: "disassociate it from …, or name another inbound endpoint in hub …",
      scene: ruled(NOBODY, ONE, ruleOf(HUB, HUB_VPC, SSM, "FORWARD")),
      ways: [{ does: "disassociate it from …", follow: othersInTime }],
      besides: ["name another inbound endpoint in hub …"],
    },
    {
      todo: "associate a SYSTEM rule amazonaws.com with …, or use rules: per-endpoint",
      async scene() {
        const at = await ruled(NOBODY, ONE, ruleOf(HUB, HUB_VPC, "com", "FORWARD"))();
        return { ...at, files: at.files.map((file) => rewritten(file, () => REGIONAL)) };
      },
      ways: [
        {
          does: "associate a SYSTEM rule amazonaws.com with …",
          follow: async ({ stage }) => {
            await propagate(stage);
            await ruleOf(HUB, HUB_VPC, "amazonaws.com")(stage, { inbound: "", outbound: "", addresses: [] });
            await propagate(stage);
          },
        },
        {
          does: "use rules: per-endpoint",
          follow: (scene) => {
            const perEndpoint = () => ({ rules: "per-endpoint", regional: undefined });
            scene.files = scene.files.map((file) => rewritten(file, perEndpoint));
          },
        },
      ],
    },
  ],
  ViewIsClient: [
    {
      todo: "give that spoke mode phz-association, or delete its document",
      scene: ruled(NOBODY, (own) => [own, sharedBy("ssm"), local()], undefined, { view: LOCAL.vpc }),
      ways: [
        {
          does: "give that spoke mode phz-association",
          follow: writes("spoke-local", { mode: "phz-association" }, ["mode"]),
          serves: [[LOCAL.vpc, SSM]],
        },
        { does: "delete its document", follow: deletes("spoke-local"), serves: [] },
      ],
    },
  ],
  TurnOffServesRules: [
    {
      todo: "set allowGap: true to accept that, usually for less than two minutes",
      scene: ruled(
        (own) => [own, endpoint("ssm", { hubPrivateDns: "keep" }), alpha()],
        (own) => [own, endpoint("ssm", { hubPrivateDns: "turnOff" }), alpha()],
        undefined,
        { endpoints: [{ id: "vpce-0e000000000000001", service: "ssm", privateDns: true }] },
      ),
      ways: [
        { does: "set allowGap: true to accept that", follow: writes("endpoint-ssm", { allowGap: true }) },
      ],
      besides: ["usually for less than two minutes"],
    },
  ],
  ServesRules: [
    {
      todo: "run again when those associations are gone; see what keeps them",
      scene: ruled(ONE, (own) => [own, alpha({ suspend: true })]),
      ways: [
        { does: "run again", follow: resumes, serves: [] },
        { does: "see what keeps them", follow: resumes, serves: [] },
      ],
      besides: ["when those associations are gone"],
    },
  ],
} satisfies Partial<Record<Reason, readonly Advice[]>>;
