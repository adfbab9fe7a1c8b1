import { type Case, type Job, lastShardOf, shardsOf } from "./jobs.ts";

/** `service:Operation` → how often. */
export type Counts = Readonly<Record<string, number>>;
/** Whose rate the calls use. */
export type Calls = { readonly operator: Counts; readonly hub: Counts; readonly spokes: Counts };

/**
 * The calls of each job, by formula, which `README.md` spells out row by row. GetChange is left out: how often it is
 * asked depends on how long AWS takes.
 */
export function formulaOf(job: Job, size: Case): Calls {
  const { zones: names, vpcs, accounts } = size;
  const shards = shardsOf(size);
  const zones = names * shards;
  switch (job) {
    case "cold":
      return sumOf(
        seeHub(0),
        network(),
        inspectAnchor(names),
        inspect(vpcs, accounts),
        walk(size, accounts, vpcs + 1),
        makeZones(names, shards),
        join(names, vpcs),
        confirm(zones),
      );
    case "drift check":
      return sumOf(seeHub(zones), network());
    case "one spoke added":
      return sumOf(
        seeHub(zones),
        network(),
        inspect(1, 1),
        walk(size, 1, vpcs + 1),
        askLimit(size),
        join(names, 1),
        confirm(names),
      );
    case "one zone added":
      return sumOf(
        seeHub(zones),
        network(),
        inspectAnchor(names),
        inspect(vpcs, accounts),
        walk(size, accounts, vpcs + 1),
        makeZones(1, shards),
        join(1, vpcs),
        confirm(shards),
      );
    case "one spoke removed":
      return sumOf(
        seeHub(zones),
        network(),
        hubCalls({ "route53:DisassociateVPCFromHostedZone": names }),
        confirm(names),
      );
    case "teardown":
      return sumOf(
        seeHub(zones),
        hubCalls({
          "route53:AssociateVPCWithHostedZone": zones - names, // the anchor back in, so that no spoke is the last
          "route53:DisassociateVPCFromHostedZone": names * vpcs,
          "route53:ChangeResourceRecordSets": zones,
          "route53:DeleteHostedZone": zones,
        }),
      );
  }
}

/** Where a spoke should join a zone that would be more than four fifths of what AWS grants by default: its real limit. */
function askLimit(size: Case): Calls {
  const { perZone = VPCS_PER_ZONE } = size;
  const members = lastShardOf(size) + 2; // the new one, and the anchor
  return hubCalls({ "route53:GetHostedZoneLimit": members > 0.8 * Math.min(VPCS_PER_ZONE, perZone) ? 1 : 0 });
}

/** AWS's default. */
const VPCS_PER_ZONE = 300;

/** A new process looks at its hub: zones, then of each its VPCs, records and authorizations; tags ten at a time. */
function seeHub(zones: number): Calls {
  return {
    operator: { "sts:AssumeRole": 1 },
    hub: {
      "sts:GetCallerIdentity": 1,
      "ec2:DescribeVpcEndpoints": 1,
      "ec2:DescribeVpcEndpointServices": 1,
      "route53:ListHostedZones": Math.max(1, Math.ceil(zones / 100)),
      "route53:GetHostedZone": zones,
      "route53:ListResourceRecordSets": zones,
      "route53:ListVPCAssociationAuthorizations": zones,
      "route53:ListTagsForResources": Math.ceil(zones / 10),
    },
    spokes: {},
  };
}

/** Whether the endpoints' security groups admit the spokes. */
function network(): Calls {
  return hubCalls({ "ec2:DescribeSecurityGroups": 1 });
}

/** Preflight and conflicts of VPCs that lack a pair. */
function inspect(vpcs: number, accounts: number): Calls {
  return {
    operator: { "sts:AssumeRole": accounts },
    hub: {},
    spokes: {
      "sts:GetCallerIdentity": accounts,
      ...inspection(vpcs),
      "ec2:DescribeDhcpOptions": accounts,
      "ec2:DescribeSubnets": accounts, // the way that packets would take: without subnets there is none to be judged
    },
  };
}

/**
 * What packets of joining spokes meet, beside subnets: a list of each kind of each of their accounts, for all of its VPCs, and of the
 * hub VPC, whose route tables name `peerings` connections. Where no spoke has a subnet nobody asks.
 */
function walk({ peered }: Case, accounts: number, peerings: number): Calls {
  if (!peered) return sumOf();
  const rest = (times: number) => ({
    "ec2:DescribeRouteTables": times,
    "ec2:DescribeNetworkAcls": times,
    "ec2:DescribeNetworkInterfaces": times,
  });
  return {
    operator: {},
    hub: {
      "ec2:DescribeSubnets": 1,
      ...rest(1),
      "ec2:DescribeVpcPeeringConnections": Math.ceil(peerings / FILTER_VALUES),
    },
    spokes: { ...rest(accounts), "ec2:DescribeVpcPeeringConnections": accounts },
  };
}

/** So many values EC2 takes in a filter. */
const FILTER_VALUES = 200;

function inspectAnchor(zones: number): Calls {
  return hubCalls(inspection(1, Math.ceil(zones / 100)));
}

function inspection(vpcs: number, pages = 1): Counts {
  return {
    "ec2:DescribeVpcs": vpcs,
    "ec2:DescribeVpcAttribute": 2 * vpcs,
    "ec2:DescribeVpcEndpoints": vpcs,
    "route53:ListHostedZonesByVPC": vpcs * pages,
    "route53resolver:ListResolverRuleAssociations": vpcs,
  };
}

/** One zone of each name after the other: the anchor leaves when the list shows a client, and begins the next. */
function makeZones(names: number, shards: number): Calls {
  const zones = names * shards;
  const moves = zones - names;
  return hubCalls({
    "route53:CreateHostedZone": zones,
    "route53:ChangeResourceRecordSets": zones,
    "route53:ChangeTagsForResource": zones,
    "route53:GetHostedZone": moves,
    "route53:DisassociateVPCFromHostedZone": moves,
  });
}

function join(zones: number, vpcs: number): Calls {
  const pairs = zones * vpcs;
  return {
    operator: {},
    hub: {
      "route53:CreateVPCAssociationAuthorization": pairs,
      "route53:DeleteVPCAssociationAuthorization": pairs,
    },
    spokes: { "route53:AssociateVPCWithHostedZone": pairs },
  };
}

/** One look at each zone that was changed. */
function confirm(zones: number): Calls {
  return hubCalls({ "route53:GetHostedZone": zones });
}

export function hubCalls(counts: Counts): Calls {
  return { operator: {}, hub: counts, spokes: {} };
}

export function sumOf(...parts: readonly Calls[]): Calls {
  const add = (who: keyof Calls): Counts => {
    const total: Record<string, number> = {};
    for (const part of parts)
      for (const [call, count] of Object.entries(part[who])) total[call] = (total[call] ?? 0) + count;
    return total;
  };
  return { operator: add("operator"), hub: add("hub"), spokes: add("spokes") };
}
