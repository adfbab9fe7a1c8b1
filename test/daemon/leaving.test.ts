import { describe, expect, test } from "vitest";
import { createStatusKeeper } from "../../src/daemon/status-keeper.ts";
import { tableWitness } from "../../src/daemon/table-witness.ts";
import type { Status } from "../../src/model/status/status.ts";
import { daemonOn, people, repository } from "../support/daemon.ts";
import { OPERATOR } from "../support/fleet.ts";
import { answer, zones } from "../support/look.ts";
import { tableOn } from "../support/remembered.ts";
import { associationsIn, ruleHub, sharedBy, withResolver } from "../support/resolver-scene.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  GAMMA,
  gamma,
  hub,
  ORGANIZATION,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  world,
} from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

/** Spokes whose documents vanished (semantics 40), by the daemon and its table. */

const MINUTES = 60_000;
const GENEROUS = hub({ guard: { maxRemovalPercent: 100 } });

async function staged(files: Files, given: string = world()) {
  const stage = createStage(given);
  const table = await tableOn(stage);
  const source = repository(stage, files);
  const wishes = people();
  /** A process; the next one recalls what it wrote. */
  function process(epoch: number, recalled?: Status) {
    const keeper = createStatusKeeper({
      now: stage.clock.now,
      label: `d${epoch}`,
      version: "1",
      source: "test",
      lease: () => undefined,
      requests: wishes,
    });
    keeper.recall(recalled);
    const { store } = table;
    const written = tableWitness({ store, now: stage.clock.now, status: keeper.status, problem: () => {} });
    const run = daemonOn(stage, {
      desiredState: source,
      requests: wishes,
      inventory: table.inventory(epoch),
      losses: table.losses(epoch),
      known: keeper.known,
      others: [keeper.witness, written],
    });
    const spoke = (name: string) =>
      keeper.status().objects.find((o) => o.kind === "Spoke" && o.name === name);
    const ready = (name: string) => spoke(name)?.conditions.find(({ type }) => type === "Ready");
    return { ...run, keeper, spoke, ready };
  }
  async function history(): Promise<{ spoke?: string; action: string }[]> {
    const seen = await stage.clock.run(table.store.history.since(0));
    return seen.kind === "seen" ? (seen.value.flatMap(({ entries }) => entries) as never) : [];
  }
  return { stage, table, source, wishes, process, history };
}

const THREE = [GENEROUS, endpoint("ssm"), alpha(), beta(), gamma()];

test("a spoke whose document goes is told as leaving until nothing of it is left, and its removal filed under its name", async () => {
  const { source, stage, process, history } = await staged(THREE);
  const daemon = process(1);
  await daemon.after(10 * MINUTES);
  expect(daemon.spoke("alpha")).toMatchObject({ vpc: `${ALPHA.vpc}@eu-west-1` });
  const stop = stage.cloud.faults.add({ fault: "deny", operation: "DisassociateVPCFromHostedZone" });
  source.commit([GENEROUS, endpoint("ssm"), beta(), gamma()]);
  await daemon.after(2 * MINUTES);
  expect(daemon.spoke("alpha")).toMatchObject({ leaving: [SSM] });
  expect(daemon.ready("alpha")).toMatchObject({ status: "False", reason: expect.stringContaining("Denied") });
  stop();
  await daemon.after(30 * MINUTES);
  expect(daemon.spoke("alpha")).toBeUndefined();
  await daemon.stop();
  const left = (await history()).filter(({ action }) => action === "disassociate");
  expect(left.map(({ spoke }) => spoke)).toContain("alpha");
});

test("what the guard holds back is said of the spoke that waits for it", async () => {
  const { source, process } = await staged([hub(), endpoint("ssm"), alpha(), beta(), gamma()]);
  const daemon = process(1);
  await daemon.after(10 * MINUTES);
  source.commit([hub(), endpoint("ssm"), gamma()]);
  await daemon.after(10 * MINUTES);
  for (const name of ["alpha", "beta"])
    expect(daemon.ready(name)).toMatchObject({ status: "False", reason: "TooManyRemovals" });
  await daemon.stop();
});

