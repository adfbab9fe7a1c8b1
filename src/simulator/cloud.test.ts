import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  CreateHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListHostedZonesCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import {
  CreateResolverRuleCommand,
  GetResolverRuleCommand,
  ListResolverRulesCommand,
  Route53ResolverClient,
} from "@aws-sdk/client-route53resolver";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { clientSettings } from "./client-settings.ts";
import { type CloudOptions, createCloud } from "./cloud.ts";
import { seededRandom } from "./random.ts";
import { VirtualClock } from "./virtual-clock.ts";

const HUB = "111111111111";
const SPOKE = "222222222222";
const ROLE = `arn:aws:iam::${SPOKE}:role/spoke`;

function world(options: Partial<CloudOptions> = {}) {
  const clock = new VirtualClock();
  const cloud = createCloud({ clock, ...options });
  const route53 = new Route53Client(clientSettings(cloud, HUB));
  const sts = new STSClient(clientSettings(cloud, HUB));
  const list = () => route53.send(new ListHostedZonesCommand({}));
  return { clock, cloud, route53, sts, list };
}

const nameOf = async (call: Promise<unknown>) => {
  try {
    await call;
    return "answered";
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return `${$metadata?.httpStatusCode} ${name}`;
  }
};

test("an account's administrator is who the 12-digit key says", async () => {
  const { sts } = world();
  const { Account, Arn, $metadata } = await sts.send(new GetCallerIdentityCommand({}));
  expect({ Account, Arn }).toEqual({ Account: HUB, Arn: `arn:aws:iam::${HUB}:root` });
  expect($metadata.requestId).toMatch(/^00000000-0000-4000-8000-\d{12}$/);
});

test("an administrator in China is of that partition", async () => {
  const { cloud } = world();
  const sts = new STSClient(clientSettings(cloud, HUB, "cn-north-1"));
  expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(`arn:aws-cn:iam::${HUB}:root`);
});

test("an assumed role acts in its account until it expires, each service says so in its own words", async () => {
  const { clock, cloud, sts } = world();
  cloud.identity.addRole({ arn: ROLE, trusts: [HUB] });
  const { Credentials: session } = await sts.send(
    new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: "test" }),
  );
  const credentials = {
    accessKeyId: session?.AccessKeyId ?? "",
    secretAccessKey: session?.SecretAccessKey ?? "",
    sessionToken: session?.SessionToken ?? "",
  };
  const asSpoke = new STSClient({ ...clientSettings(cloud, SPOKE), credentials });
  const zones = new Route53Client({ ...clientSettings(cloud, SPOKE), credentials });
  expect((await asSpoke.send(new GetCallerIdentityCommand({}))).Account).toBe(SPOKE);
  await clock.run(clock.sleep(3_600_000));
  expect(await nameOf(asSpoke.send(new GetCallerIdentityCommand({})))).toBe("403 ExpiredToken");
  expect(await nameOf(zones.send(new ListHostedZonesCommand({})))).toBe("403 ExpiredToken");
  expect(JSON.stringify(cloud.calls.list())).not.toContain(credentials.sessionToken);
});

test("an unknown key, a denied action and a closed account are refused", async () => {
  const { cloud, list } = world();
  const stranger = new Route53Client(clientSettings(cloud, "AKIAUNKNOWN"));
  expect(await nameOf(stranger.send(new ListHostedZonesCommand({})))).toBe("403 InvalidClientTokenId");
  cloud.identity.setClosed(HUB, true);
  expect(await nameOf(list())).toBe("403 AccessDenied");
  cloud.identity.setClosed(HUB, false);
  expect(await nameOf(list())).toBe("answered");
});

test("the 51st request of a second is throttled as Route 53 does, and the call log tells", async () => {
  const { cloud, list } = world();
  for (let i = 0; i < 50; i++) await list();
  expect(await nameOf(list())).toBe("400 Throttling");
  expect(cloud.calls.list({ errorCode: "Throttling" })).toMatchObject([
    { account: HUB, service: "route53", operation: "ListHostedZones", throttled: true, write: false },
  ]);
  cloud.setThrottling(false);
  expect(await nameOf(list())).toBe("answered");
});

