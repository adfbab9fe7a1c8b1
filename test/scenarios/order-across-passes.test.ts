import { describe, expect, test } from "vitest";
import { differences, optionsFor, readSavedPlan, savePlan } from "../../src/model/plan/saved-plan.ts";
import type { CloudOptions } from "../../src/simulator/cloud.ts";
import { killAt, settle, watchDns } from "../laws/support.ts";
import { HUB, REGION } from "../support/fleet.ts";
import { actionsOf } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  GAMMA,
  gamma,
  hub,
  KMS,
  LOCAL,
  local,
  SSM,
  spoke,
  vpcOf,
  world,
} from "../support/scenario.ts";
import { createStage, desiredFrom, type Files, type Stage } from "../support/stage.ts";

/**
 * AWS's lists show at once what DNS shows up to a minute later, and a pass may come right after another one, or after
 * one that died. What the one did first the other one waits for, as if it had done it itself.
 */

const API = `codeartifact.${REGION}.amazonaws.com`;
const REPOSITORY = `acme-111111111111.d.${API}`;
const NAMES = [API, REPOSITORY, SSM, KMS];
const VPCS = [ALPHA.vpc, BETA.vpc, GAMMA.vpc];
const WORLD = world({
  endpoints: [
    { id: "vpce-0e00000000000000a", service: "codeartifact.api" },
    { id: "vpce-0e00000000000000b", service: "codeartifact.repositories" },
    { id: "vpce-0e00000000000000c", service: "kms" },
    { id: "vpce-0e00000000000000d", service: "ssm" },
  ],
});
const both = [
  hub(),
  endpoint("codeartifact.api", {}, "api"),
  endpoint("codeartifact.repositories", {}, "repositories"),
];
const onlyChild = { endpoints: { names: ["repositories"] } };
const SLOW_MS = 55_000;
const QUICK_MS = 3_000;
const ALLOW = { allowRemovals: () => true };

type Pass = { readonly files: Files; readonly killedAfterWrite?: number };

/** Passes one right after the other; `slow` changes are late in DNS. Answers with what went dark unannounced; not `excused`: with all that did. */
async function dark(
  before: Files,
  passes: readonly Pass[],
  slow: (stage: Stage) => Slow,
  { cloud = WORLD, vpcs = VPCS, names = NAMES, excused = true } = {},
): Promise<string[]> {
  let isSlow: Slow = () => false;
  const insyncMs: CloudOptions["insyncMs"] = (kind) => (isSlow(kind) ? SLOW_MS : QUICK_MS);
  const stage = createStage(cloud, { insyncMs });
  await stage.operator().apply(before, ALLOW);
  await settle(stage);
  isSlow = slow(stage);
  const dns = watchDns(stage, vpcs, names);
  const findings = [];
  for (const { files, killedAfterWrite } of passes) {
    const operator = stage.operator();
    const stop = killedAfterWrite && killAt(stage, operator, killedAfterWrite, "after");
    findings.push(...(await operator.apply(files, ALLOW)).plan.findings);
    if (stop) stop();
  }
  await settle(stage);
  const last = passes.at(-1)?.files ?? before;
  expect(actionsOf(await stage.operator().plan(last))).toEqual([]);
  return dns.outside(excused ? findings : []);
}

type Slow = (kind: Parameters<Extract<CloudOptions["insyncMs"], (...args: never) => unknown>>[0]) => boolean;

/** The first changes of all. */
const firstOnes = (count: number) => {
  let changes = 0;
  return () => changes++ < count;
};
const first = () => firstOnes(1);

describe("semantics 5: the order of a zone and the one beneath it", () => {
  test("a VPC whose parent zone was left by a pass that died leaves the child when DNS must have shown that", async () => {
    const passes = [{ files: [...both, alpha()], killedAfterWrite: 1 }, { files: [...both, alpha()] }];
    expect(await dark([...both, alpha(), beta()], passes, first)).toEqual([]);
  });

  test("a VPC that left the parent zone in the pass before leaves the child when DNS must have shown that", async () => {
    const passes = [{ files: [...both, alpha(), beta(onlyChild)] }, { files: [...both, alpha()] }];
    expect(await dark([...both, alpha(), beta()], passes, first)).toEqual([]);
  });

  test("a VPC that joined the child in the pass before joins the parent when DNS must have shown that", async () => {
    const passes = [{ files: [...both, alpha(), beta(onlyChild)] }, { files: [...both, alpha(), beta()] }];
    expect(await dark([...both, alpha()], passes, first)).toEqual([]);
  });

  test("a VPC that was the last of a parent zone of a forgotten name leaves the child when DNS must have shown that", async () => {
    const top = `internal.${REGION}.amazonaws.com`;
    const bare = hub({ anchorVpc: undefined });
    const parent = endpoint("ssm", { names: [], extraNames: [top] });
    const child = endpoint("kms", { names: [], extraNames: [`queue.${top}`] });
    const onlyKms = { endpoints: { names: ["kms"] } };
    const before = [bare, parent, child, local(), alpha(onlyKms)];
    const passes = [{ files: [bare, child, local(), alpha()] }, { files: [bare, child, alpha()] }];
    const parentsDeletion = () => {
      let deletions = 0;
      return (kind: string) => kind === "deleted" && deletions++ < 1;
    };
    const asked = { vpcs: [LOCAL.vpc], names: [`queue.${top}`], excused: false }; // the window is one of its parent
    expect(await dark(before, passes, parentsDeletion, asked)).toEqual([]);
  });
});

