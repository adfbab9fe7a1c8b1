import { print, UserError } from "../terminal.ts";
import {
  type Fleet,
  HANDOVER_SECONDS,
  isAsDesired,
  LEASE_SECONDS,
  leader,
  leaderSays,
  resolve,
} from "./fleet.ts";
import { watchAnswers } from "./lookup.ts";
import { KMS, KMS_DOCUMENT } from "./take-over.ts";
import { until } from "./until.ts";

/** A commit whose work was broken off, and what a spoke is answered meanwhile. */
export type BrokenOff = { readonly commit: string; readonly watch: ReturnType<typeof watchAnswers> };

export async function losesLeader(fleet: Fleet): Promise<BrokenOff> {
  const { simulation, repository, vpcs } = fleet;
  const before = await leader(fleet);
  if (!before) throw new UserError("nobody leads");
  const watch = watchAnswers(simulation, vpcs.get("payments-prod") ?? "", KMS);
  const commit = await repository.commit("share kms", { "endpoints/kms.yaml": KMS_DOCUMENT });
  await until("its zone is made, and nobody is in it yet", async () => hasZone(fleet, KMS) || undefined);
  await before.instance.kill("SIGKILL");
  print(`  killed the ${before.instance.label}`);
  await until(
    `the other has the lease, which nobody had renewed for ${LEASE_SECONDS} s (a real one: 20 s)`,
    async () => ((await leader(fleet))?.status.lease?.held ? true : undefined),
  );
  print(
    `  it only looks for ${HANDOVER_SECONDS} s (a real one: a minute): AWS may not show yet what the other did last`,
  );
  return { commit, watch };
}

export async function completes(fleet: Fleet, { commit, watch }: BrokenOff): Promise<void> {
  await leaderSays(fleet, "everything is as desired", (status) => isAsDesired(status, commit));
  await resolve(fleet, ["payments-prod"], "private", [KMS]);
  const seen = await watch.end();
  print(`  what payments-prod was answered for ${KMS} all the while: ${seen.join(" → ")}`);
  if (seen.join() !== "public,private") throw new UserError(`${KMS} did not stay resolvable`);
}

function hasZone({ simulation }: Fleet, name: string): boolean {
  return [...simulation.cloud.estate.zones.byId.values()].some((zone) => zone.name === `${name}.`);
}
