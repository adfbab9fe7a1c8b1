import { fleet, HUB } from "../test/support/fleet.ts";
import { createStage, type Stage } from "../test/support/stage.ts";
import { atMost, type Row, row } from "./row.ts";

/** Twice as many pairs as authorizations may stand at a time. */
const SIZE = { zones: 20, vpcs: 100, accounts: 50 };
const AGE_MAX_SECONDS = 600;
/** A process dies here, authorizations outstanding. */
const CRASH_SIZE = { zones: 20, vpcs: 20, accounts: 10 };
const CRASH_AFTER_MS = 45_000;

export async function authorizationRows(): Promise<Row[]> {
  return [await ageRow(), await crashRow()];
}

async function ageRow(): Promise<Row> {
  const own = fleet(SIZE);
  const stage = createStage(own.world);
  await stage.operator().apply(own.files);
  const made = new Map<string, number>();
  let oldestMs = 0;
  for (const { operation, params, at } of stage.cloud.calls.list({ account: HUB, write: true })) {
    const pair = `${params.HostedZoneId} ${params.VPCId}`;
    if (operation === "CreateVPCAssociationAuthorization") made.set(pair, at);
    if (operation === "DeleteVPCAssociationAuthorization")
      oldestMs = Math.max(oldestMs, at - (made.get(pair) ?? at));
  }
  return row("window/auth-age", oldestMs / 1000, AGE_MAX_SECONDS, atMost(1));
}

async function crashRow(): Promise<Row> {
  const own = fleet(CRASH_SIZE);
  const stage = createStage(own.world);
  const victim = stage.operator();
  void stage.clock.sleep(CRASH_AFTER_MS).then(() => victim.abort.abort());
  await victim.apply(own.files);
  const before = outstanding(stage);
  await stage.operator().apply(own.files);
  return row("window/left-after-crash", outstanding(stage), before, atMost(0), "of those that stood");
}

function outstanding({ cloud }: Stage): number {
  return [...cloud.estate.zones.byId.values()].reduce((sum, zone) => sum + zone.authorizations.size, 0);
}
