import { Resolver } from "node:dns/promises";
import { connect } from "node:net";
import { decode, encode } from "dns-packet";
import { expect, onTestFinished, test } from "vitest";
import { HUB, simulated } from "../../../test/support/simulated.ts";
import { listenDns } from "./listener.ts";

const SSM = "ssm.eu-west-1.amazonaws.com";

async function listening() {
  const { zone, vpc, wait, resolve, record } = simulated({ insyncMs: 0 });
  const vpcId = vpc(HUB);
  const ResourceRecords = [{ Value: "10.0.0.4" }, { Value: "10.0.1.4" }];
  record(HUB, zone(HUB, SSM, vpcId), "CREATE", { Name: SSM, Type: "A", TTL: 60, ResourceRecords });
  wait(0);
  const listener = await listenDns(resolve, vpcId);
  onTestFinished(() => listener.close());
  const client = new Resolver({ timeout: 120_000, tries: 1 });
  client.setServers([`${listener.address}:${listener.port}`]);
  return { listener, client };
}

const askTcp = (port: number, name: string) =>
  new Promise<ReturnType<typeof decode>>((answered, fail) => {
    const query = encode({ type: "query", id: 7, flags: 256, questions: [{ type: "A", name }] });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    const socket = connect(port, "127.0.0.1", () => socket.write(Buffer.concat([length, query])));
    socket.on("error", fail);
    socket.on("data", (bytes) => {
      answered(decode(bytes.subarray(2)));
      socket.end();
    });
  });

test("a host in the VPC asks over UDP and is told what the VPC's resolver knows", async () => {
  const { client } = await listening();
  expect(await client.resolve4(SSM, { ttl: true })).toEqual([
    { address: "10.0.0.4", ttl: 60 },
    { address: "10.0.1.4", ttl: 60 },
  ]);
  await expect(client.resolve6(SSM)).rejects.toMatchObject({ code: "ENODATA" });
  await expect(client.resolve4(`x.${SSM}`)).rejects.toMatchObject({ code: "ENOTFOUND" });
  expect((await client.resolve4("sts.eu-west-1.amazonaws.com"))[0]).toMatch(/^52\.94\./);
});

test("over TCP the same, and an absent name says for how long it is remembered", async () => {
  const { listener } = await listening();
  expect(await askTcp(listener.port, SSM)).toMatchObject({ id: 7, rcode: "NOERROR", answers: [{}, {}] });
  expect(await askTcp(listener.port, `x.${SSM}`)).toMatchObject({
    rcode: "NXDOMAIN",
    answers: [],
    authorities: [{ type: "SOA", name: SSM, ttl: 900 }],
  });
});

test("that nobody answered is told as SERVFAIL, rcode 2, without a record, over UDP and TCP", async () => {
  const { vpc, call, resolve } = simulated({ resolverAssociationMs: 0 });
  const VPCId = vpc(HUB);
  const asked = { CreatorRequestId: "r", RuleType: "FORWARD", DomainName: SSM };
  const { ResolverRule } = call(HUB, "CreateResolverRule", asked);
  call(HUB, "AssociateResolverRule", { ResolverRuleId: (ResolverRule as { Id: string }).Id, VPCId });
  const listener = await listenDns(resolve, VPCId);
  onTestFinished(() => listener.close());
  const client = new Resolver({ timeout: 120_000, tries: 1 });
  client.setServers([`${listener.address}:${listener.port}`]);
  await expect(client.resolve4(SSM)).rejects.toMatchObject({ code: "ESERVFAIL" });
  expect(await askTcp(listener.port, SSM)).toMatchObject({ rcode: "SERVFAIL", answers: [], authorities: [] });
});
