import type { Accounts } from "../../aws/accounts.ts";
import type { Desired, Spoke } from "../../model/desired/types.ts";
import { type Seen, valueIn } from "../../model/failure.ts";
import { handedOverIn } from "../../model/handed-over.ts";
import type { OwnEndpointView } from "../../model/observed/endpoint.ts";
import type { Observed } from "../../model/observed/observed.ts";
import type { HandedOverAt } from "../../model/own-definition.ts";
import { ownEndpointReads } from "../../model/plan/reads/own-endpoint-reads.ts";
import { observeNetwork } from "../../reconcilers/network.ts";
import { listOwnEndpoints } from "../../reconcilers/own-endpoints.ts";
import { see } from "../../reconcilers/see.ts";
import type { Accesses } from "./accesses.ts";

/** The own endpoints of spokes whose documents say what becomes of them: one list for each account, Region and role. */
export async function observeOwnEndpoints(
  desired: Desired,
  accounts: Accounts,
  accesses: Accesses,
  {
    readAt = 0,
    definitions,
  }: { readonly readAt?: number; readonly definitions?: Seen<readonly HandedOverAt[]> },
): Promise<Pick<Observed, "ownEndpoints">> {
  const needed = ownEndpointReads(desired, valueIn(definitions));
  if (needed.size === 0 && definitions?.kind !== "unreadable") return {};
  const reads = [...needed].map(async ([access, spokes]) => {
    const seen = await accesses.read(access, () => readAccount(accounts, spokes));
    return [access, seen] as const;
  });
  const byAccess = new Map(await Promise.all(reads));
  return { ownEndpoints: { at: readAt, byAccess, ...(definitions && { definitions }) } };
}

async function readAccount(
  accounts: Accounts,
  spokes: readonly Spoke[],
): Promise<Seen<readonly OwnEndpointView[]>> {
  const [{ account, role, region }] = spokes as [Spoke];
  const session = accounts.session(account, role);
  const identity = await session.identity();
  if (identity.kind === "unreadable") return identity;
  const ec2 = session.ec2(region);
  return see(async () => {
    const endpoints = await listOwnEndpoints(ec2, [...new Set(spokes.map(({ vpc }) => vpc))]);
    const going = new Set(
      spokes.flatMap(({ ownEndpoints, vpc }) => (ownEndpoints.redundant === "remove" ? vpc : [])),
    );
    const asked = endpoints.filter(
      ({ vpc, privateDnsEnabled, tags }) => going.has(vpc) && (privateDnsEnabled || handedOverIn(tags)),
    );
    if (asked.length === 0) return endpoints;
    const ids = [...new Set(asked.flatMap(({ securityGroups }) => securityGroups))].sort();
    const { securityGroups } = await observeNetwork(ec2, ids, []);
    return endpoints.map((one) => (asked.includes(one) ? withGroups(one, securityGroups) : one));
  });
}

function withGroups(
  view: OwnEndpointView,
  groups: Awaited<ReturnType<typeof observeNetwork>>["securityGroups"],
): OwnEndpointView {
  if (groups.kind === "unreadable") return { ...view, groups };
  const own = new Set(view.securityGroups);
  return { ...view, groups: { ...groups, value: groups.value.filter(({ id }) => own.has(id)) } };
}
