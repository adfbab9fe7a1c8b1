import { expect, test } from "vitest";
import type { Action } from "../action/action.ts";
import { foldActions } from "./fold.ts";
import type { Label } from "./labels.ts";
import { phraseOf } from "./phrases.ts";
import { signOf } from "./sign.ts";

type Vpc = { id: string; region: string };
const label = (_hub: string, vpc: Vpc): Label =>
  vpc.id === "hub"
    ? { kind: "hub VPC", name: "hub", title: "hub VPC hub" }
    : { kind: "spoke", name: vpc.id, title: `spoke ${vpc.id}` };

/** `kind zone vpc`, and what it waits for. */
function action(words: string, after: string[] = [], because = words): Action {
  const [kind = "", name = "", id] = words.split(" ");
  const vpc = id && { vpc: { id, region: "eu" } };
  const extra = { upserts: [{ type: "A", target: { dnsName: `vpce.${name}` } }], deletes: [{}], tags: {} };
  const place = kind.endsWith("Endpoint")
    ? { target: { key: name, service: name }, spec: { subnets: ["subnet-1"] } }
    : { zone: { key: name, name } };
  return {
    kind,
    key: words,
    hub: "h",
    account: "1",
    after,
    because,
    ...place,
    ...vpc,
    ...extra,
  } as unknown as Action;
}

const pair = (zone: string, vpc: string) => [
  action(`authorize ${zone} ${vpc}`),
  action(
    `associate ${zone} ${vpc}`,
    [`authorize ${zone} ${vpc}`],
    `spoke ${vpc} is not associated with ${zone}`,
  ),
  action(`deauthorize ${zone} ${vpc}`, [`associate ${zone} ${vpc}`]),
];
const zone = (name: string) => [
  action(`createZone ${name} hub`),
  action(`changeRecords ${name}`, [`createZone ${name} hub`]),
  action(`awaitInsync ${name}`, [`changeRecords ${name}`]),
  action(`tagZone ${name}`, [`createZone ${name} hub`]),
];

test.each<[string, Action[], string[]]>([
  [
    "one association is one line, with its authorization",
    pair("ssm", "pay"),
    ["+ associate spoke pay with ssm, with its authorization"],
  ],
  [
    "a zone of several is one line, with its aliases and tags",
    [...zone("ssm"), ...zone("kms")],
    ["+ create 2 hosted zones with first VPC hub (eu), their aliases and tags"],
  ],
  [
    "one zone says where it leads",
    zone("ssm"),
    ["+ create hosted zone ssm with first VPC hub (eu), A → vpce.ssm"],
  ],
  [
    "spokes × zones",
    ["a", "b", "c"].flatMap((vpc) => [...pair("ssm", vpc), ...pair("kms", vpc)]),
    ["+ associate 3 spokes with 2 zones each, with their authorizations (6 in all)"],
  ],
  [
    "spokes that lack other zones are told apart",
    [...pair("ssm", "a"), ...pair("kms", "a"), ...pair("ssm", "b")],
    [
      "+ associate spoke a with 2 zones, with their authorizations",
      "+ associate spoke b with ssm, with its authorization",
    ],
  ],
  [
    "the hub VPC is no spoke",
    [action("associate ssm hub"), ...pair("ssm", "a")],
    ["+ associate hub VPC hub with ssm", "+ associate spoke a with ssm, with its authorization"],
  ],
  [
    "an authorization that is left over is a line of its own",
    [action("deauthorize ssm a"), action("deauthorize kms a")],
    ["- delete the authorization of spoke a for 2 zones"],
  ],
  [
    "removals",
    [
      action("disassociate ssm a"),
      action("disassociate ssm b"),
      action("deleteZone ssm"),
      action("deleteZone kms"),
    ],
    ["- disassociate 2 spokes from ssm", "- delete 2 hosted zones and their aliases"],
  ],
  [
    "endpoints, with the wait for them",
    ["a", "b"].flatMap((e) => [action(`createEndpoint ${e}`), action(`awaitEndpoint ${e}`)]),
    ["+ create 2 endpoints in subnet-1, and wait until they are available"],
  ],
  [
    "repairs",
    [action("changeRecords a"), action("awaitInsync a"), action("changeRecords b"), action("awaitInsync b")],
    ["~ point the aliases of 2 hosted zones at their endpoints"],
  ],
])("%s", (_, actions, lines) => {
  const folds = foldActions(actions, label);
  expect(folds.map((fold) => `${signOf(fold.steps[0].main)} ${phraseOf(fold)}`)).toEqual(lines);
  expect(new Set(folds.flatMap(({ steps }) => steps.flatMap(({ parts }) => parts)))).toEqual(
    new Set(actions),
  );
});

test("where the zones differ less than the spokes, a line is about zones", () => {
  const actions = ["a", "b", "c", "d"].flatMap((vpc, i) => [
    ...(i % 2 === 0 ? pair("ssm", vpc) : []),
    ...(i < 2 ? pair("kms", vpc) : []),
    ...pair("s3", vpc),
  ]);
  expect(foldActions(actions, label).map(phraseOf)).toEqual([
    "associate 2 spokes with ssm, with their authorizations",
    "associate 2 spokes with kms, with their authorizations",
    "associate 4 spokes with s3, with their authorizations",
  ]);
});

test("the order on paper is the order of the work, though the plan names the later step first", () => {
  const actions = [
    action("associate ssm a", ["createZone ssm hub"]),
    action("disassociate old a", ["associate ssm a"]),
    action("createZone ssm hub"),
  ];
  expect(foldActions(actions, label).map(({ steps }) => steps[0].main.kind)).toEqual([
    "createZone",
    "associate",
    "disassociate",
  ]);
});

test("lines that wait for each other, step by step, come out once each", () => {
  const actions = [
    action("associate a x"),
    action("disassociate b x", ["associate a x"]),
    action("associate c x", ["disassociate b x"]),
  ];
  expect(foldActions(actions, label).map(phraseOf)).toEqual([
    "disassociate spoke x from b",
    "associate spoke x with 2 zones",
  ]);
});

test("what has another reason is another line, and a reason that all have is told without names", () => {
  const why = (vpc: string, reason: string) => action(`associate ssm ${vpc}`, [], reason);
  const actions = [
    why("a", "spoke a is not associated"),
    why("b", "spoke b is not associated"),
    why("c", "somebody asked"),
  ];
  expect(foldActions(actions, label).map(({ because }) => because)).toEqual([
    "spoke <spoke> is not associated",
    "somebody asked",
  ]);
});
