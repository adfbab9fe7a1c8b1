import { machineClock } from "../cmd/clock.ts";
import { type Cloud, createCloud } from "../src/simulator/cloud.ts";
import { vpceHostedZoneId } from "../src/simulator/ec2/catalogue.ts";
import { regionalName } from "../src/simulator/ec2/endpoint-domains.ts";
import { serveCloud } from "../src/simulator/server.ts";
import { parseWorld } from "../src/simulator/world.ts";
import {
  ANCHOR,
  endpointId,
  fleet,
  HUB,
  REGION,
  spokeAccount,
  spokeVpc,
  zoneName,
} from "../test/support/fleet.ts";
import {
  type Configuration,
  joined,
  noTerraform,
  pairResources,
  providerOf,
  ref,
  terraformAt,
  zoneResources,
} from "../test/support/terraform.ts";
import { type Case, nameOf } from "./jobs.ts";
import { INSYNC_SECONDS, LATENCY_SECONDS } from "./limit.ts";
import { operatorWith } from "./operator.ts";
import { type Row, row } from "./row.ts";

/**
 * The same zones, aliases and associations by Terraform and by the operator, each on a cloud of its own at AWS's pace:
 * requests of a cold start, and of the look that finds nothing to change. Nothing without Terraform.
 */
export async function terraformRows(): Promise<Row[]> {
  if (noTerraform) {
    process.stderr.write(`skipped: ${noTerraform}\n`);
    return [];
  }
  const size: Case = { zones: 5, vpcs: 10, accounts: 2 };
  const theirs = await measured(size, async (cloud, url, job) => {
    const terraform = await terraformAt(url, configurationOf(size, cloud));
    try {
      await succeed(terraform.init());
      await job("cold", () => succeed(terraform.apply()));
      await job("drift check", () => succeed(terraform.plan()));
    } finally {
      await terraform.remove();
    }
  });
  const ours = await measured(size, async (_, endpoint, job) => {
    for (const name of JOBS) {
      const operator = operatorWith({ clock: machineClock, endpoint });
      const work = () => operator.apply(fleet(size).files);
      await job(name, work).finally(() => operator.accounts.close());
    }
  });
  return JOBS.map((job) => {
    const [them, us] = [theirs.get(job), ours.get(job)];
    const note = `${them?.seconds.toFixed(1)} s ÷ ${us?.seconds.toFixed(1)} s`;
    return row(`terraform/${job}/${nameOf(size)}`, them?.calls ?? 0, us?.calls ?? 0, undefined, note);
  });
}

const JOBS = ["cold", "drift check"] as const;
type Job = (typeof JOBS)[number];
type Measured = { readonly calls: number; readonly seconds: number };
type Measure = (job: Job, work: () => Promise<unknown>) => Promise<void>;

async function measured(
  size: Case,
  play: (cloud: Cloud, url: string, job: Measure) => Promise<void>,
): Promise<ReadonlyMap<Job, Measured>> {
  const cloud = createCloud({
    clock: machineClock,
    latencyMs: LATENCY_SECONDS * 1000,
    insyncMs: INSYNC_SECONDS * 1000,
    world: parseWorld(fleet(size).world),
  });
  const served = await serveCloud(cloud);
  const results = new Map<Job, Measured>();
  try {
    await play(cloud, served.url, async (name, work) => {
      cloud.calls.clear();
      const start = machineClock.now();
      await work();
      results.set(name, {
        calls: cloud.calls.list().length,
        seconds: (machineClock.now() - start) / 1000,
      });
    });
    return results;
  } finally {
    await served.close();
  }
}

async function succeed(running: Promise<{ code: number; output: string }>): Promise<void> {
  const { code, output } = await running;
  if (code !== 0) throw new Error(`terraform ended with ${code}:\n${output}`);
}

/** A zone for each endpoint of the fleet, that every spoke's VPC is in: one provider for each account. */
function configurationOf({ zones, vpcs, accounts }: Case, cloud: Cloud): Configuration {
  const spokes = Array.from({ length: vpcs }, (_, i) => ({ i, account: spokeAccount(i, accounts) }));
  const providers = [...new Set(spokes.map(({ account }) => account))];
  const parts = Array.from({ length: zones }, (_, i) => {
    const endpoint = cloud.estate.network.endpoints.get(endpointId(i));
    if (!endpoint) throw new Error(`the fleet has no endpoint ${endpointId(i)}`);
    const target = { dns_name: regionalName(endpoint), hosted_zone_id: vpceHostedZoneId(REGION) };
    const zone = ref(`aws_route53_zone.z${i}.zone_id`);
    return [
      zoneResources(`z${i}`, zoneName(i), ANCHOR, target),
      ...spokes.map((spoke) =>
        pairResources(`z${i}-s${spoke.i}`, { zone, vpc: spokeVpc(spoke.i), spoke: `a${spoke.account}` }),
      ),
    ];
  });
  return {
    provider: {
      aws: [providerOf(HUB, REGION), ...providers.map((one) => providerOf(one, REGION, `a${one}`))],
    },
    resource: joined(parts.flat()),
  };
}
