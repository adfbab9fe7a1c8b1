import { expect, test } from "vitest";
import { ANCHOR, HUB_VPC, REGION } from "../support/fleet.ts";
import {
  actionsOf,
  answer,
  converge,
  finding,
  propagate,
  said,
  snapshot,
  writes,
  zoneNamed,
} from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  PRIVATE,
  SSM_ENDPOINT,
  world,
} from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

/** Semantics 9: in an adopted zone a record that leads to the same endpoint serves, and is left alone. */

const DKR = `dkr.ecr.${REGION}.amazonaws.com`;
const STARRED = `*.${DKR}`;
const REGISTRY = `123412341234.${DKR}`;
const DEAF = { alias: { endpoint: SSM_ENDPOINT, evaluateTargetHealth: false } };

/** The endpoint's addresses as the simulator gives them to its interfaces. */
function addresses(): string[] {
  const { network } = adopted([]).cloud.estate;
  return [...network.interfaces.values()].flatMap(({ address }) => address ?? []);
}

const plain = (...values: string[]) => [DKR, STARRED].map((name) => ({ name, type: "A", ttl: 300, values }));

/** The regional name as the simulator gives it: asked once of an estate where it is an alias. */
function regionalName(): string {
  const stage = adopted([{ name: DKR, ...DEAF }]);
  const target = zoneNamed(stage, DKR).records.find(({ Type }) => Type === "A")?.AliasTarget?.DNSName;
  return String(target).replace(/\.$/, "");
}

function adopted(records: readonly object[], vpcs: readonly string[] = [HUB_VPC, ALPHA.vpc]): Stage {
  const zone = { name: DKR, vpcs, callerReference: "terraform-1", records };
  return createStage(
    world({
      services: { "ecr.dkr": [DKR, STARRED] },
      endpoints: [{ id: SSM_ENDPOINT, service: "ecr.dkr" }],
      hub: { zones: [zone as never] },
    }),
  );
}

const adopting = (spec: object = {}) =>
  endpoint("ecr.dkr", { hubPrivateDns: "off", adoptZones: true, ...spec }, "dkr");
const cnameTo = (value: string) => ({ name: STARRED, type: "CNAME", values: [value] });

const SERVING: [string, () => object[]][] = [
  ["aliases without health evaluation", () => [DKR, STARRED].map((name) => ({ name, ...DEAF }))],
  ["a CNAME at the wildcard", () => [{ name: DKR, ...DEAF }, cnameTo(regionalName())]],
  ["plain addresses", () => plain(...addresses())],
];

test.each(SERVING)(
  "an adopted zone that serves by %s plans nothing and withholds nothing",
  async (what, records) => {
    const stage = adopted(records());
    const notes = what === "plain addresses" ? ["note PlainAddresses"] : [];
    const before = snapshot(stage);
    const plan = await stage.operator().plan([hub(), adopting(), alpha()]);
    expect(actionsOf(plan)).toEqual([]);
    expect(said(plan)).toEqual(notes);
    expect(plan.names.map(({ state }) => state)).toEqual(["shared"]);
    expect(snapshot(stage)).toEqual(before);
  },
);

test.each(SERVING)(
  "a new spoke joins an adopted zone that serves by %s, its records as they were",
  async (_, records) => {
    const stage = adopted(records());
    const { records: before } = zoneNamed(stage, DKR);
    await converge(stage, [hub(), adopting(), alpha(), beta()]);
    for (const name of [DKR, REGISTRY]) expect(answer(stage, BETA.vpc, name)).toContain(PRIVATE);
    expect(zoneNamed(stage, DKR).records).toEqual(before);
  },
);

test.each(SERVING)(
  "takeRecords makes our aliases of %s, in one batch and without a gap",
  async (_, records) => {
    const stage = adopted(records());
    const files = [hub(), adopting({ takeRecords: true }), alpha()];
    await converge(stage, files);
    expect(writes(stage).filter((w) => w.includes("ChangeResourceRecordSets"))).toHaveLength(1);
    const types = zoneNamed(stage, DKR).records.map(({ Type, AliasTarget }) => [
      Type,
      AliasTarget?.EvaluateTargetHealth,
    ]);
    expect(types.filter(([type]) => type !== "NS" && type !== "SOA")).toEqual([
      ["A", true],
      ["A", true],
    ]);
    expect(answer(stage, ALPHA.vpc, REGISTRY)).toContain(PRIVATE);
    expect(actionsOf(await stage.operator().plan(files))).toEqual([]);
  },
);

