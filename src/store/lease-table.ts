import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { LeaseExpected, LeaseFound, LeaseItem } from "../model/lease/item.ts";
import { leaseClient, type TableOptions } from "./client.ts";
import { foreign, type Item, number, numberIn } from "./encoding.ts";
import { SHAPE } from "./records.ts";

/**
 * The lease's two verbs (semantics 34, 35). Each is one attempt, credentials included, and rejects when it was not
 * answered in time: then nobody knows whether a write was applied.
 */
export type LeaseTable = {
  /** A consistent read. */
  read(): Promise<LeaseFound>;
  /** `refused`: the item in the table is another than expected. */
  write(expected: LeaseExpected, item: LeaseItem): Promise<"written" | "refused">;
};

const PLACE: Item = { pk: { S: "lease" }, sk: { S: "lease" } };

export function leaseTable(options: TableOptions, requestMs: number): LeaseTable {
  const client = leaseClient(options);
  const { table: TableName, clock } = options;

  async function once<T>(send: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
    const cut = new AbortController();
    const done = new AbortController();
    const expiry = clock.sleep(requestMs, done.signal).then((): Promise<T> | never => {
      if (done.signal.aborted) return new Promise(() => {});
      cut.abort();
      throw new Error(`no answer from the table within ${requestMs / 1000} s`);
    });
    const answer = send(cut.signal);
    answer.catch(() => {}); // whoever lost the race has been answered for
    return Promise.race([answer, expiry]).finally(() => done.abort());
  }

  return {
    async read() {
      const input = { TableName, Key: PLACE, ConsistentRead: true };
      let serverAt = Number.NaN;
      const command = new GetItemCommand(input);
      command.middlewareStack.add(
        (next) => async (args) => {
          const answer = await next(args);
          const { headers = {} } = answer.response as { headers?: Record<string, string> };
          serverAt = Date.parse(headers.date ?? headers.Date ?? "");
          return answer;
        },
        { step: "deserialize", priority: "low" },
      );
      const { Item: item } = await once((abortSignal) => client.send(command, { abortSignal }));
      if (item) return found(item);
      return { kind: "absent", serverAt: Number.isNaN(serverAt) ? clock.now() : serverAt };
    },
    async write(expected, item) {
      const command = new PutItemCommand({ TableName, Item: attributesOf(item), ...conditionOf(expected) });
      try {
        await once((abortSignal) => client.send(command, { abortSignal }));
        return "written";
      } catch (error) {
        if ((error as Error).name === "ConditionalCheckFailedException") return "refused";
        throw error;
      }
    },
  };
}

function attributesOf({ holder, label, epoch, version, id, acts }: LeaseItem): Item {
  return {
    ...PLACE,
    shape: number(SHAPE),
    holder: { S: holder },
    label: { S: label },
    epoch: number(epoch),
    version: number(version),
    id: { S: id },
    acts: { BOOL: acts },
  };
}

function found(item: Item): LeaseFound {
  const shape = numberIn(item, "shape");
  if (shape > SHAPE) return { kind: "newer", shape };
  const [epoch, version] = [numberIn(item, "epoch"), numberIn(item, "version")];
  const { holder, label, id, acts } = item;
  if (shape !== SHAPE || Number.isNaN(epoch + version) || holder?.S === undefined || id?.S === undefined)
    throw foreign(item, undefined);
  const flag = acts?.BOOL ?? true;
  return {
    kind: "item",
    item: { holder: holder.S, label: label?.S ?? "", epoch, version, id: id.S, acts: flag },
  };
}

function conditionOf(expected: LeaseExpected) {
  if (expected === "absent") return { ConditionExpression: "attribute_not_exists(pk)" };
  return {
    ConditionExpression: "#holder = :holder AND #epoch = :epoch AND #version = :version",
    ExpressionAttributeNames: { "#holder": "holder", "#epoch": "epoch", "#version": "version" },
    ExpressionAttributeValues: {
      ":holder": { S: expected.holder },
      ":epoch": number(expected.epoch),
      ":version": number(expected.version),
    },
  };
}
