import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadDesired } from "../desired.ts";
import { print, UserError } from "../terminal.ts";
import { expectAll, lookUpAll, watchAnswers } from "./lookup.ts";
import { applyNow, planWords, type Stage, waitUntil } from "./stage.ts";

/** The hub VPC's own private DNS for kms is handed over to our zone, watched by DNS all the way. */
export async function takeOver(stage: Stage): Promise<void> {
  await writeFile(join(stage.dir, "endpoints", "kms.yaml"), KMS_DOCUMENT);
  const desired = await loadDesired(stage.dir);
  const [hub] = desired.hubs;
  if (!hub) throw new Error("the sample has a hub");
  const watch = watchAnswers(stage.simulation, hub.vpc, KMS);
  await applyNow(stage, desired, (plan) => print(planWords(plan, desired)));
  const sharing = desired.spokes.filter((s) => s.endpoints.some((e) => e.name === "kms")).map((s) => s.vpc);
  const vpcs = [hub.vpc, ...sharing];
  await waitUntil(stage, vpcs, true, [KMS]);
  const seen = await watch.end();
  print(`  the hub VPC's own answers for ${KMS} meanwhile: ${seen.join(" → ")}`);
  if (seen.some((answer) => answer !== "private" && answer !== "public"))
    throw new UserError(`${KMS} did not resolve in the hub VPC: ${seen.join(", ")}`);
  expectAll("private", await lookUpAll(stage.simulation, vpcs, [KMS]));
}

export const KMS = "kms.ap-southeast-2.amazonaws.com";
export const KMS_DOCUMENT = `apiVersion: vpce-operator/v1
kind: Endpoint
metadata: { name: kms, labels: { tier: core } }
spec: { hubs: [shared-apse2], service: kms, hubPrivateDns: turnOff }
`;
