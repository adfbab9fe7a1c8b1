import { valueIn } from "../failure.ts";
import type { AccountId } from "../ids.ts";
import type { Admission } from "../observed/network.ts";
import type { PrefixLists } from "./facts.ts";
import { holds, placeText, type Range, rangeOf, rangeText } from "./ip.ts";
import type { Packet } from "./packet.ts";
import type { Walk } from "./trace.ts";

/** The security groups of one side. No `admissions`: not all of the groups were read. */
export type Groups = {
  readonly ids: readonly string[];
  readonly account: AccountId;
  /** Rules of one direction, for the protocol that is asked about. */
  readonly admissions?: readonly Admission[];
  readonly prefixLists: PrefixLists;
  /** Groups of the other side, in the same VPC: a rule that names one admits it. */
  readonly peers?: readonly string[];
};

/**
 * Whether the groups admit the other side at the port; they remember what they let in, so that replies pass. Whom another
 * group stands for is not known of a subnet. Source: VPC user guide, "Security group rules".
 */
export function* throughGroups(groups: Groups, side: "egress" | "ingress", packet: Packet): Walk {
  const { ids, account, admissions, prefixLists, peers = [] } = groups;
  const at = { object: ids.join(", "), account };
  const address = side === "egress" ? packet.to : packet.from;
  const verb = side === "egress" ? "out to" : "in from";
  const number = packet.ports.first;
  const port = `${packet.protocol.toUpperCase()} ${number}`;
  if (!admissions || ids.length === 0)
    return yield {
      ...at,
      kind: "unknown",
      permission: "ec2:DescribeSecurityGroups",
      says: "security groups were not read",
      todo: `allow ec2:DescribeSecurityGroups in account ${account}`,
      goesOn: true,
    };
  const open = admissions.filter(({ fromPort, toPort }) => fromPort <= number && number <= toPort);
  if (open.some((one) => rangesOf(one, prefixLists).some((range) => holds(range, address))))
    return yield { ...at, says: `let ${port} ${verb} ${placeText(address)}` };
  const peer = open.flatMap(({ others }) => others).find((id) => peers.includes(id));
  if (peer) return yield { ...at, says: `let ${port} ${verb} ${peer}, the group of ${placeText(address)}` };
  const unresolved = open.flatMap(({ others }) => others.filter((id) => !valueIn(prefixLists.get(id))));
  if (unresolved.length > 0)
    return yield {
      ...at,
      kind: "unknown",
      says: `security groups let ${port} ${verb} ${[...new Set(unresolved)].join(", ")}, and whether ${placeText(address)} is among these is not known`,
      todo: `look what these stand for, or add a rule for ${rangeText(address)}`,
      goesOn: true,
    };
  const range = "last" in address ? rangeText(address) : `the range of ${rangeText(address)}`;
  const rule = side === "ingress" ? "an inbound rule" : "an outbound rule";
  yield {
    ...at,
    kind: "blocked",
    says: `security groups ${ids.join(", ")} do not let ${port} ${verb} ${placeText(address)}`,
    todo: `add ${rule} for ${range}, or a prefix list, to one of ${ids.join(", ")} in account ${account}`,
  };
}

const RANGES = new WeakMap<Admission, readonly Range[]>();

export function rangesOf(admission: Admission, prefixLists: Groups["prefixLists"]): readonly Range[] {
  const known = RANGES.get(admission);
  if (known) return known;
  const listed = admission.others.flatMap((id) => valueIn(prefixLists.get(id)) ?? []);
  const made = [...admission.cidrs, ...listed].map(rangeOf);
  RANGES.set(admission, made);
  return made;
}
