import {
  AssociateVPCWithHostedZoneCommand,
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
  DeleteVPCAssociationAuthorizationCommand,
  GetChangeCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { administrator } from "../src/simulator/client-settings.ts";
import type { Cloud } from "../src/simulator/cloud.ts";
import { seededRandom } from "../src/simulator/random.ts";
import type { VirtualClock } from "../src/simulator/virtual-clock.ts";
import { ANCHOR, fleet, HUB, REGION, spokeAccount, spokeVpc, zoneName } from "../test/support/fleet.ts";
import { createStage } from "../test/support/stage.ts";
import type { Case } from "./jobs.ts";
import { INSYNC_SECONDS } from "./limit.ts";
import { type Row, row } from "./row.ts";

const SIZE: Case = { zones: 20, vpcs: 50, accounts: 25 };

/**
 * What a script does: make the zones, wait, then one pair after the other authorize, associate, delete, with the
 * SDK's own clients and their own retries; beside ours, on the same cloud in the same virtual time.
 */
export async function naiveRows(): Promise<Row[]> {
  return [...(await besideOurs(40)), ...(await besideOurs(150))];
}

async function besideOurs(latencyMs: number): Promise<Row[]> {
  const options = { latencyMs, insyncMs: INSYNC_SECONDS * 1000 };
  const own = fleet(SIZE);
  const ours = createStage(own.world, options);
  const start = ours.clock.now();
  await ours.operator().apply(own.files);

  const theirs = createStage(own.world, options);
  const restore = fakeTimers(theirs.clock);
  const failed = await theirs.clock.run(script(theirs.cloud, theirs.clock)).finally(restore);
  const throttled = theirs.cloud.calls.list().filter((call) => call.throttled).length;
  const note = `÷ ours; ${throttled} throttled, ${failed} pairs given up`;
  const seconds = (cloud: Cloud, operation: string) =>
    ((cloud.calls.list({ operation }).at(-1)?.at ?? start) - start) / 1000;
  const beside = (what: string, operation: string) =>
    row(
      `naive/cold-20x50 ${latencyMs} ms ${what}`,
      seconds(theirs.cloud, operation),
      seconds(ours.cloud, operation),
      undefined,
      note,
    );
  return [
    beside("served", "AssociateVPCWithHostedZone"),
    beside("clean", "DeleteVPCAssociationAuthorization"),
  ];
}

/** Answers how many pairs it gave up. */
async function script(cloud: Cloud, clock: VirtualClock): Promise<number> {
  // Only what names the place and the credentials: attempts and retry mode are the SDK's defaults.
  const client = (account: string) =>
    new Route53Client({
      region: REGION,
      endpoint: "https://simulated.amazonaws.com",
      credentials: administrator(account),
      requestHandler: { handle: cloud.handle } as never,
    });
  const hub = client(HUB);
  const zones: string[] = [];
  let change = "";
  for (let i = 0; i < SIZE.zones; i++) {
    const made = await hub.send(
      new CreateHostedZoneCommand({
        Name: zoneName(i),
        CallerReference: zoneName(i),
        VPC: { VPCId: ANCHOR, VPCRegion: REGION },
      }),
    );
    const HostedZoneId = made.HostedZone?.Id ?? "";
    zones.push(HostedZoneId);
    const ResourceRecordSet = {
      Name: zoneName(i),
      Type: "A" as const,
      TTL: 60,
      ResourceRecords: [{ Value: "10.0.0.1" }],
    };
    const changed = await hub.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId,
        ChangeBatch: { Changes: [{ Action: "CREATE", ResourceRecordSet }] },
      }),
    );
    change = changed.ChangeInfo?.Id ?? "";
  }
  while ((await hub.send(new GetChangeCommand({ Id: change }))).ChangeInfo?.Status !== "INSYNC")
    await clock.sleep(5_000);
  let failed = 0;
  for (let v = 0; v < SIZE.vpcs; v++) {
    const spoke = client(spokeAccount(v, SIZE.accounts));
    for (const HostedZoneId of zones) {
      const pair = { HostedZoneId, VPC: { VPCId: spokeVpc(v), VPCRegion: REGION } as const };
      try {
        await hub.send(new CreateVPCAssociationAuthorizationCommand(pair));
        await spoke.send(new AssociateVPCWithHostedZoneCommand(pair));
        await hub.send(new DeleteVPCAssociationAuthorizationCommand(pair));
      } catch {
        failed += 1;
      }
    }
  }
  return failed;
}

/** The SDK's retries sleep on the machine's timers and roll the machine's dice: for this run, on ours. */
function fakeTimers(clock: VirtualClock): () => void {
  const { setTimeout: timer } = globalThis;
  const { random } = Math;
  globalThis.setTimeout = ((work: () => void, ms = 0) => {
    void clock.sleep(ms).then(work);
    return { unref: () => undefined, ref: () => undefined };
  }) as unknown as typeof timer;
  Math.random = seededRandom(3);
  return () => {
    globalThis.setTimeout = timer;
    Math.random = random;
  };
}
