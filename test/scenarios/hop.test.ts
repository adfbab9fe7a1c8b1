import { expect, test } from "vitest";
import { subjectOf } from "../../src/model/explain/subject.ts";
import { explanationText } from "../../src/model/render/explanation.ts";
import { pathText } from "../../src/model/render/path.ts";
import { explainName } from "../../src/operator/explain.ts";
import { createMemory } from "../../src/operator/observe/memory.ts";
import { tracePath } from "../../src/operator/path.ts";
import type { AclEntry } from "../../src/simulator/ec2/network-acls/state.ts";
import { defaultAcl } from "../../src/simulator/ec2/vpc-parts.ts";
import { HUB, HUB_VPC } from "../support/fleet.ts";
import { answer, propagate, said } from "../support/look.ts";
import {
  associationsIn,
  type ResolverScene,
  ruleHub,
  sharedBy,
  withResolver,
} from "../support/resolver-scene.ts";
import { ALPHA, alpha, BETA, beta, SSM, worldAsWritten } from "../support/scenario.ts";
import { createStage, desiredFrom, type Files, type Stage } from "../support/stage.ts";

type Ruled = { readonly stage: Stage; readonly files: Files; readonly resolver: ResolverScene };

/** Packets go as routes, groups and network ACLs let them; spokes of rule mode, in whose VPCs nobody lives. */
async function ruled(): Promise<Ruled> {
  const stage = createStage(worldAsWritten({ isOrganized: true }));
  const resolver = await withResolver(stage);
  return { stage, resolver, files: [ruleHub(resolver), sharedBy("ssm"), alpha(), beta()] };
}

/** Of the hub VPC's network ACL: UDP 53 from other subnets, in. */
function denyQueries({ stage }: Ruled): () => void {
  const acl = defaultAcl(stage.cloud.estate.network, HUB_VPC);
  const denying: AclEntry = {
    ...{ number: 1, egress: false, protocol: "17", allow: false, cidr: "0.0.0.0/0" },
    ports: { from: 53, to: 53 },
  };
  acl?.entries.push(denying);
  return () => void acl?.entries.splice(acl.entries.indexOf(denying), 1);
}

/** One endpoint in one subnet, the other in the other one: what is between is the ACL's. */
function apart({ stage }: Ruled): void {
  const { endpoints } = stage.cloud.estate.resolver;
  for (const one of endpoints.values()) {
    const at = one.direction === "INBOUND" ? 0 : 1;
    one.addresses = one.addresses.filter((_, n) => n === at);
  }
}

async function settle({ stage, files }: Ruled): Promise<string[]> {
  for (let pass = 1; pass < 10; pass++) {
    const { plan } = await stage.operator().apply(files);
    await propagate(stage);
    if (plan.actions.length === 0) return said(plan);
  }
  throw new Error("it does not settle");
}

test("semantics 46: where everything between the Resolver endpoints was read, nothing is left to say of it", async () => {
  const at = await ruled();
  const said: string[] = [];
  for (let pass = 0; pass < 5; pass++) {
    const { plan } = await at.stage.operator().apply(at.files);
    await propagate(at.stage);
    said.push(...plan.findings.map(({ reason }) => reason).filter((reason) => /Hop/.test(reason)));
  }
  expect(said).toEqual([]);
  expect([ALPHA, BETA].map(({ vpc }) => answer(at.stage, vpc, SSM))).toEqual(["rule", "rule"]);
});

