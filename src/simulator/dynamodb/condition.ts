import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { notServed } from "../reading.ts";
import type { Item } from "./state.ts";
import type { Reader } from "./tokens.ts";
import { compared, isEqual } from "./values.ts";

/** Whether an item, or the empty one where there is none, meets a condition. */
export type Condition = (item: Item) => boolean;

/**
 * A condition expression ("Condition and filter expressions, operators, and functions"): comparisons, `attribute_exists`,
 * `attribute_not_exists`, `begins_with`, NOT, AND, OR, in AWS's order of precedence. What else AWS knows is refused by name.
 */
export function readCondition(reader: Reader): Condition {
  const condition = readOr(reader);
  reader.end();
  return condition;
}

function readOr(reader: Reader): Condition {
  let left = readAnd(reader);
  while (reader.takes("OR")) {
    const [first, second] = [left, readAnd(reader)];
    left = (item) => first(item) || second(item);
  }
  return left;
}

function readAnd(reader: Reader): Condition {
  let left = readNot(reader);
  while (reader.takes("AND")) {
    const [first, second] = [left, readNot(reader)];
    left = (item) => first(item) && second(item);
  }
  return left;
}

function readNot(reader: Reader): Condition {
  if (!reader.takes("NOT")) return readPrimary(reader);
  const inner = readNot(reader);
  return (item) => !inner(item);
}

function readPrimary(reader: Reader): Condition {
  if (reader.takes("(")) {
    const inner = readOr(reader);
    reader.expect(")");
    return inner;
  }
  return reader.peek(1)?.text === "(" ? readFunction(reader) : readComparison(reader);
}

function readFunction(reader: Reader): Condition {
  const { text } = reader.next();
  reader.expect("(");
  const name = reader.name();
  const condition = functionOf(text, name, reader);
  reader.expect(")");
  return condition;
}

function functionOf(text: string, name: string, reader: Reader): Condition {
  switch (text) {
    case "attribute_exists":
      return (item) => item[name] !== undefined;
    case "attribute_not_exists":
      return (item) => item[name] === undefined;
    case "begins_with": {
      reader.expect(",");
      const prefix = reader.value<AttributeValue>();
      return (item) => prefix.S !== undefined && (item[name]?.S?.startsWith(prefix.S) ?? false);
    }
    default:
      throw notServed(`function ${text} in ${reader.where}`);
  }
}

type Operand = (item: Item) => AttributeValue | undefined;

function readOperand(reader: Reader): Operand {
  if (reader.peek()?.kind === "value") {
    const value = reader.value<AttributeValue>();
    return () => value;
  }
  const name = reader.name();
  const sign = reader.peek()?.text;
  if (sign === "." || sign === "[") throw notServed(`nested path after ${name} in ${reader.where}`);
  return (item) => item[name];
}

const SIGNS: { readonly [sign: string]: (order: number) => boolean } = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

function readComparison(reader: Reader): Condition {
  const left = readOperand(reader);
  for (const word of ["BETWEEN", "IN"])
    if (reader.isWord(word)) throw notServed(`${word} in ${reader.where}`);
  const { text } = reader.next();
  const right = readOperand(reader);
  if (text === "=" || text === "<>") return (item) => equal(left(item), right(item)) === (text === "=");
  const fits = SIGNS[text];
  if (!fits) throw reader.wrong(text);
  return (item) => {
    const [a, b] = [left(item), right(item)];
    const order = a && b ? compared(a, b) : undefined;
    return order !== undefined && fits(order);
  };
}

/** What is not there is equal to nothing. */
function equal(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  return a !== undefined && b !== undefined && isEqual(a, b);
}
