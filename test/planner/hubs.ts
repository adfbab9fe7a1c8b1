import type { Seen } from "../../src/model/failure.ts";
import { ANCHOR } from "../support/fleet.ts";
import { ALPHA, alpha, endpoint, hub, SSM } from "../support/scenario.ts";
import { alphaSees } from "./estate.ts";
import type { Row } from "./row.ts";
import { denied, notImplemented, seen, VPC } from "./views.ts";
import { zone } from "./zone.ts";

const skewed: Seen<never> = {
  kind: "unreadable",
  failure: { kind: "denied", error: "ClockSkewed", message: "this machine's clock is an hour behind AWS's" },
};

/** What is healthy, and what could not be seen at all. */
export const HUBS: readonly Row[] = [
  {
    sentence: "where everything wanted is there and healthy there is nothing to do and nothing to say",
    spoilt: {},
    findings: [],
    actions: [],
  },
  {
    sentence: "an empty hub gets every step up to the last association",
    spoilt: { hub: { zones: [] } },
    findings: [],
    actions: [
      "createZone",
      "changeRecords",
      "awaitInsync",
      "tagZone",
      "authorize",
      "associate",
      "deauthorize",
    ],
  },
  {
    sentence: "semantics 12: a hub that nobody read is unknown, and changes nothing",
    spoilt: { hubs: { hub: undefined } },
    findings: ["unknown NotRead hub"],
    actions: [],
  },
  {
    sentence: "a hub whose account refuses is unknown by AWS's own error code",
    spoilt: { hubs: { hub: denied("AssumeRole") } },
    findings: ["unknown AccessDenied hub"],
    actions: [],
    says: ["check the hub's role"],
  },
  {
    sentence: "a hub that a wrong clock of this machine kept from being read is not its role's fault",
    spoilt: { hubs: { hub: skewed } },
    findings: ["unknown ClockSkewed hub"],
    actions: [],
    says: ["set this machine's clock"],
  },
  {
    sentence: "semantics 12: a hub that is read is planned for, whatever another one shows",
    spoilt: {
      documents: [
        hub(),
        hub({ account: ALPHA.account, vpc: "vpc-0a000000000000002", role: undefined }, "other"),
        endpoint("ssm"),
        alpha(),
      ],
      hub: { zones: [] },
      hubs: { other: denied() },
    },
    findings: ["unknown AccessDenied other"],
    actions: [
      "createZone",
      "changeRecords",
      "awaitInsync",
      "tagZone",
      "authorize",
      "associate",
      "deauthorize",
    ],
  },
  {
    sentence: "semantics 12: a VPC that nobody read joins nothing",
    spoilt: { hub: { zones: [zone(SSM, { members: [VPC.anchor] })] }, vpcs: { [ALPHA.vpc]: undefined } },
    findings: [`unknown NotRead hub ssm alpha ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 12: no zone begins with an anchor that nobody read",
    spoilt: { hub: { zones: [] }, vpcs: { [ANCHOR]: undefined } },
    findings: [`unknown NotRead hub ssm ${SSM}`, `withheld EndpointIncomplete hub ssm alpha ${SSM}`],
    actions: [],
    says: [ANCHOR],
  },
  {
    sentence: "semantics 12: of a zone whose VPCs could not be read nobody leaves, and nobody joins it",
    spoilt: { hub: { zones: [zone(SSM, {}, { vpcs: denied() })] } },
    findings: [`unknown AccessDenied hub ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 26: what an emulator does not implement is a note",
    spoilt: { hub: { zones: [zone(SSM, {}, { tags: notImplemented("ListTagsForResources") })] } },
    findings: ["note Unsupported hub"],
    actions: [],
    says: ["ListTagsForResources"],
  },
  {
    sentence: "semantics 12: a zone of this owner that no Hub document describes stays",
    spoilt: { hub: { zones: [zone(SSM), zone(SSM, { id: "Z2", vpc: "vpc-0a0000000000000ff" })] } },
    findings: [`withheld HubVanished hub ${SSM}`],
    actions: [],
    says: ["Z2"],
  },
  {
    sentence: "a VPC that shows a zone of the hub's account which the hub's list lacks waits for the list",
    spoilt: {
      hub: { zones: [zone(SSM, { members: [VPC.anchor] })] },
      ...alphaSees({
        zones: seen([{ id: "Z9" as never, name: SSM as never, owner: { account: "111111111111" as never } }]),
      }),
    },
    findings: [`unknown ListLags hub ssm alpha ${SSM}`],
    actions: [],
  },
];
