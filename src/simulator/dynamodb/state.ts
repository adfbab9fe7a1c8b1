import type { AttributeValue, TableDescription } from "@aws-sdk/client-dynamodb";

export type Item = Record<string, AttributeValue>;

export type Table = {
  account: string;
  region: string;
  name: string;
  hash: string;
  range: string | undefined;
  shape: TableDescription;
  activeAt: number;
  ttl: string | undefined;
  /** By the text of their keys. */
  items: Map<string, Item>;
};

/** All tables, by account, Region and name. */
export type Tables = Map<string, Table>;

export const createTables = (): Tables => new Map();
