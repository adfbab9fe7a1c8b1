import type { Accounts } from "../aws/accounts.ts";
import type { Hub } from "../model/desired/types.ts";
import { liesIn } from "../model/dns-name.ts";
import { type Explanation, explain } from "../model/explain/explanation.ts";
import type { Subject } from "../model/explain/subject.ts";
import { type Led, ledInto } from "../model/explain/way.ts";
import { type Seen, valueIn } from "../model/failure.ts";
import { vpcKey, vpcRef, type ZoneId } from "../model/ids.ts";
import type { Observed } from "../model/observed/observed.ts";
import type { VpcView } from "../model/observed/vpc.ts";
import type { RecordView } from "../model/observed/zone.ts";
import type { Inspection } from "../model/plan/reads/inspections.ts";
import { resolutionOf } from "../model/plan/resolution/answer.ts";
import { lookedAt } from "../model/plan/rules/chain/views.ts";
import { listRecords } from "../reconcilers/records.ts";
import { see } from "../reconcilers/see.ts";
import { type ObserveOptions, observe } from "./observe/observe.ts";
import { withHops } from "./observe/observe-paths.ts";
import { observeRulePath } from "./observe/observe-rules.ts";
import { inspectionSession } from "./sessions.ts";

/**
 * Reads the VPC by its own role, the hubs that it has to do with, and the records of those of its zones that the name
 * lies in; where a rule leads to a hub's inbound endpoint, the same of the VPC that answers there. Says what answers, and
 * changes nothing. The VPC that could not be seen answers its failure.
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
  const records = createRecords(name, observed, accounts);
  await records.read(view.value, asked);
  const rulePaths = await followed(name, view.value, observed, accounts, records.read);
  const seen = await withHops(rulePaths.keys(), { ...observed, rulePaths }, accounts);
  return { kind: "seen", value: explain(name, subject, view.value, seen, records.of) };
}

/** The way of each rule by which the question goes on, with what the VPC behind it has of the name. */
async function followed(
  name: string,
  view: VpcView,
  observed: Observed,
  accounts: Accounts,
  readRecords: ReturnType<typeof createRecords>["read"],
): Promise<Required<Observed>["rulePaths"]> {
  const paths = new Map(observed.rulePaths);
  const passed = new Set<Hub>();
  for (let at: VpcView | undefined = view; at; ) {
    const { by } = resolutionOf(name, at, () => undefined);
    const led: Led | undefined = by.kind === "rule" ? ledInto(by, observed) : undefined;
    if (!led || passed.has(led.hub)) break;
    const { hub, standing } = led;
    const { inbound } = led.resolver;
    passed.add(hub);
    const path = paths.get(hub) ?? (await observeRulePath(hub, observed.hubs.get(hub), accounts));
    paths.set(hub, path);
    at = inbound && valueIn(lookedAt(path, standing, inbound.vpc));
    if (at && inbound)
      await readRecords(at, { hub, account: hub.account, vpc: vpcRef(inbound.vpc, hub.region) });
  }
  return paths;
}

function notRead(): Seen<never> {
  const message = "the VPC was not read";
  return { kind: "unreadable", failure: { kind: "transient", error: "NotRead", message } };
}

/** Ours and adopted ones were read with their hub; of others those of the hub's account and the VPC's own can be. */
function createRecords(name: string, { hubs }: Observed, accounts: Accounts) {
  const known = [...hubs.values()].flatMap((seen) => {
    const zones = valueIn(seen);
    return zones ? [...zones.zones, ...zones.adoptable] : [];
  });
  const seen = new Map(known.flatMap(({ id, records }) => (records ? [[id, records] as const] : [])));
  return {
    of: (zone: ZoneId): Seen<readonly RecordView[]> | undefined => seen.get(zone),
    /** Of those zones of the VPC that the name lies in. */
    async read(view: VpcView, asked: Inspection): Promise<void> {
      const over = (valueIn(view.zones) ?? []).filter((zone) => liesIn(name, zone.name));
      const { account, role } = asked.hub;
      for (const { id, owner } of over) {
        const ofHub = owner.account === account;
        if (seen.has(id) || (!ofHub && owner.account !== asked.account)) continue;
        const session = ofHub ? accounts.session(account, role) : inspectionSession(accounts, asked);
        seen.set(id, await see(() => listRecords(session.route53, id)));
      }
    },
  };
}
