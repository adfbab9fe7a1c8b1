import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Explanation } from "../../src/model/explain/explanation.ts";
import { subjectOf } from "../../src/model/explain/subject.ts";
import { explanationText } from "../../src/model/render/explanation.ts";
import { explainName } from "../../src/operator/explain.ts";
import { heldAs, hold } from "../../src/simulator/resolver/held.ts";
import { settle } from "../laws/support.ts";
import { HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import { ruleHub, sharedBy, withResolver } from "../support/resolver-scene.ts";
import {
  ALPHA,
  alpha,
  KMS,
  LOCAL,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  type WorldParts,
  world,
  worldAsWritten,
} from "../support/scenario.ts";
import { createStage, desiredFrom, type Files, type Stage } from "../support/stage.ts";

/** Where a rule answers it is followed, out of one Resolver endpoint and into the other: what answers there is said. */

const REGIONAL = `${REGION}.amazonaws.com`;
const SQS = `sqs.${REGIONAL}`;
const INBOUND = "rslvr-in-0a000000000000001";
const OUTBOUND = "rslvr-out-0a000000000000001";
const GROUP = "sg-0a000000000000053";
const TARGETS = ["10.0.0.53", "10.0.1.53"];
const ENDPOINTS = { inbound: INBOUND, outbound: OUTBOUND, addresses: TARGETS };

type Case = {
  readonly when: string;
  /** Of the rule that alpha has. */
  readonly domain?: string;
  readonly targets?: readonly string[];
  /** Of the hub VPC, which is the view VPC. */
  readonly view?: Partial<NonNullable<WorldParts["hubVpc"]>>;
  readonly endpoints?: WorldParts["endpoints"];
  readonly alphaVpc?: WorldParts["alphaVpc"];
  readonly dnsFrom?: readonly string[];
  readonly zones?: readonly { readonly name: string; readonly ip?: string }[];
  readonly meanwhile?: (stage: Stage) => void;
  readonly name?: string;
  readonly says: readonly string[];
  readonly answers: "private" | "public" | "NXDOMAIN" | "SERVFAIL" | "elsewhere";
};

const FOUND = `outbound endpoint ${OUTBOUND} (OPERATIONAL, 2 of 2 addresses ATTACHED), to 10.0.0.53, 10.0.1.53`;
const INTO = `inbound endpoint ${INBOUND} (OPERATIONAL, 2 of 2 addresses ATTACHED) of hub hub, in ${HUB_VPC} (account ${HUB})`;

const CASES: readonly Case[] = [
  {
    when: "a zone of the view VPC answers, and has no AAAA",
    zones: [{ name: SSM, ip: "10.0.0.7" }],
    says: [
      `answered by Resolver rule RULE, which forwards ${SSM}, of account ${HUB}`,
      `by way of ${FOUND}`,
      INTO,
      "queries get from the one to the other and answers back, by UDP and TCP 53",
      `there by hosted zone ZONE (${SSM}), of account ${HUB}`,
      `with A at ${SSM}: 10.0.0.7`,
      "AAAA: an empty answer (NODATA)",
    ],
    answers: "private",
  },
  {
    when: "the private DNS of an endpoint of the view VPC answers",
    endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }],
    says: [`there by the VPC's own endpoint ${SSM_ENDPOINT}`, "with that endpoint's private addresses"],
    answers: "private",
  },
  {
    when: "the view VPC has nothing of the name: the public DNS answers, asked from there",
    domain: REGIONAL,
    name: SQS,
    says: [
      `forwards ${REGIONAL}`,
      "there by the public DNS",
      `in ${HUB_VPC}: no Resolver rule, zone or endpoint`,
    ],
    answers: "public",
  },
  {
    when: "the view VPC's zone does not know the name below",
    zones: [{ name: SSM, ip: "10.0.0.7" }],
    name: `x.${SSM}`,
    says: [`there by hosted zone ZONE (${SSM})`, "with NXDOMAIN"],
    answers: "NXDOMAIN",
  },
  {
    when: "the view VPC has a longer rule, to somebody else's servers: these cannot be seen",
    zones: [{ name: SSM, ip: "10.0.0.7" }],
    view: { resolverRules: [{ domain: `x.${SSM}`, targets: ["198.51.100.1"], endpoint: OUTBOUND }] },
    name: `x.${SSM}`,
    says: [
      `there by Resolver rule RULE, which forwards x.${SSM}, of account ${HUB}`,
      "to 198.51.100.1",
      "cannot be seen from here",
      `in ${HUB_VPC}: hosted zone ZONE`,
    ],
    answers: "elsewhere",
  },
  {
    when: "a DNS attribute of the view VPC is off: its zone does not answer there",
    zones: [{ name: SSM, ip: "10.0.0.7" }],
    view: { enableDnsHostnames: false },
    says: [
      "there by the public DNS",
      `in ${HUB_VPC}: no Resolver rule`,
      "private zones and endpoints' names do not answer",
    ],
    answers: "public",
  },
  {
    when: "security groups keep DNS from passing: SERVFAIL",
    zones: [{ name: SSM, ip: "10.0.0.7" }],
    dnsFrom: ["192.168.0.0/16"],
    says: [FOUND, "queries do not get from Resolver endpoint", "do not let UDP 53 in from", "with SERVFAIL"],
    answers: "SERVFAIL",
  },
  {
    when: "no address of the inbound endpoint is ATTACHED: SERVFAIL",
    zones: [{ name: SSM, ip: "10.0.0.7" }],
    meanwhile: (stage) => detach(stage, INBOUND),
    says: [
      "to 10.0.0.53 (FAILED_CREATION), 10.0.1.53 (FAILED_CREATION)",
      "0 of 2 addresses ATTACHED",
      "with SERVFAIL",
    ],
    answers: "SERVFAIL",
  },
  {
    when: "no address of the outbound endpoint is ATTACHED: SERVFAIL",
    zones: [{ name: SSM, ip: "10.0.0.7" }],
    meanwhile: (stage) => detach(stage, OUTBOUND),
    says: [`${OUTBOUND} (OPERATIONAL, 0 of 2 addresses ATTACHED)`, "with SERVFAIL"],
    answers: "SERVFAIL",
  },
  {
    when: "the rule leads to nobody's endpoint: its targets are named",
    targets: ["198.51.100.1", "198.51.100.2"],
    says: ["to 198.51.100.1, 198.51.100.2", "cannot be seen from here"],
    answers: "elsewhere",
  },
  {
    when: "the spoke's own rule of everything, beside the one that leads to the hub",
    zones: [{ name: SSM, ip: "10.0.0.7" }],
    alphaVpc: { resolverRules: [{ domain: ".", targets: ["198.51.100.1"] }] },
    says: [
      `there by hosted zone ZONE`,
      `hides Resolver rule RULE, which forwards everything, of account ${ALPHA.account}`,
    ],
    answers: "private",
  },
  {
    when: "the association is FAILED: that it may not answer is said",
    zones: [{ name: SSM, ip: "10.0.0.7" }],
    meanwhile: (stage) => {
      for (const id of stage.cloud.estate.resolver.associations.keys())
        hold(stage.cloud.estate, id, heldAs("FAILED"));
    },
    says: ["its association is FAILED, so it may not answer"],
    answers: "public",
  },
];

