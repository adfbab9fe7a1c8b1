import {
  CreateResourceShareCommand,
  DeleteResourceShareCommand,
  EnableSharingWithAwsOrganizationCommand,
  GetResourceSharesCommand,
  ListPermissionsCommand,
  RAMClient,
} from "@aws-sdk/client-ram";
import { expect, test } from "vitest";
import { clientSettings } from "../client-settings.ts";
import { type CloudOptions, createCloud } from "../cloud.ts";
import { VirtualClock } from "../virtual-clock.ts";

const HUB = "111111111111";
const SPOKE = "222222222222";

function world(options: Partial<CloudOptions> = {}) {
  const clock = new VirtualClock();
  const cloud = createCloud({ clock, ...options });
  const ram = (account = HUB, region = "eu-west-1") => new RAMClient(clientSettings(cloud, account, region));
  const list = (account = HUB) => ram(account).send(new GetResourceSharesCommand({ resourceOwner: "SELF" }));
  return { clock, cloud, ram, list };
}

const refusalOf = async (call: Promise<unknown>) => {
  try {
    await call;
    return "answered";
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return `${$metadata?.httpStatusCode} ${name}: ${message}`;
  }
};

test("the SDK's client makes, lists and deletes a share, with dates and the token of its own", async () => {
  const { clock, ram, list } = world();
  const { resourceShare, clientToken } = await ram().send(
    new CreateResourceShareCommand({ name: "hub", clientToken: "one", tags: [{ key: "a", value: "b" }] }),
  );
  expect(clientToken).toBe("one");
  expect(resourceShare?.creationTime?.getTime()).toBe(clock.now());
  expect((await list()).resourceShares).toEqual([resourceShare]);
  expect((await list(SPOKE)).resourceShares).toEqual([]);
  const resourceShareArn = resourceShare?.resourceShareArn;
  const deletion = new DeleteResourceShareCommand({ resourceShareArn, clientToken: "two" });
  expect(await ram().send(deletion)).toMatchObject({ returnValue: true, clientToken: "two" });
});

test("a missing member, another service's operation and an unknown key are refused as AWS does", async () => {
  const { cloud, ram } = world();
  const empty = new CreateResourceShareCommand({ name: undefined });
  expect(await refusalOf(ram().send(empty))).toContain(
    "400 ValidationException: 1 validation error detected",
  );
  expect(await refusalOf(ram().send(new ListPermissionsCommand({})))).toBe(
    "501 NotImplemented: The simulator does not implement ram:ListPermissions.",
  );
  const nobody = new RAMClient({
    ...clientSettings(cloud, HUB),
    credentials: { accessKeyId: "AKIA", secretAccessKey: "x" },
  });
  expect(await refusalOf(nobody.send(new GetResourceSharesCommand({ resourceOwner: "SELF" })))).toContain(
    "400 UnrecognizedClientException",
  );
});

test("calls that come too fast are throttled with 429, for each account and Region", async () => {
  const { list, ram, clock } = world();
  const all = await Promise.all(Array.from({ length: 6 }, () => refusalOf(list())));
  expect(all).toEqual([...Array(5).fill("answered"), "429 ThrottlingException: Rate exceeded"]);
  expect(await refusalOf(list(SPOKE))).toBe("answered");
  const elsewhere = ram(HUB, "eu-central-1").send(new GetResourceSharesCommand({ resourceOwner: "SELF" }));
  expect(await refusalOf(elsewhere)).toBe("answered");
  await clock.run(clock.sleep(200));
  expect(await refusalOf(list())).toBe("answered");
});

test("faults and denials strike RAM as any service, and the log tells reads from writes", async () => {
  const { cloud, list, ram } = world();
  cloud.faults.add({ fault: "throttle", service: "ram", times: 1 });
  expect(await refusalOf(list())).toBe("429 ThrottlingException: Rate exceeded");
  cloud.faults.add({ fault: "deny", service: "ram", operation: "write", account: HUB });
  const create = () => ram().send(new CreateResourceShareCommand({ name: "hub" }));
  expect(await refusalOf(create())).toContain(
    `403 AccessDeniedException: User: arn:aws:iam::${HUB}:root is not authorized to perform: ram:CreateResourceShare`,
  );
  cloud.faults.clear();
  cloud.faults.add({ fault: "loseAnswer", service: "ram", operation: "CreateResourceShare", times: 1 });
  expect(await refusalOf(create())).toContain("TimeoutError");
  expect((await list()).resourceShares).toHaveLength(1);
  expect(cloud.calls.count({ service: "ram" })).toEqual({
    "ram:GetResourceShares": 2,
    "ram:CreateResourceShare": 2,
  });
  expect(cloud.calls.list({ service: "ram", write: true }).map(({ errorCode }) => errorCode)).toEqual([
    "AccessDeniedException",
    undefined,
  ]);
  cloud.identity.setClosed(HUB, true);
  expect(await refusalOf(list())).toContain("403 AccessDeniedException");
});

test("a read of RAM may be of before its latest writes, and of nothing else's", async () => {
  const { cloud, list, ram } = world();
  cloud.faults.add({ fault: "stale", service: "ram", operation: "read", times: 2 });
  const { resourceShare } = await ram().send(new CreateResourceShareCommand({ name: "hub" }));
  expect((await list()).resourceShares).toEqual([]);
  const { resourceShareArn } = resourceShare ?? {};
  await ram().send(new DeleteResourceShareCommand({ resourceShareArn }));
  expect((await list()).resourceShares).toMatchObject([{ resourceShareArn, status: "ACTIVE" }]);
  expect((await list()).resourceShares).toMatchObject([{ resourceShareArn, status: "DELETING" }]);
});

test("how long sharing takes, and what is not documented, follows from the seed", async () => {
  const drawn = (seed: number) => {
    const { options } = world({ seed }).cloud.estate;
    const draw = (duration: typeof options.sharingMs) =>
      typeof duration === "function" ? duration() : duration;
    const times = Array.from({ length: 50 }, () => [draw(options.sharingMs), draw(options.sharedSeenMs)]);
    const { organizationNotShared: refused, unsharedAssociation: unshared } = options.behaviours;
    return { times, refused, unshared };
  };
  expect(drawn(7)).toEqual(drawn(7));
  const seeds = Array.from({ length: 10 }, (_, seed) => drawn(seed));
  expect(new Set(seeds.map(({ refused }) => refused))).toEqual(new Set(["invalidParameter", "notPermitted"]));
  expect(new Set(seeds.map(({ unshared }) => unshared))).toEqual(new Set(["goes", "fails"]));
  const times = seeds.flatMap((one) => one.times);
  expect(Math.max(...times.map(([sharing = 0]) => sharing))).toBeGreaterThan(180_000);
  expect(Math.min(...times.map(([sharing = 0]) => sharing))).toBeLessThan(2000);
  expect(world({ sharingMs: 1, behaviours: { emptyRamPages: 1 } }).cloud.estate.options).toMatchObject({
    sharingMs: 1,
    behaviours: { emptyRamPages: 1 },
  });
});

test("without an organization there is no sharing in it", async () => {
  const { ram } = world();
  expect(await refusalOf(ram().send(new EnableSharingWithAwsOrganizationCommand({})))).toContain(
    "Your account is not a member of an organization.",
  );
});
