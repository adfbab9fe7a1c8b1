import type { EC2Client } from "@aws-sdk/client-ec2";
import type { RAMClient } from "@aws-sdk/client-ram";
import type { Route53Client } from "@aws-sdk/client-route-53";
import { describe, expect, it } from "vitest";
import type { Session } from "../aws/accounts.ts";
import type {
  AccountId,
  EndpointId,
  Region,
  SecurityGroupId,
  SubnetId,
  VpcId,
  ZoneId,
} from "../model/ids.ts";
import { listInterfaces } from "./addresses.ts";
import { listAuthorizations, listZonesOfVpc } from "./associations.ts";
import { listNameServers } from "./dhcp-options.ts";
import { getEndpoint, listEndpoints, listServices } from "./endpoints.ts";
import { observeNetwork } from "./network.ts";
import { readShares } from "./ram.ts";
import { listRecords } from "./records.ts";
import { observeVpc } from "./vpcs.ts";
import { listZones } from "./zones.ts";

/** Every list that AWS pages: the same edges for each. */

type Client = Route53Client & EC2Client & RAMClient;
/** A page as its operation writes it: items by their names, and where the next one starts. */
type Page = (items: readonly string[], next: string | undefined) => object;
type Row = readonly [
  name: string,
  list: (client: Client) => Promise<readonly string[]>,
  page: Page,
  tokenIn: (input: Record<string, string>) => string | undefined,
];

const ZONE = "Z1" as ZoneId;
const VPC = { id: "vpc-1" as VpcId, region: "eu-west-1" as Region };
const byNextToken = (input: Record<string, string>) => input.NextToken;
const network = async (client: Client, part: "securityGroups" | "subnets") => {
  const view = await observeNetwork(client, ["sg-1" as SecurityGroupId], ["subnet-1" as SubnetId]);
  const seen = view[part];
  if (seen.kind === "unreadable") throw Object.assign(new Error(seen.failure.message), seen);
  return seen.value.map(({ id }) => id);
};

const ROWS: readonly Row[] = [
  [
    "ListHostedZones",
    async (client) => (await listZones(client)).map((zone) => zone.name),
    (items, NextMarker) => ({
      HostedZones: items.map((Name) => ({ Id: Name, Name, CallerReference: Name })),
      IsTruncated: NextMarker !== undefined,
      NextMarker,
    }),
    (input) => input.Marker,
  ],
  [
    "ListResourceRecordSets",
    async (client) => (await listRecords(client, ZONE)).map((record) => record.name),
    (items, next) => ({
      ResourceRecordSets: items.map((Name) => ({ Name, Type: "A" })),
      IsTruncated: next !== undefined,
      ...(next !== undefined && { NextRecordName: next, NextRecordType: "A" }),
    }),
    (input) => input.StartRecordName,
  ],
  [
    "ListHostedZonesByVPC",
    async (client) => (await listZonesOfVpc(client, VPC)).map((zone) => zone.name),
    (items, NextToken) => ({
      HostedZoneSummaries: items.map((Name) => ({ HostedZoneId: Name, Name, Owner: {} })),
      NextToken,
    }),
    byNextToken,
  ],
  [
    "ListVPCAssociationAuthorizations",
    async (client) => (await listAuthorizations(client, ZONE)).map((vpc) => vpc.id),
    (items, NextToken) => ({ VPCs: items.map((VPCId) => ({ VPCId, VPCRegion: VPC.region })), NextToken }),
    byNextToken,
  ],
  [
    "DescribeVpcEndpoints",
    async (client) => (await listEndpoints(client, VPC.id)).map((endpoint) => endpoint.id),
    (items, NextToken) => ({
      VpcEndpoints: items.map((VpcEndpointId) => ({
        VpcEndpointId,
        VpcEndpointType: "Interface",
        State: "available",
      })),
      NextToken,
    }),
    byNextToken,
  ],
  [
    "DescribeVpcEndpointServices",
    async (client) => (await listServices(client)).map((service) => service.name),
    (items, NextToken) => ({ ServiceDetails: items.map((ServiceName) => ({ ServiceName })), NextToken }),
    byNextToken,
  ],
  [
    "DescribeSecurityGroups",
    (client) => network(client, "securityGroups"),
    (items, NextToken) => ({ SecurityGroups: items.map((GroupId) => ({ GroupId })), Subnets: [], NextToken }),
    byNextToken,
  ],
  [
    "DescribeNetworkInterfaces",
    async (client) => [...(await listInterfaces(client, ["eni-1"])).keys()],
    (items, NextToken) => ({
      NetworkInterfaces: items.map((NetworkInterfaceId) => ({ NetworkInterfaceId })),
      NextToken,
    }),
    byNextToken,
  ],
  [
    "DescribeDhcpOptions",
    async (client) => [...(await listNameServers(client, ["dopt-1"])).keys()],
    (items, NextToken) => ({
      DhcpOptions: items.map((DhcpOptionsId) => ({ DhcpOptionsId, DhcpConfigurations: [] })),
      NextToken,
    }),
    byNextToken,
  ],
  [
    "DescribeSubnets",
    (client) => network(client, "subnets"),
    (items, NextToken) => ({
      Subnets: items.map((SubnetId) => ({ SubnetId })),
      SecurityGroups: [],
      NextToken,
    }),
    byNextToken,
  ],
  [
    "GetResourceShares",
    async (client) => (await readShares(client, "owner")).map((share) => share.arn),
    (items, nextToken) => ({
      resourceShares: items.map((resourceShareArn) => ({ resourceShareArn, status: "ACTIVE" })),
      nextToken,
    }),
    (input) => input.nextToken,
  ],
  [
    "GetResourceShareAssociations",
    async (client) => (await readShares(client, "owner"))[0]?.principals.map(({ id }) => id) ?? [],
    (items, nextToken) => ({
      resourceShares: [{ resourceShareArn: "share", status: "ACTIVE" }],
      resourceShareAssociations: items.map((associatedEntity) => ({
        associatedEntity,
        resourceShareArn: "share",
      })),
      nextToken,
    }),
    (input) => input.nextToken,
  ],
];