test("a CNAME to elsewhere in an adopted zone is withheld, never to be deleted by hand, and takeRecords takes it", async () => {
  const stage = adopted([{ name: DKR, ...DEAF }, cnameTo("elsewhere.example.com")]);
  const plan = await stage.operator().plan([hub(), adopting(), alpha(), beta()]);
  expect(actionsOf(plan)).toEqual([]);
  expect(said(plan)).not.toContain("conflict CnameInTheWay");
  const [told] = plan.findings.filter(({ reason }) => reason === "AdoptedRecord");
  expect(told?.todo).toBe("set takeRecords: true to change it");
  expect(told?.message).toContain("points at elsewhere.example.com");
  await converge(stage, [hub(), adopting({ takeRecords: true }), alpha(), beta()]);
  expect(answer(stage, BETA.vpc, REGISTRY)).toContain(PRIVATE);
});

test("where only a zone's first VPC uses it, its records are proved INSYNC as they stand before a spoke joins", async () => {
  const stage = adopted(
    [DKR, STARRED].map((name) => ({ name, ...DEAF })),
    [HUB_VPC],
  );
  const { records } = zoneNamed(stage, DKR);
  const files = [hub(), adopting({ hubPrivateDns: "keep" }), beta()];
  await stage.operator().apply(files);
  await propagate(stage);
  expect(writes(stage).join()).toContain("ChangeResourceRecordSets");
  expect(zoneNamed(stage, DKR).records).toEqual(records);
  expect(answer(stage, BETA.vpc, REGISTRY)).toContain(PRIVATE);
});

test("a CNAME that nobody uses yet cannot be proved INSYNC: spokes wait, with the way out", async () => {
  const stage = adopted([{ name: DKR, ...DEAF }, cnameTo(regionalName())], [ANCHOR]);
  const plan = await stage.operator().plan([hub(), adopting({ hubPrivateDns: "keep" }), beta()]);
  expect(finding(plan, "AdoptedRecord")).toMatchObject({ kind: "withheld", vpc: { id: BETA.vpc } });
  expect(finding(plan, "AdoptedRecord").todo).toContain("takeRecords: true");
  await converge(stage, [hub(), adopting({ hubPrivateDns: "keep", takeRecords: true }), beta()]);
  expect(answer(stage, BETA.vpc, REGISTRY)).toContain(PRIVATE);
});

test("plain addresses that are not exactly the endpoint's are withheld, named beside its own", async () => {
  const [first = ""] = addresses();
  const stage = adopted(plain(first));
  const plan = await stage.operator().plan([hub(), adopting(), alpha(), beta()]);
  expect(actionsOf(plan)).toEqual([]);
  const [{ kind, message } = {}] = plan.findings.filter(({ reason }) => reason === "AdoptedRecord");
  expect(kind).toBe("withheld");
  expect(message).toContain(`is ${first}, and ${SSM_ENDPOINT} has`);
  expect(message).toContain(addresses().join(", "));
});

test("interfaces are asked for only where an adopted zone has plain addresses", async () => {
  const asks = async (records: readonly object[]) => {
    const stage = adopted(records);
    await stage.operator().plan([hub(), adopting(), alpha()]);
    return stage.cloud.calls.list({}).filter((c) => c.operation === "DescribeNetworkInterfaces").length;
  };
  expect(await asks([DKR, STARRED].map((name) => ({ name, ...DEAF })))).toBe(0);
  expect(await asks(plain(...addresses()))).toBe(1);
});

test("semantics 12: addresses that could not be read are taken for nobody's", async () => {
  const stage = adopted(plain(...addresses()));
  stage.cloud.faults.add({ fault: "deny", operation: "DescribeNetworkInterfaces" });
  const plan = await stage.operator().plan([hub(), adopting(), alpha(), beta()]);
  expect(actionsOf(plan)).toEqual([]);
  const [told] = plan.findings.filter(({ reason }) => reason === "AdoptedRecord");
  expect(told?.todo).toContain("ec2:DescribeNetworkInterfaces");
});

test("an address that somebody changed since the reading stays as they want it", async () => {
  const stage = adopted(plain(...addresses()));
  const { handle } = stage.cloud;
  stage.cloud.handle = async (request, options) => {
    if (request.method === "POST" && request.path.includes("/rrset"))
      for (const record of zoneNamed(stage, DKR).records)
        if (record.Type === "A") record.ResourceRecords = [{ Value: "10.77.7.7" }];
    return handle(request, options);
  };
  const { outcomes } = await stage.operator().apply([hub(), adopting({ takeRecords: true }), alpha()]);
  expect(outcomes.flatMap((o) => o.failure?.error ?? [])).toContain("RecordChanged");
  const values = zoneNamed(stage, DKR).records.flatMap((r) => (r.Type === "A" ? [r.ResourceRecords] : []));
  expect(values).toEqual([[{ Value: "10.77.7.7" }], [{ Value: "10.77.7.7" }]]);
});
