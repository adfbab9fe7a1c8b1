import { describe, expect, it, test } from "vitest";
import type { Seen } from "../../failure.ts";
import type { EndpointId, VpcRef, ZoneId, ZoneName } from "../../ids.ts";
import type { RuleOfVpc, VpcView } from "../../observed/vpc.ts";
import type { RecordView } from "../../observed/zone.ts";
import { chainOf, resolutionOf, unreadOf, type Ways } from "./answer.ts";

const R = "eu-west-1";
const SSM = `ssm.${R}.amazonaws.com`;
const S3 = `s3.${R}.amazonaws.com`;
const seen = <T>(value: T) => ({ kind: "seen", value }) as const;

type Parts = {
  readonly rules?: readonly (readonly [id: string, name: string, isSystem?: true])[];
  readonly zones?: readonly (readonly [id: string, name: string, service?: string])[];
  readonly endpoints?: readonly (readonly [id: string, name: string, isWildcard?: true])[];
  readonly dnsHostnames?: boolean;
};

function vpc({ rules = [], zones = [], endpoints = [], dnsHostnames = true }: Parts): VpcView {
  return {
    cidrs: [],
    dnsSupport: seen(true),
    dnsHostnames: seen(dnsHostnames),
    zones: seen(
      zones.map(([id, name, service]) => ({
        id: id as ZoneId,
        name: name as ZoneName,
        owner: service ? { service } : {},
      })),
    ),
    privateDns: seen(
      endpoints.map(([id, name, isWildcard]) => ({
        endpoint: id as EndpointId,
        names: [name as ZoneName],
        wildcards: isWildcard ? [name as ZoneName] : [],
      })),
    ),
    rules: seen(
      rules.map(([id, name, isSystem]) => ({ id, name, ...(isSystem && { isSystem }) }) as RuleOfVpc),
    ),
  };
}

const recordsOf = (records: Record<string, readonly string[]>) => (zone: ZoneId) => {
  const names = records[zone];
  return names && seen(names.map((name): RecordView => ({ name, type: "A" })));
};
const nothingRead = () => undefined;

/** Whose answer it is, and whose it hides. */
function carriers(name: string, parts: Parts): string[] {
  const { by, hidden } = resolutionOf(name, vpc(parts), nothingRead);
  return [by, ...hidden].map((one) => ("id" in one ? (one.id as string) : one.kind));
}

describe("the longest name decides alone, and of equal ones a rule before a zone before the VPC's endpoint", () => {
  test.each<[string, string, Parts, string[]]>([
    [
      "a rule and a zone of one name",
      SSM,
      { rules: [["rule", SSM]], zones: [["zone", SSM]] },
      ["rule", "zone", "public"],
    ],
    [
      "a rule and the endpoint's private DNS of one name",
      SSM,
      { rules: [["rule", SSM]], endpoints: [["vpce", SSM]] },
      ["rule", "vpce", "public"],
    ],
    [
      "a rule of the Region's domain and a zone",
      SSM,
      { rules: [["rule", `${R}.amazonaws.com`]], zones: [["zone", SSM]] },
      ["zone", "rule", "public"],
    ],
    [
      "a rule of the Region's domain and an own endpoint",
      SSM,
      { rules: [["rule", `${R}.amazonaws.com`]], endpoints: [["vpce", SSM]] },
      ["vpce", "rule", "public"],
    ],
    [
      "a SYSTEM rule keeps the rule above from answering",
      `b.${S3}`,
      {
        rules: [
          ["rule", `${R}.amazonaws.com`],
          ["system", S3, true],
        ],
      },
      ["public"],
    ],
    [
      "a SYSTEM rule leaves the VPC's own zones of shorter names",
      `b.${S3}`,
      {
        rules: [
          ["rule", `${R}.amazonaws.com`],
          ["system", S3, true],
        ],
        zones: [["zone", "amazonaws.com"]],
      },
      ["zone", "public"],
    ],
    [
      "a rule below a SYSTEM rule forwards",
      `b.${S3}`,
      {
        rules: [
          ["rule", `b.${S3}`],
          ["system", S3, true],
        ],
      },
      ["rule", "public"],
    ],
    [
      "rules of the root, of com and of amazonaws.com to on-premises",
      SSM,
      {
        rules: [
          ["root", ""],
          ["com", "com"],
          ["amazonaws", "amazonaws.com"],
        ],
        zones: [["zone", SSM]],
      },
      ["zone", "amazonaws", "com", "root", "public"],
    ],
    [
      "somebody's rule below our name",
      `x.${SSM}`,
      { rules: [["theirs", `x.${SSM}`]], zones: [["zone", SSM]] },
      ["theirs", "zone", "public"],
    ],
    [
      "the zone that AWS keeps for an endpoint is that endpoint",
      SSM,
      { zones: [["managed", SSM, "vpce.amazonaws.com"]], endpoints: [["vpce", SSM]] },
      ["vpce", "public"],
    ],
    [
      "without the DNS attributes only rules are left",
      SSM,
      { rules: [["root", ""]], zones: [["zone", SSM]], endpoints: [["vpce", SSM]], dnsHostnames: false },
      ["root", "public"],
    ],
    ["a name beside is nobody's", `not${SSM}`, { zones: [["zone", SSM]], rules: [["rule", S3]] }, ["public"]],
  ])("%s", (_, name, parts, expected) => {
    expect(carriers(name, parts)).toEqual(expected);
  });
});

