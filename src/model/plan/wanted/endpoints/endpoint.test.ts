import { expect, test } from "vitest";
import { ENDPOINT, edit, HUB, parseFolder } from "../../../../../test/support/fixture.ts";
import type { Endpoint, Hub } from "../../../desired/types.ts";
import type { HubView } from "../../../observed/hub.ts";
import { hubEndpointOf } from "./endpoint.ts";

const NAME = "ec2.us-east-2.amazonaws.com";
const VIEW = {
  services: [
    { name: "com.amazonaws.us-east-2.ec2", privateNames: [NAME] },
    {
      name: "com.amazonaws.eu-west-1.ecr.dkr",
      privateNames: ["*.dkr.ecr.eu-west-1.amazonaws.com"],
    },
    { name: "com.amazonaws.iam", privateNames: ["iam.amazonaws.com"] },
  ],
  endpoints: [],
} as unknown as HubView;

function settled(service: string, region: string | undefined, names = "") {
  const { desired, problems } = parseFolder({
    "hub.yaml": `${HUB}  endpointDefaults: { subnets: [subnet-0000000a] }\n`,
    "endpoint.yaml": edit(`${ENDPOINT}  managed: {}\n`, [
      "service: ssm",
      `service: ${service}${region ? `\n  serviceRegion: ${region}` : ""}${names}`,
    ]),
  });
  expect(problems).toEqual([]);
  return hubEndpointOf(desired?.hubs[0] as Hub, desired?.endpoints[0] as Endpoint, VIEW);
}

test.each(["ec2", "com.amazonaws.us-east-2.ec2"])(
  "an endpoint for %s of another Region is made for that Region and shares its names",
  (service) => {
    const { names, actions, findings } = settled(service, "us-east-2");
    expect(findings).toEqual([]);
    expect(names.map(({ zone }) => zone)).toEqual([NAME]);
    expect(actions[0]).toMatchObject({
      kind: "createEndpoint",
      serviceRegion: "us-east-2",
      target: { service: "com.amazonaws.us-east-2.ec2", region: "eu-west-1" },
    });
  },
);

test("a global service asked for in another Region is another request, with a token of its own", () => {
  const tokens = [undefined, "us-east-1", "eu-west-1"].map((region) => {
    const [create] = settled("com.amazonaws.iam", region).actions;
    return create?.kind === "createEndpoint" ? [create.serviceRegion, create.clientToken] : [];
  });
  const [none, away, home] = tokens;
  expect(home).toEqual(none);
  expect(away?.[0]).toBe("us-east-1");
  expect(away?.[1]).not.toBe(none?.[1]);
});

test("a name that AWS lists with its wildcard is told so, for extraNames would share it without", () => {
  const { findings } = settled("ecr.dkr", undefined, "\n  names: [dkr.ecr.eu-west-1.amazonaws.com]");
  expect(findings[0]).toMatchObject({
    reason: "NameNotListed",
    todo: "it lists *.dkr.ecr.eu-west-1.amazonaws.com: write that",
  });
});
