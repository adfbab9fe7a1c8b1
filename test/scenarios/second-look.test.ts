import { DisassociateVPCFromHostedZoneCommand } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { REGION } from "../support/fleet.ts";
import { byHand, pairsOf, vpcInput, zoneNamed } from "../support/look.ts";
import { byColumns, comparable, reads, running } from "../support/running.ts";
import { ALPHA, alpha, BETA, beta, endpoint, GAMMA, hub, world } from "../support/scenario.ts";

/**
 * Semantics 14: what is remembered is believed only while all that is read agrees with it. A row may put one zone in
 * doubt, and that zone's own list another one.
 */

const API = `codeartifact.${REGION}.amazonaws.com`;
const REPOSITORIES = `d.${API}`;
const services = { "codeartifact.api": [API], "codeartifact.repositories": [`*.${REPOSITORIES}`] };
/** More zones than VPCs, so that rows are read. */
const NAMES = ["codeartifact.api", "codeartifact.repositories", "ssm", "kms"];
const FILES = [hub(), ...NAMES.map((service, i) => endpoint(service, {}, `e${i}`)), alpha(), beta()];
const WORLD = world({
  services,
  endpoints: NAMES.map((service, i) => ({ id: `vpce-0e00000000000010${i}`, service })),
});

/** The first pass after a person took alpha out of the lower zone, and put a VPC into the upper one that no row shows. */
async function afterTheHand() {
  const process = await running({ world: WORLD, files: FILES });
  const { stage } = process;
  const upper = stage.cloud.estate.zones.byId.get(zoneNamed(stage, API).id);
  upper?.vpcs.set(GAMMA.vpc, { VPCId: GAMMA.vpc, VPCRegion: REGION });
  const lower = { HostedZoneId: zoneNamed(stage, REPOSITORIES).id, VPC: vpcInput(ALPHA.vpc) };
  await byHand(stage).send(new DisassociateVPCFromHostedZoneCommand(lower));
  stage.cloud.calls.clear();
  return process;
}

test("semantics 14: a zone's list that differs from what was remembered puts the zone above it in doubt, which is then read too", async () => {
  const process = await afterTheHand();
  const plan = await process.operator.plan(FILES);
  expect(reads(process.stage)).toEqual({ columns: 2, rows: [ALPHA.vpc, BETA.vpc] });
  expect(pairsOf(plan, "associate")).toEqual([`${REPOSITORIES} ${ALPHA.vpc}`]);
  expect(pairsOf(plan, "disassociate")).toEqual([`${API} ${GAMMA.vpc}`]);
  expect(comparable(plan)).toEqual(await byColumns(process, FILES));
});

test("semantics 12, 14: of a zone that came into doubt and cannot be read nothing is concluded from memory", async () => {
  const process = await afterTheHand();
  process.stage.cloud.faults.add({ fault: "deny", operation: "GetHostedZone", nth: 2, times: 1 });
  const plan = await process.operator.plan(FILES);
  expect(plan.findings).toMatchObject([
    { kind: "unknown", zone: API, message: expect.stringContaining("the associations of zone") },
  ]);
  expect(pairsOf(plan, "disassociate")).toEqual([]);
});