describe("a zone has the last word", () => {
  const zones = { zones: [["zone", SSM]] } as const;
  test.each<[string, string, readonly string[], object]>([
    ["its apex", SSM, [SSM], { kind: "records", at: SSM }],
    ["a name that it lacks is NXDOMAIN", `x.${SSM}`, [SSM], { kind: "nothing" }],
    ["a wildcard", `x.y.${SSM}`, [`*.${SSM}`], { kind: "records", at: `*.${SSM}` }],
    [
      "a wildcard does not cover what exists",
      `x.${SSM}`,
      [`*.${SSM}`, `a.x.${SSM}`],
      { kind: "records", at: `x.${SSM}`, records: [] },
    ],
    ["asked for literally, as any name", `*.${SSM}`, [SSM, `*.x.${SSM}`], { kind: "nothing" }],
    ["nor what lies below that", `b.x.${SSM}`, [`*.${SSM}`, `a.x.${SSM}`], { kind: "nothing" }],
  ])("%s", (_, name, names, expected) => {
    expect(resolutionOf(name, vpc(zones), recordsOf({ zone: names })).answer).toMatchObject(expected);
  });

  it("and what was not read is unknown, never nothing", () => {
    expect(resolutionOf(SSM, vpc(zones), nothingRead).answer).toEqual({ kind: "unknown" });
  });
});

describe("a rule is followed to where its questions arrive", () => {
  const at = (id: string) => ({ id, region: R }) as VpcRef;
  const arriving =
    (views: Record<string, Parts>): Ways =>
    ({ id }) => {
      const parts = views[id];
      return parts && { kind: "view", vpc: at(`vpc-${id}`), seen: seen(vpc(parts)) };
    };

  it("through several VPCs, to who answers in the last", () => {
    const ways = arriving({ one: { rules: [["two", "com"]] }, two: { endpoints: [["vpce", SSM]] } });
    const { by, answer } = resolutionOf(SSM, vpc({ rules: [["one", SSM]] }), nothingRead, ways);
    expect(by).toMatchObject({ id: "one" });
    expect(answer).toMatchObject({
      kind: "view",
      vpc: { id: "vpc-one" },
      resolution: {
        by: { id: "two" },
        answer: { vpc: { id: "vpc-two" }, resolution: { answer: { kind: "endpoint" } } },
      },
    });
  });

  it("round in a circle nobody answers", () => {
    const ways = arriving({ one: { rules: [["two", SSM]] }, two: { rules: [["one", SSM]] } });
    const chain = chainOf(resolutionOf(SSM, vpc({ rules: [["one", SSM]] }), nothingRead, ways));
    expect(chain.map(({ answer }) => answer.kind)).toEqual(["view", "view", "silent"]);
  });

  it("where nobody answers on the way, nobody else is asked", () => {
    const { answer, hidden } = resolutionOf(
      SSM,
      vpc({ rules: [["one", SSM]], zones: [["zone", SSM]] }),
      nothingRead,
      () => ({ kind: "silent" }),
    );
    expect([answer.kind, hidden.length]).toEqual(["silent", 2]);
  });

  it("and a VPC that could not be read is unknown", () => {
    const failure = { kind: "denied", error: "AccessDenied", message: "no" } as const;
    const ways: Ways = () => ({ kind: "view", vpc: at("v"), seen: { kind: "unreadable", failure } });
    const { answer } = resolutionOf(SSM, vpc({ rules: [["one", SSM]] }), nothingRead, ways);
    expect(answer).toEqual({ kind: "unknown", why: failure });
  });
});

test("the VPC's own endpoint answers beneath its name only by a wildcard", () => {
  const at = (isWildcard?: true) =>
    resolutionOf(`x.${S3}`, vpc({ endpoints: [isWildcard ? ["vpce", S3, true] : ["vpce", S3]] }), nothingRead)
      .answer.kind;
  expect([at(), at(true)]).toEqual(["nothing", "endpoint"]);
});

test("what could not be read is told", () => {
  const failure = { kind: "denied", error: "AccessDenied", message: "no" } as const;
  const rules: Seen<never> = { kind: "unreadable", failure };
  expect(unreadOf({ ...vpc({}), rules })).toEqual([{ what: "its Resolver rules", failure }]);
});
