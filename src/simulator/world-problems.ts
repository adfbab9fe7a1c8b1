import type { Estate } from "./estate.ts";
import { AwsError } from "./service.ts";
import type { World } from "./world.ts";

type Path = readonly (string | number)[];

/** What a part of a world file asks for and cannot have, in words; `below` is its place inside that part. */
export class Unfit extends Error {
  readonly below: Path;
  constructor(words: string, below: Path = []) {
    super(words);
    this.name = "Unfit";
    this.below = below;
  }
}

/** Gathers what does not fit while a world is made, so that all of it can be told at once. */
export type Problems = {
  /** Does the work for the part at the path; what AWS would refuse, or is unfit, is noted and not thrown. */
  attempt(path: Path, work: () => void): void;
  /** As `file:line:column: words`, in the order of the work. */
  readonly list: readonly string[];
};

export function createProblems(world: World, estate: Estate): Problems {
  const list: string[] = [];
  const ids = new Set<string>();
  for (const [id, paths] of idsOf(world)) {
    ids.add(id);
    for (const path of paths.slice(1)) list.push(`${world.at(path)}: the id ${id} is there twice`);
  }
  const { vpcs, subnets, securityGroups, endpoints, peerings, transit } = estate.network;
  const { gateways, attachments, tables } = transit;
  const kinds = [vpcs, subnets, securityGroups, endpoints, peerings, gateways, attachments, tables];
  /** What is missing because its own part was refused has been told there. */
  const isConsequence = (message: string) =>
    [...message.matchAll(/\b(?:vpc|subnet|sg|vpce|pcx|tgw|tgw-attach|tgw-rtb)-[0-9a-f]+/g)].some(
      ([id]) => ids.has(id) && !kinds.some((all) => all.has(id)),
    );
  return {
    list,
    attempt(path, work) {
      try {
        work();
      } catch (error) {
        if (!(error instanceof AwsError || error instanceof Unfit)) throw error;
        if (isConsequence(error.message) && list.length > 0) return;
        const below = error instanceof Unfit ? error.below : [];
        list.push(`${world.at([...path, ...below])}: ${inWords(error)}`);
      }
    },
  };
}

function inWords(error: AwsError | Unfit): string {
  if (error instanceof Unfit) return error.message;
  const hint = HINTS[error.code];
  return `${error.code}: ${error.message}${hint ? ` (${hint})` : ""}`;
}

/** What helps in a world file, where AWS's own words do not say it. */
const HINTS: { readonly [code: string]: string } = {
  ConflictingDomainExists: "a VPC can be in one zone of a name; private DNS of an endpoint is one too",
  DuplicateSubnetsInSameZone: "name one subnet of each availability zone under subnets:",
  "InvalidGroup.NotFound": "an endpoint's groups stand under securityGroups: of its VPC",
  "InvalidSubnet.Range": "a subnet lies inside its VPC's cidr",
  "InvalidSubnetID.NotFound": "an endpoint's subnets stand under subnets: of its VPC, with their ids",
  RulesPerSecurityGroupLimitExceeded: "quotas: { rulesPerSecurityGroup: … } raises it",
  SecurityGroupLimitExceeded: "quotas: { securityGroupsPerRegion: … } raises it",
  VpcEndpointLimitExceeded: "quotas: { endpointsPerVpc: … } raises it",
};

/** Every id that the file gives to something → where. */
function idsOf({ spec }: World): Map<string, Path[]> {
  const found = new Map<string, Path[]>();
  const noteAll = (
    lists: { readonly [name: string]: readonly { id?: string | undefined }[] },
    path: Path,
  ) => {
    for (const [name, items] of Object.entries(lists))
      for (const [index, { id }] of items.entries())
        if (id !== undefined) found.set(id, [...(found.get(id) ?? []), [...path, name, index, "id"]]);
  };
  for (const [account, own] of Object.entries(spec.accounts)) {
    const { vpcs, shares, resolverRules, peerings, transitGateways, prefixLists } = own;
    const path = ["accounts", account];
    noteAll({ vpcs, shares, resolverRules, peerings, transitGateways, prefixLists }, path);
    for (const [index, { routeTables, attachments }] of transitGateways.entries())
      noteAll({ routeTables, attachments }, [...path, "transitGateways", index]);
    for (const [index, vpc] of vpcs.entries()) {
      const { securityGroups, endpoints, resolverEndpoints, resolverRules, routeTables, networkAcls } = vpc;
      const subnets = typeof vpc.subnets === "number" ? [] : vpc.subnets;
      const lists = { subnets, securityGroups, endpoints, resolverEndpoints, resolverRules };
      noteAll({ ...lists, routeTables, networkAcls }, [...path, "vpcs", index]);
      for (const [place, { devices }] of subnets.entries())
        noteAll({ devices }, [...path, "vpcs", index, "subnets", place]);
    }
  }
  return found;
}
