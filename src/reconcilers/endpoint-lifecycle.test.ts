import type { EC2Client } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import type { EndpointId, Region, VpcId } from "../model/ids.ts";
import { createEndpoint, type NewEndpoint } from "./endpoint-lifecycle.ts";

const CLAIM = `vpceop/network-platform/${"0".repeat(32)}`;

const NEW: NewEndpoint = {
  vpc: "vpc-1" as VpcId,
  service: "com.amazonaws.us-east-2.ec2",
  spec: {
    by: "managed",
    subnets: [],
    securityGroups: [],
    ipAddressType: "ipv4",
    dnsRecordIpType: "ipv4",
    tags: {},
  },
  tags: { "vpce-operator/claim": CLAIM },
  clientToken: "t",
};
const shows = (State: string, VpcEndpointId = "vpce-1") => ({
  VpcEndpoints: [
    {
      VpcEndpointId,
      VpcEndpointType: "Interface",
      ServiceName: NEW.service,
      State,
      Tags: [{ Key: "vpce-operator/claim", Value: CLAIM }],
    },
  ],
});

/** `answers`: to CreateVpcEndpoint, by the order of the tokens that are used; `described`: to the reads, the last one for ever. */
async function creating(answers: readonly (object | string)[], described: readonly object[], given = NEW) {
  const [tokens, reads] = [[] as unknown[], [...described]];
  const asked: { readonly ClientToken?: string; readonly ServiceRegion?: string }[] = [];
  const send = async ({ input }: { input: (typeof asked)[number] }) => {
    asked.push(input);
    if (input.ClientToken === undefined) return reads.length > 1 ? reads.shift() : reads[0];
    const answer = answers[tokens.push(input.ClientToken) - 1];
    if (typeof answer !== "string") return answer;
    throw Object.assign(new Error(answer), { name: answer, $metadata: { httpStatusCode: 400 } });
  };
  const ec2 = { send } as unknown as EC2Client;
  let pauses = 0;
  const id = await createEndpoint(
    ec2,
    given,
    async () => {
      pauses += 1;
    },
    () => 1_700_000_000,
  );
  return { id, asked, tokens, pauses };
}
const makes = (VpcEndpointId: string) => ({ VpcEndpoint: { VpcEndpointId } });

test.each([["us-east-2" as Region], [undefined]])(
  "an endpoint is made for a service of the Region %s",
  async (serviceRegion) => {
    const given = { ...NEW, ...(serviceRegion && { serviceRegion }) };
    const { id, asked } = await creating([makes("vpce-1")], [shows("pending")], given);
    expect(id).toBe("vpce-1" as EndpointId);
    expect(asked[0]?.ServiceRegion).toBe(serviceRegion);
  },
);

test("an endpoint that the list does not show at once is waited for, not made twice", async () => {
  const { id, tokens, pauses } = await creating(
    [makes("vpce-1")],
    [{ VpcEndpoints: [] }, { VpcEndpoints: [] }, shows("pending")],
  );
  expect([id, tokens, pauses]).toEqual(["vpce-1", ["t"], 2]);
});

test.each([
  ["is shown as deleted", [shows("deleted"), shows("pending", "vpce-2")]],
  ["is being deleted", [shows("deleting"), shows("pending", "vpce-2")]],
  ["is shown no more", [...Array(12).fill({ VpcEndpoints: [] }), shows("pending", "vpce-2")]],
])(
  "semantics 11: a token that answers with an endpoint which %s is used up, and another one makes it",
  async (_, described) => {
    const { id, tokens } = await creating([makes("vpce-1"), makes("vpce-2")], described);
    expect(id).toBe("vpce-2" as EndpointId);
    expect(tokens).toEqual(["t", expect.stringMatching(/^[0-9a-f]{64}$/)]);
  },
);

test("semantics 11: a token that was used with other parameters leads to the endpoint that bears the claim", async () => {
  const { id, tokens } = await creating(
    ["IdempotentParameterMismatch"],
    [{ VpcEndpoints: [] }, shows("pending")],
  );
  expect([id, tokens]).toEqual(["vpce-1", ["t"]]);
});

test("semantics 11: and where there is none, to another token", async () => {
  const { id, tokens } = await creating(
    ["IdempotentParameterMismatch", makes("vpce-2")],
    [...Array(12).fill({ VpcEndpoints: [] }), shows("pending", "vpce-2")],
  );
  expect([id, tokens.length]).toEqual(["vpce-2", 2]);
});

test("after three tokens that lead nowhere the creation fails in words", async () => {
  const past = ["1", "2", "3"].map(makes);
  await expect(
    creating(past, [shows("deleted", "1"), shows("deleted", "2"), shows("deleted", "3")]),
  ).rejects.toThrow("2 later ones are used up");
});
