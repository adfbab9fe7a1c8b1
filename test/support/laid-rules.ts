import { HUB, OPERATOR, REGION } from "./fleet.ts";
import { BYSTANDER, HOMES, type LaidSpoke, type Layout, SERVICES, vpcOf } from "./layout.ts";

const INBOUND = "rslvr-in-0a000000000000001";
const OUTBOUND = "rslvr-out-0a000000000000001";
const DNS_GROUP = "sg-0a000000000000053";
const EXCEPT = `s3.${REGION}.amazonaws.com`;

/** Of the hub's document. */
export function resolverSpecOf({ rules }: Layout) {
  if (!rules) return {};
  const { kind } = rules;
  const regional = kind === "regional" && { regional: { accept: true, except: [EXCEPT] } };
  return { resolver: { inbound: { id: INBOUND }, outbound: { id: OUTBOUND }, rules: kind, ...regional } };
}

/** All accounts are in one organization, which shares without invitations. */
export function organizationOf({ rules }: Layout) {
  const accounts = [...new Set(Object.values(HOMES).map(({ account }) => account))];
  return rules ? { organization: { id: "o-random00000", management: OPERATOR, accounts } } : {};
}

/** Of the hub VPC. */
export function resolverIn({ rules }: Layout) {
  if (!rules) return {};
  const securityGroups = [DNS_GROUP];
  return {
    securityGroups: [{ id: DNS_GROUP, name: "dns", dnsFrom: ["10.0.0.0/16"] }],
    resolverEndpoints: [
      { id: INBOUND, direction: "INBOUND", securityGroups },
      { id: OUTBOUND, direction: "OUTBOUND", securityGroups },
    ],
  };
}

/** Somebody else's rules in an account: of the hub's, one that a VPC of no document has; else of the first spoke by rules. */
export function foreignRulesIn({ rules, endpoints, spokes }: Layout, account: string) {
  const spoke = spokes.find((one) => one.home !== "own" && one.byRule);
  const name = (SERVICES[endpoints[0]?.service ?? "plain"][0] as string).replace("*.", "");
  const made = (rules?.strangers ?? []).flatMap((kind) => {
    const place = kind === "unused" ? { account: HUB, vpc: BYSTANDER } : spoke && placeOf(spoke);
    if (place?.account !== account) return [];
    const domain = { unused: name, inSpoke: name, below: `host.${name}`, onPremises: "corp.example.com" }[
      kind
    ];
    const creatorRequestId = `somebody's ${kind}`;
    return [{ region: REGION, targets: ["192.0.2.53"], domain, vpcs: [place.vpc], creatorRequestId }];
  });
  return made.length > 0 ? { resolverRules: made } : {};
}

function placeOf(spoke: LaidSpoke) {
  return { account: HOMES[spoke.home].account, vpc: vpcOf(spoke) };
}
