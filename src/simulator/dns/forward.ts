import type { TargetAddress } from "@aws-sdk/client-route53resolver";
import { digestOf } from "../ec2/catalogue.ts";
import type { Estate } from "../estate.ts";
import type { Forwarding, ResolverEndpoint, Rule } from "../resolver/state.ts";
import { attachedAddresses } from "../resolver/status.ts";
import { isReached, type Sender } from "./hop.ts";

/**
 * The VPC whose resolver is asked in the end when a rule forwards a question now; undefined when nobody answers: no
 * address of the outbound endpoint is attached, or no target is an inbound endpoint's address that it reaches. A target is
 * chosen at random, and another one when it does not answer. While the rule is UPDATING some of the outbound endpoint's
 * interfaces send as before. Sources: Developer Guide, "How Resolver endpoints forward DNS queries"; API reference,
 * ResolverRule. `asked` makes chance the same for the same question at the same moment.
 */
export function answeringVpc(estate: Estate, rule: Rule, asked: string, now: number): string | undefined {
  const draw = (what: string, among: number): number =>
    Number.parseInt(digestOf(`${rule.id} ${asked} ${now} ${what}`, 8), 16) % Math.max(1, among);
  const { targets, endpointId } = forwardingAt(rule, now, draw);
  const outbound = estate.resolver.endpoints.get(endpointId ?? "");
  const sources = outbound ? attachedAddresses(outbound, now) : [];
  const source = sources[draw("source", sources.length)];
  if (!outbound || !source) return undefined;
  const first = draw("target", targets.length);
  const tried = [...targets.slice(first), ...targets.slice(0, first)];
  for (const target of tried) {
    const address = target.Ipv6 ? source.ipv6 : source.ip;
    const { subnetId } = source;
    const from = address === undefined ? undefined : { endpoint: outbound, subnetId, address };
    const inbound = from && reached(estate, from, target, now);
    if (inbound) return inbound.vpcId;
  }
  return undefined;
}

function forwardingAt(rule: Rule, now: number, draw: (what: string, among: number) => number): Forwarding {
  const isSpreading = rule.update !== undefined && now < rule.update.until;
  return isSpreading && rule.update && draw("interface", 2) === 0 ? rule.update.before : rule;
}

/** The inbound endpoint that answers there; of two with one address that of the outbound endpoint's own VPC. */
function reached(
  estate: Estate,
  from: Sender,
  { Ip, Ipv6, Port = 53, Protocol = "Do53" }: TargetAddress,
  now: number,
): ResolverEndpoint | undefined {
  const outbound = from.endpoint;
  const isSpoken = ({ protocols }: ResolverEndpoint) => protocols.includes("Do53");
  // DNS over HTTPS is not spoken between one's own endpoints.
  if (Port !== 53 || Protocol !== "Do53" || !isSpoken(outbound)) return undefined;
  const answers = [...estate.resolver.endpoints.values()].filter((inbound) => {
    if (inbound.direction !== "INBOUND" || inbound.region !== outbound.region) return false;
    const isThere = attachedAddresses(inbound, now).some(({ ip, ipv6 }) => (Ip ? ip === Ip : ipv6 === Ipv6));
    return isThere && isSpoken(inbound) && isReached(estate, from, inbound, Ip ?? Ipv6 ?? "");
  });
  return answers.find(({ vpcId }) => vpcId === outbound.vpcId) ?? answers[0];
}
