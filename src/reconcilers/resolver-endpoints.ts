import {
  AssociateResolverEndpointIpAddressCommand,
  CreateResolverEndpointCommand,
  DeleteResolverEndpointCommand,
  DisassociateResolverEndpointIpAddressCommand,
  GetResolverEndpointCommand,
  ListResolverEndpointsCommand,
  type Protocol,
  type ResolverEndpoint,
  type Route53ResolverClient,
  UpdateResolverEndpointCommand,
} from "@aws-sdk/client-route53resolver";
import { FailureError } from "../aws/failure.ts";
import { listAll } from "../aws/paginate.ts";
import type { ResolverEndpointAction } from "../model/action/resolver-endpoint.ts";
import type { ResolverPlace } from "../model/desired/types.ts";
import type { ResolverEndpointId } from "../model/ids.ts";
import type { ResolverAddress } from "../model/observed/resolver.ts";
import { hasFailed, isAttached, isGoing } from "../model/observed/resolver-address.ts";
import { isIn } from "../model/plan/wanted/resolver/places.ts";
import { unlessGone } from "./gone.ts";
import { madeOnce } from "./request-ids.ts";
import { listAddresses, listRules } from "./resolver.ts";
import { tagList } from "./tags.ts";

type Of<K extends ResolverEndpointAction["kind"]> = Extract<ResolverEndpointAction, { kind: K }>;

/** How often the list is asked before an endpoint is believed not to be there: a second one would cost, and stay. */
const LOOKS_MAX = 12;

/**
 * Makes the endpoint, or finds the one that an earlier attempt made by its request id. `pause` waits until it is worth
 * another look. ResourceExists says nothing of parameters: whether it is as written, the next reading tells.
 */
export async function createResolverEndpoint(
  resolver: Route53ResolverClient,
  { resolverEndpoint, creatorRequestId, spec, tags }: Of<"createResolverEndpoint">,
  pause: () => Promise<void>,
): Promise<ResolverEndpointId> {
  const { direction } = resolverEndpoint;
  return madeOnce<ResolverEndpointId>(creatorRequestId, {
    async make(CreatorRequestId) {
      const { ResolverEndpoint: made } = await resolver.send(
        new CreateResolverEndpointCommand({
          CreatorRequestId,
          Name: `vpce-operator ${direction.toLowerCase()}`,
          Direction: direction,
          SecurityGroupIds: [...spec.securityGroups],
          IpAddresses: spec.addresses.map(inputOf),
          ResolverEndpointType: "IPV4",
          Protocols: ["Do53"],
          Tags: tagList(tags),
        }),
      );
      return made?.Id as ResolverEndpointId;
    },
    async find(requestId) {
      const there = await listed(resolver, requestId, pause);
      return there?.Status === "DELETING" ? undefined : (there?.Id as ResolverEndpointId | undefined);
    },
    of: `the ${direction.toLowerCase()} Resolver endpoint`,
    by: "endpoints",
    operation: "CreateResolverEndpoint",
  });
}

async function listed(
  resolver: Route53ResolverClient,
  requestId: string,
  pause: () => Promise<void>,
): Promise<ResolverEndpoint | undefined> {
  const Filters = [{ Name: "CreatorRequestId", Values: [requestId] }];
  for (let looks = 1; ; looks++) {
    const all = await listAll<ResolverEndpoint>(async (token) => {
      const page = await resolver.send(
        new ListResolverEndpointsCommand({ Filters, ...(token && { NextToken: token }) }),
      );
      return { items: page.ResolverEndpoints ?? [], next: page.NextToken };
    });
    const there = all.find((one) => one.CreatorRequestId === requestId);
    if (there || looks === LOOKS_MAX) return there;
    await pause();
  }
}

/** Whether it is OPERATIONAL, with an ATTACHED address in each of the places; else its state, in AWS's words. */
export async function readiness(
  resolver: Route53ResolverClient,
  id: ResolverEndpointId,
  places: readonly ResolverPlace[],
): Promise<"ready" | { readonly status: string }> {
  const { ResolverEndpoint: endpoint } = await resolver.send(
    new GetResolverEndpointCommand({ ResolverEndpointId: id }),
  );
  const { Status: status = "", StatusMessage: message } = endpoint ?? {};
  if (status !== "OPERATIONAL") return { status: message ? `${status} (${message})` : status };
  const addresses = await listAddresses(resolver, id);
  const late = places.find((place) => !addresses.some((one) => isAttached(one) && isIn(one, place)));
  return late ? { status: `OPERATIONAL without an address in ${late.subnet}` } : "ready";
}

/**
 * One address. The call has no token, so it is looked first whether an earlier attempt, whose answer was lost, has put one
 * there.
 */
export async function addResolverAddress(
  resolver: Route53ResolverClient,
  id: ResolverEndpointId,
  place: ResolverPlace,
): Promise<void> {
  const addresses = await listAddresses(resolver, id);
  const isThere = addresses.some((one) => isIn(one, place) && !isGoing(one) && !hasFailed(one));
  if (isThere) return;
  await resolver.send(
    new AssociateResolverEndpointIpAddressCommand({ ResolverEndpointId: id, IpAddress: inputOf(place) }),
  );
}

/** Looks once more whether a rule of the account leads there. */
export async function removeResolverAddress(
  resolver: Route53ResolverClient,
  id: ResolverEndpointId,
  address: ResolverAddress,
): Promise<void> {
  const targets = (await listRules(resolver)).map(({ Id = "", TargetIps = [] }) => ({ Id, TargetIps }));
  const user = targets.find(({ TargetIps }) => TargetIps.some(({ Ip, Ipv6 }) => (Ip ?? Ipv6) === address.ip));
  if (user) throw new FailureError(inUse(address.ip, user.Id, "DisassociateResolverEndpointIpAddress"));
  const IpAddress = { IpId: address.id };
  await unlessGone(() =>
    resolver.send(new DisassociateResolverEndpointIpAddressCommand({ ResolverEndpointId: id, IpAddress })),
  );
}

export async function setResolverProtocols(
  resolver: Route53ResolverClient,
  id: ResolverEndpointId,
  protocols: readonly string[],
): Promise<void> {
  await resolver.send(
    new UpdateResolverEndpointCommand({ ResolverEndpointId: id, Protocols: [...protocols] as Protocol[] }),
  );
}

/** Looks once more whether a rule of the account leads there, or leaves by it. AWS asks only the second. */
export async function deleteResolverEndpoint(
  resolver: Route53ResolverClient,
  id: ResolverEndpointId,
): Promise<void> {
  await unlessGone(async () => {
    const [rules, addresses] = await Promise.all([listRules(resolver), listAddresses(resolver, id)]);
    const own = new Set(addresses.map(({ ip }) => ip));
    const user = rules.find(
      ({ ResolverEndpointId, TargetIps = [] }) =>
        ResolverEndpointId === id || TargetIps.some(({ Ip, Ipv6 }) => own.has(Ip ?? Ipv6 ?? "")),
    );
    if (user) throw new FailureError(inUse(id, user.Id ?? "", "DeleteResolverEndpoint"));
    await resolver.send(new DeleteResolverEndpointCommand({ ResolverEndpointId: id }));
  });
}

function inUse(what: string, rule: string, operation: string) {
  return {
    kind: "conflict",
    error: "ResolverInUse",
    message: `rule ${rule} uses ${what} since the plan was made, so it stays`,
    operation,
  } as const;
}

function inputOf({ subnet, ip }: ResolverPlace) {
  return { SubnetId: subnet, ...(ip !== undefined && { Ip: ip }) };
}
