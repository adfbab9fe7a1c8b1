import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { notServed } from "../reading.ts";
import type { Item } from "./state.ts";
import type { Reader } from "./tokens.ts";

/** What an update expression makes of an item: `SET name = :value, …` and `REMOVE name, …`; the rest is refused by name. */
export function readUpdate(reader: Reader): (item: Item) => Item {
  const changes: ((item: Item) => void)[] = [];
  while (reader.peek()) {
    const { text } = reader.next();
    const clause = text.toUpperCase();
    if (clause !== "SET" && clause !== "REMOVE") throw notServed(`${clause} in ${reader.where}`);
    do changes.push(clause === "SET" ? readSet(reader) : readRemove(reader));
    while (reader.takes(","));
  }
  return (item) => {
    const changed = { ...item };
    for (const change of changes) change(changed);
    return changed;
  };
}

function readSet(reader: Reader): (item: Item) => void {
  const name = topLevel(reader);
  reader.expect("=");
  if (reader.peek()?.kind !== "value")
    throw notServed(`SET ${name} to anything but a value in ${reader.where}`);
  const value = reader.value<AttributeValue>();
  const sign = reader.peek()?.text;
  if (sign === "+" || sign === "-") throw notServed(`arithmetic in ${reader.where}`);
  return (item) => {
    item[name] = value;
  };
}

function readRemove(reader: Reader): (item: Item) => void {
  const name = topLevel(reader);
  return (item) => {
    delete item[name];
  };
}

function topLevel(reader: Reader): string {
  const name = reader.name();
  const sign = reader.peek()?.text;
  if (sign === "." || sign === "[") throw notServed(`nested path after ${name} in ${reader.where}`);
  return name;
}