/** Pages by the token that asks for them; `first` without one. */
type Pages = Readonly<Record<string, readonly [items: readonly string[], next?: string]>>;

function serving(pages: Pages, page: Page, tokenIn: Row[3]) {
  const asked: string[] = [];
  const send = async ({ input }: { input: Record<string, string> }) => {
    const token = tokenIn(input) ?? "first";
    asked.push(token);
    const [items, next] = pages[token] ?? [[]];
    return page(items, next);
  };
  return { client: { send } as unknown as Client, asked };
}

describe.each(ROWS)("%s", (operation, list, page, tokenIn) => {
  const meet = (pages: Pages) => {
    const { client, asked } = serving(pages, page, tokenIn);
    return { items: list(client), asked };
  };

  it("is read to its last page, in order", async () => {
    const { items, asked } = meet({ first: [["a", "b"], "2"], "2": [["c"], "3"], "3": [["d"]] });
    expect(await items).toEqual(["a", "b", "c", "d"]);
    expect([...new Set(asked)]).toEqual(["first", "2", "3"]);
  });

  it("goes on after a page that is empty, the first and the last included", async () => {
    const { items } = meet({ first: [[], "2"], "2": [["a"], "3"], "3": [[], "4"], "4": [[]] });
    expect(await items).toEqual(["a"]);
  });

  it("is empty only when AWS says so", async () => {
    expect(await meet({ first: [[]] }).items).toEqual([]);
  });

  it.each<[string, Pages]>([
    ["a page that names itself", { first: [["a"], "2"], "2": [["b"], "2"] }],
    ["a page that names an earlier one", { first: [["a"], "2"], "2": [["b"], "3"], "3": [["c"], "2"] }],
  ])("never ends as a part: %s fails the whole", async (_what, pages) => {
    await expect(meet(pages).items).rejects.toMatchObject({
      failure: { kind: "transient", error: "RepeatedToken" },
    });
  });

  it(`fails where it goes on for ever (${operation})`, async () => {
    let next = 1;
    const client = { send: async () => page([`x${next}`], String(++next)) } as unknown as Client;
    await expect(list(client)).rejects.toMatchObject({ failure: { kind: "limit", error: "TooManyPages" } });
  });
});

it("records go on at the name, the type and the identifier that AWS names: a weighted name over two pages is read whole", async () => {
  const asked: object[] = [];
  const set = (SetIdentifier: string) => ({ Name: "x.", Type: "A", SetIdentifier });
  const client = {
    send: async ({ input }: { input: object }) => {
      asked.push(input);
      return asked.length === 1
        ? {
            ResourceRecordSets: [set("one")],
            IsTruncated: true,
            NextRecordName: "x.",
            NextRecordType: "A",
            NextRecordIdentifier: "two",
          }
        : { ResourceRecordSets: [set("two")], IsTruncated: false };
    },
  } as unknown as Client;
  expect((await listRecords(client, ZONE)).map((record) => record.identifier)).toEqual(["one", "two"]);
  expect(asked[1]).toMatchObject({
    StartRecordName: "x.",
    StartRecordType: "A",
    StartRecordIdentifier: "two",
  });
});

it("a marker beside the end of a list is not followed", async () => {
  const send = async () => ({ HostedZones: [], IsTruncated: false, NextMarker: "again" });
  expect(await listZones({ send } as unknown as Client)).toEqual([]);
});

it("what is asked for by its id may be on a later page", async () => {
  const serve = (list: string, item: object) => {
    const send = async ({ input }: { input: { NextToken?: string } }) =>
      input.NextToken ? { [list]: [item] } : { [list]: [], NextToken: "2" };
    return { send } as unknown as Client;
  };
  const id = "vpce-1" as EndpointId;
  const ec2 = serve("VpcEndpoints", { VpcEndpointId: id, State: "Available" });
  expect(await getEndpoint(ec2, id)).toMatchObject({ id, state: "available" });

  const account = "222222222222" as AccountId;
  const session = {
    account: "111111111111",
    identity: async () => ({ kind: "seen", value: { account } }),
    ec2: () => serve("Vpcs", { VpcId: VPC.id, OwnerId: account }),
  } as unknown as Session;
  expect(await observeVpc(session, VPC)).toMatchObject({ kind: "seen", value: { owner: account } });
});
