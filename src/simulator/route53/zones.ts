import type {
  CreateHostedZoneRequest,
  CreateHostedZoneResponse,
  DeleteHostedZoneRequest,
  DeleteHostedZoneResponse,
  GetHostedZoneRequest,
  GetHostedZoneResponse,
  HostedZone,
  UpdateHostedZoneCommentRequest,
  UpdateHostedZoneCommentResponse,
} from "@aws-sdk/client-route-53";
import type { Vpc } from "../ec2/state.ts";
import { type Estate, quotaOf } from "../estate.ts";
import { operation } from "../operation.ts";
import { AwsError, type Call, type Service } from "../service.ts";
import { anyVpc, ownZone } from "./access.ts";
import { submitChange } from "./changes.ts";
import { refuseConflict } from "./conflicts.ts";
import { canonicalName, nameFault } from "./names.ts";
import { attachVpc, recordKey, unpublished, type Zone } from "./state.ts";

export function zoneOperations(estate: Estate): Service {
  return {
    CreateHostedZone: operation<CreateHostedZoneRequest, CreateHostedZoneResponse>((input, call) => {
      const name = domainName(input.Name);
      refuseDelegationSet(input.DelegationSetId);
      const vpc = firstVpc(estate, input, call);
      const reference = `${call.account} ${input.CallerReference}`;
      refuseNewZone(estate, call.account, reference);
      if (vpc) refuseConflict(estate, vpc, name);
      const zone = addZone(estate, {
        account: call.account,
        name,
        callerReference: input.CallerReference ?? "",
        comment: input.HostedZoneConfig?.Comment,
        vpcs: vpc ? [vpc] : [],
      });
      return {
        HostedZone: hostedZone(zone),
        ChangeInfo: submitChange(estate, zone, { kind: "created" }),
        Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
        DelegationSet: undefined,
        ...delegation(zone),
        ...(vpc ? { VPC: zoneVpc(vpc) } : {}),
      } as CreateHostedZoneResponse;
    }),

    GetHostedZone: operation<GetHostedZoneRequest, GetHostedZoneResponse>((input, call) => {
      const zone = ownZone(estate, input.Id, call);
      return {
        HostedZone: hostedZone(zone),
        ...delegation(zone),
        ...(zone.isPrivate ? { VPCs: [...zone.vpcs.values()] } : {}),
      } as GetHostedZoneResponse;
    }),

    DeleteHostedZone: operation<DeleteHostedZoneRequest, DeleteHostedZoneResponse>((input, call) => {
      const zone = ownZone(estate, input.Id, call);
      if ([...zone.records.values()].some((record) => !isRequired(zone, record)))
        throw new AwsError(
          "HostedZoneNotEmpty",
          "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
        );
      estate.zones.byId.delete(zone.id);
      return { ChangeInfo: submitChange(estate, zone, { kind: "deleted" }) };
    }),

    UpdateHostedZoneComment: operation<UpdateHostedZoneCommentRequest, UpdateHostedZoneCommentResponse>(
      (input, call) => {
        const zone = ownZone(estate, input.Id, call);
        zone.comment = input.Comment;
        return { HostedZone: hostedZone(zone) };
      },
    ),
  };
}

export type NewZone = {
  account: string;
  name: string;
  callerReference: string;
  comment?: string | undefined;
  vpcs: Vpc[];
};

/** A zone with its two required records. It is not published: that is its change's part. */
export function addZone(estate: Estate, wanted: NewZone): Zone {
  const zone: Zone = {
    id: `Z0${estate.surroundings.hex(19).toUpperCase()}`,
    name: canonicalName(wanted.name),
    account: wanted.account,
    callerReference: wanted.callerReference,
    comment: wanted.comment,
    isPrivate: wanted.vpcs.length > 0,
    nameServers: NAME_SERVERS,
    vpcs: new Map(),
    authorizations: new Map(),
    records: new Map(),
    tags: new Map(),
    published: unpublished(),
  };
  const first = `${NAME_SERVERS[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
  const servers = NAME_SERVERS.map((server) => ({ Value: `${server}.` }));
  for (const record of [
    { Name: zone.name, Type: "NS" as const, TTL: 172_800, ResourceRecords: servers },
    { Name: zone.name, Type: "SOA" as const, TTL: 900, ResourceRecords: [{ Value: first }] },
  ])
    zone.records.set(recordKey(record), record);
  for (const vpc of wanted.vpcs) attachVpc(estate.zones, zone, zoneVpc(vpc));
  if (!zone.isPrivate) estate.zones.public.add(zone);
  estate.zones.byId.set(zone.id, zone);
  estate.zones.references.add(`${zone.account} ${zone.callerReference}`);
  return zone;
}

export function hostedZone(zone: Zone): HostedZone {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { ...(zone.comment ? { Comment: zone.comment } : {}), PrivateZone: zone.isPrivate },
    ResourceRecordSetCount: zone.records.size,
  };
}

/** The name servers that AWS answers for every private zone; public ones get the same here. */
const NAME_SERVERS = [
  "ns-1536.awsdns-00.co.uk",
  "ns-0.awsdns-00.com",
  "ns-1024.awsdns-00.org",
  "ns-512.awsdns-00.net",
];

/** Nobody can make one here, so none is found. */
export function refuseDelegationSet(id: string | undefined): void {
  if (id === undefined) return;
  throw new AwsError(
    "NoSuchDelegationSet",
    "A reusable delegation set with the specified ID does not exist.",
  );
}

const delegation = (zone: Zone) =>
  zone.isPrivate ? {} : { DelegationSet: { NameServers: [...zone.nameServers] } };

const zoneVpc = (vpc: Vpc) => ({ VPCId: vpc.id, VPCRegion: vpc.region });

const isRequired = (zone: Zone, record: { Name?: string | undefined; Type?: string | undefined }): boolean =>
  record.Name === zone.name && (record.Type === "NS" || record.Type === "SOA");

const EMPTY = "DomainLabelEmpty (Domain label is empty)";

function domainName(name: string | undefined): string {
  const canonical = canonicalName(name ?? "");
  const fault = nameFault(name ?? "");
  if (fault || canonical === ".")
    throw new AwsError("InvalidDomainName", `FATAL problem: ${fault ?? EMPTY} encountered with '${name}'`);
  return canonical;
}

/** A zone made with a VPC is private, said or not. The VPC is looked up with the caller's own rights. */
function firstVpc(estate: Estate, input: CreateHostedZoneRequest, call: Call): Vpc | undefined {
  if (!input.VPC) {
    if (!input.HostedZoneConfig?.PrivateZone) return undefined;
    throw new AwsError(
      "InvalidInput",
      "When you're creating a private hosted zone (when you specify true for PrivateZone), you must also specify values for VPCId and VPCRegion.",
    );
  }
  const vpc = anyVpc(estate, input.VPC);
  if (vpc.account !== call.account) throw new AwsError("InvalidVPCId", "The VPC ID is invalid.");
  return vpc;
}

function refuseNewZone(estate: Estate, account: string, reference: string): void {
  if (estate.zones.references.has(reference))
    throw new AwsError(
      "HostedZoneAlreadyExists",
      `A hosted zone has already been created with the specified caller reference.`,
      409,
    );
  const quota = quotaOf(estate, account).zonesPerAccount;
  const owned = [...estate.zones.byId.values()].filter((zone) => zone.account === account).length;
  if (owned >= quota)
    throw new AwsError(
      "TooManyHostedZones",
      `You have reached the maximum number of hosted zones for this account: ${quota}.`,
    );
}
