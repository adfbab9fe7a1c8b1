import {
  AssociateVPCWithHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
  DeleteVPCAssociationAuthorizationCommand,
  DisassociateVPCFromHostedZoneCommand,
} from "@aws-sdk/client-route-53";
import type { Plan } from "../../src/model/plan/plan.ts";
import { createMemory, type MemoryOptions } from "../../src/operator/observe/memory.ts";
import { spokeAccount, spokeVpc, zoneName } from "./fleet.ts";
import { byHand, vpcInput, zoneNamed } from "./look.ts";
import { createStage, type Files, type Operator, type Stage } from "./stage.ts";

/** A process of the operator that runs for long, in its cloud. */
export type Process = { readonly stage: Stage; readonly operator: Operator };

/** Of fewer VPCs than zones: three rows are less than seven columns. */
export const FEW_VPCS = { zones: 7, vpcs: 3, accounts: 2 };

/** It made the fleet, saw all of it, and its own writes are long past. Nothing was called since. */
export async function running(
  { files, world }: { files: Files; world: string },
  options?: MemoryOptions,
): Promise<Process> {
  const stage = createStage(world, { quotas: { endpointsPerVpc: 100 } });
  const operator = stage.operator({ memory: createMemory(stage.clock, options) });
  await operator.apply(files);
  await later(stage, 600_000);
  await operator.plan(files);
  await later(stage, 60_000);
  stage.cloud.calls.clear();
  return { stage, operator };
}

export async function later({ clock }: Stage, ms: number): Promise<void> {
  await clock.run(clock.sleep(ms));
}

/** How many zones were read whole, and which VPCs were asked for their zones. */
export function reads({ cloud }: Stage): { columns: number; rows: (string | undefined)[] } {
  const of = (operation: string) => cloud.calls.list({ operation });
  const rows = of("ListHostedZonesByVPC").map((c) => c.params.VPCId);
  return { columns: of("GetHostedZone").length, rows: rows.sort() };
}

/** What a process plans that remembers nothing, and so reads every zone. */
export async function byColumns({ stage }: Process, files: Files): Promise<unknown> {
  return comparable(await stage.operator().plan(files));
}

export function comparable(plan: Plan): unknown {
  return JSON.parse(JSON.stringify(plan));
}

/** More of a document's spec, where it is written on one line. */
export function withSpec(files: Files, name: string, spec: string): Files {
  return files.map((file) =>
    file.path.endsWith(`/${name}.yaml`)
      ? { ...file, text: file.text.replace(/ \}\n$/, `, ${spec} }\n`) }
      : file,
  );
}

/** Somebody takes a spoke of the fleet out of a zone. */
export async function leave({ stage }: Process, zone: number, spoke: number): Promise<void> {
  await byHand(stage).send(new DisassociateVPCFromHostedZoneCommand(pairOf(stage, zone, spoke)));
}

/** Somebody associates a spoke of the fleet with a zone. */
export async function join({ stage }: Process, zone: number, spoke: number): Promise<void> {
  const pair = pairOf(stage, zone, spoke);
  const account = spokeAccount(spoke, FEW_VPCS.accounts);
  await byHand(stage).send(new CreateVPCAssociationAuthorizationCommand(pair));
  await byHand(stage, account).send(new AssociateVPCWithHostedZoneCommand(pair));
  await byHand(stage).send(new DeleteVPCAssociationAuthorizationCommand(pair));
}

function pairOf(stage: Stage, zone: number, spoke: number) {
  return { HostedZoneId: zoneNamed(stage, zoneName(zone)).id, VPC: vpcInput(spokeVpc(spoke)) };
}