test.each(CASES.map((one) => [one.when, one] as const))("%s", async (_, given) => {
  const stage = stageOf(given);
  await settle(stage);
  given.meanwhile?.(stage);
  const { name = SSM, says, answers } = given;
  const files = [ruleHub(ENDPOINTS), sharedBy("ssm"), alpha()];
  const text = wordsOf(await explained(stage, files, name));
  for (const part of says) expect(text).toContain(part);
  const { rcode, addresses, from } = stage.cloud.resolve(ALPHA.vpc, name);
  const isPrivate = addresses.some((ip) => ip.startsWith(PRIVATE));
  if (answers === "elsewhere") expect(from.kind).toBe("rule");
  else expect(rcode !== "NOERROR" ? rcode : isPrivate ? "private" : "public").toBe(answers);
});

test("of our rule and zone it is said so, by which document, and what is planned", async () => {
  const stage = createStage(worldAsWritten({ isOrganized: true }));
  const files = [ruleHub(await withResolver(stage)), sharedBy("ssm"), alpha()];
  const before = wordsOf(await explained(stage, files));
  expect(before).toContain("answered by the public DNS");
  expect(before).toContain(`endpoint ssm of hub hub shares ${SSM} with spoke alpha by a rule`);
  for (let pass = 0; pass < 3; pass++) {
    await stage.operator().apply(files);
    await settle(stage);
  }
  const seen = await explained(stage, files);
  const after = wordsOf(seen);
  expect(after).toContain(
    `Resolver rule RULE, which forwards ${SSM}, kept by vpce-operator for endpoint ssm`,
  );
  expect(after).toContain(`there by hosted zone ZONE (${SSM}), kept by vpce-operator for endpoint ssm`);
  expect(after).toContain(`the hub's endpoint ${SSM_ENDPOINT} (available)`);
  expect(JSON.parse(JSON.stringify(seen))).toMatchObject({
    resolution: { by: { kind: "rule" }, answer: { kind: "view", resolution: { by: { kind: "zone" } } } },
    ways: [
      { hub: "hub", hop: "open", outbound: { attached: 2 }, view: { vpc: { id: HUB_VPC }, account: HUB } },
    ],
    unread: [],
  });
  const leaving = [...files.slice(0, 2), alpha({ endpoints: "none" })];
  const going = wordsOf(await explained(stage, leaving));
  expect(going).toContain("which no document wants");
  expect(going).toContain("now planned disassociate");
});

