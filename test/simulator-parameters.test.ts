import * as ec2 from "@aws-sdk/client-ec2";
import * as sts from "@aws-sdk/client-sts";
import { describe, expect, test } from "vitest";
import { createEc2 } from "../src/simulator/ec2/service.ts";
import { createEstate } from "../src/simulator/estate.ts";
import { createIdentity } from "../src/simulator/identity.ts";
import { createRam } from "../src/simulator/ram/service.ts";
import { seededHex, seededRandom } from "../src/simulator/random.ts";
import type { Json, Service } from "../src/simulator/service.ts";
import { createSts } from "../src/simulator/sts.ts";
import { operationNamed, type Shape } from "../src/simulator/wire/schema.ts";
import { BASES, OWN_SERVICE, SECRET_ROLE } from "./support/parameter-bases.ts";
import { furnished } from "./support/parameter-furnishing.ts";
import { HUB } from "./support/simulated.ts";

// Every parameter of every EC2 and STS operation that is served, by the SDK's schemas.

/** A description is no part of what a rule is revoked by (EC2 API reference, RevokeSecurityGroupIngress). */
const BY_AWS: { readonly [operation: string]: string[] } = {
  RevokeSecurityGroupIngress: ["IpPermissions.IpRanges.Description"],
  RevokeSecurityGroupEgress: ["IpPermissions.IpRanges.Description"],
};
const NAMES = Object.keys(served().handlers);

describe("a parameter of a served operation changes what happens, or is refused by name", () => {
  test.each(NAMES)("%s", (name) => {
    const base = BASES[name];
    if (!base) throw new Error(`${name} is served and has no example in parameter-bases.ts`);
    const usual = outcome(name, base);
    expect(usual, "the example itself is answered").not.toContain('"refused"');
    const silent = leavesOf(inputOf(name)).filter(({ path, shape }) => {
      const changed = outcome(name, set(base, path, strange(shape, path, base)));
      return changed === usual;
    });
    expect(silent.map(({ path }) => textOf(path))).toEqual(BY_AWS[name] ?? []);
  });
});

test.each(NAMES)("%s reads members that its schema has", (name) => {
  const paths = leavesOf(inputOf(name)).map(({ path }) => textOf(path));
  const reads = served().handlers[name]?.reads ?? [];
  expect(reads.filter((read) => !paths.some((path) => `${path}.`.startsWith(`${read}.`)))).toEqual([]);
});

test.each(NAMES.filter((name) => leavesOf(inputOf(name)).some(({ path }) => textOf(path) === "DryRun")))(
  "%s with DryRun does nothing and says that it would have",
  (name) => {
    const tried = outcome(name, { ...BASES[name], DryRun: true });
    expect(tried).toContain("412 DryRunOperation");
    expect(stateOf(tried)).toEqual(stateOf(outcome(name, { ...BASES[name], DryRun: true, NoSuch: "x" })));
  },
);

function served() {
  const clock = { now: () => 1_767_225_600_000, sleep: async () => {} };
  const surroundings = { clock, random: seededRandom(1), hex: seededHex(1), partition: () => "aws" };
  const estate = createEstate(surroundings, { networkMs: 0, sharingMs: 0, sharedSeenMs: 0 });
  const offered = { privateDnsNames: [], owner: HUB };
  estate.network.services.set("eu-west-1", `com.amazonaws.vpce.eu-west-1.${OWN_SERVICE}`, offered);
  const identity = createIdentity(surroundings);
  identity.addRole(SECRET_ROLE);
  return { estate, handlers: { ...createEc2(estate).service, ...createSts(identity) } };
}

/** The answer or the refusal, and all that exists afterwards, as one text. */
function outcome(name: string, input: Json): string {
  const { estate, handlers: own } = served();
  const handlers: Service = { ...createRam(estate).service, ...own };
  const call = (operation: string, given: Json, account = HUB) =>
    handlers[operation]?.({
      account,
      region: "eu-west-1",
      principalArn: `arn:aws:iam::${account}:root`,
      input: given,
    }) as Json;
  const known = furnished(call);
  let answer: unknown;
  try {
    answer = call(name, filled(input, known) as Json);
  } catch (error) {
    const { code, status, message } = error as { code: string; status: number; message: string };
    if (!code) throw error;
    answer = { refused: `${status} ${code} ${message}` };
  }
  const { services, ...network } = estate.network;
  return JSON.stringify([answer, network], (_, value) =>
    value instanceof Map || value instanceof Set ? [...value] : value,
  );
}

const stateOf = (text: string): unknown => (JSON.parse(text) as unknown[])[1];

/** `{vpc}` stands for the id of the furnished estate's VPC, and so on. */
const filled = (value: unknown, known: { [name: string]: string }): unknown =>
  JSON.parse(JSON.stringify(value), (_, text) =>
    typeof text === "string" ? text.replace(/^\{(\w+)\}$/, (all, name) => known[name] ?? all) : text,
  );

function inputOf(name: string): Shape {
  const operation = operationNamed(ec2, name) ?? operationNamed(sts, name);
  if (!operation) throw new Error(`no schema for ${name}`);
  return operation.input();
}

type Step = { name: string; isList: boolean };
type Leaf = { path: Step[]; shape: Shape };

function textOf(path: Step[]): string {
  return path.map(({ name }) => name).join(".");
}

function leavesOf(shape: Shape, above: Step[] = []): Leaf[] {
  if (shape.kind !== "structure") return [{ path: above, shape }];
  return shape.members.flatMap(([name, member]) => {
    const isList = member.kind === "list";
    return leavesOf(isList ? member.item : member, [...above, { name, isList }]);
  });
}

/** A copy in which the member has the value, in the first item of each list on the way. */
function set(value: Json, [step, ...rest]: Step[], leaf: unknown): Json {
  if (!step) return value;
  const [first, ...others] = [value[step.name] ?? []].flat() as Json[];
  const after = rest.length > 0 ? set(first ?? {}, rest, leaf) : leaf;
  return { ...value, [step.name]: step.isList ? [after, ...others] : after };
}

/** A value of the member's type that nobody means; a boolean is turned over. */
function strange(shape: Shape, path: Step[], base: Json): unknown {
  if (shape.kind === "number") return -7;
  if (shape.kind !== "boolean") return "strange";
  return !path.reduce<unknown>((value, { name }) => (value as Json | undefined)?.[name], base);
}