test("semantics 46: a network ACL that lets no queries in withholds rules, is named, and they come when it does", async () => {
  const at = await ruled();
  apart(at);
  const mend = denyQueries(at);
  await at.stage.operator().apply(at.files);
  await propagate(at.stage);
  const { plan } = await at.stage.operator().apply(at.files);
  const [{ message, todo } = { message: "" }, ...others] = plan.findings;
  expect(said(plan)).toEqual(["withheld HopBlocked", "withheld HopBlocked"]);
  expect(others.map(({ spoke }) => spoke)).toEqual(["beta"]);
  expect(message).toMatch(
    /network ACL acl-\w+ of subnet-\w+ does not let UDP 53 in from 10\.0\.\S+ \(account 111/,
  );
  expect(todo).toMatch(/^add an ingress entry to acl-\w+/);
  expect(associationsIn(at.stage)).toEqual([]);
  mend();
  expect(await settle(at)).toEqual([]);
  expect(answer(at.stage, ALPHA.vpc, SSM)).toBe("rule");
  expect(at.stage.cloud.resolve(ALPHA.vpc, SSM).rcode).toBe("NOERROR");
});

test("semantics 46: that queries stop later is told by the daemon's hourly look; what exists stays, and serves when it is mended", async () => {
  const at = await ruled();
  apart(at);
  await settle(at);
  const operator = at.stage.operator({ memory: createMemory(at.stage.clock) });
  expect(said((await operator.apply(at.files)).plan)).toEqual([]);
  const mend = denyQueries(at);
  expect(at.stage.cloud.resolve(ALPHA.vpc, SSM).rcode).toBe("SERVFAIL");
  expect(said(await operator.plan(at.files))).toEqual([]); // read within the hour
  await at.stage.clock.run(at.stage.clock.sleep(3_700_000));
  const plan = await operator.plan(at.files);
  expect(plan.findings.map(({ kind, reason, spoke }) => [kind, reason, spoke])).toEqual([
    ["note", "HopBlocked", "alpha"],
    ["note", "HopBlocked", "beta"],
  ]);
  expect(plan.actions).toEqual([]);
  mend();
  await at.stage.clock.run(at.stage.clock.sleep(3_700_000));
  expect(said(await operator.plan(at.files))).toEqual([]);
  expect(at.stage.cloud.resolve(ALPHA.vpc, SSM).rcode).toBe("NOERROR");
});

test("semantics 46: what was throttled holds rules for this pass alone", async () => {
  const at = await ruled();
  await at.stage.operator().apply(at.files);
  await propagate(at.stage);
  const mend = at.stage.cloud.faults.add({
    ...{ fault: "error", code: "InternalError", status: 500 },
    ...{ operation: "DescribeNetworkAcls", account: HUB },
  });
  const { plan } = await at.stage.operator().apply(at.files);
  expect(plan.findings.map(({ kind }) => kind)).toEqual(["unknown", "unknown"]);
  expect(associationsIn(at.stage)).toEqual([]);
  mend();
  expect(await settle(at)).toEqual([]);
});

test("what is between the Resolver endpoints is read by one call of each kind", async () => {
  const at = await ruled();
  const operator = at.stage.operator();
  await operator.plan(at.files);
  const hub = operator.accounts.callsMade().filter(({ account }) => account === HUB);
  const counts = new Map(hub.map(({ operation, count }) => [operation, count]));
  const kinds = [
    "DescribeSubnets",
    "DescribeRouteTables",
    "DescribeNetworkAcls",
    "DescribeNetworkInterfaces",
  ];
  expect(kinds.map((kind) => counts.get(kind))).toEqual([1, 1, 1, 1]);
});

test("path and explain show each hop of queries, and where they stop", async () => {
  const at = await ruled();
  apart(at);
  await settle(at);
  const desired = desiredFrom(at.files);
  const { clock } = at.stage;
  const path = async () => {
    const { accounts } = at.stage.operator();
    const seen = await clock.run(tracePath({ spoke: "alpha" }, desired, accounts));
    return seen.kind === "seen" ? pathText(seen.value) : seen.failure.message;
  };
  const explained = async () => {
    const { accounts } = at.stage.operator();
    const seen = await clock.run(explainName(SSM, subjectOf("alpha", desired), accounts));
    return seen.kind === "seen" ? explanationText(seen.value, undefined, 500) : seen.failure.message;
  };
  const { inbound, outbound } = at.resolver;
  expect(await path()).toContain(`rules: ${outbound} → ${inbound}: queries get there and back`);
  expect(await explained()).toContain(
    "queries get from the one to the other and answers back, by UDP and TCP 53",
  );
  denyQueries(at);
  const blocked = await path();
  expect(blocked).toMatch(/10\.0\.\S+ in subnet-\w+ \(euw1-az\d\) → UDP 10\.0\.\S+:53 {2}blocked/);
  expect(blocked).toMatch(/✓ sg-\w+ let UDP 53 out to 10\.0\./);
  expect(blocked).toMatch(/✗ network ACL acl-\w+ of subnet-\w+ does not let UDP 53 in from 10\.0\./);
  expect(await explained()).toMatch(
    /queries do not get from Resolver endpoint .*does not let UDP 53 in .* → add an ingress entry/,
  );
});
