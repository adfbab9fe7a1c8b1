import { readFileSync } from "node:fs";
import { ListHostedZonesCommand, Route53Client } from "@aws-sdk/client-route-53";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { administrator } from "./client-settings.ts";
import { type Cloud, createCloud } from "./cloud.ts";
import { faultRule } from "./faults.ts";
import { type ServedCloud, serveCloud } from "./server.ts";
import { VirtualClock } from "./virtual-clock.ts";

const HUB = "111111111111";
let cloud: Cloud;
let served: ServedCloud;
let route53: Route53Client;
const list = () => route53.send(new ListHostedZonesCommand({}));

beforeAll(async () => {
  cloud = createCloud({ clock: new VirtualClock() });
  served = await serveCloud(cloud);
  const settings = {
    region: "eu-west-1",
    endpoint: served.url,
    credentials: administrator(HUB),
    maxAttempts: 1,
  };
  route53 = new Route53Client(settings);
});
beforeEach(() => cloud.reset());
afterAll(async () => {
  route53.destroy();
  await served.close();
});

async function control(method: string, path: string, body?: unknown) {
  const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
  const response = await fetch(`${served.url}/_simulator/${path}`, {
    method,
    ...(text !== undefined && { body: text }),
  });
  return { status: response.status, value: (await response.json()) as { [name: string]: unknown } };
}

test("an SDK client talks to the cloud over HTTP", async () => {
  expect((await list()).HostedZones).toEqual([]);
  const sts = new STSClient({ region: "eu-west-1", endpoint: served.url, credentials: administrator(HUB) });
  expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe(HUB);
  sts.destroy();
});

test("errors arrive with AWS's name, message, status and request id", async () => {
  cloud.faults.add({ fault: "throttle" });
  await expect(list()).rejects.toMatchObject({
    name: "Throttling",
    message: "Rate exceeded",
    $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^0{8}-/) },
  });
});

test("a lost answer breaks the connection", async () => {
  cloud.faults.add({ fault: "loseAnswer" });
  await expect(list()).rejects.toMatchObject({ name: "TimeoutError", code: "ECONNRESET" });
});

test("the control path lists itself", async () => {
  const { status, value } = await control("GET", "");
  expect(status).toBe(200);
  expect(Object.keys(value)).toContain("POST /_simulator/faults");
  expect((await control("GET", "health")).value).toMatchObject({ status: "running" });
  expect((await control("GET", "nonsense")).status).toBe(404);
});

test("faults, throttling, the call log and the reset are driven over HTTP", async () => {
  await control("POST", "faults", { fault: "deny", operation: "List*" });
  await expect(list()).rejects.toMatchObject({ name: "AccessDenied" });
  await control("DELETE", "faults");
  expect((await control("GET", "faults")).value).toEqual({ faults: [] });

  await control("POST", "throttling", { on: false });
  for (let i = 0; i < 60; i++) await list();
  await control("POST", "throttling", { model: "sliding" });
  const answers = await Promise.allSettled(Array.from({ length: 11 }, list));
  expect(answers.filter(({ status }) => status === "rejected")).toHaveLength(1);
  await control("POST", "throttling", { on: true });

  const { value } = await control("GET", `calls?account=${HUB}&errorCode=AccessDenied&write=false`);
  expect(value).toMatchObject({ counts: { "route53:ListHostedZones": 1 }, calls: [{ status: 403 }] });
  await control("POST", "reset");
  expect((await control("GET", "calls")).value).toMatchObject({ counts: {} });
});

test("a world file is loaded over HTTP, and names are resolved in it", async () => {
  const world = `
accounts:
  "111111111111":
    name: hub
    vpcs:
      - id: vpc-0a11ce0000000000a
        region: ap-southeast-2
        cidr: 10.0.0.0/16
        subnets: 2
        endpoints:
          - { service: ssm, privateDns: true }
`;
  expect(await control("POST", "reset", world)).toEqual({ status: 200, value: {} });
  const question = "resolve?vpc=vpc-0a11ce0000000000a&name=ssm.ap-southeast-2.amazonaws.com";
  const { value } = await control("GET", question);
  expect(value).toMatchObject({ rcode: "NOERROR", from: { kind: "service" } });
  expect(value.addresses).toEqual([expect.stringMatching(/^10\.0\./), expect.stringMatching(/^10\.0\./)]);
  const broken = await control("POST", "reset", "accounts: { hub: {} }");
  expect(broken).toMatchObject({ status: 400, value: { error: expect.stringContaining("body:1:") } });
  expect((await control("GET", question)).status).toBe(200); // still the world of before
});

