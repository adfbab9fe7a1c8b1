import type { Route53Client } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import type { LiveAlias } from "../model/action/alias.ts";
import type { ZoneId } from "../model/ids.ts";
import { listRecords, writeAliases } from "./records.ts";

const ZONE = "Z1" as ZoneId;
const NAME = "*.dkr.ecr.eu-west-1.amazonaws.com";
const LISTED = "\\052.dkr.ecr.eu-west-1.amazonaws.com.";
const target = {
  dnsName: "vpce-0e1-abc.dkr.ecr.eu-west-1.vpce.amazonaws.com",
  hostedZoneId: "Z38GZ743OKFT7T",
  evaluateTargetHealth: true,
};
const cname = (value: string) => ({
  Name: LISTED,
  Type: "CNAME",
  TTL: 300,
  ResourceRecords: [{ Value: value }],
});
const expects = { cname: { ttl: 300, values: ["old.example.com"] } };
const both: LiveAlias[] = [
  { name: NAME, type: "A", target, expects },
  { name: NAME, type: "AAAA", target, expects },
];

type Sent = { readonly ChangeBatch?: { readonly Changes: readonly Change[] } };
type Change = { readonly Action: string; readonly ResourceRecordSet: { readonly Type: string } };

/** Lists these sets; refuses changes when asked to. */
function route53(sets: readonly object[], isRefused = false): { client: Route53Client; sent: Sent[] } {
  const sent: Sent[] = [];
  const send = async ({ input }: { input: Sent }) => {
    if (!input.ChangeBatch) return { ResourceRecordSets: sets };
    sent.push(input);
    if (isRefused) throw Object.assign(new Error("refused"), REFUSAL);
    return { ChangeInfo: { Id: "/change/C1" } };
  };
  return { client: { send } as unknown as Route53Client, sent };
}

const REFUSAL = { name: "InvalidChangeBatch", $metadata: { httpStatusCode: 400 } };

test("a CNAME in the place of two aliases goes with their making, once, in one batch, as it was listed", async () => {
  const { client, sent } = route53([]);
  expect(await writeAliases(client, ZONE, both)).toBe("/change/C1");
  const changes = sent.flatMap(({ ChangeBatch }) => ChangeBatch?.Changes ?? []);
  expect(changes.map((c) => [c.Action, c.ResourceRecordSet.Type])).toEqual([
    ["DELETE", "CNAME"],
    ["CREATE", "A"],
    ["CREATE", "AAAA"],
  ]);
  expect(changes[0]?.ResourceRecordSet).toMatchObject({
    TTL: 300,
    ResourceRecords: [{ Value: "old.example.com" }],
  });
});

test("a CNAME that somebody changed since the reading stays, and the refusal says where it leads now", async () => {
  const { client, sent } = route53([cname("new.example.com")], true);
  await expect(writeAliases(client, ZONE, both)).rejects.toMatchObject({
    failure: {
      error: "RecordChanged",
      message: expect.stringContaining("is CNAME new.example.com by now"),
    },
  });
  expect(sent).toHaveLength(1);
});

test("values are kept of addresses and CNAMEs alone: what a TXT record says is nobody's business here", async () => {
  const txt = { Name: LISTED, Type: "TXT", TTL: 60, ResourceRecords: [{ Value: '"secret"' }] };
  expect(await listRecords(route53([cname("a.example.com"), txt]).client, ZONE)).toEqual([
    { name: NAME, type: "CNAME", plain: { ttl: 300, values: ["a.example.com"] } },
    { name: NAME, type: "TXT" },
  ]);
});
