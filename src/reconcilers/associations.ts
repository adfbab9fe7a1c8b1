import {
  AssociateVPCWithHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
  DeleteVPCAssociationAuthorizationCommand,
  DisassociateVPCFromHostedZoneCommand,
  ListHostedZonesByVPCCommand,
  ListVPCAssociationAuthorizationsCommand,
  type Route53Client,
  type VPC,
} from "@aws-sdk/client-route-53";
import { mayHaveActed } from "../aws/doubt.ts";
import { failureOf } from "../aws/failure.ts";
import { listAll } from "../aws/paginate.ts";
import { dnsName } from "../model/dns-name.ts";
import {
  type AccountId,
  type Region,
  type VpcId,
  type VpcRef,
  vpcRef,
  type ZoneId,
  type ZoneName,
} from "../model/ids.ts";
import type { ZoneOfVpc } from "../model/observed/vpc.ts";
import { unlessGone } from "./gone.ts";
import { bareId } from "./zones.ts";

/** The VPCs that may associate themselves with the zone: one call for each 50. */
export async function listAuthorizations(route53: Route53Client, id: ZoneId): Promise<VpcRef[]> {
  const vpcs = await listAll(async (token) => {
    const page = await route53.send(
      new ListVPCAssociationAuthorizationsCommand({ HostedZoneId: id, ...(token && { NextToken: token }) }),
    );
    return { items: page.VPCs ?? [], next: page.NextToken };
  });
  return vpcs.map((v) => vpcRef(v.VPCId as VpcId, v.VPCRegion as string as Region));
}

/** The private zones that a VPC is in, of every owner. Only the VPC's own account may ask; Profiles are not shown. */
export async function listZonesOfVpc(route53: Route53Client, vpc: VpcRef): Promise<ZoneOfVpc[]> {
  const zones = await listAll(async (token) => {
    const page = await route53.send(
      new ListHostedZonesByVPCCommand({
        VPCId: vpc.id,
        VPCRegion: vpc.region as never,
        ...(token && { NextToken: token }),
      }),
    );
    return { items: page.HostedZoneSummaries ?? [], next: page.NextToken };
  });
  return zones.map(({ HostedZoneId, Name, Owner }) => ({
    id: bareId(HostedZoneId ?? ""),
    name: dnsName(Name ?? "") as ZoneName,
    owner: {
      ...(Owner?.OwningAccount && { account: Owner.OwningAccount as AccountId }),
      ...(Owner?.OwningService && { service: Owner.OwningService }),
    },
  }));
}

/** What stood there before we came, though it was to be added: called when no attempt of ours can have made it. */
export type OnThere = () => void;

/**
 * Lets a VPC of another account associate itself. AWS does not say what a repeated one is answered: when it is refused,
 * the list tells whether it is authorized already (an earlier answer was lost).
 */
export async function authorize(
  route53: Route53Client,
  id: ZoneId,
  vpc: VpcRef,
  onThere?: OnThere,
): Promise<void> {
  try {
    await route53.send(new CreateVPCAssociationAuthorizationCommand({ HostedZoneId: id, VPC: wire(vpc) }));
  } catch (error) {
    if (failureOf(error).kind !== "invalid") throw error;
    const given = await listAuthorizations(route53, id);
    if (!given.some((v) => v.id === vpc.id)) throw error;
    if (!mayHaveActed(error)) onThere?.();
  }
}

/** Takes the authorization back; it does not disassociate. */
export async function deauthorize(route53: Route53Client, id: ZoneId, vpc: VpcRef): Promise<void> {
  await unlessEitherGone(() =>
    route53.send(new DeleteVPCAssociationAuthorizationCommand({ HostedZoneId: id, VPC: wire(vpc) })),
  );
}

/** Names one change in DNS, for `isInsync`; absent when it was made before and nobody knows by which. */
export type ChangeId = string | undefined;

/**
 * Associates with the credentials of the VPC's account. ConflictingDomainExists says either that another zone of the
 * name holds the VPC or that this very pair exists: `isAssociated` tells which, never the message.
 */
export async function associate(
  route53: Route53Client,
  id: ZoneId,
  vpc: VpcRef,
  isAssociated: () => Promise<boolean>,
  onThere?: OnThere,
): Promise<ChangeId> {
  try {
    const input = { HostedZoneId: id, VPC: wire(vpc) };
    const answer = await route53.send(new AssociateVPCWithHostedZoneCommand(input));
    return answer.ChangeInfo?.Id;
  } catch (error) {
    if (failureOf(error).kind !== "conflict" || !(await isAssociated())) throw error;
    if (!mayHaveActed(error)) onThere?.();
    return undefined;
  }
}

/** Either account may: the hub can remove a spoke whose account is gone or denies it (semantics 13). */
export async function disassociate(route53: Route53Client, id: ZoneId, vpc: VpcRef): Promise<ChangeId> {
  const answer = await unlessEitherGone(() =>
    route53.send(new DisassociateVPCFromHostedZoneCommand({ HostedZoneId: id, VPC: wire(vpc) })),
  );
  return answer?.ChangeInfo?.Id;
}

function wire(vpc: VpcRef): VPC {
  return { VPCId: vpc.id, VPCRegion: vpc.region as never };
}

/** What is gone is done; a VPC that no longer exists is gone too. The next read proves it (semantics 13). */
function unlessEitherGone<T>(act: () => Promise<T>): Promise<T | undefined> {
  return unlessGone(act).catch((error: unknown) => {
    if (failureOf(error).error !== "InvalidVPCId") throw error;
    return undefined;
  });
}
