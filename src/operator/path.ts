import type { Accounts } from "../aws/accounts.ts";
import type { Desired } from "../model/desired/types.ts";
import { type PathReport, pathReport } from "../model/explain/path.ts";
import { subjectOf } from "../model/explain/subject.ts";
import { isUnread, type Seen } from "../model/failure.ts";
import { vpcKey } from "../model/ids.ts";
import { type ObserveOptions, observe } from "./observe/observe.ts";

/**
 * Reads what packets between a spoke and its hub meet, whatever its document says of pathCheck, and walks it. Changes
 * nothing. Throws Error, in words, where there is no such spoke. A VPC that could not be seen answers its failure.
 */
export async function tracePath(
  { spoke: name, endpoint }: { readonly spoke: string; readonly endpoint?: string },
  desired: Desired,
  accounts: Accounts,
  options: Pick<ObserveOptions, "onProgress"> = {},
): Promise<Seen<PathReport>> {
  const spokes = desired.spokes.map((one) => ({ ...one, pathCheck: "report" as const, suspend: false }));
  const subject = subjectOf(name, { ...desired, spokes });
  const { spoke } = subject.asked;
  if (!spoke) throw new Error(`${name} is no spoke: packets are followed from spokes`);
  if (endpoint !== undefined && !spoke.endpoints.some((one) => one.name === endpoint))
    throw new Error(
      `spoke ${spoke.name} shares no endpoint ${endpoint}: it has ${spoke.endpoints.map((e) => e.name).join(", ")}`,
    );
  const observed = await observe(subject.desired, accounts, {
    ...options,
    sweep: false,
    lookAt: () => [subject.asked],
  });
  const view = observed.vpcs.get(vpcKey(subject.asked.vpc));
  if (isUnread(view)) return view;
  const report = pathReport(spoke, subject.desired, observed, endpoint);
  if (report) return { kind: "seen", value: report };
  const message = `the hub, or ${subject.asked.vpc.id}, was not seen: see vpce-operator plan`;
  return { kind: "unreadable", failure: { kind: "transient", error: "NotRead", message } };
}