test("what could not be read is said, and the spoke is not forgotten for it", async () => {
  const { source, stage, process } = await staged(THREE);
  const daemon = process(1);
  await daemon.after(10 * MINUTES);
  const stop = stage.cloud.faults.add({ fault: "deny", operation: "ListHostedZones" });
  source.commit([GENEROUS, endpoint("ssm"), beta(), gamma()]);
  await daemon.after(10 * MINUTES);
  expect(daemon.ready("alpha")).toMatchObject({ status: "Unknown" });
  stop();
  await daemon.after(40 * MINUTES);
  expect(daemon.spoke("alpha")).toBeUndefined();
  await daemon.stop();
});

describe("a spoke that was suspended when its document went", () => {
  const SUSPENDED = [GENEROUS, endpoint("ssm"), alpha({ suspend: true }), beta(), gamma()];
  const GONE = [GENEROUS, endpoint("ssm"), beta(), gamma()];

  /** alpha is served, then suspended; the process ends, and the document goes before the next one begins. */
  async function suspended() {
    const scene = await staged(THREE);
    const first = scene.process(1);
    await first.after(10 * MINUTES);
    scene.source.commit(SUSPENDED);
    await first.after(10 * MINUTES);
    await first.stop();
    scene.source.commit(GONE);
    const second = scene.process(2, first.keeper.status());
    await second.after(20 * MINUTES);
    return { ...scene, second };
  }

  test("stays, also by the next process, and says why", async () => {
    const { stage, second } = await suspended();
    expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
    expect(second.ready("alpha")).toMatchObject({ reason: "LeavingSuspended" });
    await second.stop();
  });

  test("is let go when somebody has it forgotten", async () => {
    const { stage, second, wishes } = await suspended();
    wishes.forget("alpha");
    await second.after(20 * MINUTES);
    expect(answer(stage, ALPHA.vpc, SSM)).toBe("public");
    expect(second.spoke("alpha")).toBeUndefined();
    await second.stop();
  });

  test("leaves when its document came back without the suspension, and went again", async () => {
    const { stage, second, source } = await suspended();
    source.commit(THREE);
    await second.after(10 * MINUTES);
    source.commit(GONE);
    await second.after(20 * MINUTES);
    expect(answer(stage, ALPHA.vpc, SSM)).toBe("public");
    await second.stop();
  });
});

describe("a VPC that we put into somebody else's zone, and whose spoke cannot leave it,", () => {
  async function held() {
    const zone = {
      name: SSM,
      vpcs: [GAMMA.vpc],
      callerReference: "by-hand",
      records: [{ name: SSM, alias: { endpoint: SSM_ENDPOINT } }],
    };
    const adopting = endpoint("ssm", { adoptZones: true });
    const scene = await staged([hub(), adopting, beta()], world({ hub: { zones: [zone] } }));
    const daemon = scene.process(1);
    await daemon.after(10 * MINUTES);
    expect(zones(scene.stage)[0]?.vpcs.join()).toContain(BETA.vpc);
    const { faults } = scene.stage.cloud;
    const mend = faults.add({ fault: "deny", operation: "DisassociateVPCFromHostedZone" });
    scene.source.commit([hub(), adopting]);
    await daemon.after(2 * MINUTES);
    expect(daemon.spoke("beta")).toMatchObject({ leaving: [SSM] });
    return { ...scene, daemon, mend };
  }

  test("stays there when it is forgotten, and is told as somebody else's", async () => {
    const { stage, wishes, daemon, mend } = await held();
    wishes.forget("beta");
    await daemon.after(MINUTES);
    mend();
    await daemon.after(30 * MINUTES);
    expect(wishes.acknowledged).toEqual(["beta"]);
    expect(zones(stage)[0]?.vpcs.join()).toContain(BETA.vpc);
    const told = { kind: "withheld", reason: "AdoptedPair", count: 2 };
    expect(daemon.keeper.status().findings).toContainEqual(told);
    await daemon.stop();
  });

  test("is not told as forgotten before the table has forgotten it", async () => {
    const { stage, wishes, daemon, mend } = await held();
    const answers = stage.cloud.faults.add({ fault: "deny", service: "dynamodb", operation: "PutItem" });
    wishes.forget("beta");
    await daemon.after(10 * MINUTES);
    expect(wishes.acknowledged).toEqual([]);
    expect(daemon.spoke("beta")).toMatchObject({ leaving: [SSM] });
    answers();
    await daemon.after(10 * MINUTES);
    expect(wishes.acknowledged).toEqual(["beta"]);
    mend();
    await daemon.after(30 * MINUTES);
    expect(zones(stage)[0]?.vpcs.join()).toContain(BETA.vpc);
    await daemon.stop();
  });
});

