import type {
  CreateTableInput,
  CreateTableOutput,
  DescribeTableInput,
  DescribeTableOutput,
  DescribeTimeToLiveInput,
  DescribeTimeToLiveOutput,
  UpdateTimeToLiveInput,
  UpdateTimeToLiveOutput,
} from "@aws-sdk/client-dynamodb";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import { uuid } from "../random.ts";
import { notServed } from "../reading.ts";
import type { Call, Service } from "../service.ts";
import { anyTable, tableKey, tableOf } from "./access.ts";
import { noTable, tableInUse, validation } from "./errors.ts";
import type { Table } from "./state.ts";
import { bytesOf } from "./values.ts";

/** From CreateTable to ACTIVE. AWS promises no time; some seconds are usual. */
const CREATING_MS = 5000;

export function tableOperations(estate: Estate): Service {
  const now = () => estate.surroundings.clock.now();

  const shown = (table: Table) => ({
    ...table.shape,
    TableStatus: table.activeAt <= now() ? ("ACTIVE" as const) : ("CREATING" as const),
    ItemCount: table.items.size,
    TableSizeBytes: [...table.items.values()].reduce((sum, item) => sum + bytesOf(item), 0),
  });

  return {
    CreateTable: operation<CreateTableInput, CreateTableOutput>((input, call) => {
      const table = newTable(estate, input, call);
      if (anyTable(estate, table.name, call)) throw tableInUse(table.name);
      estate.tables.set(tableKey(call.account, call.region, table.name), table);
      return { TableDescription: shown(table) };
    }),

    DescribeTable: operation<DescribeTableInput, DescribeTableOutput>(({ TableName }, call) => {
      const table = anyTable(estate, TableName, call);
      if (!table) throw noTable();
      return { Table: shown(table) };
    }),

    UpdateTimeToLive: operation<UpdateTimeToLiveInput, UpdateTimeToLiveOutput>((input, call) => {
      const table = tableOf(estate, input.TableName, call);
      const { Enabled, AttributeName } = input.TimeToLiveSpecification ?? {};
      if (Enabled === (table.ttl !== undefined))
        throw validation(`TimeToLive is already ${Enabled ? "enabled" : "disabled"}`);
      table.ttl = Enabled ? AttributeName : undefined;
      return { TimeToLiveSpecification: { Enabled, AttributeName } };
    }),

    DescribeTimeToLive: operation<DescribeTimeToLiveInput, DescribeTimeToLiveOutput>(
      ({ TableName }, call) => {
        const { ttl } = tableOf(estate, TableName, call);
        if (ttl === undefined) return { TimeToLiveDescription: { TimeToLiveStatus: "DISABLED" } };
        return { TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: ttl } };
      },
    ),
  };
}

function newTable({ surroundings }: Estate, input: CreateTableInput, { account, region }: Call): Table {
  const { TableName: name = "", KeySchema = [], AttributeDefinitions = [] } = input;
  if (!/^[\w.-]{3,255}$/.test(name))
    throw validation("TableName must be at least 3 characters long and at most 255 characters long");
  if (input.BillingMode !== "PAY_PER_REQUEST")
    throw notServed("BillingMode other than PAY_PER_REQUEST of CreateTable");
  const [hash, range] = ["HASH", "RANGE"].map(
    (type) => KeySchema.find(({ KeyType }) => KeyType === type)?.AttributeName,
  );
  const defined = new Set(AttributeDefinitions.map(({ AttributeName }) => AttributeName));
  const keys = [hash, range].filter((key) => key !== undefined);
  if (hash === undefined || keys.length !== KeySchema.length || keys.some((key) => !defined.has(key)))
    throw validation(
      "One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions",
    );
  if (defined.size !== keys.length)
    throw validation(
      "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    );
  const now = surroundings.clock.now();
  return {
    account,
    region,
    name,
    hash,
    range,
    activeAt: now + CREATING_MS,
    ttl: undefined,
    items: new Map(),
    shape: {
      TableName: name,
      TableArn: `arn:${surroundings.partition(region)}:dynamodb:${region}:${account}:table/${name}`,
      TableId: uuid(surroundings.hex),
      AttributeDefinitions,
      KeySchema,
      CreationDateTime: new Date(now),
      BillingModeSummary: {
        BillingMode: "PAY_PER_REQUEST",
        LastUpdateToPayPerRequestDateTime: new Date(now),
      },
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      DeletionProtectionEnabled: input.DeletionProtectionEnabled ?? false,
    },
  };
}