test("a missing required member is the service's own error", async () => {
  const { route53 } = world();
  const incomplete = new CreateVPCAssociationAuthorizationCommand({ HostedZoneId: "Z1", VPC: undefined });
  await expect(route53.send(incomplete)).rejects.toMatchObject({ name: "InvalidInput", message: /VPC/ });
});

test("a lost request was not acted on, a lost answer was, and both look like a reset connection", async () => {
  const { cloud, list } = world();
  const phases: string[] = [];
  cloud.onCall(({ phase }) => phases.push(phase));
  cloud.faults.add({ fault: "loseRequest", times: 1 });
  await expect(list()).rejects.toMatchObject({ name: "TimeoutError", code: "ECONNRESET" });
  expect(phases).toEqual([]);
  cloud.faults.add({ fault: "loseAnswer", nth: 1 });
  await expect(list()).rejects.toMatchObject({ name: "TimeoutError", code: "ECONNRESET" });
  expect(phases).toEqual(["before", "after"]);
  expect(cloud.calls.list().map(({ status }) => status)).toEqual([0, 0]);
});

test("injected errors, throttling and denial are answered without acting", async () => {
  const { cloud, list } = world();
  const acted: string[] = [];
  cloud.onCall(({ call }) => acted.push(call.operation));
  const remove = cloud.faults.add({ fault: "error", code: "InternalFailure", status: 500, message: "no" });
  expect(await nameOf(list())).toBe("500 InternalFailure");
  remove();
  cloud.faults.add({ fault: "throttle", times: 1 });
  expect(await nameOf(list())).toBe("400 Throttling");
  cloud.faults.add({ fault: "deny", operation: "List*" });
  expect(await nameOf(list())).toBe("403 AccessDenied");
  expect(acted).toEqual([]);
});

test("an observer that throws breaks the call off, before or after AWS acted", async () => {
  const { cloud, list } = world();
  const stop = cloud.onCall(({ phase, call }) => {
    throw new Error(`killed ${phase} ${call.operation}`);
  });
  await expect(list()).rejects.toThrow("killed before ListHostedZones");
  stop();
  expect(await nameOf(list())).toBe("answered");
});

test("latency and delays pass in virtual time, and answers carry that time", async () => {
  const { clock, cloud, list } = world({ latencyMs: 40 });
  cloud.faults.add({ fault: "delay", ms: 1000, times: 1 });
  const start = clock.now();
  await clock.run(list());
  expect(clock.now() - start).toBe(1040);
  expect(cloud.calls.list()).toMatchObject([{ at: start, tookMs: 1040, status: 200 }]);
  const { response } = await clock.run(
    cloud.handle({
      method: "GET",
      path: "/2013-04-01/hostedzone",
      headers: { Authorization: scope("route53") },
    }),
  );
  expect(response.statusCode).toBe(200);
  expect(response.headers.date).toBe("Thu, 01 Jan 2026 00:00:01 GMT");
});

test("an abort ends the waiting and not the request", async () => {
  const { clock, cloud, route53 } = world({ latencyMs: 1000 });
  const stop = new AbortController();
  const call = route53.send(new ListHostedZonesCommand({}), { abortSignal: stop.signal });
  const aborted = expect(call).rejects.toMatchObject({ name: "AbortError" });
  await clock.run(clock.sleep(10));
  stop.abort();
  await clock.run(aborted);
  expect(cloud.calls.list()).toEqual([]);
  await clock.run(clock.sleep(1000));
  expect(cloud.calls.count()).toEqual({ "route53:ListHostedZones": 1 });
});

test("two authorization writes that meet on one zone conflict, one after the other they do not", async () => {
  const { clock, route53 } = world({ latencyMs: 40 });
  const write = () =>
    nameOf(
      route53.send(
        new CreateVPCAssociationAuthorizationCommand({
          HostedZoneId: "Z1",
          VPC: { VPCId: "vpc-1", VPCRegion: "eu-west-1" },
        }),
      ),
    );
  const both = await clock.run(Promise.all([write(), write()]));
  expect(both.toSorted()).toEqual(["400 ConcurrentModification", "404 NoSuchHostedZone"]);
  expect(await clock.run(write())).toBe("404 NoSuchHostedZone");
});

