import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as ec2 from "@aws-sdk/client-ec2";
import * as ram from "@aws-sdk/client-ram";
import * as route53 from "@aws-sdk/client-route-53";
import * as sts from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import type { Json } from "../service.ts";
import { awsJson, ec2Query, query, restJson, restXml } from "./protocols.ts";
import { type Operation, operationsOf, type Shape } from "./schema.ts";
import type { Wire } from "./wire.ts";

/** Every operation, not only those that the simulator serves: the walker knows no service by name. */
const SERVICES: [name: string, module: object, client: string, wire: Wire][] = [
  ["Route 53", route53, "Route53Client", restXml(route53, "https://route53.amazonaws.com/doc/2013-04-01/")],
  ["EC2", ec2, "EC2Client", ec2Query(ec2, "http://ec2.amazonaws.com/doc/2016-11-15/")],
  ["STS", sts, "STSClient", query(sts, "https://sts.amazonaws.com/doc/2011-06-15/")],
  ["RAM", ram, "RAMClient", restJson(ram)],
  ["DynamoDB", dynamodb, "DynamoDBClient", awsJson("1.0", dynamodb)],
];

test.each(SERVICES)(
  "%s: what a client sends is read, and what is answered arrives, for all operations",
  async (...row) => {
    const [, module, clientName, wire] = row;
    const random = seeded(1);
    let received: { operation: string; input: Json } | undefined;
    let answer: Json = {};
    const client = new (member<ClientClass>(module, clientName))({
      region: "eu-west-1",
      credentials: { accessKeyId: "111111111111", secretAccessKey: "x" },
      maxAttempts: 1,
      requestHandler: {
        async handle({ method, path, query, headers, body }: SdkRequest) {
          const lower = Object.fromEntries(
            Object.entries(headers).map(([name, v]) => [name.toLowerCase(), v]),
          );
          const text = typeof body === "string" ? body : new TextDecoder().decode(body);
          const { operation, input } = wire.route({ method, path, query, headers: lower, body: text });
          received = { operation: operation.name, input: input() };
          answer = random.structure(operation.output());
          const reply = wire.reply(operation, answer, "request-1");
          return { response: { ...reply, body: Buffer.from(reply.body) } };
        },
      },
    });
    // CopySnapshot's client signs a URL of its own into the request.
    const operations = operationsOf(module).filter(({ name }) => name !== "CopySnapshot");
    for (const operation of operations) {
      const input = random.structure(operation.input());
      const output = await client.send(commandOf(module, operation, input));
      expect(plain(received)).toEqual(plain({ operation: operation.name, input }));
      expect(plain(output), operation.name).toEqual(plain({ ...answer, $metadata: undefined }));
    }
    expect(operations.length).toBeGreaterThan(10);
  },
);

type SdkRequest = {
  method: string;
  path: string;
  query: { [name: string]: string | string[] | null };
  headers: { [name: string]: string };
  body?: string | Uint8Array;
};
type Client = { send(command: object): Promise<object> };
type ClientClass = new (configuration: object) => Client;

const member = <T>(module: object, name: string): T => (module as { [name: string]: T })[name] as T;

function commandOf(module: object, { name }: Operation, input: Json): object {
  const Command = member<new (input: Json) => object>(module, `${name}Command`);
  return new Command(structuredClone(input));
}

/** What the protocols cannot say goes: an empty structure or list vanishes from a query body. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, plain(member)] as const);
  return Object.fromEntries(members.filter(([name, member]) => name !== "$metadata" && !isEmpty(member)));
}

const isEmpty = (value: unknown) =>
  value == null || (typeof value === "object" && Object.keys(value).length === 0);

/** Random values by shape: a linear congruential generator, so that a failure repeats. */
function seeded(seed: number) {
  let state = seed;
  const random = () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;

  function value(shape: Shape, depth: number): unknown {
    switch (shape.kind) {
      case "number":
        return Math.floor(random() * 100);
      case "boolean":
        return random() < 0.5;
      case "timestamp":
        return new Date(Math.floor(random() * 2e9) * 1000);
      case "blob":
        return Buffer.from("blob");
      case "list":
        return Array.from({ length: 1 + Math.floor(random() * 2) }, () => value(shape.item, depth + 1));
      case "map":
        return { key: value(shape.item, depth + 1) };
      case "structure":
        return structure(shape, depth);
      default:
        return pick(["a", "x y", "é<&>\"'", "1", "true", "*.b.c.", "a+b%20/c", "line 1 line 2"]);
    }
  }

  function structure(shape: Shape, depth = 0): Json {
    const made: Json = {};
    for (const [i, [name, member]] of shape.members.entries()) {
      if (i < shape.required || wanted(member, depth)) made[name] = memberValue(member, depth);
    }
    const [first] = shape.members;
    if (first && Object.keys(made).length === 0) made[first[0]] = memberValue(first[1], depth);
    return made;
  }

  function wanted({ kind, traits }: Shape, depth: number): boolean {
    if (traits.httpLabel || traits.httpQuery || traits.idempotencyToken) return true; // the client fills them in
    if (depth > 6 && ["structure", "list", "map"].includes(kind)) return false;
    return random() < (depth > 3 ? 0.15 : 0.6);
  }

  function memberValue(member: Shape, depth: number): unknown {
    const label = member.traits.httpLabel && member.kind === "string";
    return label ? pick(["Zabc", "a b"]) : value(member, depth + 1);
  }
  return { structure };
}
