import type { Estate } from "../estate.ts";
import { withParameters } from "../parameters.ts";
import type { Service } from "../service.ts";
import { itemOperations } from "./items.ts";
import { DYNAMODB_PARAMETERS } from "./parameters.ts";
import { tableOperations } from "./tables.ts";

/** Tables on demand, without indexes, streams, backups, replicas, transactions; items are not deleted by their TTL. */
export function createDynamoDb(estate: Estate): Service {
  return withParameters({ ...tableOperations(estate), ...itemOperations(estate) }, DYNAMODB_PARAMETERS);
}
