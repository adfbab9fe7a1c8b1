import { converged } from "../src/model/report.ts";
import type { LoggedCall } from "../src/simulator/calls.ts";
import { HUB_VPC } from "../test/support/fleet.ts";
import type { LaidEndpoint, LaidSpoke, Layout } from "../test/support/layout.ts";
import { filesOf, hostNames, worldOf } from "../test/support/random-world.ts";
import { createStage, type Stage } from "../test/support/stage.ts";
import type { Counts } from "./calls.ts";
import { forecastRow, readsBefore } from "./forecast.ts";
import { INSYNC_SECONDS, LATENCY_SECONDS } from "./limit.ts";
import { atMost, EXACTLY_ONE, type Row, row } from "./row.ts";

/** One endpoint with two private names, four spokes in two other accounts, an anchor VPC. */
const ZONES = 2;
const ACCOUNTS = 2;
const SPOKES: readonly LaidSpoke[] = (["first", "first", "second", "second"] as const).map(
  (home, number) => ({
    number,
    home,
  }),
);
/** How long AWS is taken to need until an endpoint is available, and until names are free again (one bench). */
export const PENDING_SECONDS = 60;
const RELEASE_SECONDS = 90;
/** A conflict that means "not yet" is tried again so often. */
const RETRY_SECONDS = 5;
const SAMPLE_MS = 100;

type Job = {
  readonly name: string;
  /** Applied beforehand, in peace. */
  readonly before: readonly LaidEndpoint[];
  readonly after: readonly LaidEndpoint[];
  /** Absent: not counted, for every attempt that comes too early costs a read as well. */
  readonly calls?: Counts;
  readonly releaseSeconds?: number;
};

const kept: LaidEndpoint = { service: "twin", set: "default", hubPrivateDns: "keep" };
const off: LaidEndpoint = { ...kept, hubPrivateDns: "off" };
const managed: LaidEndpoint = { ...kept, from: "managed" };
const turnedOff: LaidEndpoint = { ...kept, hubPrivateDns: "turnOff" };

/** `README.md` has the formulas. */
const JOBS: readonly Job[] = [
  {
    name: "endpoint created",
    before: [],
    after: [managed],
    calls: sum(
      seeHub(0),
      inspect(SPOKES.length + 2), // the hub VPC and the anchor as well
      follow(),
      { "ec2:DescribeDhcpOptions": ACCOUNTS, "ec2:DescribeSubnets": 1 },
      { "ec2:CreateVpcEndpoint": 1 },
      {
        "route53:CreateHostedZone": ZONES,
        "route53:ChangeResourceRecordSets": ZONES,
        "route53:ChangeTagsForResource": ZONES,
        "route53:CreateVPCAssociationAuthorization": ZONES * SPOKES.length,
        "route53:AssociateVPCWithHostedZone": ZONES * (SPOKES.length + 1),
        "route53:DeleteVPCAssociationAuthorization": ZONES * SPOKES.length,
      },
      confirm(1),
    ),
  },
  {
    name: "endpoint replaced",
    before: [off],
    after: [managed],
    calls: sum(seeHub(ZONES), network(), follow(), {
      "ec2:DescribeSubnets": 1,
      "ec2:CreateVpcEndpoint": 1,
      "route53:ChangeResourceRecordSets": ZONES,
    }),
  },
  {
    name: "endpoint replaced and deleted",
    before: [managed],
    after: [off],
    calls: sum(seeHub(ZONES), network(), follow(), lookBeforeDeletion(ZONES), {
      "route53:ChangeResourceRecordSets": ZONES,
      "ec2:DeleteVpcEndpoints": 1,
    }),
  },
  {
    name: "private DNS turned off",
    before: [kept],
    after: [turnedOff],
    calls: sum(seeHub(ZONES), inspect(1), network(), confirm(2), {
      "ec2:ModifyVpcEndpoint": 1,
      "route53:AssociateVPCWithHostedZone": ZONES,
    }),
  },
  {
    name: "private DNS turned off and released late",
    before: [kept],
    after: [turnedOff],
    releaseSeconds: RELEASE_SECONDS,
  },
];

/**
 * An endpoint's whole life: calls against the formula, and how long the hub VPC resolves publicly while its own private
 * DNS is turned off.
 */
export async function endpointRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const job of JOBS) rows.push(...(await measure(job)));
  return rows;
}

