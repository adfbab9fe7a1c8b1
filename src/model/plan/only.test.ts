import { expect, test } from "vitest";
import type { Action } from "../action/action.ts";
import type { Desired } from "../desired/types.ts";
import type { Finding } from "../finding.ts";
import { onlyActions, onlyFindings, parseOnly } from "./only.ts";
import { withCompanions } from "./order/companions.ts";

const HUB = { name: "hub-a", region: "eu-west-1" };
const OTHER = { name: "hub-b", region: "eu-west-1" };
const SSM = { name: "ssm", hubs: [HUB], set: "default", service: "ssm" };
const KMS = { name: "kms", hubs: [HUB], set: "default", service: "kms" };
const DESIRED = {
  hubs: [HUB, OTHER],
  endpoints: [SSM, KMS],
  spokes: [
    { name: "pay", hub: HUB, vpc: "vpc-pay", region: "eu", endpoints: [SSM] },
    { name: "web", hub: HUB, vpc: "vpc-web", region: "eu", endpoints: [SSM, KMS] },
  ],
} as unknown as Desired;

/** `kind zone vpc` is its key; `more` is what it waits for and the like. */
function action(key: string, more: object = {}): Action {
  const [kind = "", name = "", id] = key.split(" ");
  const place =
    kind === "turnOffPrivateDns"
      ? { target: { key: name } }
      : { zone: { key: name, name: name.replace(/#.*/, "") } };
  const vpc = id && { vpc: { id: `vpc-${id}`, region: "eu" } };
  return {
    kind,
    key,
    hub: "hub-a",
    endpoint: name.replace(/#.*/, ""),
    account: "1",
    after: [],
    ...place,
    ...vpc,
    ...more,
  } as unknown as Action;
}

const PLAN = [
  action("createZone ssm anchor"),
  action("changeRecords ssm", { after: ["createZone ssm anchor"] }),
  action("awaitInsync ssm", { after: ["changeRecords ssm"] }),
  action("tagZone ssm", { after: ["createZone ssm anchor"] }),
  ...["pay", "web"].flatMap((vpc) => [
    action(`authorize ssm ${vpc}`, { after: ["createZone ssm anchor"] }),
    action(`associate ssm ${vpc}`, { after: [`authorize ssm ${vpc}`, "awaitInsync ssm"] }),
    action(`deauthorize ssm ${vpc}`, { afterSettled: [`associate ssm ${vpc}`] }),
  ]),
  action("associate kms web"),
  action("disassociate s3 gone", { removal: true }),
];
const keys = (actions: readonly Action[]) => actions.map((a) => a.key);
const only = (text: string) => keys(onlyActions(PLAN, [parseOnly(text, DESIRED)], DESIRED));

test("a spoke comes with the zone that it waits for, the zone's tags, and the end of its authorization", () => {
  expect(only("spoke=pay")).toEqual(keys(PLAN).filter((key) => /ssm/.test(key) && !/web/.test(key)));
});

test("an endpoint is all of its zones, a hub all of its actions, and nothing of others", () => {
  expect(only("endpoint=kms")).toEqual(["associate kms web"]);
  expect(only("hub=hub-a")).toEqual(keys(PLAN));
  expect(only("hub=hub-b")).toEqual([]);
});

test("an endpoint that a document replaces goes with it", () => {
  const key = "hub-a/default/com.amazonaws.eu-west-1.kms";
  const { zone: _, ...place } = action("deleteEndpoint kms") as { zone: unknown } & Action;
  const old = { ...place, endpoint: undefined, target: { key } } as unknown as Action;
  expect(onlyActions([old], [parseOnly("endpoint=kms", DESIRED)], DESIRED)).toEqual([old]);
  expect(onlyActions([old], [parseOnly("endpoint=ssm", DESIRED)], DESIRED)).toEqual([]);
});

test("several are the parts of all of them, in the order of the plan", () => {
  const both = ["endpoint=kms", "spoke=pay"].map((text) => parseOnly(text, DESIRED));
  expect(keys(onlyActions(PLAN, both, DESIRED))).toEqual([...only("spoke=pay"), "associate kms web"]);
});

test.each<[string, Action[], string, string[]]>([
  [
    "who leaves a zone joins the other one of the name with it",
    [
      action("disassociate ssm web"),
      action("associate ssm#1 web", { endpoint: "other" }),
      action("associate ssm#1 pay"),
    ],
    "disassociate ssm web",
    ["disassociate ssm web", "associate ssm#1 web"],
  ],
  [
    "the last VPC of a zone that goes joins the other one of the name with it",
    [
      action("deleteZone ssm"),
      action("associate ssm#1 web", { after: ["deleteZone ssm"] }),
      action("associate kms web", { after: ["deleteZone ssm"] }),
    ],
    "deleteZone ssm",
    ["deleteZone ssm", "associate ssm#1 web"],
  ],
  [
    "the switch of private DNS takes its whole endpoint along",
    [
      action("associate ssm web"),
      action("turnOffPrivateDns ssm", { after: ["associate ssm web"] }),
      action("associate ssm hub"),
      action("associate kms hub"),
    ],
    "turnOffPrivateDns ssm",
    ["associate ssm web", "turnOffPrivateDns ssm", "associate ssm hub"],
  ],
  [
    "what is urgent is not put off",
    [
      action("disassociate ssm web"),
      action("associate kms web", { after: ["disassociate ssm web"], urgent: true }),
    ],
    "disassociate ssm web",
    ["disassociate ssm web", "associate kms web"],
  ],
  [
    "a zone's first VPC gets its aliases",
    [action("createZone ssm web"), action("changeRecords ssm", { after: ["createZone ssm web"] })],
    "createZone ssm web",
    ["createZone ssm web", "changeRecords ssm"],
  ],
])("%s", (_, actions, chosen, taken) => {
  expect(
    keys(
      withCompanions(
        actions,
        actions.filter((a) => a.key === chosen),
      ),
    ),
  ).toEqual(taken);
});

test("what is said of other spokes and endpoints is left out, what is said of the hub is not", () => {
  const finding = (words: string, place: object) => ({ message: words, hub: "hub-a", ...place }) as Finding;
  const findings = [
    finding("hub", {}),
    finding("other hub", { hub: "hub-b" }),
    finding("ssm", { endpoint: "ssm" }),
    finding("kms", { endpoint: "kms" }),
    finding("pay", { endpoint: "ssm", spoke: "pay" }),
    finding("web", { endpoint: "ssm", spoke: "web" }),
    finding("window", { endpoint: "s3", spoke: "other", action: "move s3 other" }), // of something that is done
  ];
  const said = (text: string) =>
    onlyFindings(findings, [parseOnly(text, DESIRED)], DESIRED).map((f) => f.message);
  expect(said("spoke=pay")).toEqual(["hub", "ssm", "pay", "window"]);
  expect(said("endpoint=ssm")).toEqual(["hub", "ssm", "pay", "web", "window"]);
  expect(said("hub=hub-b")).toEqual(["other hub", "window"]);
});

test.each([
  ["pay", "pay: it takes spoke=NAME, hub=NAME or endpoint=NAME"],
  ["vpc=pay", "vpc=pay: it takes spoke=NAME, hub=NAME or endpoint=NAME"],
  ["spoke=", "spoke=: it takes spoke=NAME, hub=NAME or endpoint=NAME"],
  ["endpoint=smm", 'endpoint=smm: there is no endpoint document of that name; did you mean "ssm"?'],
  ["spoke=payments", "spoke=payments: there is no spoke document of that name"],
])("%s is refused in words", (text, words) => {
  expect(() => parseOnly(text, DESIRED)).toThrow(words);
});
