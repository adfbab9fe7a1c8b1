import { describe, expect, test } from "vitest";
import { createTableJournal } from "../../src/daemon/table-journal.ts";
import type { Desired } from "../../src/model/desired/types.ts";
import { putBackOpenSteps } from "../../src/operator/open-steps.ts";
import { daemonOn, people, repository } from "../support/daemon.ts";
import { HUB_VPC } from "../support/fleet.ts";
import { answer, converge, filesWithout, finding, propagate, writes, zones } from "../support/look.ts";
import { type Remembered, tableOn } from "../support/remembered.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  gamma,
  hub,
  KMS_ENDPOINT,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  spoke,
  world,
} from "../support/scenario.ts";
import { createStage, desiredFrom, type Files, type Operator, type Stage } from "../support/stage.ts";
import { tableOn as leaseOn } from "../support/table.ts";

/** Steps that darken a name between two calls, when the process dies in between (semantics 36). */

const set = (name: string, id: string) => endpoint("ssm", { existing: { id }, set: name }, `ssm-${name}`);
const uses = (name: string) => ({ endpoints: { names: [`ssm-${name}`] } });
const sets = (ofAlpha: string) => [
  hub(),
  set("a", SSM_ENDPOINT),
  set("b", KMS_ENDPOINT),
  alpha(uses(ofAlpha)),
  beta(uses("a")),
  gamma(uses("b")),
];

/** alpha is in the zone of set a, beside another zone of the name. */
async function twoSets(): Promise<Stage> {
  const endpoints = [SSM_ENDPOINT, KMS_ENDPOINT].map((id) => ({ id, service: "ssm" }));
  const stage = createStage(world({ endpoints }));
  await stage.operator().apply(sets("a"));
  await converge(stage, sets("a"));
  return stage;
}

/** Without an anchor the hub VPC is the zone's last one, and resolves by it until the end. */
const BARE = hub({ anchorVpc: undefined });
const SHARED = [BARE, endpoint("ssm", { hubPrivateDns: "off" }), alpha()];
const ENDED = [BARE, alpha()];
const REMOVALS = { allowRemovals: () => true };

/** The process dies when AWS has acted on the first such call: no answer comes, and nothing more goes out. */
async function killedAfter(stage: Stage, victim: Operator, operation: string, files: Files): Promise<void> {
  let isDead = false;
  const stop = stage.cloud.onCall(({ phase, call }) => {
    if (phase === "after" && call.operation === operation) isDead = true;
    if (isDead) {
      victim.abort.abort();
      throw new Error("killed");
    }
  });
  await victim.apply(files, REMOVALS);
  stop();
  expect(isDead).toBe(true);
}

async function putBack(stage: Stage, table: Remembered, files: Files, epoch = 2): Promise<void> {
  const { accounts } = stage.operator();
  const desired: Desired = desiredFrom(files);
  await stage.clock.run(putBackOpenSteps(desired, accounts, table.journal(epoch)));
}

const MOVED_OUT = "DisassociateVPCFromHostedZone";

const open = async (stage: Stage, { store }: Remembered) => {
  const seen = await stage.clock.run(store.list("open"));
  return seen.kind === "seen" ? seen.value.length : "unreadable";
};

test("a move that was cut by a kill is put back by the next holder within its first minute, and made after it", async () => {
  const stage = await twoSets();
  const table = await tableOn(stage);
  const victim = stage.operator({ journal: table.journal() });
  await killedAfter(stage, victim, "DisassociateVPCFromHostedZone", sets("b"));
  expect(await open(stage, table)).toBe(1);
  const [takenOverAt, quietMs] = [stage.clock.now(), 60_000];
  const leadership = {
    acquire: async () => ({
      epoch: 2,
      lost: new AbortController().signal,
      quietUntil: takenOverAt + quietMs,
    }),
    drain: () => {},
    release: async () => {},
  };
  const given = { desiredState: repository(stage, sets("b")), leadership, journal: table.journal(2) };
  stage.cloud.calls.clear();
  const daemon = daemonOn(stage, given);
  await daemon.after(50_000);
  expect(writes(stage)).toEqual([
    "CreateVPCAssociationAuthorization",
    "AssociateVPCWithHostedZone",
    "DeleteVPCAssociationAuthorization",
  ]); // nothing else, in the minute of the handover
  const first = stage.cloud.calls.list({ write: true })[0];
  expect((first?.at ?? 0) - takenOverAt).toBeLessThan(2000);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  expect(await open(stage, table)).toBe(0);
  await daemon.after(10 * 60_000);
  await daemon.stop();
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  expect((await stage.operator().plan(sets("b"))).actions).toEqual([]);
});

