import { DescribeDhcpOptionsCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { listAll } from "../aws/paginate.ts";
import { filterValues } from "./filter-values.ts";

/**
 * By DHCP options set, all of one account and Region, whom hosts are told to ask: addresses, `AmazonProvidedDNS`, or nobody. A
 * filter, not ids: a set that was replaced a moment ago would be an error for all.
 */
export async function listNameServers(
  ec2: EC2Client,
  sets: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const parts = filterValues(sets);
  const lists = parts.map((Values) =>
    listAll(async (token) => {
      const Filters = [{ Name: "dhcp-options-id", Values }];
      const next = token && { NextToken: token };
      const page = await ec2.send(new DescribeDhcpOptionsCommand({ Filters, ...next }));
      return { items: page.DhcpOptions ?? [], next: page.NextToken };
    }),
  );
  const found = (await Promise.all(lists)).flat();
  return new Map(
    found.map(({ DhcpOptionsId = "", DhcpConfigurations = [] }) => {
      const told = DhcpConfigurations.filter(({ Key }) => Key === "domain-name-servers");
      return [DhcpOptionsId, told.flatMap(({ Values = [] }) => Values.flatMap(({ Value }) => Value ?? []))];
    }),
  );
}