test("with default VPCs, each account and Region has one from its first call on", async () => {
  const { cloud } = world({ defaultVpc: true });
  const vpcs = async (account: string, region: string) => {
    const ec2 = new EC2Client(clientSettings(cloud, account, region));
    return (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.map((vpc) => vpc.IsDefault && vpc.CidrBlock);
  };
  expect(await vpcs(HUB, "eu-west-1")).toEqual(["172.31.0.0/16"]);
  expect(await vpcs(HUB, "eu-west-1")).toEqual(["172.31.0.0/16"]);
  expect(await vpcs(SPOKE, "eu-central-1")).toEqual(["172.31.0.0/16"]);
  cloud.reset();
  expect(await vpcs(HUB, "eu-west-1")).toEqual(["172.31.0.0/16"]);
});

test("EC2 refuses in its own codes", async () => {
  const { cloud } = world();
  cloud.identity.addRole({ arn: ROLE, trusts: [], denies: ["ec2:*"] });
  const role = cloud.identity.role(ROLE);
  if (!role) throw new Error("the role is there");
  const { accessKeyId, secretAccessKey, sessionToken } = cloud.identity.openSession(role, "test", 900);
  const describe = async (credentials: object) => {
    const ec2 = new EC2Client({ ...clientSettings(cloud, HUB), ...credentials });
    return nameOf(ec2.send(new DescribeVpcsCommand({})));
  };
  expect(await describe({ credentials: { accessKeyId, secretAccessKey, sessionToken } })).toBe(
    "403 UnauthorizedOperation",
  );
  expect(await describe({ credentials: { accessKeyId, secretAccessKey } })).toBe("401 AuthFailure");
  for (let i = 0; i < 100; i++) await describe({});
  expect(await describe({})).toBe("503 RequestLimitExceeded");
});

test("a change is INSYNC after 20 to 40 seconds unless told otherwise, and DNS shows it from then on", async () => {
  const { clock, cloud, route53 } = world({ defaultVpc: true });
  const ec2 = new EC2Client(clientSettings(cloud, HUB));
  const VPCId = (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.[0]?.VpcId as string;
  const { ChangeInfo } = await route53.send(
    new CreateHostedZoneCommand({
      Name: "ssm.eu-west-1.amazonaws.com",
      CallerReference: "first",
      VPC: { VPCId, VPCRegion: "eu-west-1" },
    }),
  );
  const status = async () =>
    (await route53.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))).ChangeInfo?.Status;
  const resolve = () => cloud.resolve(VPCId, "ssm.eu-west-1.amazonaws.com").from.kind;
  await clock.run(clock.sleep(20_000 - 1));
  expect([await status(), resolve()]).toEqual(["PENDING", "public"]);
  await clock.run(clock.sleep(20_001));
  expect([await status(), resolve()]).toEqual(["INSYNC", "private-zone"]);
});

test("Resolver speaks JSON through a client without schemas", async () => {
  const { cloud } = world();
  const resolver = new Route53ResolverClient(clientSettings(cloud, HUB));
  expect((await resolver.send(new ListResolverRulesCommand({}))).ResolverRules).toBeDefined();
  const none = new GetResolverRuleCommand({ ResolverRuleId: "rslvr-rr-none" });
  expect(await nameOf(resolver.send(none))).toBe("400 ResourceNotFoundException");
  cloud.faults.add({ fault: "deny" });
  expect(await nameOf(resolver.send(none))).toBe("400 AccessDeniedException");
});

test("what is not served answers 501 and says so", async () => {
  const { cloud } = world();
  const ask = async (service: string, request: object) => {
    const headers = { authorization: scope(service) };
    const { response } = await cloud.handle({ method: "POST", path: "/", headers, ...request });
    return { status: response.statusCode, text: Buffer.from(response.body).toString() };
  };
  const version = "Version=2011-06-15";
  expect(await ask("sts", { body: `Action=GetSessionToken&${version}` })).toMatchObject({ status: 501 });
  expect(await ask("sts", { body: `Action=NoSuchAction&${version}` })).toMatchObject({ status: 400 });
  expect((await ask("lambda", {})).text).toContain("does not serve lambda");
  expect((await cloud.handle({ method: "GET", path: "/", headers: {} })).response.statusCode).toBe(403);
});

