import * as ec2 from "@aws-sdk/client-ec2";
import * as route53 from "@aws-sdk/client-route-53";
import * as resolver from "@aws-sdk/client-route53resolver";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import type { Stage } from "../support/stage.ts";

/** Does what a printed `aws …` line says, as an administrator of the account. */
export type AwsLines = (stage: Stage, account: string, line: string) => Promise<void>;

/** The `aws …` lines of a text: a service, an operation, and options with or without a value. */
export function linesIn(text: string): string[] {
  return (
    text.match(
      /\baws [a-z0-9]+ [a-z0-9-]+(?: --[a-z0-9-]+(?: (?!--|and\b|or\b)[A-Za-z0-9/][^\s;)]*(?=[\s;)]|$))?)*/g,
    ) ?? []
  );
}

/** How the AWS CLI spells what the SDK takes: only what the program prints. Another option is an error. */
const OPTIONS: Readonly<Record<string, (value: string) => Record<string, unknown>>> = {
  "ec2 --vpc-id": (VpcId) => ({ VpcId }),
  "ec2 --enable-dns-support": () => ({ EnableDnsSupport: { Value: true } }),
  "ec2 --enable-dns-hostnames": () => ({ EnableDnsHostnames: { Value: true } }),
  "ec2 --vpc-endpoint-id": (VpcEndpointId) => ({ VpcEndpointId }),
  "ec2 --vpc-endpoint-ids": (id) => ({ VpcEndpointIds: [id] }),
  "ec2 --no-private-dns-enabled": () => ({ PrivateDnsEnabled: false }),
  "ec2 --service-id": (ServiceId) => ({ ServiceId }),
  "ec2 --filters": (value) => {
    const [, Name = "", values = ""] = /^Name=([^,]+),Values=(.+)$/.exec(value) ?? [];
    return { Filters: [{ Name, Values: values.split(",") }] };
  },
  "route53 --hosted-zone-id": (HostedZoneId) => ({ HostedZoneId }),
  "route53 --vpc": (value) => ({ VPC: Object.fromEntries(value.split(",").map((pair) => pair.split("="))) }),
  "route53resolver --vpc-id": (VPCId) => ({ VPCId }),
  "route53resolver --resolver-rule-id": (ResolverRuleId) => ({ ResolverRuleId }),
};

const SERVICES = {
  ec2: { client: ec2.EC2Client, commands: ec2 },
  route53: { client: route53.Route53Client, commands: route53 },
  route53resolver: { client: resolver.Route53ResolverClient, commands: resolver },
} as const;

/** By the SDK in process, in virtual time. Where the AWS CLI is, `aws-cli.test.ts` gives the same lines to it. */
export const bySdk: AwsLines = async (stage, account, line) => {
  const [, service = "", operation = "", ...rest] = line.split(" ");
  const { region, input } = optionsOf(service, rest);
  const { client, commands } = SERVICES[service as keyof typeof SERVICES] ?? {};
  const name = `${operation.replaceAll("-", "")}command`;
  const [, make] = Object.entries(commands ?? {}).find(([key]) => key.toLowerCase() === name) ?? [];
  if (!client || !make) throw new Error(`no such call: ${line}`);
  const sender = new client(clientSettings(stage.cloud, account, region)) as {
    send(command: unknown): Promise<unknown>;
  };
  const command = new (make as new (input: unknown) => unknown)(input);
  const answer = (await stage.clock.run(sender.send(command))) as { Unsuccessful?: unknown[] };
  if (answer.Unsuccessful?.length) throw new Error(`${line}: ${JSON.stringify(answer.Unsuccessful)}`);
};

function optionsOf(service: string, rest: readonly string[]): { region?: string; input: object } {
  let region: string | undefined;
  const input = {};
  for (const [i, option] of rest.entries()) {
    if (!option.startsWith("--")) continue;
    const value = rest[i + 1]?.startsWith("--") ? "" : (rest[i + 1] ?? "");
    if (option === "--region") region = value;
    else {
      const read = OPTIONS[`${service} ${option}`];
      if (!read) throw new Error(`no mapping for ${service} ${option}`);
      Object.assign(input, read(value));
    }
  }
  // EC2 and Resolver are regional: a line without a Region would ask whatever Region the reader's profile has.
  if (service !== "route53" && service !== "sts" && !region) throw new Error(`${service} without --region`);
  return { ...(region && { region }), input };
}
