import { AwsError, type Json } from "../service.ts";

// "Error handling with DynamoDB": all of these are HTTP 400.

export const validation = (message: string): AwsError => new AwsError("ValidationException", message);

export const noTable = (): AwsError =>
  new AwsError("ResourceNotFoundException", "Requested resource not found");

export const tableInUse = (name: string): AwsError =>
  new AwsError("ResourceInUseException", `Table already exists: ${name}`);

/** With the item that stood in the way, where the request asks for it. */
export const conditionFailed = (item: Json | undefined): AwsError =>
  new AwsError(
    "ConditionalCheckFailedException",
    "The conditional request failed",
    400,
    item ? { Item: item } : {},
  );
