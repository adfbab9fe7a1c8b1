import { AssociateVPCWithHostedZoneCommand, GetHostedZoneCommand } from "@aws-sdk/client-route-53";
import { describe, expect, it } from "vitest";
import { fakeAws } from "../../test/support/fake-aws.ts";
import { Secret } from "../model/desired/types.ts";
import type { AccountId } from "../model/ids.ts";
import { VirtualClock } from "../simulator/virtual-clock.ts";
import { failureOf } from "./failure.ts";

const SPOKE = "222233334444" as AccountId;
const EXTERNAL_ID = "hush-external-id";
const roleIn = (account: string) => ({
  arn: `arn:aws:iam::${account}:role/vpce-operator-spoke`,
  externalId: new Secret(EXTERNAL_ID),
});
const getZone = () => new GetHostedZoneCommand({ Id: "Z1" });
const associate = () =>
  new AssociateVPCWithHostedZoneCommand({
    HostedZoneId: "Z1",
    VPC: { VPCId: "vpc-1", VPCRegion: "eu-west-1" },
  });

describe("credentials", () => {
  it("are renewed five minutes before they run out, in the middle of a pass", async () => {
    const { clock, accounts, calls } = fakeAws(new VirtualClock(), () => undefined);
    const { route53 } = accounts.session(SPOKE, roleIn(SPOKE));
    const send = (minute: number) => clock.sleep(minute * 60_000).then(() => route53.send(getZone()));
    await clock.run(Promise.all([0, 54, 56, 57, 120].map(send)));
    const keys = calls
      .filter(({ operation }) => operation === "GetHostedZone")
      .map(({ key }) => key.split("-")[1]);
    expect(keys).toEqual(["1", "1", "2", "2", "3"]);
  });

  it("that AWS says have run out are renewed once for all calls under way, and each call is tried once more", async () => {
    const stale = `ASIA${SPOKE}-1`;
    let over = false;
    let n = 0; // some answers come when the credentials have been renewed already
    const { clock, accounts, count } = fakeAws(new VirtualClock(), (call) =>
      over && call.key === stale ? { code: "ExpiredToken", status: 403, delayMs: 50 * n++ } : undefined,
    );
    const { route53 } = accounts.session(SPOKE, roleIn(SPOKE));
    await clock.run(route53.send(getZone()));
    await clock.run(clock.sleep(60_000));
    over = true;
    await clock.run(Promise.all(Array.from({ length: 10 }, () => route53.send(associate()))));
    expect(count("AssumeRole")).toBe(2);
    expect(count("AssociateVPCWithHostedZone")).toBe(20);
  });

  it("that run out again at once are a denial, not a loop", async () => {
    const { clock, accounts, count } = fakeAws(new VirtualClock(), (call) =>
      call.operation === "GetHostedZone" ? { code: "ExpiredToken", status: 403 } : undefined,
    );
    const { route53 } = accounts.session(SPOKE, roleIn(SPOKE));
    const error = await clock.run(route53.send(getZone()).catch((error: unknown) => error));
    expect(failureOf(error).kind).toBe("denied");
    expect(count("GetHostedZone")).toBe(2);
  });
});