async function measure(job: Job): Promise<Row[]> {
  const { before, after, releaseSeconds = 0 } = job;
  const layout = (endpoints: readonly LaidEndpoint[]): Layout => ({
    anchor: true,
    endpoints,
    spokes: SPOKES,
    foreign: [],
  });
  const existing = [...before, ...after].find((e) => e.from !== "managed");
  const stage = createStage(worldOf(layout(existing ? [existing] : [])), {
    latencyMs: LATENCY_SECONDS * 1000,
    insyncMs: INSYNC_SECONDS * 1000,
    endpointPendingMs: PENDING_SECONDS * 1000,
    privateDnsReleaseMs: releaseSeconds * 1000,
  });
  await stage.operator().apply(filesOf(layout(before)));
  const reads = await readsBefore(stage, filesOf(layout(after)));
  const start = stage.clock.now();
  const publicSeconds = watchPublic(stage, hostNames(layout(after)));
  const report = await stage.operator().apply(filesOf(layout(after)), { allowRemovals: () => true });
  if (!converged(report)) throw new Error(`${job.name}: not converged`);
  await stage.clock.run(stage.clock.sleep(120_000));
  const place = job.name.replaceAll(" ", "-");
  const waits = { insync: INSYNC_SECONDS, available: PENDING_SECONDS, release: releaseSeconds };
  const rows = [
    ...(job.calls ? [callsRow(`calls/${place}`, stage, job.calls)] : []),
    forecastRow(place, report, start, reads, waits),
  ];
  if (!after.includes(turnedOff)) return rows;
  const latest = INSYNC_SECONDS + 2 * LATENCY_SECONDS + (releaseSeconds > 0 ? RETRY_SECONDS : 0);
  return [...rows, row(`public/${place} seconds`, publicSeconds(), latest, atMost(1.05))];
}

/** Every operation against its number; how often AWS is asked whether it is ready depends on AWS. */
function callsRow(name: string, { cloud }: Stage, formula: Counts): Row {
  const all = cloud.calls.list();
  const firstWriteAt = all.find((c) => c.write)?.at ?? Number.POSITIVE_INFINITY;
  const isPoll = ({ operation, at }: LoggedCall) =>
    operation === "GetChange" || (operation === "DescribeVpcEndpoints" && at > firstWriteAt);
  const counted = all.filter((call) => !isPoll(call));
  const made = Map.groupBy(counted, (c) => `${c.service}:${c.operation}`);
  const differences = [...new Set([...made.keys(), ...Object.keys(formula)])].flatMap((call) => {
    const [m, f] = [made.get(call)?.length ?? 0, formula[call] ?? 0];
    return m === f ? [] : [{ by: Math.abs(m - f), text: `${call} ${m} instead of ${f}` }];
  });
  const of = Object.values(formula).reduce((a, b) => a + b, 0);
  const off = differences.reduce((total, d) => total + d.by, 0);
  const note = differences.map((d) => d.text).join("; ") || `and ${all.length - counted.length} polls`;
  return { name, measured: counted.length, of, ratio: (of + off) / of, goal: EXACTLY_ONE, note };
}

/** Seconds for which the hub VPC was told a public answer to any of the names, after it had a private one. */
function watchPublic({ clock, cloud }: Stage, names: readonly string[]): () => number {
  let wasPrivate = false;
  let sampledAt = clock.now();
  let publicMs = 0;
  clock.onStep(() => {
    const isPublic = names.some((name) => cloud.resolve(HUB_VPC, name).from.kind === "public");
    if (isPublic && wasPrivate) publicMs += clock.now() - sampledAt;
    wasPrivate ||= !isPublic;
    sampledAt = clock.now();
  });
  const tick = async (): Promise<void> => {
    for (;;) await clock.sleep(SAMPLE_MS);
  };
  void tick();
  return () => publicMs / 1000;
}

/** A new process looks at its hub. */
function seeHub(zones: number): Counts {
  return {
    "sts:AssumeRole": 1,
    "sts:GetCallerIdentity": 1,
    "ec2:DescribeVpcEndpoints": 1,
    "ec2:DescribeVpcEndpointServices": 1,
    "route53:ListHostedZones": 1,
    "route53:GetHostedZone": zones,
    "route53:ListResourceRecordSets": zones,
    "route53:ListVPCAssociationAuthorizations": zones,
    "route53:ListTagsForResources": Math.ceil(zones / 10),
  };
}

/** Preflight and conflicts of VPCs that lack a pair. */
function inspect(vpcs: number): Counts {
  return {
    "ec2:DescribeVpcs": vpcs,
    "ec2:DescribeVpcAttribute": 2 * vpcs,
    "ec2:DescribeVpcEndpoints": vpcs,
    "route53:ListHostedZonesByVPC": vpcs,
    "route53resolver:ListResolverRuleAssociations": vpcs,
  };
}

/** The security groups of endpoints; a managed one of this bench names none. */
function network(): Counts {
  return { "ec2:DescribeSecurityGroups": 1 };
}

/** Whether spokes would reach where aliases are to lead: of each of their accounts, which has no subnets in this bench. */
function follow(): Counts {
  return { "sts:AssumeRole": ACCOUNTS, "sts:GetCallerIdentity": ACCOUNTS, "ec2:DescribeSubnets": ACCOUNTS };
}

/** No alias leads there any more: by a second list, by the zones of the hub VPC and the anchor, and by each zone's id. */
function lookBeforeDeletion(zones: number): Counts {
  return {
    "route53:ListHostedZones": 1,
    "route53:ListHostedZonesByVPC": 2,
    "route53:ListResourceRecordSets": zones,
  };
}

/** Looks at each zone whose pairs are confirmed. */
function confirm(times: number): Counts {
  return { "route53:GetHostedZone": times * ZONES };
}

function sum(...parts: readonly Counts[]): Counts {
  const total: Record<string, number> = {};
  for (const part of parts)
    for (const [call, count] of Object.entries(part)) total[call] = (total[call] ?? 0) + count;
  return total;
}
