import { createDns } from "../../src/simulator/dns/resolve.ts";
import { createEc2 } from "../../src/simulator/ec2/service.ts";
import { createEstate, type EstateChoices } from "../../src/simulator/estate.ts";
import { createRam } from "../../src/simulator/ram/service.ts";
import { seededHex, seededRandom } from "../../src/simulator/random.ts";
import { createResolver } from "../../src/simulator/resolver/service.ts";
import { createRoute53 } from "../../src/simulator/route53/service.ts";
import { AwsError, type Json, type Service } from "../../src/simulator/service.ts";

export const HUB = "111111111111";
export const SPOKE = "222222222222";
const REGION = "eu-west-1";

/** The simulator's services without wire and gateway, with a clock that the test moves. */
export function simulated(choices: EstateChoices = {}) {
  let now = Date.UTC(2026, 0, 1);
  const clock = { now: () => now, sleep: async () => {} };
  const surroundings = { clock, random: seededRandom(1), hex: seededHex(1), partition: () => "aws" };
  const estate = createEstate(surroundings, choices);
  const route53 = createRoute53(estate);
  const handlers = {
    ...createEc2(estate).service,
    ...createResolver(estate).service,
    ...route53.service,
  };
  const resolve = createDns(estate);

  const callOf =
    (service: Service) =>
    (account: string, operation: string, input: Json = {}, region = REGION): Json => {
      const handler = service[operation];
      if (!handler) throw new Error(`no such operation: ${operation}`);
      return handler({ account, region, principalArn: `arn:aws:iam::${account}:root`, input });
    };
  const call = callOf(handlers);
  const member = <T>(output: Json, ...path: string[]): T =>
    path.reduce<unknown>((value, key) => (value as Json)[key], output) as T;

  return {
    estate,
    call,
    /** RAM, some of whose operations have the names of others. */
    ram: callOf(createRam(estate).service),
    member,
    enter: route53.enter,
    resolve,
    wait: (ms: number) => {
      now += ms;
    },
    /** A VPC with both DNS attributes on and two subnets. */
    vpc(account: string, region = REGION): string {
      const made = call(account, "CreateVpc", { CidrBlock: "10.0.0.0/16" }, region);
      const VpcId = member<string>(made, "Vpc", "VpcId");
      call(account, "ModifyVpcAttribute", { VpcId, EnableDnsHostnames: { Value: true } }, region);
      for (const [third, letter] of ["a", "b"].entries()) {
        const zone = { AvailabilityZone: region + letter, CidrBlock: `10.0.${third}.0/24` };
        call(account, "CreateSubnet", { VpcId, ...zone }, region);
      }
      return VpcId;
    },
    /** A private zone; answers its bare id. */
    zone(account: string, name: string, VPCId: string, CallerReference = `${name} ${VPCId}`): string {
      const VPC = { VPCId, VPCRegion: REGION };
      const made = call(account, "CreateHostedZone", { Name: name, CallerReference, VPC });
      return member<string>(made, "HostedZone", "Id").replace("/hostedzone/", "");
    },
    pair: (HostedZoneId: string, VPCId: string, VPCRegion = REGION) => ({
      HostedZoneId,
      VPC: { VPCId, VPCRegion },
    }),
    endpoint(account: string, VpcId: string, service = "ssm", more: Json = {}): string {
      const subnets = [...estate.network.subnets.values()].filter((subnet) => subnet.vpcId === VpcId);
      const made = call(account, "CreateVpcEndpoint", {
        VpcId,
        ServiceName: `com.amazonaws.${REGION}.${service}`,
        VpcEndpointType: "Interface",
        SubnetIds: subnets.map((subnet) => subnet.id),
        PrivateDnsEnabled: false,
        ...more,
      });
      return member<string>(made, "VpcEndpoint", "VpcEndpointId");
    },
    record(account: string, HostedZoneId: string, Action: string, ResourceRecordSet: Json): Json {
      return call(account, "ChangeResourceRecordSets", {
        HostedZoneId,
        ChangeBatch: { Changes: [{ Action, ResourceRecordSet }] },
      });
    },
    /** The alias that leads to an endpoint's regional name. */
    aliasTo(endpointId: string): Json {
      const shown = call(HUB, "DescribeVpcEndpoints", { VpcEndpointIds: [endpointId] });
      const [endpoint] = shown.VpcEndpoints as [{ DnsEntries: { DnsName: string; HostedZoneId: string }[] }];
      const [regional] = endpoint.DnsEntries;
      return { HostedZoneId: regional?.HostedZoneId, DNSName: regional?.DnsName, EvaluateTargetHealth: true };
    },
  };
}

/** How a call was refused, as `400 InvalidVPCId`; `answered` when it was not. */
export function refusal(work: () => unknown): string {
  try {
    work();
    return "answered";
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return `${error.status} ${error.code}`;
  }
}
