import { expect, test } from "vitest";
import { subjectOf } from "../../src/model/explain/subject.ts";
import { explanationText } from "../../src/model/render/explanation.ts";
import { explainName } from "../../src/operator/explain.ts";
import { REGION } from "../support/fleet.ts";
import { ALPHA, alpha, endpoint, hub, SSM, type WorldParts, world } from "../support/scenario.ts";
import { createStage, desiredFrom } from "../support/stage.ts";

/** Who answers where several could (AWS's order of rules, zones and endpoints), in words, and as the simulator's DNS does. */
const REGIONAL = `${REGION}.amazonaws.com`;
const S3 = `s3.${REGIONAL}`;
const OWN = "vpce-0e00000000000000f";
const SERVICES = { s3: [S3, `*.${S3}`] };

type Domain = { readonly domain: string; readonly type?: "SYSTEM" };
type Case = {
  readonly when: string;
  readonly rules?: readonly Domain[];
  /** Zones of the spoke's own account, with an address at their name. */
  readonly zones?: readonly string[];
  /** Services that the VPC has endpoints of its own for, with private DNS. */
  readonly endpoints?: readonly string[];
  readonly vpc?: WorldParts["alphaVpc"];
  readonly name?: string;
  readonly says: readonly string[];
  readonly from: "rule" | "private-zone" | "service" | "public";
};

const CASES: readonly Case[] = [
  {
    when: "a FORWARD rule and a zone of one name: the rule",
    rules: [{ domain: SSM }],
    zones: [SSM],
    says: [`answered by Resolver rule RULE, which forwards ${SSM}`, `hides hosted zone ZONE (${SSM})`],
    from: "rule",
  },
  {
    when: "a FORWARD rule and the VPC's own endpoint of one name: the rule",
    rules: [{ domain: SSM }],
    endpoints: ["ssm"],
    says: ["answered by Resolver rule RULE", `hides the VPC's own endpoint ${OWN}`],
    from: "rule",
  },
  {
    when: "a FORWARD rule of the Region and a zone of the service: the zone, whose name is longer",
    rules: [{ domain: REGIONAL }],
    zones: [SSM],
    says: [`answered by hosted zone ZONE (${SSM}), of account ${ALPHA.account}`, "hides Resolver rule RULE"],
    from: "private-zone",
  },
  {
    when: "a FORWARD rule of the Region and the VPC's own endpoint: the endpoint",
    rules: [{ domain: REGIONAL }],
    endpoints: ["ssm"],
    says: [`answered by the VPC's own endpoint ${OWN}`, "the longest decides alone"],
    from: "service",
  },
  {
    when: "a FORWARD rule of the Region and a SYSTEM rule of the service: as if there were no rules",
    rules: [{ domain: REGIONAL }, { domain: S3, type: "SYSTEM" }],
    name: `bucket.${S3}`,
    says: ["answered by the public DNS", `SYSTEM rule RULE for ${S3} sets rules of shorter names aside`],
    from: "public",
  },
  {
    when: "the same, where the VPC's own zone has a name above: the zone",
    rules: [{ domain: REGIONAL }, { domain: S3, type: "SYSTEM" }],
    zones: [REGIONAL],
    name: S3,
    says: [`answered by hosted zone ZONE (${REGIONAL})`, "with NXDOMAIN", `SYSTEM rule RULE for ${S3}`],
    from: "private-zone",
  },
  {
    when: "a FORWARD rule of everything, to on-premises, and a zone: the zone",
    rules: [{ domain: "." }],
    zones: [SSM],
    says: [`answered by hosted zone ZONE (${SSM})`, "hides Resolver rule RULE, which forwards everything"],
    from: "private-zone",
  },
  {
    when: "a FORWARD rule of somebody below a zone's name: the rule",
    rules: [{ domain: `x.${SSM}` }],
    zones: [SSM],
    name: `a.x.${SSM}`,
    says: [`answered by Resolver rule RULE, which forwards x.${SSM}`, "hides hosted zone ZONE"],
    from: "rule",
  },
  {
    when: "a rule covers all below its name, as no wildcard would have to say",
    rules: [{ domain: SSM }],
    name: `anything.${SSM}`,
    says: [`answered by Resolver rule RULE, which forwards ${SSM}`, "cannot be seen from here"],
    from: "rule",
  },
  {
    when: "the Region's domain does not have the names of api.aws: they stay public",
    rules: [{ domain: REGIONAL }],
    name: `ssm.${REGION}.api.aws`,
    says: ["answered by the public DNS", "no Resolver rule, zone or endpoint of the VPC has the name"],
    from: "public",
  },
  {
    when: "two zones, one beneath the other: the longer name alone, with no way back to the other",
    zones: [REGIONAL, SSM],
    name: `x.${SSM}`,
    says: [`answered by hosted zone ZONE (${SSM})`, "with NXDOMAIN", `(${REGIONAL})`],
    from: "private-zone",
  },
  {
    when: "a DNS attribute of the VPC is off: zones do not answer, rules do",
    rules: [{ domain: SSM }],
    zones: [`x.${SSM}`],
    vpc: { enableDnsHostnames: false },
    name: `x.${SSM}`,
    says: ["answered by Resolver rule RULE", "private zones and endpoints' names do not answer here"],
    from: "rule",
  },
];

test.each(CASES.map((one) => [one.when, one] as const))("%s", async (_, given) => {
  const { rules = [], zones = [], endpoints = [], vpc, name = SSM, says, from } = given;
  const own = zones.map((zone) => ({
    name: zone,
    vpcs: [ALPHA.vpc],
    records: [{ name: zone, type: "A" as const, values: ["192.0.2.7"] }],
  }));
  const stage = createStage(
    world({
      services: SERVICES,
      alpha: { zones: own },
      alphaVpc: {
        ...vpc,
        endpoints: endpoints.map((service) => ({ id: OWN, service, privateDns: true })),
        resolverRules: rules.map((rule) =>
          rule.type ? { ...rule } : { ...rule, targets: ["198.51.100.1"] },
        ),
      },
    }),
    { insyncMs: 0 },
  );
  const subject = subjectOf("alpha", desiredFrom([hub(), endpoint("ssm"), alpha()]));
  const seen = await stage.clock.run(explainName(name, subject, stage.operator().accounts));
  if (seen.kind !== "seen") throw new Error(seen.failure.message);
  const text = explanationText(seen.value, undefined, 10_000)
    .replace(/ +/g, " ")
    .replace(/rslvr-rr-\w+/g, "RULE")
    .replace(/\bZ[0-9A-Z]{8,}\b/g, "ZONE");
  for (const part of says) expect(text).toContain(part);
  expect(stage.cloud.resolve(ALPHA.vpc, name).from.kind).toBe(from);
});
