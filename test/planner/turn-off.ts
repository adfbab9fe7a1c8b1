import { HUB } from "../support/fleet.ts";
import { alpha, endpoint, hub, KMS, SSM } from "../support/scenario.ts";
import type { Spoilt } from "./estate.ts";
import type { Row } from "./row.ts";
import { SSM_VIEW, seen, service, VPC, vpcView } from "./views.ts";
import { zone } from "./zone.ts";

/** The endpoint's private DNS is on, the document says turnOff, and the hub VPC shows this. */
function turningOff(hubVpc: Parameters<typeof vpcView>[2], spec = {}): Spoilt {
  return {
    documents: [hub(), endpoint("ssm", { hubPrivateDns: "turnOff", ...spec }), alpha()],
    hub: { endpoints: [{ ...SSM_VIEW, privateDnsEnabled: true }] },
    vpcs: { [VPC.hub.id]: vpcView(HUB, "10.0.0.0/16", hubVpc) },
  };
}

const ABOVE = {
  zones: seen([
    { id: "Z9" as never, name: "eu-west-1.amazonaws.com" as never, owner: { account: HUB as never } },
  ]),
};

/** The hub's own private DNS gives way to our zones (semantics 30). */
export const TURN_OFF: readonly Row[] = [
  {
    sentence: "semantics 30: the switch comes before the hub VPC's association, and the window is told",
    spoilt: turningOff({}),
    findings: [`window TurnOff hub ssm ${VPC.hub.id}`],
    actions: ["turnOffPrivateDns", "associate"],
  },
  {
    sentence: "semantics 30: the switch waits while the hub VPC could not take over",
    spoilt: turningOff({ dnsHostnames: seen(false) }),
    findings: ["withheld TurnOffWaits hub ssm", `withheld DnsAttributesOff hub ssm ${SSM} ${VPC.hub.id}`],
    actions: [],
  },
  {
    sentence: "semantics 30: the switch waits while a zone above would answer NXDOMAIN in between",
    spoilt: turningOff(ABOVE),
    findings: ["withheld TurnOffHidden hub ssm", `note MayShadow hub ssm ${SSM} vpc-0a000000000000001`],
    actions: [],
    says: ["Z9 (eu-west-1.amazonaws.com)"],
  },
  {
    sentence: "semantics 30: allowGap accepts that",
    spoilt: turningOff(ABOVE, { allowGap: true }),
    findings: [`window TurnOff hub ssm ${VPC.hub.id}`, `note MayShadow hub ssm ${SSM} vpc-0a000000000000001`],
    actions: ["turnOffPrivateDns", "associate"],
    says: ["answers NXDOMAIN (zone Z9 (eu-west-1.amazonaws.com) hides it)"],
  },
  {
    sentence:
      "semantics 30: a rule of a longer name than the zone above answers in between, so nothing is hidden",
    spoilt: turningOff({
      zones: seen([{ id: "Z9" as never, name: "amazonaws.com" as never, owner: { account: HUB as never } }]),
      rules: seen([{ id: "rslvr-rr-1", name: "eu-west-1.amazonaws.com" as never }]),
    }),
    findings: [`window TurnOff hub ssm ${VPC.hub.id}`],
    actions: ["turnOffPrivateDns", "associate"],
  },
  {
    sentence:
      "semantics 30: an endpoint of the hub VPC that stays on hides a name beneath its own as a zone does",
    spoilt: turningOff(
      {
        privateDns: seen([
          { endpoint: "vpce-0b000000000000001" as never, names: ["amazonaws.com" as never] },
        ]),
      },
      { allowGap: true },
    ),
    findings: [`window TurnOff hub ssm ${VPC.hub.id}`],
    actions: ["turnOffPrivateDns", "associate"],
    says: ["answers NXDOMAIN (the private DNS of vpce-0b000000000000001 hides it)"],
  },
  {
    sentence: "semantics 30: of several names the window tells all",
    spoilt: {
      ...turningOff({}),
      hub: {
        endpoints: [{ ...SSM_VIEW, privateDnsEnabled: true }],
        services: [service("ssm", SSM, KMS)],
        zones: [zone(SSM), zone(KMS, { id: "Z2" })],
      },
    },
    findings: [`window TurnOff hub ssm ${VPC.hub.id}`],
    actions: ["turnOffPrivateDns", "associate", "associate"],
    says: [`${KMS}, ${SSM} resolve publicly`, "usually within two minutes"],
  },
  {
    sentence: "semantics 30: without an anchor the window is longer, and the way out is told",
    spoilt: {
      ...turningOff({}),
      documents: [
        hub({ anchorVpc: undefined }),
        endpoint("ssm", { hubPrivateDns: "turnOff", allowGap: true }),
      ],
      hub: { endpoints: [{ ...SSM_VIEW, privateDnsEnabled: true }], zones: [] },
    },
    findings: [
      `window TurnOff hub ssm ${VPC.hub.id}`,
      `window FirstVpcIsClient hub ssm ${SSM} ${VPC.hub.id}`,
    ],
    actions: ["turnOffPrivateDns", "createZone", "changeRecords", "awaitInsync", "tagZone"],
    says: ["about two minutes, and NXDOMAIN for part of that", "makes the window much shorter"],
  },
];
