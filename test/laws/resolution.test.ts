import fc from "fast-check";
import { expect, it } from "vitest";
import { Secret } from "../../src/model/desired/types.ts";
import type { AccountId, VpcRef, ZoneId } from "../../src/model/ids.ts";
import { type RecordsOf, type Resolution, resolutionOf } from "../../src/model/plan/resolution/answer.ts";
import { listRecords } from "../../src/reconcilers/records.ts";
import { see } from "../../src/reconcilers/see.ts";
import { observeVpc } from "../../src/reconcilers/vpcs.ts";
import type { Answer } from "../../src/simulator/dns/answer.ts";
import { EXTERNAL_ID, HUB, REGION } from "../support/fleet.ts";
import { ALPHA, world } from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

const SEED = 12_061;

/** Names one below the other, and beside: what zones, rules, endpoints and records are named, and what clients ask. */
const DOMAINS = [
  "com",
  "example.com",
  "a.example.com",
  "b.a.example.com",
  "c.b.a.example.com",
  "z.example.com",
];
const SERVICES = {
  plain: ["a.example.com"],
  wild: ["*.b.a.example.com"],
  both: ["z.example.com", "*.z.example.com"],
};
const QUESTIONS = [
  ...DOMAINS.slice(1),
  "x.a.example.com",
  "x.y.b.a.example.com",
  "q.z.example.com",
  "other.org",
];

const record = fc.record({
  at: fc.constantFrom(...QUESTIONS.slice(0, -1), "*.example.com", "*.a.example.com", "*.b.a.example.com"),
  type: fc.constantFrom("A", "A", "TXT"),
});
const zone = fc.record({
  name: fc.constantFrom(...DOMAINS.slice(1)),
  account: fc.constantFrom(HUB, ALPHA.account),
  records: fc.uniqueArray(record, { selector: ({ at, type }) => `${type} ${at}`, maxLength: 4 }),
});
const rule = fc.record({
  domain: fc.constantFrom(".", ...DOMAINS),
  type: fc.constantFrom("FORWARD", "SYSTEM"),
});
const vpc = fc.record({
  zones: fc.uniqueArray(zone, { selector: ({ name }) => name, maxLength: 4 }),
  rules: fc.uniqueArray(rule, { selector: ({ domain }) => domain, maxLength: 3 }),
  endpoints: fc.uniqueArray(fc.constantFrom(...(Object.keys(SERVICES) as (keyof typeof SERVICES)[])), {
    maxLength: 3,
  }),
  hasDns: fc.constantFrom(true, true, true, false),
});

it("what a VPC answers, by the model, is what the simulator's resolver answers, whatever the VPC holds", async () => {
  const kinds = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(vpc, async (given) => {
      const { stage, records, view } = await looked(given);
      for (const name of QUESTIONS) {
        const ours = resolutionOf(name, view, records);
        const theirs = stage.cloud.resolve(ALPHA.vpc, name);
        expect(told(ours), name).toEqual(toldBy(theirs));
        kinds.set(theirs.from.kind, (kinds.get(theirs.from.kind) ?? 0) + 1);
      }
    }),
    { seed: SEED, numRuns: 60 },
  );
  expect([...kinds.keys()].sort()).toEqual(["private-zone", "public", "rule", "service"]);
});

async function looked({
  zones,
  rules,
  endpoints,
  hasDns,
}: typeof vpc extends fc.Arbitrary<infer T> ? T : never) {
  const held = new Set<string>(
    endpoints.flatMap((one) => SERVICES[one]).map((name) => name.replace("*.", "")),
  );
  const free = zones.filter(({ name }) => !held.has(name)); // AWS refuses a second holder of a name
  const zonesOf = (account: string) =>
    free
      .filter((one) => one.account === account)
      .map(({ name, records }) => ({
        name,
        vpcs: [ALPHA.vpc],
        records: records
          .filter(({ at }) => at === name || at.endsWith(`.${name}`))
          .map(({ at, type }) => ({ name: at, type, values: [type === "A" ? "192.0.2.7" : '"x"'] })),
      }));
  const stage = createStage(
    world({
      services: SERVICES,
      hub: { zones: zonesOf(HUB) },
      alpha: { zones: zonesOf(ALPHA.account) },
      alphaVpc: {
        enableDnsHostnames: hasDns,
        endpoints: endpoints.map((service) => ({ service, privateDns: hasDns })), // AWS demands the attributes
        resolverRules: rules.map(
          ({ domain, type }) =>
            ({ domain, type, targets: type === "SYSTEM" ? [] : ["198.51.100.1"] }) as never,
        ),
      },
    }),
    { insyncMs: 0 },
  );
  const { accounts } = stage.operator();
  const role = {
    arn: `arn:aws:iam::${ALPHA.account}:role/spoke`,
    externalId: new Secret(EXTERNAL_ID),
  };
  const hubRole = { arn: `arn:aws:iam::${HUB}:role/hub` };
  const ref = { id: ALPHA.vpc, region: REGION } as VpcRef;
  const read = async () => {
    const session = accounts.session(ALPHA.account as AccountId, role);
    const seen = await observeVpc(session, ref);
    if (seen.kind !== "seen") throw new Error(seen.failure.message);
    const found = new Map<ZoneId, Awaited<ReturnType<typeof see<Awaited<ReturnType<typeof listRecords>>>>>>();
    const shown = seen.value.zones.kind === "seen" ? seen.value.zones.value : [];
    for (const { id, owner } of shown) {
      const by = owner.account === ALPHA.account ? session : accounts.session(HUB as AccountId, hubRole);
      found.set(id, await see(() => listRecords(by.route53, id)));
    }
    return { view: seen.value, records: ((id) => found.get(id)) as RecordsOf };
  };
  return { stage, ...(await stage.clock.run(read())) };
}

/** Both in the same words: who answers, and whether with an address, with nothing for that type, or with NXDOMAIN. */
function told({ by, answer }: Resolution): object {
  const who = "id" in by ? { [by.kind]: by.id } : { public: true };
  if (by.kind === "public" || by.kind === "rule") return who;
  const isA = answer.kind === "records" && answer.records.some(({ type }) => type === "A");
  const comes =
    answer.kind === "nothing" ? "NXDOMAIN" : answer.kind === "endpoint" || isA ? "address" : "empty";
  return { ...who, comes };
}

function toldBy({ from, rcode, addresses }: Answer): object {
  const comes = rcode === "NXDOMAIN" ? rcode : addresses.length > 0 ? "address" : "empty";
  switch (from.kind) {
    case "private-zone":
      return { zone: from.zoneId, comes };
    case "service":
      return { endpoint: from.endpointId, comes };
    case "rule":
      return { rule: from.ruleId };
    case "public":
      return { public: true };
  }
}