describe("semantics 6: a zone is deleted when DNS must have shown that its VPCs left, whenever they did", () => {
  const shared = [hub(), endpoint("ssm"), endpoint("kms")];
  const without = [hub(), endpoint("kms")];
  const all = [...shared, alpha(), beta(), gamma()];
  /** The first VPC's leaving, of so many zones, and the zone's own deletion. */
  const leavingAndDeletion = (zones: number) => () => {
    const isFirst = firstOnes(zones);
    return (kind: string) => isFirst() || kind === "deleted";
  };

  test("in a pass that died", async () => {
    const files = [...without, alpha(), beta(), gamma()];
    expect(await dark(all, [{ files, killedAfterWrite: 1 }, { files }], leavingAndDeletion(1))).toEqual([]);
  });

  test("in the pass before, without an anchor, when all that are left move on and the last one follows the zone", async () => {
    const bare = hub({ anchorVpc: undefined });
    const of = (set: string) =>
      endpoint("ssm", { set, existing: { tags: { set } }, hubPrivateDns: "keep" }, `ssm-${set}`);
    const from = { endpoints: { names: ["ssm-old"] } };
    const to = { endpoints: { names: ["ssm-new"] } };
    const east = { account: HUB, vpc: "vpc-0b00000000000000e" };
    const rest = [bare, of("new"), spoke("east", east, to)];
    const cloud = world({
      hub: { vpcs: [vpcOf(east.vpc, 11)] },
      endpoints: ["old", "new"].map((set, i) => ({
        id: `vpce-0e00000000000000${i}`,
        service: "ssm",
        tags: { set },
      })),
    });
    const before = [...rest, of("old"), local(from), alpha(from), beta(from)];
    const passes = [
      { files: [...rest, of("old"), local(from), beta(from)] }, // alpha leaves
      { files: [...rest, local(to), beta(to)] },
    ];
    expect(await dark(before, passes, first, { cloud })).toEqual([]);
  });

  test("in the pass before, when a spoke was removed", async () => {
    const passes = [{ files: [...shared, beta(), gamma()] }, { files: [...without, beta(), gamma()] }];
    expect(await dark(all, passes, leavingAndDeletion(2))).toEqual([]);
  });
});

test.each([1, 2, 3, 4])(
  "semantics 27: a saved plan that was cut short after write %i is resumed, though it waits now for what an earlier pass did",
  async (writes) => {
    const stage = createStage(WORLD);
    await stage.operator().apply([...both, alpha(), beta()], ALLOW);
    await settle(stage);
    const files = [...both, alpha()];
    const desired = desiredFrom(files);
    const first = await stage.operator().plan(files, ALLOW);
    const file = readSavedPlan(savePlan(first, desired, "0.1.0"));
    const operator = stage.operator();
    const stop = killAt(stage, operator, writes, "after");
    await operator.apply(files, ALLOW);
    stop();
    const rest = await stage.operator().plan(files, optionsFor(file));
    expect(differences(file, rest, desired, "0.1.0")).toEqual([]);
    await stage.operator().apply(files, optionsFor(file));
    await settle(stage);
    expect(actionsOf(await stage.operator().plan(files))).toEqual([]);
  },
);

test("where no zone lies beneath another, nothing that is there already is waited for", async () => {
  const stage = createStage(WORLD);
  await stage.operator().apply([hub(), endpoint("ssm"), alpha()]);
  await settle(stage);
  const { actions } = await stage.operator().plan([hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta()]);
  expect(actions.filter(({ kind, after }) => kind === "awaitInsync" && after.length === 0)).toEqual([]);
});

test("a cold start waits only for what it does itself, though zones lie beneath each other", async () => {
  const { actions } = await createStage(WORLD)
    .operator()
    .plan([...both, alpha(), beta()]);
  expect(actions.filter(({ kind, after }) => kind === "awaitInsync" && after.length === 0)).toEqual([]);
});