test("a reset forgets everything and repeats the seed", async () => {
  const { cloud, list, route53 } = world();
  const first = cloud.estate.surroundings.hex(8);
  cloud.identity.addRole({ arn: ROLE, trusts: ["*"] });
  cloud.faults.add({ fault: "deny" });
  await nameOf(list());
  cloud.reset();
  expect(cloud.estate.surroundings.hex(8)).toBe(first);
  expect(cloud.identity.role(ROLE)).toBeUndefined();
  expect(cloud.calls.list()).toEqual([]);
  expect(await nameOf(route53.send(new GetHostedZoneCommand({ Id: "Z1" })))).toBe("404 NoSuchHostedZone");
});

test("the same seed and the same work give the same trace, signed and in parallel", async () => {
  const trace = async () => {
    const random = seededRandom(7);
    const { clock, cloud, list } = world({ latencyMs: () => random() * 100 });
    cloud.faults.add({ fault: "loseAnswer", probability: 0.1 });
    const work = Array.from({ length: 200 }, async (_, i) => {
      await clock.sleep(i * 20);
      return nameOf(list());
    });
    const answers = await clock.run(Promise.all(work));
    return { answers, calls: cloud.calls.list() };
  };
  const first = await trace();
  expect(new Set(first.answers)).toEqual(new Set(["answered", "400 Throttling", "undefined TimeoutError"]));
  expect(await trace()).toEqual(first);
});

const scope = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=${HUB}/20260101/us-east-1/${service}/aws4_request, …`;

test("a stale list answers as before the latest writes, for as many calls as it was told", async () => {
  const { cloud, route53, list } = world();
  cloud.faults.add({ fault: "stale", operation: "List*", writes: 1, nth: 2, times: 2 });
  const make = (Name: string) => route53.send(new CreateHostedZoneCommand({ Name, CallerReference: Name }));
  const seen = async () => (await list()).HostedZones?.length;
  await make("first.example");
  expect(await seen()).toBe(1);
  await make("second.example");
  expect([await seen(), await seen(), await seen()]).toEqual([1, 1, 2]);
});

test("Resolver's lists lag behind likewise, by its own writes", async () => {
  const { cloud, route53 } = world();
  const resolver = new Route53ResolverClient(clientSettings(cloud, HUB) as never);
  const own = "rslvr-autodefined-rr-internet-resolver";
  const seen = async () =>
    (await resolver.send(new ListResolverRulesCommand({}))).ResolverRules?.filter(({ Id }) => Id !== own)
      .length;
  const make = (DomainName: string) =>
    resolver.send(
      new CreateResolverRuleCommand({ CreatorRequestId: DomainName, RuleType: "SYSTEM", DomainName }),
    );
  cloud.faults.add({ fault: "stale", service: "route53resolver", operation: "List*", writes: 1, times: 1 });
  await make("first.example");
  await route53.send(new CreateHostedZoneCommand({ Name: "other.example", CallerReference: "other" }));
  expect([await seen(), await seen()]).toEqual([0, 1]);
});

test("calls of Resolver, its polls too, are five a second for an account in a Region", async () => {
  const code = "ThrottlingException"; // the guide says Throttling, the model this
  const { clock, cloud } = world({ behaviours: { resolverThrottling: code } });
  const poll = (account: string) => {
    const resolver = new Route53ResolverClient({
      ...clientSettings(cloud, account),
      maxAttempts: 1,
    } as never);
    return nameOf(resolver.send(new GetResolverRuleCommand({ ResolverRuleId: "rslvr-rr-none" })));
  };
  const polls = async (account: string, count: number) =>
    (await Promise.all(Array.from({ length: count }, () => poll(account)))).filter((name) =>
      name.includes(code),
    ).length;
  const outcomes = await clock.run(Promise.all([polls(HUB, 8), polls(SPOKE, 5)]));
  expect(outcomes).toEqual([3, 0]);
  await clock.run(clock.sleep(1000));
  expect(await clock.run(polls(HUB, 5))).toBe(0);
});
