import type { Accounts } from "../../aws/accounts.ts";
import type { Hub } from "../../model/desired/types.ts";
import { valueIn } from "../../model/failure.ts";
import type { Observed } from "../../model/observed/observed.ts";
import type { LimitNeeded } from "../../model/plan/reads/limits.ts";
import { see } from "../../reconcilers/see.ts";
import { getVpcLimit } from "../../reconcilers/zones.ts";
import { withZones } from "./with-zones.ts";

/**
 * How many VPCs a zone takes in the accounts in which one is nearly full, as AWS says: one call for each account, and
 * none when nobody should join. Where it does not say, the document does.
 */
export async function withLimits(
  hubs: Observed["hubs"],
  needed: readonly LimitNeeded[],
  accounts: Accounts,
): Promise<Observed["hubs"]> {
  const answers = needed.map(async ({ hub, zone }) => {
    const { route53 } = accounts.session(hub.account, hub.role);
    return [hub.account, valueIn(await see(() => getVpcLimit(route53, zone)))] as const;
  });
  if (answers.length === 0) return hubs;
  const limits = new Map(await Promise.all(answers));
  const limitIn = ({ account }: Hub) => limits.get(account);
  return withZones(hubs, (zone, hub) => {
    const vpcLimit = limitIn(hub);
    return vpcLimit === undefined ? zone : { ...zone, vpcLimit };
  });
}
