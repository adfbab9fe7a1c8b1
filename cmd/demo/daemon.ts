import { print, UserError } from "../terminal.ts";
import { type Fleet, isAsDesired, leader, leaderSays, resolve, setUp, stillResolve, TABLE } from "./fleet.ts";
import { completes, losesLeader } from "./lost-leader.ts";
import { heading } from "./paper.ts";
import { typed } from "./program.ts";
import { sampleOf } from "./repository.ts";
import type { Later } from "./tidily.ts";
import { until } from "./until.ts";

/** Two instances of the daemon on one table, and what people do by Git and to the processes. */
export async function daemonStory(later: Later): Promise<Fleet> {
  heading("1. A simulated AWS, a Git repository, a table, and two processes of the daemon");
  const fleet = await setUp(later);
  await begins(fleet);

  heading("2. A commit adds the spoke payments-dev");
  await fleet.repository.commit("add payments-dev", { [DEV]: await sampleOf(DEV) });
  await resolve(fleet, ["payments-dev"], "private");

  heading("3. A commit adds an endpoint, and the leader is killed (SIGKILL) in the middle of the work");
  const work = await losesLeader(fleet);

  heading("4. Meanwhile somebody commits a slip");
  await refusesSlip(fleet);

  heading("5. What ruled before the slip goes on: the other instance completes the endpoint");
  await completes(fleet, work);

  heading("6. A commit mends the slip, and removes two of five spokes");
  const digest = await withholds(fleet);

  heading("7. A commit says that this is meant");
  await allows(fleet, digest);

  heading("8. Somebody says stop, without Git");
  await pauses(fleet);
  return fleet;
}

const HUB = "hub.yaml";
const DEV = "spokes/payments-dev.yaml";
const DATA = "spokes/data-prod.yaml";
const SANDBOX = "spokes/sandbox.yaml";

async function begins(fleet: Fleet): Promise<void> {
  const { instance } = await until("one of the two has the lease, and leads", () => leader(fleet));
  print(`  it is the ${instance.label}; the other stands by`);
  await leaderSays(fleet, "everything is as desired", (status) => isAsDesired(status, fleet.first));
  await resolve(fleet, ["analytics-eu", "data-prod", "payments-prod", "sandbox"], "private");
  await resolve(fleet, ["payments-dev"], "public");
}

async function refusesSlip(fleet: Fleet): Promise<void> {
  const text = await sampleOf(DATA);
  const commit = await fleet.repository.commit("move data-prod", { [DATA]: text.replace("vpc: ", "vcp: ") });
  const { source } = await leaderSays(
    fleet,
    "it is refused, with its place",
    ({ source }) => source.lastAttempted?.revision === commit && source.refusal !== undefined,
  );
  for (const line of source.refusal?.message.split("\n") ?? []) print(`    ${line}`);
  await stillResolve(fleet, ["data-prod"], "private");
}

/** The digest of what is held back. */
async function withholds(fleet: Fleet): Promise<string> {
  const message = "mend data-prod; remove payments-dev and sandbox";
  const files = { [DATA]: await sampleOf(DATA), [DEV]: null, [SANDBOX]: null };
  const commit = await fleet.repository.commit(message, files);
  const { plan } = await leaderSays(
    fleet,
    "the removal is withheld",
    ({ findings, lastPass }) =>
      lastPass?.revision === commit && findings.some(({ reason }) => reason === "TooManyRemovals"),
  );
  const text = plan.join("\n").trimEnd();
  for (const line of text.split("\n")) print(`    ${line}`);
  await stillResolve(fleet, ["payments-dev", "sandbox"], "private");
  const [, digest] = /allow-removals: (\w+)/.exec(text) ?? [];
  if (digest === undefined) throw new UserError("the plan names no digest");
  return digest;
}

async function allows(fleet: Fleet, digest: string): Promise<void> {
  const text = await sampleOf(HUB);
  const annotated = text.replace(
    /^metadata:\n/m,
    `metadata:\n  annotations: { vpce-operator/allow-removals: ${digest} }\n`,
  );
  const commit = await fleet.repository.commit("payments-dev and sandbox may go", { [HUB]: annotated });
  await leaderSays(fleet, "everything is as desired", (status) => isAsDesired(status, commit));
  await resolve(fleet, ["payments-dev", "sandbox"], "public");
}

async function pauses(fleet: Fleet): Promise<void> {
  await typed(["pause", "--table", TABLE, "--reason", "incident 7"], fleet.env);
  await leaderSays(fleet, "paused: passes only plan from now on", ({ paused }) => paused !== undefined);
  const commit = await fleet.repository.commit("sandbox comes back", { [SANDBOX]: await sampleOf(SANDBOX) });
  await leaderSays(
    fleet,
    "its associations are planned, and not made",
    ({ lastPass }) => lastPass?.revision === commit && lastPass.watching === "paused" && lastPass.actions > 0,
  );
  await stillResolve(fleet, ["sandbox"], "public");
  await typed(["resume", "--table", TABLE], fleet.env);
  await resolve(fleet, ["sandbox"], "private");
  await leaderSays(fleet, "everything is as desired", (status) => isAsDesired(status, commit));
}
