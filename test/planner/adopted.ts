import { recordKey, type VpcRef, vpcKey } from "../../src/model/ids.ts";
import type { Entries, InventoryEntry } from "../../src/model/inventory/entries.ts";
import type { HubView } from "../../src/model/observed/hub.ts";
import type { RecordView } from "../../src/model/observed/zone.ts";
import { HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import { alpha, endpoint, hub, KMS, SSM } from "../support/scenario.ts";
import type { Files } from "../support/stage.ts";
import type { Spoilt } from "./estate.ts";
import type { Row } from "./row.ts";
import { denied, seen, service, serviceName, VPC } from "./views.ts";
import { alias, foreignZone, own } from "./zone.ts";

const ADOPTING = [hub(), endpoint("ssm", { adoptZones: true }), alpha()];
const PAIR = `association ${vpcKey(VPC.beta)}`;
const RIGHT = `authorization ${vpcKey(VPC.gamma)}`;
/** Of what we made there. */
const MADE: InventoryEntry = { what: "association", state: "made", absentAt: 1 };
/** A record as the zone shows it, and the inventory's entry that says that we made it so. */
function recorded(record: RecordView): Entries {
  const { dnsName, hostedZoneId, evaluateTargetHealth } = record.alias ?? { dnsName: "", hostedZoneId: "" };
  const made = [dnsName, hostedZoneId, evaluateTargetHealth].join(" ");
  return { [`record ${recordKey(record)}`]: { ...MADE, what: "record", made } };
}
const ALIAS = recorded(alias(SSM));
/** Beneath the id of an Availability Zone, which no document asks for. */
const ZONAL = { ...alias(SSM), name: `euw1-az1.${SSM}` };
const WITH_ZONAL = { members: [VPC.anchor, VPC.alpha], records: [...own(SSM), alias(SSM), ZONAL] };

/** Beta is in an adopted zone and gamma may join it, though no document says so; and what the inventory tells of them. */
function adopted(
  entries: Entries | "unreadable",
  {
    members = [VPC.anchor, VPC.alpha, VPC.beta],
    documents = ADOPTING,
    records,
    services = [service("ssm", SSM), service("kms", KMS)],
  }: {
    members?: readonly VpcRef[];
    documents?: Files;
    records?: readonly RecordView[];
    services?: HubView["services"];
  } = {},
): Spoilt {
  const place = { hub: `${HUB} ${REGION} ${HUB_VPC}`, services: [serviceName("ssm")], set: "default" };
  const added = entries === "unreadable" ? denied<undefined>() : seen({ ...place, entries });
  const adoptable = [
    foreignZone(SSM, { members, ...(records && { records }) }, { authorizations: seen([VPC.gamma]), added }),
  ];
  return { documents, hub: { zones: [], adoptable, services } };
}

const pairStays = `withheld AdoptedPair hub ${SSM} ${VPC.beta.id}`;
const rightStays = `note AdoptedAuthorization hub ${SSM} ${VPC.gamma.id}`;

/** What we added to zones of others, and what of it goes (semantics 9, 17, 39). */
export const ADOPTED: readonly Row[] = [
  {
    sentence: "semantics 39: from an adopted zone goes whom we put there, and the authorization that we gave",
    spoilt: adopted({ [PAIR]: MADE, [RIGHT]: { ...MADE, what: "authorization" } }),
    findings: [],
    actions: ["deauthorize", "disassociate"],
  },
  {
    sentence: "semantics 39: what we claimed and are not known to have made stays",
    spoilt: adopted({ [PAIR]: { ...MADE, state: "claimed" } }),
    findings: [pairStays, rightStays],
    actions: [],
  },
  {
    sentence: "semantics 39: when the inventory cannot be read, nothing is removed on its account",
    spoilt: adopted("unreadable"),
    findings: [pairStays, rightStays],
    actions: [],
    says: ["could not be read from the table"],
  },
  {
    sentence: "semantics 39: the endpoint's document is gone: whom we put into the adopted zone leaves it",
    spoilt: adopted({ [PAIR]: MADE }, { documents: [hub()] }),
    findings: [],
    actions: ["disassociate"],
  },
  {
    sentence: "semantics 12: a document that stays, and whose name AWS lists no more, takes nobody out",
    spoilt: adopted({ [PAIR]: MADE }, { services: [service("ssm"), service("kms", KMS)] }),
    findings: ["withheld NoPrivateNames hub ssm"],
    actions: [],
  },
  {
    sentence: "semantics 6, 39: the last VPC of an adopted zone stays, though we put it there",
    spoilt: adopted({ [PAIR]: MADE }, { members: [VPC.beta], documents: ADOPTING.slice(0, 2) }),
    findings: [`withheld LastVpc hub ${SSM} ${VPC.beta.id}`, rightStays],
    actions: [],
  },
  {
    sentence:
      "semantics 9, 39: the endpoint's document is gone: our aliases go where only the anchor is left",
    spoilt: adopted({ [PAIR]: MADE, ...ALIAS }, { documents: [hub()], members: [VPC.anchor, VPC.beta] }),
    findings: [],
    actions: ["disassociate", "awaitInsync", "awaitInsync", "changeRecords", "awaitInsync"],
  },
  {
    sentence: "semantics 7, 39: our aliases stay for others that resolve by them",
    spoilt: adopted({ [PAIR]: MADE, ...ALIAS }, { documents: [hub()] }),
    findings: [`note AddedRecordsStay hub ${SSM}`],
    actions: ["disassociate"],
    says: [VPC.alpha.id],
  },
  {
    sentence: "semantics 39: an alias that is not as we made it is nobody's to take away",
    spoilt: adopted(
      { [PAIR]: MADE, ...recorded({ ...alias(SSM), alias: undefined } as never) },
      { documents: [hub()], members: [VPC.anchor, VPC.beta] },
    ),
    findings: [],
    actions: ["disassociate"],
  },
  {
    sentence: "semantics 9, 39: zonal names that the document no longer wants go where we made them",
    spoilt: adopted(recorded(ZONAL), WITH_ZONAL),
    findings: [rightStays],
    actions: ["changeRecords", "awaitInsync"],
  },
  {
    sentence: "semantics 9, 39: zonal names that others made stay in an adopted zone",
    spoilt: adopted({}, WITH_ZONAL),
    findings: [rightStays],
    actions: [],
  },
];