test("accounts move in the organization, and sharing in it is switched, over HTTP", async () => {
  const world = `
accounts: {}
organization: { id: o-a1b2c3d4e5, management: "${HUB}", ous: [{ id: ou-ab12-11111111, accounts: ["222222222222"] }] }
`;
  const change = (body: object) => control("POST", "organization", body);
  expect(await change({ account: "222222222222", to: "root" })).toMatchObject({
    status: 400,
    value: { error: "this world has no organization" },
  });
  await control("POST", "reset", world);
  expect((await change({ account: "222222222222", to: "root" })).status).toBe(200);
  expect((await change({ account: "222222222222", to: "outside" })).status).toBe(200);
  const stays = cloud.estate.organization?.stays.get("222222222222");
  expect(stays?.map(({ unit, to }) => [unit, to <= cloud.clock.now()])).toEqual([
    ["ou-ab12-11111111", true],
    [undefined, true],
  ]);
  expect(await change({ account: "222222222222", to: "ou-ab12-22222222" })).toMatchObject({ status: 400 });
  expect((await change({ sharing: "disabled" })).status).toBe(200);
  expect(cloud.estate.organization?.sharing).toBe("disabled");
});

test("what is not understood is told, not ignored", async () => {
  expect(await control("POST", "faults", { fault: "explode" })).toMatchObject({ status: 400 });
  expect(await control("POST", "faults", "no json")).toMatchObject({ status: 400 });
  expect(await control("POST", "throttling", { model: "wild" })).toMatchObject({ status: 400 });
  expect(await control("GET", "calls?acount=1")).toMatchObject({ status: 400 });
});

test("what breaks inside is told in a sentence, without a stack", async () => {
  const off = cloud.onCall(() => {
    throw new Error("a listener broke");
  });
  const response = await fetch(`${served.url}/2013-04-01/hostedzone`, {
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${HUB}/20260101/us-east-1/route53/aws4_request` },
  });
  off();
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ __type: "InternalFailure", message: "a listener broke" });
});

/** The page that tells how to drive it. */
const page = readFileSync(new URL("../../docs/world.md", import.meta.url), "utf8");

test("docs/world.md names every control, every fault and what a fault may say, and its commands are taken", async () => {
  const { value: controls } = await control("GET", "");
  const faults = faultRule.options.flatMap(({ shape }) => {
    const { fault, ...more } = shape;
    const names = "options" in fault ? fault.options : [...fault.values];
    return [...names, ...Object.keys(more)];
  });
  const missing = [...Object.keys(controls), ...faults].filter((word) => !page.includes(`\`${word}`));
  expect(missing).toEqual([]);
  const bodies = [...page.matchAll(/curl -d '(\{.*\})' http:\S+faults$/gm)].map(([, body = ""]) => body);
  expect(bodies).toHaveLength(2);
  for (const body of bodies) expect(await control("POST", "faults", body)).toMatchObject({ status: 200 });
});

test("what Resolver has is held in a status, and let go, over HTTP", async () => {
  const world = `accounts:
  "${HUB}":
    vpcs:
      - id: vpc-0a00000000000a001
        region: eu-west-1
        cidr: 10.0.0.0/16
        resolverRules: [{ id: rslvr-rr-1, domain: corp.example }]`;
  await control("POST", "reset", world);
  const asked = "resolve?vpc=vpc-0a00000000000a001&name=a.corp.example";
  const answered = async () => (await control("GET", asked)).value;
  expect(await answered()).toMatchObject({ rcode: "SERVFAIL" });
  const [id = ""] = [...cloud.estate.resolver.associations.keys()];
  await control("POST", "resolver", { id, status: "OVERRIDDEN" });
  expect(await answered()).toMatchObject({ rcode: "NXDOMAIN", from: { kind: "public" } });
  await control("POST", "resolver", { id, status: null });
  expect(await answered()).toMatchObject({ rcode: "SERVFAIL" });
  expect((await control("POST", "resolver", { id: "rslvr-none", status: null })).status).toBe(400);
});
