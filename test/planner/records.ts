import type { EndpointView } from "../../src/model/observed/endpoint.ts";
import type { RecordView } from "../../src/model/observed/zone.ts";
import { alpha, endpoint, hub, SSM } from "../support/scenario.ts";
import type { Spoilt } from "./estate.ts";
import type { Row } from "./row.ts";
import { denied, KMS_VIEW, SSM_VIEW, seen, VPC } from "./views.ts";
import { alias, foreignZone, own, SSM_ALIASED, type ZoneParts, zone } from "./zone.ts";

const adopted = (zone: ReturnType<typeof foreignZone>, spec = {}): Spoilt => ({
  documents: [hub(), endpoint("ssm", { adoptZones: true, ...spec }), alpha()],
  hub: { zones: [], adoptable: [zone] },
});
const holding = (records: RecordView[], parts: ZoneParts = {}): Spoilt => ({
  hub: { zones: [zone(SSM, { ...parts, records })] },
});
const PLAIN: RecordView = { name: SSM, type: "A", plain: { ttl: 60, values: ["10.0.1.4", "10.0.0.4"] } };
/** In an adopted zone that alpha uses stand two plain addresses; the endpoint's as they were read. */
const plain = (addresses: EndpointView["addresses"], spec = {}): Spoilt => {
  const zone = adopted(foreignZone(SSM, { records: [...own(SSM), PLAIN] }), spec);
  const endpoints = [{ ...SSM_VIEW, ...(addresses && { addresses }) }];
  return { ...zone, hub: { ...zone.hub, endpoints } };
};
const ELSEWHERE = [...own(SSM), alias(SSM, KMS_VIEW)];
const REWRITING = ["changeRecords", "awaitInsync"] as const;
const JOINING = ["authorize", "associate", "deauthorize"] as const;
const NOBODY = { members: [VPC.anchor] };

/** What stands in a zone. */
export const RECORDS: readonly Row[] = [
  {
    sentence: "an alias of ours that leads elsewhere is mended",
    spoilt: holding(ELSEWHERE),
    findings: [],
    actions: [...REWRITING],
  },
  {
    sentence: "semantics 9: a record of an adopted zone that points elsewhere stays, and nobody joins",
    spoilt: adopted(foreignZone(SSM, { ...NOBODY, records: ELSEWHERE })),
    findings: [`withheld AdoptedRecord hub ssm ${SSM}`, `withheld AdoptedRecord hub ssm alpha ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 9: takeRecords changes it",
    spoilt: adopted(foreignZone(SSM, { ...NOBODY, records: ELSEWHERE }), { takeRecords: true }),
    findings: [],
    actions: [...REWRITING, ...JOINING],
  },
  {
    sentence: "semantics 9: in an adopted zone exactly the endpoint's addresses serve, and do not follow it",
    spoilt: plain(seen(["10.0.0.4", "10.0.1.4"])),
    findings: [`note PlainAddresses hub ssm ${SSM}`],
    actions: [],
    says: ["by the addresses of vpce-0e000000000000001", "takeRecords: true"],
  },
  {
    sentence: "semantics 9: takeRecords makes an alias of them",
    spoilt: plain(seen(["10.0.0.4", "10.0.1.4"]), { takeRecords: true }),
    findings: [],
    actions: [...REWRITING],
  },
  {
    sentence: "semantics 9: addresses beside the endpoint's own do not serve",
    spoilt: plain(seen(["10.0.0.4"])),
    findings: [`withheld AdoptedRecord hub ssm ${SSM}`],
    actions: [],
    says: [
      "is 10.0.1.4, 10.0.0.4, and vpce-0e000000000000001 has 10.0.0.4: only exactly its addresses serve",
    ],
  },
  {
    sentence: "semantics 12: addresses that could not be compared are not taken for the endpoint's",
    spoilt: plain(denied("DescribeNetworkInterfaces")),
    findings: [`withheld AdoptedRecord hub ssm ${SSM}`],
    actions: [],
    says: ["could not be read", "allow the hub's role ec2:DescribeNetworkInterfaces"],
  },
  {
    sentence: "semantics 9: a record of somebody else's in our zone is told and left alone",
    spoilt: holding([...SSM_ALIASED, { name: `x.${SSM}`, type: "TXT" }]),
    findings: [`note ForeignRecord hub ssm ${SSM}`],
    actions: [],
  },
  {
    sentence: "a CNAME in the alias's place is in the way, and nobody joins",
    spoilt: holding([...own(SSM), { name: SSM, type: "CNAME" }], NOBODY),
    findings: [
      `conflict CnameInTheWay hub ssm ${SSM}`,
      `withheld AliasBlocked hub ssm alpha ${SSM}`,
      `note ForeignRecord hub ssm ${SSM}`,
    ],
    actions: [],
  },
  {
    sentence: "a record with a routing policy in the alias's place is in the way",
    spoilt: holding([...own(SSM), { ...alias(SSM), identifier: "blue" }]),
    findings: [`conflict RoutedRecordInTheWay hub ssm ${SSM}`],
    actions: [],
    says: ["blue"],
  },
  {
    sentence: "semantics 12: nobody joins a zone whose records could not be read",
    spoilt: { hub: { zones: [zone(SSM, NOBODY, { records: denied() })] } },
    findings: [`unknown AccessDenied hub ${SSM}`, `withheld RecordsNotRead hub ssm alpha ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 12: an unwanted zone whose records could not be read stays",
    spoilt: {
      documents: [hub()],
      hub: { zones: [zone(SSM, {}, { records: denied() })] },
    },
    findings: [`unknown AccessDenied hub ${SSM}`, `withheld RecordsNotRead hub ${SSM}`],
    actions: [],
  },
];
