import { ChangeResourceRecordSetsCommand, type ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { Reason } from "../../src/model/reasons.ts";
import { ANCHOR, OPERATOR, REGION } from "../support/fleet.ts";
import { byHand, zoneNamed } from "../support/look.ts";
import { alpha, BETA, beta, endpoint, hub, LOCAL, SSM, SSM_ENDPOINT, world } from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";
import { type Advice, others, type Scene, writes } from "./advice.ts";
import { failing, madeBy, ONE, staged } from "./scenes.ts";

const DKR = `dkr.ecr.${REGION}.amazonaws.com`;
const SUB = `111111111111.${DKR}`;

/** Somebody's zone with plain addresses, adopted; a call may go wrong until somebody mends it. */
function adopted(
  values: readonly string[],
  fault?: Parameters<typeof failing>[0],
  vpcs = [LOCAL.vpc, ANCHOR],
): Advice["scene"] {
  const files = [hub(), endpoint("ssm", { adoptZones: true }), alpha()];
  const records = [{ name: SSM, type: "A" as const, values: [...values] }];
  const roles = [{ name: "hub", trusts: [OPERATOR] }];
  const given = { hub: { roles, zones: [{ name: SSM, vpcs, records }] } };
  return fault ? failing(fault, files, given) : staged(files, given);
}

/** The endpoint's own, as the simulator gives them to its interfaces. */
function addresses(): string[] {
  const { interfaces } = createStage(world()).cloud.estate.network;
  return [...interfaces.values()].flatMap(({ endpointId, address }) =>
    endpointId === SSM_ENDPOINT && address ? [address] : [],
  );
}

/** What stands in zones beside, or in the place of, an alias of ours. */
export const RECORDS = {
  AdoptedRecord: [
    {
      todo: "set takeRecords: true to change it",
      scene: adopted(["10.9.9.9"]),
      ways: [
        { does: "set takeRecords: true to change it", follow: writes("endpoint-ssm", { takeRecords: true }) },
      ],
    },
    {
      todo: "allow the hub's role ec2:DescribeNetworkInterfaces (docs/iam.md), or set takeRecords: true to change it",
      scene: adopted(addresses(), { fault: "deny", operation: "DescribeNetworkInterfaces" }),
      ways: [
        {
          does: "allow the hub's role ec2:DescribeNetworkInterfaces (docs/iam.md)",
          follow: others,
        },
        { does: "set takeRecords: true to change it", follow: writes("endpoint-ssm", { takeRecords: true }) },
      ],
    },
    {
      todo: "set takeRecords: true, which makes an alias of it that can be waited for",
      scene: adopted(addresses(), undefined, [ANCHOR]),
      ways: [
        {
          does: "set takeRecords: true, which makes an alias of it that can be waited for",
          follow: writes("endpoint-ssm", { takeRecords: true }),
        },
      ],
    },
    {
      todo: "run again, or set takeRecords: true to change it",
      scene: adopted(addresses(), {
        fault: "error",
        code: "ServiceUnavailable",
        status: 503,
        operation: "DescribeNetworkInterfaces",
      }),
      ways: [
        { does: "run again", follow: others },
        { does: "set takeRecords: true to change it", follow: writes("endpoint-ssm", { takeRecords: true }) },
      ],
    },
  ],
  ForeignRecord: [],
  CnameInTheWay: [
    {
      todo: "delete that record",
      scene: blockedBy({ Type: "CNAME", TTL: 60, ResourceRecords: [{ Value: "old.corp.example" }] }),
      ways: [{ does: "delete that record", follow: deleteRecord, serves: [[BETA.vpc, SUB]] }],
    },
    {
      todo: "it leads to the endpoint: replace it by an alias to the same name, both in one change batch",
      scene: blockedBy(undefined),
      ways: [
        {
          does: "it leads to the endpoint: replace it by an alias to the same name, both in one change batch",
          follow: replaceRecord,
          serves: [[BETA.vpc, SUB]],
        },
      ],
    },
  ],
  RoutedRecordInTheWay: [
    {
      todo: "delete that record",
      scene: blockedBy({
        Type: "A",
        TTL: 60,
        SetIdentifier: "blue",
        Weight: 1,
        ResourceRecords: [{ Value: "10.9.9.9" }],
      }),
      ways: [{ does: "delete that record", follow: deleteRecord, serves: [[BETA.vpc, SUB]] }],
    },
    {
      todo: "it leads to the endpoint: replace it by an alias to the same name, both in one change batch",
      scene: blockedBy(undefined, { SetIdentifier: "blue", Weight: 1 }),
      ways: [
        {
          does: "it leads to the endpoint: replace it by an alias to the same name, both in one change batch",
          follow: replaceRecord,
          serves: [[BETA.vpc, SUB]],
        },
      ],
    },
  ],
  RecordsNotRead: [
    {
      todo: "run again",
      scene: failing(
        { fault: "deny", operation: "ListResourceRecordSets" },
        [hub({ guard: { maxRemovalPercent: 100 } })],
        {},
        ONE,
      ),
      ways: [{ does: "run again", follow: others, serves: [] }],
    },
  ],
  AliasBlocked: [],
  PlainAddresses: [
    {
      todo: "set takeRecords: true to make aliases of them, which follow",
      scene: adopted(addresses()),
      ways: [
        {
          does: "set takeRecords: true to make aliases of them, which follow",
          follow: writes("endpoint-ssm", { takeRecords: true }),
        },
      ],
    },
  ],
} satisfies Partial<Record<Reason, readonly Advice[]>>;

/** The zone of the wildcard, which has a place beside the apex, where a record of any type may stand. */
function inWildcard(stage: Stage): { id: string; alias: ResourceRecordSet; place: ResourceRecordSet } {
  const { id, records } = zoneNamed(stage, DKR);
  const [alias] = records.filter(({ Name, AliasTarget }) => AliasTarget && !Name?.startsWith("\\052."));
  const [place] = records.filter(({ Name }) => Name?.startsWith("\\052."));
  if (!alias || !place) throw new Error("the zone has not both places");
  return { id, alias, place };
}

/** Somebody put this in the place of the wildcard's alias; a CNAME to the endpoint where nothing is given. */
function blockedBy(record: Partial<ResourceRecordSet> | undefined, routed = {}): Advice["scene"] {
  const past = [hub(), endpoint("ecr.dkr"), alpha()];
  return async () => {
    const stage = await madeBy(past, { endpoints: [{ id: SSM_ENDPOINT, service: "ecr.dkr" }] });
    const { alias, place } = inWildcard(stage);
    const lead = {
      Type: "CNAME" as const,
      TTL: 60,
      ResourceRecords: [{ Value: alias.AliasTarget?.DNSName }],
    };
    await changes(stage, place, { Name: place.Name, ...(record ?? lead), ...routed } as ResourceRecordSet);
    return { stage, files: [...past, beta()] };
  };
}

async function deleteRecord({ stage }: Scene): Promise<void> {
  await changes(stage, inWildcard(stage).place);
}

async function replaceRecord({ stage }: Scene): Promise<void> {
  const { alias, place } = inWildcard(stage);
  await changes(stage, place, { ...alias, Name: place.Name });
}

/** One change batch: this record goes, and that one comes. */
async function changes(stage: Stage, gone: ResourceRecordSet, made?: ResourceRecordSet): Promise<void> {
  const Changes = [
    { Action: "DELETE" as const, ResourceRecordSet: gone },
    ...(made ? [{ Action: "CREATE" as const, ResourceRecordSet: made }] : []),
  ];
  const { id } = inWildcard(stage);
  await byHand(stage).send(
    new ChangeResourceRecordSetsCommand({ HostedZoneId: id, ChangeBatch: { Changes } }),
  );
}
