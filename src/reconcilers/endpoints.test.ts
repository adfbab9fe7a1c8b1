import type { EC2Client } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import type { Region, VpcId } from "../model/ids.ts";
import { listEndpoints, listServices } from "./endpoints.ts";

type Asked = {
  readonly ServiceRegions?: string[];
  readonly ServiceNames?: string[];
};

/** Keeps what it is asked, and answers by it. */
function client(answer: (input: Asked) => object): { ec2: EC2Client; asked: Asked[] } {
  const asked: Asked[] = [];
  const send = async ({ input }: { input: Asked }) => {
    asked.push(input);
    return answer(input);
  };
  return { ec2: { send } as unknown as EC2Client, asked };
}

const service = (region: string, name: string) => ({
  ServiceName: name,
  ServiceType: [{ ServiceType: "Interface" }],
  PrivateDnsNames: [{ PrivateDnsName: `${name.split(".").at(-1)}.${region}.amazonaws.com` }],
});
const GLOBAL = service("global", "com.amazonaws.iam");

test("services of other Regions are asked for beside the hub's own, and a global one is told once", async () => {
  const { ec2, asked } = client(({ ServiceRegions: [region] = ["eu-west-1"] }) => ({
    ServiceDetails: [service(region as string, `com.amazonaws.${region}.ec2`), GLOBAL],
  }));
  const named = { names: ["com.amazonaws.us-east-2.ec2"], region: "us-east-2" as Region };
  expect(await listServices(ec2, [named])).toEqual([
    { name: "com.amazonaws.eu-west-1.ec2", privateNames: ["ec2.eu-west-1.amazonaws.com"] },
    { name: "com.amazonaws.iam", privateNames: ["iam.global.amazonaws.com"] },
    { name: "com.amazonaws.us-east-2.ec2", privateNames: ["ec2.us-east-2.amazonaws.com"] },
  ]);
  expect(asked).toEqual([{}, { ServiceRegions: ["us-east-2"] }]);
});

const refused = (name: string) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 400 } });
const SVC = { names: ["com.amazonaws.vpce.us-east-1.vpce-svc-1"], region: "us-east-1" as Region };

test("a service that no list shows is asked for by its name, in its Region", async () => {
  const { ec2, asked } = client(({ ServiceNames: names }) => ({
    ServiceDetails: names?.map((name) => service("us-east-1", name)) ?? [],
  }));
  expect(await listServices(ec2, [SVC, SVC, { names: ["com.amazonaws.eu-west-1.new"] }])).toMatchObject([
    { name: "com.amazonaws.eu-west-1.new" },
    { name: SVC.names[0] },
  ]);
  expect(asked.slice(2)).toEqual([
    { ServiceNames: SVC.names, ServiceRegions: ["us-east-1"] },
    { ServiceNames: ["com.amazonaws.eu-west-1.new"] },
  ]);
});

test("a name that AWS does not know is no service, and a question that is not answered is no answer", async () => {
  const asking = (error: Error) => {
    const { ec2 } = client(({ ServiceNames: names }) => {
      if (names) throw error;
      return { ServiceDetails: [] };
    });
    return listServices(ec2, [SVC]);
  };
  expect(await asking(refused("InvalidServiceName"))).toEqual([]);
  await expect(asking(refused("RequestLimitExceeded"))).rejects.toThrow("RequestLimitExceeded");
});

test("without services of other Regions one call tells all", async () => {
  const { ec2, asked } = client(() => ({ ServiceDetails: [] }));
  await listServices(ec2);
  expect(asked).toEqual([{}]);
});

test("an endpoint tells the Region of its service", async () => {
  const endpoint = {
    VpcEndpointId: "vpce-1",
    VpcEndpointType: "Interface",
    ServiceName: "com.amazonaws.us-east-2.ec2",
    ServiceRegion: "us-east-2",
  };
  const { ec2 } = client(() => ({ VpcEndpoints: [endpoint] }));
  expect(await listEndpoints(ec2, "vpc-1" as VpcId)).toMatchObject([{ serviceRegion: "us-east-2" }]);
});

test("an endpoint's own names are told apart: the regional one, those of zones, and no private one", async () => {
  const names = ["vpce-0e1-abc-eu-west-1b.s", "ssm.eu-west-1.amazonaws.com", "vpce-0e1-abc.s"];
  const DnsEntries = [...names, "\\052.vpce-0e1-abc-eu-west-1a.S"].map((DnsName) => ({
    DnsName,
    HostedZoneId: "Z1",
  }));
  const endpoint = {
    VpcEndpointId: "vpce-0e1",
    VpcEndpointType: "Interface",
    State: "available",
    DnsEntries,
  };
  const { ec2 } = client(() => ({ VpcEndpoints: [endpoint] }));
  expect(await listEndpoints(ec2, "vpc-1" as VpcId)).toMatchObject([
    {
      regional: { dnsName: "vpce-0e1-abc.s" },
      zonal: ["*.vpce-0e1-abc-eu-west-1a.s", "vpce-0e1-abc-eu-west-1b.s"],
    },
  ]);
});