test("of the Region's rule, what documents keep back from it is said", async () => {
  const stage = createStage(worldAsWritten({ isOrganized: true }));
  const regional = { rules: "regional", regional: { accept: true, except: [SSM] } };
  const files = [ruleHub(await withResolver(stage), {}, regional), sharedBy("ssm"), sharedBy("kms"), alpha()];
  for (let pass = 0; pass < 4; pass++) {
    await stage.operator().apply(files);
    await settle(stage);
  }
  const told = wordsOf(await explained(stage, files));
  expect(told).toContain("answered by the public DNS");
  expect(told).toContain(`SYSTEM rule RULE for ${SSM} sets rules of shorter names aside`);
  expect(told).toContain(`not with spoke alpha: the hub's regional.except keeps ${SSM} back`);
});

test("every member of the JSON is on its page", async () => {
  const stage = stageOf({ zones: [{ name: SSM, ip: "10.0.0.7" }], dnsFrom: ["192.168.0.0/16"] });
  await settle(stage);
  const seen = await explained(stage, [ruleHub(ENDPOINTS), sharedBy("ssm"), alpha()]);
  const page = readFileSync(new URL("../../docs/explain.md", import.meta.url), "utf8");
  const [way] = seen.ways;
  const [document] = seen.documents;
  const all = [seen, way, way?.outbound, way?.targets[0], way?.view, document, seen.resolution].flatMap(
    (one) => Object.keys(one ?? {}),
  );
  const told = new Set([...page.matchAll(/`(\w+)\??`/g)].map(([, name]) => name));
  expect(all.filter((name) => !told.has(name))).toEqual([]);
});

test("what the hub's role may not read is said, and nothing is guessed", async () => {
  const zones = [{ name: SSM, ip: "10.0.0.7" }];
  const files = [ruleHub(ENDPOINTS), sharedBy("ssm"), alpha()];
  const denied = async (operation: string) => {
    const stage = stageOf({ zones });
    await settle(stage);
    stage.cloud.faults.add({ fault: "deny", operation, account: HUB });
    return wordsOf(await explained(stage, files));
  };
  const blind = await denied("ListResolverEndpoints");
  expect(blind).toContain("cannot be seen from here");
  expect(blind).toContain("not seen Resolver endpoints and rules of hub hub (AccessDenied");
  expect(await denied("ListResolverRuleAssociations")).toContain(
    "not seen the view VPC's Resolver rules (AccessDenied",
  );
  expect(await denied("DescribeVpcs")).toMatch(/with not known: the VPC that it leads to was not read/);
  expect(await denied("DescribeSecurityGroups")).toContain(
    `whether queries get from Resolver endpoint ${OUTBOUND} to ${INBOUND} and back is not known: ${GROUP} security groups were not read`,
  );
});

