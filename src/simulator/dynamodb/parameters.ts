import type { Constraint, Parameters } from "../parameters.ts";
import { validation } from "./errors.ts";

const CONDITIONAL = [
  "ConditionExpression",
  "ExpressionAttributeNames",
  "ExpressionAttributeValues",
  "ReturnValues",
  "ReturnValuesOnConditionCheckFailure",
];

/** What the operations read here, by the API reference's page of each; whole structures by their names. */
export const DYNAMODB_PARAMETERS: Parameters = {
  taken: {
    CreateTable: [
      "TableName",
      "AttributeDefinitions",
      "KeySchema",
      "BillingMode",
      "DeletionProtectionEnabled",
    ],
    DescribeTable: ["TableName"],
    UpdateTimeToLive: ["TableName", "TimeToLiveSpecification"],
    DescribeTimeToLive: ["TableName"],
    GetItem: ["TableName", "Key", "ConsistentRead"],
    PutItem: ["TableName", "Item", ...CONDITIONAL],
    UpdateItem: ["TableName", "Key", "UpdateExpression", ...CONDITIONAL],
    DeleteItem: ["TableName", "Key", ...CONDITIONAL],
    Query: [
      "TableName",
      "KeyConditionExpression",
      "ExpressionAttributeNames",
      "ExpressionAttributeValues",
      "ConsistentRead",
      "ScanIndexForward",
      "Limit",
      "ExclusiveStartKey",
    ],
  },
  constraintOf: (_operation, path) => CONSTRAINTS[path],
  invalid: validation,
};

const CONSTRAINTS: { readonly [place: string]: Constraint | undefined } = {
  TableName: { length: [1, 1024] },
  BillingMode: { oneOf: ["PROVISIONED", "PAY_PER_REQUEST"] },
  KeySchema: { count: [1, 2] },
  ReturnValues: { oneOf: ["NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"] },
  ReturnValuesOnConditionCheckFailure: { oneOf: ["ALL_OLD", "NONE"] },
  Limit: { range: [1, Number.POSITIVE_INFINITY] },
};