test("an authorization that a spoke leaves behind is taken back when its document goes, not an hour later", async () => {
  const { stage, source, process } = await staged(THREE);
  const daemon = process(1);
  await daemon.after(10 * MINUTES);
  const [zone] = stage.cloud.estate.zones.byId.values();
  zone?.authorizations.set(ALPHA.vpc, { VPCId: ALPHA.vpc, VPCRegion: "eu-west-1" } as never);
  source.commit([GENEROUS, endpoint("ssm"), beta(), gamma()]);
  await daemon.after(5 * MINUTES);
  expect(zones(stage)[0]?.authorizations).toEqual([]);
  expect(daemon.spoke("alpha")).toBeUndefined();
  await daemon.stop();
});

describe("a spoke of rule mode whose document is gone", () => {
  const ORGANIZED = {
    sharing: { organization: `arn:aws:organizations::${OPERATOR}:organization/${ORGANIZATION}` },
    guard: { maxRemovalPercent: 100 },
  };
  const rulesOf = (stage: Stage) => associationsIn(stage).filter((one) => one.startsWith(ALPHA.vpc));

  /** alpha has its rule by an organization's share, which names no account. */
  async function served(spec: Readonly<Record<string, unknown>> = {}) {
    const scene = await staged([hub(), beta()], world({ isOrganized: true }));
    const resolver = await withResolver(scene.stage);
    const [shared, others] = [ruleHub(resolver, ORGANIZED), [sharedBy("ssm"), beta()]];
    const files = [shared, ...others, alpha()];
    scene.source.commit(files);
    const first = scene.process(1);
    await first.after(40 * MINUTES);
    expect(answer(scene.stage, ALPHA.vpc, SSM)).toBe("rule");
    scene.source.commit([shared, ...others, alpha(spec)]);
    await first.after(10 * MINUTES);
    await first.stop();
    const gone = () => scene.source.commit([shared, ...others]);
    return { ...scene, gone, recalled: first.keeper.status(), files };
  }

  test("keeps it when it was suspended, also by the next process, until somebody has it forgotten", async () => {
    const { stage, gone, process, recalled, wishes } = await served({ suspend: true });
    gone();
    const second = process(2, recalled);
    await second.after(20 * MINUTES);
    expect(rulesOf(stage)).toEqual([`${ALPHA.vpc} ${SSM}.`]);
    expect(second.spoke("alpha")).toMatchObject({ leaving: [SSM], account: ALPHA.account });
    expect(second.ready("alpha")).toMatchObject({ reason: "LeavingSuspended" });
    wishes.forget("alpha");
    await second.after(20 * MINUTES);
    expect(second.spoke("alpha")).toBeUndefined();
    await second.stop();
  });

  test("is looked for in its account, and leaves its rule", async () => {
    const { stage, gone, process, recalled } = await served();
    gone();
    const second = process(2, recalled);
    await second.after(40 * MINUTES);
    expect(rulesOf(stage)).toEqual([]);
    expect(second.spoke("alpha")).toBeUndefined();
    await second.stop();
  });

  test("is not forgotten while its account cannot be read", async () => {
    const { stage, gone, process, recalled } = await served();
    const { account } = ALPHA;
    const mend = stage.cloud.faults.add({
      fault: "deny",
      account,
      operation: "ListResolverRuleAssociations",
    });
    gone();
    const second = process(2, recalled);
    await second.after(20 * MINUTES);
    expect(rulesOf(stage)).toEqual([`${ALPHA.vpc} ${SSM}.`]);
    expect(second.ready("alpha")).toMatchObject({ message: expect.stringContaining("was not read") });
    mend();
    await second.after(90 * MINUTES);
    expect(rulesOf(stage)).toEqual([]);
    expect(second.spoke("alpha")).toBeUndefined();
    await second.stop();
  });
});