test("a move whose second half was done when the process died stays as it is", async () => {
  const stage = await twoSets();
  const table = await tableOn(stage);
  const victim = stage.operator({ journal: table.journal() });
  let hasLeft = false;
  const stop = stage.cloud.onCall(({ phase, call }) => {
    if (phase === "after" && call.operation === "DisassociateVPCFromHostedZone") hasLeft = true;
    if (phase === "after" && call.operation === "AssociateVPCWithHostedZone" && hasLeft) victim.abort.abort();
    if (victim.abort.signal.aborted) throw new Error("killed");
  });
  await victim.apply(sets("b"));
  stop();
  expect(await open(stage, table)).toBe(1);
  const before = zones(stage).map(({ vpcs }) => vpcs);
  await putBack(stage, table, sets("b"));
  expect(table.problems).toEqual([]);
  expect(zones(stage).map(({ vpcs }) => vpcs)).toEqual(before);
  expect(await open(stage, table)).toBe(0);
});

test("aliases that were deleted when the process died, and not their zone, come back", async () => {
  const stage = createStage(world());
  await converge(stage, SHARED);
  const before = answer(stage, HUB_VPC, SSM);
  const table = await tableOn(stage);
  const victim = stage.operator({ journal: table.journal() });
  await killedAfter(stage, victim, "ChangeResourceRecordSets", ENDED);
  await propagate(stage);
  expect(answer(stage, HUB_VPC, SSM)).not.toBe(before);
  await putBack(stage, table, ENDED);
  await propagate(stage);
  expect(answer(stage, HUB_VPC, SSM)).toBe(before);
  await converge(stage, ENDED);
  expect(zones(stage)).toEqual([]);
});

test("a zone that went before the answer came is gone: there is nothing to put back", async () => {
  const stage = createStage(world());
  await converge(stage, SHARED);
  const table = await tableOn(stage);
  const victim = stage.operator({ journal: table.journal() });
  await killedAfter(stage, victim, "DeleteHostedZone", ENDED);
  await putBack(stage, table, ENDED);
  expect(await open(stage, table)).toBe(0);
  expect(zones(stage)).toEqual([]);
});

test("aliases that lead elsewhere by now are right, and stay", async () => {
  const stage = createStage(world());
  await converge(stage, SHARED);
  const table = await tableOn(stage);
  const [zone] = zones(stage);
  const target = { dnsName: "vpce-1-a.other.", hostedZoneId: "Z9", evaluateTargetHealth: false };
  const step = {
    zone: zone?.id as never,
    begunAt: 1,
    because: "it was to go",
    undo: [
      {
        operation: "writeAliases" as const,
        by: { account: "111111111111" as never, hub: "hub" as never },
        zone: zone?.id as never,
        aliases: [{ name: SSM, type: "A" as const, target }],
      },
    ],
  };
  await stage.clock.run(table.journal().open(step));
  const before = zones(stage);
  await putBack(stage, table, SHARED);
  expect(zones(stage)).toEqual(before);
  expect(await open(stage, table)).toBe(0);
});

