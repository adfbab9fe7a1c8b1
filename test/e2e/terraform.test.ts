import { expect, test } from "vitest";
import { machineClock } from "../../cmd/clock.ts";
import { createCloud } from "../../src/simulator/cloud.ts";
import { serveCloud } from "../../src/simulator/server.ts";
import { HUB, SPOKE } from "../support/simulated.ts";
import {
  type Configuration,
  joined,
  noTerraform,
  pairResources,
  providerOf,
  ref,
  terraformAt,
  zoneResources,
} from "../support/terraform.ts";

const REGION = "eu-west-1";
const NAME = `ssm.${REGION}.amazonaws.com`;
/** A guard against a Terraform that hangs; it takes two minutes, most of them its own waiting. */
const MINUTES = 30;

if (noTerraform) process.stderr.write(`Terraform's test is skipped: ${noTerraform}\n`);

test.skipIf(noTerraform)(
  "Terraform applies a hub and a spoke, finds nothing to change, and destroys them again",
  { timeout: MINUTES * 60_000 },
  async () => {
    const cloud = createCloud({
      clock: machineClock,
      insyncMs: 100,
      endpointPendingMs: 100,
      throttling: false,
    });
    const served = await serveCloud(cloud);
    const terraform = await terraformAt(served.url, CONFIGURATION);
    try {
      expect(await terraform.init()).toMatchObject({ code: 0 });
      expect(await terraform.apply()).toMatchObject({ code: 0 });
      const spoke = [...cloud.estate.network.vpcs.values()].find((vpc) => vpc.account === SPOKE);
      const told = cloud.resolve(spoke?.id ?? "", NAME, "A");
      expect(told.addresses).toEqual([expect.stringMatching(/^10\.0\.1\.\d+$/)]);
      expect(await terraform.plan()).toMatchObject({ code: 0 });
      expect(await terraform.destroy()).toMatchObject({ code: 0 });
      const { network, zones } = cloud.estate;
      const left = [network.vpcs, network.subnets, network.securityGroups, network.interfaces, zones.byId];
      expect(left.map((all) => all.size)).toEqual([0, 0, 0, 0, 0]);
      const unserved = cloud.calls.list().filter(({ status }) => status === 501);
      expect(unserved.map(({ service, operation }) => `${service}:${operation}`)).toEqual([]);
    } finally {
      await terraform.remove();
      await served.close();
    }
  },
);

/** What people share endpoints with by hand: VPCs, groups, endpoints, zones, records, authorizations, associations. */
const CONFIGURATION: Configuration = {
  provider: { aws: [providerOf(HUB, REGION), providerOf(SPOKE, REGION, "spoke")] },
  resource: joined([
    {
      aws_vpc: {
        hub: { cidr_block: "10.0.0.0/16", enable_dns_hostnames: true, tags: { Name: "hub" } },
        spoke: { provider: "aws.spoke", cidr_block: "10.1.0.0/16", enable_dns_hostnames: true },
      },
      aws_subnet: {
        hub: {
          vpc_id: ref("aws_vpc.hub.id"),
          cidr_block: "10.0.1.0/24",
          availability_zone: `${REGION}a`,
        },
      },
      aws_security_group: {
        endpoints: {
          name: "endpoints",
          description: "HTTPS from the spokes",
          vpc_id: ref("aws_vpc.hub.id"),
          ingress: [rule(443, "tcp", ["10.0.0.0/8", "192.168.0.0/16"])],
          egress: [rule(0, "-1", ["0.0.0.0/0"])],
        },
        clients: { name_prefix: "clients-", vpc_id: ref("aws_vpc.hub.id") },
      },
      aws_vpc_security_group_ingress_rule: {
        clients: {
          security_group_id: ref("aws_security_group.clients.id"),
          referenced_security_group_id: ref("aws_security_group.endpoints.id"),
          from_port: 443,
          to_port: 443,
          ip_protocol: "tcp",
          tags: { Name: "clients" },
        },
      },
      aws_vpc_endpoint: {
        ssm: {
          vpc_id: ref("aws_vpc.hub.id"),
          service_name: `com.amazonaws.${REGION}.ssm`,
          vpc_endpoint_type: "Interface",
          private_dns_enabled: false,
          subnet_ids: [ref("aws_subnet.hub.id")],
          security_group_ids: [ref("aws_security_group.endpoints.id")],
        },
        s3: {
          vpc_id: ref("aws_vpc.hub.id"),
          service_name: `com.amazonaws.${REGION}.s3`,
          route_table_ids: [ref("aws_vpc.hub.main_route_table_id")],
        },
      },
    },
    zoneResources("ssm", NAME, ref("aws_vpc.hub.id"), {
      dns_name: ref("aws_vpc_endpoint.ssm.dns_entry[0].dns_name"),
      hosted_zone_id: ref("aws_vpc_endpoint.ssm.dns_entry[0].hosted_zone_id"),
    }),
    pairResources("ssm", {
      zone: ref("aws_route53_zone.ssm.zone_id"),
      vpc: ref("aws_vpc.spoke.id"),
      spoke: "spoke",
    }),
  ]),
};

/** In Terraform's JSON a nested rule has all its members. */
function rule(port: number, protocol: string, cidr_blocks: string[]) {
  const none = { ipv6_cidr_blocks: [], prefix_list_ids: [], security_groups: [], self: false };
  return { from_port: port, to_port: port, protocol, cidr_blocks, description: "", ...none };
}
