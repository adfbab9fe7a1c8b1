import type { Accounts } from "../aws/accounts.ts";
import { liesIn } from "../model/dns-name.ts";
import { type Explanation, explain } from "../model/explain/explanation.ts";
import type { Subject } from "../model/explain/subject.ts";
import { type Seen, valueIn } from "../model/failure.ts";
import { vpcKey, type ZoneId } from "../model/ids.ts";
import type { Observed, RecordView, VpcView } from "../model/observed.ts";
import { listRecords } from "../reconcilers/records.ts";
import { see } from "../reconcilers/see.ts";
import { type ObserveOptions, observe } from "./observe/observe.ts";
import { inspectionSession } from "./sessions.ts";

/**
 * Reads the VPC by its own role, the hubs that it has to do with, and the records of those of its zones that the name
 * lies in, and says what answers. Changes nothing. The VPC that could not be seen answers its failure.
 */
export async function explainName(
  name: string,
  subject: Subject,
  accounts: Accounts,
  options: Pick<ObserveOptions, "onProgress"> = {},
): Promise<Seen<Explanation>> {
  const { asked, desired } = subject;
  const key = vpcKey(asked.vpc);
  const observed = await observe(desired, accounts, {
    ...options,
    sweep: false,
    lookAt: (needed) => [asked, ...needed.filter(({ vpc, spoke }) => !spoke && vpcKey(vpc) !== key)],
  });
  const view = observed.vpcs.get(key);
  if (view?.kind !== "seen") return view ?? notRead();
  const records = await recordsOver(name, subject, view.value, observed, accounts);
  const explanation = explain(name, subject, view.value, observed, (zone) => records.get(zone));
  return { kind: "seen", value: explanation };
}

function notRead(): Seen<never> {
  const message = "the VPC was not read";
  return { kind: "unreadable", failure: { kind: "transient", error: "NotRead", message } };
}

type Records = Seen<readonly RecordView[]>;

/** Ours and adopted ones were read with their hub; of others those of the hub's account and the VPC's own can be. */
async function recordsOver(
  name: string,
  { asked }: Subject,
  view: VpcView,
  { hubs }: Observed,
  accounts: Accounts,
): Promise<ReadonlyMap<ZoneId, Records>> {
  const known = [...hubs.values()].flatMap((seen) => {
    const zones = valueIn(seen);
    return zones ? [...zones.zones, ...zones.adoptable] : [];
  });
  const read = new Map(known.flatMap(({ id, records }) => (records ? [[id, records] as const] : [])));
  const over = (valueIn(view.zones) ?? []).filter((zone) => liesIn(name, zone.name));
  const { account, role } = asked.hub;
  for (const { id, owner } of over) {
    const ofHub = owner.account === account;
    if (read.has(id) || (!ofHub && owner.account !== asked.account)) continue;
    const session = ofHub ? accounts.session(account, role) : inspectionSession(accounts, asked);
    read.set(id, await see(() => listRecords(session.route53, id)));
  }
  return read;
}