test("a step that was undone, and one that went through, leave nothing open", async () => {
  const stage = await twoSets();
  const table = await tableOn(stage);
  const operation = "AssociateVPCWithHostedZone";
  const rule = stage.cloud.faults.add({ fault: "error", code: "LimitsExceeded", operation, nth: 2 });
  await stage.operator({ journal: table.journal() }).apply(sets("b"));
  rule();
  expect(await open(stage, table)).toBe(0);
  await stage.operator({ journal: table.journal(2) }).apply(sets("b"));
  await propagate(stage);
  expect(await open(stage, table)).toBe(0);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("a step whose undo failed is put back by the next pass of the same process", async () => {
  const stage = await twoSets();
  const table = await tableOn(stage);
  const operation = "AssociateVPCWithHostedZone";
  const rules = [
    stage.cloud.faults.add({ fault: "error", code: "LimitsExceeded", operation, nth: 2 }),
    stage.cloud.faults.add({ fault: "deny", operation, nth: 3 }),
  ];
  const journal = table.journal();
  await stage.operator({ journal }).apply(sets("b"));
  for (const rule of rules) rule();
  expect(await open(stage, table)).toBe(1);
  await stage.clock.run(putBackOpenSteps(desiredFrom(sets("b")), stage.operator().accounts, journal));
  await propagate(stage);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("what could not be put back is tried again within half a minute, though a pause leaves nothing else to do", async () => {
  const stage = await twoSets();
  const table = await tableOn(stage);
  const victim = stage.operator({ journal: table.journal() });
  await killedAfter(stage, victim, "DisassociateVPCFromHostedZone", sets("b"));
  const ended = stage.cloud.faults.add({ fault: "deny", operation: "CreateVPCAssociationAuthorization" });
  const requests = people();
  requests.pause("incident 7");
  const desiredState = repository(stage, sets("a"));
  const daemon = daemonOn(stage, { desiredState, requests, journal: table.journal(2) });
  await daemon.after(10_000);
  expect(await open(stage, table)).toBe(1);
  ended();
  await daemon.after(30_000);
  expect(await open(stage, table)).toBe(0);
  await daemon.after(60_000);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  await daemon.stop();
});

describe("a move that was cut by a kill, whose spoke's document is gone", () => {
  async function cut() {
    const stage = await twoSets();
    const table = await tableOn(stage);
    await killedAfter(stage, stage.operator({ journal: table.journal() }), MOVED_OUT, sets("b"));
    return { stage, table };
  }

  test("is let go when the account wants an ExternalId that nobody knows, and that is said", async () => {
    const { stage, table } = await cut();
    const allowed = () => zones(stage).map(({ authorizations }) => authorizations);
    const before = allowed();
    await putBack(stage, table, filesWithout(sets("b"), "spoke-alpha"));
    expect(await open(stage, table)).toBe(0);
    expect(allowed()).toEqual(before); // what was authorized to put it back is taken back
    expect(table.problems).toEqual([
      expect.stringMatching(
        /^a step was left half done .* stays so: spoke alpha has no document .*ExternalId/,
      ),
    ]);
  });

  test("is put back where another document knows the role's ExternalId", async () => {
    const { stage, table } = await cut();
    const other = spoke("other", { account: ALPHA.account, vpc: "vpc-0b0000000000000aa" }, uses("a"));
    await putBack(stage, table, [...filesWithout(sets("b"), "spoke-alpha"), other]);
    expect(table.problems).toEqual([]);
    expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
    expect(await open(stage, table)).toBe(0);
  });

  test("stays open while AWS merely does not answer", async () => {
    const { stage, table } = await cut();
    stage.cloud.faults.add({ fault: "error", code: "ServiceUnavailable", service: "sts" });
    await putBack(stage, table, filesWithout(sets("b"), "spoke-alpha"));
    expect(await open(stage, table)).toBe(1);
  });
});

test("what would put it back stands on the table before the first call; where it cannot, the step is not begun", async () => {
  const stage = await twoSets();
  const table = await tableOn(stage);
  stage.cloud.faults.add({ fault: "deny", service: "dynamodb", operation: "PutItem" });
  stage.cloud.calls.clear();
  const { outcomes } = await stage.operator({ journal: table.journal() }).apply(sets("b"));
  expect(outcomes.find(({ key }) => key.startsWith("move"))?.failure?.error).toBe("StepNotWritten");
  expect(writes(stage)).not.toContain("DisassociateVPCFromHostedZone");
  expect(answer(stage, BETA.vpc, SSM)).toContain(PRIVATE);
});

test("under a lease the step begins within a second of a renewal's sending, though renewals are due each five", async () => {
  const stage = await twoSets();
  const { clock, cloud } = stage;
  const { keeper: keeperOf, store } = await leaseOn(stage, "leased");
  const keeper = keeperOf("one");
  const journal = createTableJournal({
    store,
    freshId: () => "step",
    problem: () => {},
    superseded: () => {},
  });
  const term = await clock.run(keeper.acquire(new AbortController().signal));
  journal.begin(term?.epoch ?? 0);
  cloud.calls.clear();
  await stage.operator({ journal, gate: keeper.gate }).apply(sets("b"));
  const calls = cloud.calls.list({ write: true });
  const left = calls.findIndex(({ operation }) => operation === "DisassociateVPCFromHostedZone");
  const before = calls.slice(0, left).map(({ operation }) => operation);
  const renewal = calls.slice(0, left).findLast(({ operation }) => operation === "PutItem");
  expect(before).toContain("PutItem");
  expect((calls[left]?.at ?? 0) - (renewal?.at ?? 0)).toBeLessThan(1000);
  const joined = calls.slice(left).find(({ operation }) => operation === "AssociateVPCWithHostedZone");
  expect((joined?.at ?? 0) - (calls[left]?.at ?? 0)).toBeLessThan(200);
  await clock.run(keeper.release());
});

test("without a table the plan says what a kill between the two calls would leave, and with one it does not", async () => {
  const stage = await twoSets();
  const table = await tableOn(stage);
  const words = "if the process is killed in between, it stays so until the next pass";
  const without = await stage.operator().plan(sets("b"));
  expect(finding(without, "Move").message).toContain(words);
  const remembered = await stage.operator({ journal: table.journal() }).plan(sets("b"));
  expect(finding(remembered, "Move").message).not.toContain(words);
});