test("a rule that has moved to another view VPC is followed there, while others have not", async () => {
  const stage = createStage(world({ isOrganized: true }));
  const scene = await withResolver(stage);
  const next = await withResolver(stage, LOCAL.vpc);
  const rest = [sharedBy("ssm"), sharedBy("kms"), alpha()];
  const files = [ruleHub(scene, {}, { inbound: { id: next.inbound } }), ...rest];
  for (const documents of [[ruleHub(scene), ...rest], [ruleHub(scene), ...rest], files]) {
    await stage.operator().apply(documents);
    await settle(stage);
  }
  const rule = [...stage.cloud.estate.resolver.rules.values()].find(({ domainName }) =>
    domainName.startsWith(SSM),
  );
  const moved = next.addresses.map((Ip) => ({ Ip, Port: 53, Protocol: "Do53" as const }));
  if (rule) Object.assign(rule, { targets: moved });
  expect(wordsOf(await explained(stage, files))).toContain(`inbound endpoint ${next.inbound}`);
  expect(wordsOf(await explained(stage, files))).toContain("there by hosted zone ZONE");
  expect(wordsOf(await explained(stage, files, KMS))).toContain(`inbound endpoint ${scene.inbound}`);
});

async function explained(stage: Stage, files: Files, name = SSM): Promise<Explanation> {
  const subject = subjectOf("alpha", desiredFrom(files));
  const seen = await stage.clock.run(explainName(name, subject, stage.operator().accounts));
  if (seen.kind !== "seen") throw new Error(seen.failure.message);
  return seen.value;
}

function wordsOf(seen: Explanation): string {
  return explanationText(seen, undefined, 10_000)
    .replace(/ +/g, " ")
    .replace(/rslvr-rr-\w+/g, "RULE")
    .replace(/\bZ[0-9A-Z]{8,}\b/g, "ZONE");
}

function stageOf(given: Partial<Case>): Stage {
  const { domain = SSM, targets = TARGETS, zones = [], dnsFrom = ["10.0.0.0/16"], view, endpoints } = given;
  const subnets = [0, 1].map((i) => ({ id: `subnet-0a00000000000005${i}`, cidr: `10.0.${i}.0/24` }));
  const addresses = subnets.map(({ id }, i) => ({ subnet: id, ip: TARGETS[i] as string }));
  return createStage(
    worldAsWritten({
      isOrganized: true,
      services: { sqs: [SQS] },
      endpoints: endpoints ?? [{ id: SSM_ENDPOINT, service: "ssm" }],
      ...(given.alphaVpc && { alphaVpc: given.alphaVpc }),
      hub: {
        zones: zones.map(({ name, ip }) => ({
          name,
          vpcs: [HUB_VPC],
          records: ip ? [{ name, type: "A" as const, values: [ip] }] : [],
        })),
        resolverRules: [
          {
            id: "rslvr-rr-0a000000000000001",
            region: REGION,
            domain,
            endpoint: OUTBOUND,
            targets: [...targets],
            vpcs: [ALPHA.vpc],
          },
        ],
        shares: [
          {
            name: "rules",
            region: REGION,
            resources: ["rslvr-rr-0a000000000000001"],
            principals: [ALPHA.account],
          },
        ],
      },
      hubVpc: {
        subnets,
        resolverEndpoints: [
          { id: INBOUND, direction: "INBOUND", securityGroups: [GROUP], addresses },
          { id: OUTBOUND, direction: "OUTBOUND", securityGroups: [GROUP] },
        ],
        ...view,
        securityGroups: [
          { id: "sg-0e000000000000001", name: "endpoints", httpsFrom: ["10.0.0.0/8"] },
          { id: GROUP, name: "dns", dnsFrom: [...dnsFrom] },
        ],
      },
    }),
    { insyncMs: 0 },
  );
}

function detach({ cloud }: Stage, id: string): void {
  for (const address of cloud.estate.resolver.endpoints.get(id)?.addresses ?? [])
    address.held = heldAs("FAILED_CREATION");
}
