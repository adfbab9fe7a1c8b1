import { clashesAmong, type Use } from "./claims.ts";
import type { Linked } from "./link.ts";
import { formatPlace, type Place, type Problems } from "./problems.ts";
import { sameTable, tableInWords } from "./table.ts";
import type { Endpoint, Hub, Spoke } from "./types.ts";

/**
 * What must be unique, as far as the documents tell (AWS's answers tell the rest at plan time):
 *
 *   the lease's table      one for all hubs, or whoever applies would hold a part of the leases
 *   a hub's VPC            in one Hub document, or two would make the same zones
 *   (hub, set, name)       in one Endpoint, for it has one zone
 *   (hub, VPC)             in one Spoke
 *   (VPC, name)            over all hubs and sets, for Route 53 refuses two zones of one name in a VPC
 */
export function refuseClashes(linked: Linked, problems: Problems): void {
  refuseOtherTables(linked, problems);
  refuseSharedHubVpcs(linked, problems);
  refuseRepeatedNames(linked, problems);
  const hasClash = clashWithin();
  for (const group of clientsByVpc(linked).values()) {
    refuseSecondUse(group, problems);
    const placed = group.filter(isWellPlaced);
    if (placed.length > 1 || placed.some(hasClash)) refuseNamesTwice(placed, problems);
  }
}

/** Whether a client that is alone in its VPC gets a name twice: asked once of the many that share a list of endpoints. */
function clashWithin(): (client: Client) => boolean {
  const answers = new Map<readonly Endpoint[], boolean>();
  return (user) => {
    const { hub, endpoints, role } = user;
    if (role !== "spoke") return false;
    const uses = () => endpoints.map((endpoint) => ({ user, hub, endpoint }));
    const answer = answers.get(endpoints) ?? clashesAmong(uses(), mayShare).length > 0;
    answers.set(endpoints, answer);
    return answer;
  };
}

function refuseOtherTables({ hubs, sourceOf }: Linked, problems: Problems): void {
  const [first, ...others] = hubs;
  for (const hub of others) {
    if (!first || sameTable(hub.table, first.table)) continue;
    const [here, there] = [tableInWords(hub.table), tableInWords(first.table)];
    const hint = `write the same table and Region in every hub; see ${formatPlace(sourceOf(first).value(["spec", "table"]))}`;
    const message = `this hub has ${here}, and hub "${first.name}" has ${there}`;
    problems.error("TablesDiffer", sourceOf(hub).value(["spec", "table"]), message, hint);
  }
}

function refuseSharedHubVpcs({ hubs, sourceOf }: Linked, problems: Problems): void {
  const seen = new Map<string, Hub>();
  for (const hub of hubs) {
    const first = seen.get(hub.vpc);
    const place = sourceOf(hub).value(["spec", "vpc"]);
    if (!first) seen.set(hub.vpc, hub);
    else {
      const hint = `see ${formatPlace(sourceOf(first).value(["spec", "vpc"]))}`;
      problems.error("HubVpcTwice", place, `${hub.vpc} is the VPC of hub "${first.name}" already`, hint);
    }
  }
}

function refuseRepeatedNames({ hubs, endpoints, sourceOf }: Linked, problems: Problems): void {
  for (const hub of hubs) {
    for (const [set, members] of Map.groupBy(endpointsOf(hub, endpoints), (endpoint) => endpoint.set)) {
      const uses = members.map((endpoint) => ({ user: set, hub, endpoint }));
      for (const { first, second, claim } of clashesAmong(uses, () => false)) {
        const message = `${claim} is in set "${set}" of hub "${hub.name}" already, as endpoint "${first.endpoint.name}"`;
        const hint = `see ${formatPlace(sourceOf(first.endpoint).value(["spec", "service"]))}`;
        problems.error("NameTwice", sourceOf(second.endpoint).value(["spec", "service"]), message, hint);
      }
    }
  }
}

function endpointsOf(hub: Hub, endpoints: readonly Endpoint[]): Endpoint[] {
  return endpoints.filter((endpoint) => endpoint.hubs.includes(hub));
}

/** A VPC that zones of a hub are associated with, in one of three roles. */
type Client = {
  readonly role: "hub" | "anchor" | "spoke";
  readonly words: string;
  readonly hub: Hub;
  readonly spoke?: Spoke;
  readonly place: () => Place;
  readonly endpoints: readonly Endpoint[];
};

/** By VPC id alone: ids are unique over Regions, so one id in two Regions is a mistake and no second VPC. */
function clientsByVpc({ hubs, endpoints, spokes, sourceOf }: Linked): Map<string, Client[]> {
  const byVpc = new Map<string, Client[]>();
  const add = (vpc: string, client: Client) => {
    const group = byVpc.get(vpc);
    if (group) group.push(client);
    else byVpc.set(vpc, [client]);
  };
  for (const hub of hubs) {
    const own = { hub, endpoints: endpointsOf(hub, endpoints) };
    const at = (path: string[]) => () => sourceOf(hub).value(path);
    add(hub.vpc, { ...own, role: "hub", words: `hub "${hub.name}"`, place: at(["spec", "vpc"]) });
    if (!hub.anchorVpc) continue;
    const words = `the anchor of hub "${hub.name}"`;
    add(hub.anchorVpc.id, { ...own, role: "anchor", words, place: at(["spec", "anchorVpc", "vpc"]) });
  }
  for (const spoke of spokes) {
    const { hub, endpoints: chosen, vpc } = spoke;
    const place = () => sourceOf(spoke).value(["spec", "vpc"]);
    add(vpc, { role: "spoke", words: `spoke "${spoke.name}"`, hub, spoke, place, endpoints: chosen });
  }
  return byVpc;
}

/** The uses of one VPC that are wrong whatever names are shared. */
function refuseSecondUse(group: readonly Client[], problems: Problems): void {
  const spokes = group.filter(({ role }) => role === "spoke");
  const firstOfHub = new Map<Hub, Client>();
  for (const client of spokes) {
    const first = firstOfHub.get(client.hub);
    const message = `${first?.words} is this VPC in hub "${client.hub.name}" already`;
    if (!first) firstOfHub.set(client.hub, client);
    else problems.error("VpcTwice", client.place(), message, see(first));
  }
  const [first, ...others] = spokes;
  for (const other of others) refuseTwoHomes(other, first, problems);
  for (const anchor of group.filter(({ role }) => role === "anchor")) {
    const user = group.find(
      (client) => client.role === "spoke" || (client.role === "hub" && client.hub !== anchor.hub),
    );
    const message = `anchorVpc must have no workloads, but it is the VPC of ${user?.words}`;
    if (user) problems.error("AnchorInUse", anchor.place(), message, see(user));
  }
}

function refuseTwoHomes(client: Client, first: Client | undefined, problems: Problems): void {
  const [here, there] = [client.spoke, first?.spoke];
  if (!here || !there || !first || (here.account === there.account && here.region === there.region)) return;
  const message = `the VPC is in account ${here.account}, ${here.region} here, and in ${there.account}, ${there.region} by ${first.words}`;
  problems.error("VpcContradicts", client.place(), message, see(first));
}

/** Only these are worth comparing names of; the others are refused already. */
function isWellPlaced(client: Client, _: number, group: readonly Client[]): boolean {
  if (client.role === "anchor") return group.every(({ role }) => role === "anchor");
  if (client.role === "hub") return true;
  const sameHub = group.find(({ role, hub }) => role !== "anchor" && hub === client.hub);
  return sameHub === client;
}

/** One problem for each pair of clients, however many names they share. */
function refuseNamesTwice(group: readonly Client[], problems: Problems): void {
  const uses = group.flatMap((user) => user.endpoints.map((endpoint) => ({ user, hub: user.hub, endpoint })));
  const clashes = clashesAmong(uses, mayShare);
  for (const [client, ofClient] of Map.groupBy(clashes, ({ second }) => second.user)) {
    for (const [first, [clash, ...more]] of Map.groupBy(ofClient, (each) => each.first.user)) {
      if (!clash) continue;
      const twice = `the VPC would get ${clash.claim} twice: ${spell(clash.first)}, and ${spell(clash.second)}`;
      const hint = first === client ? "choose one by spec.endpoints" : see(first);
      problems.error(
        "NameTwice",
        client.place(),
        more.length > 0 ? `${twice} (and ${more.length} more)` : twice,
        hint,
      );
    }
  }
}

/**
 * A hub's own VPC and anchor may hold sets that share a service: which set serves them is the plan's question. What one
 * set holds twice is refused where it is written, and not once more in every spoke.
 */
function mayShare(first: Use<Client>, second: Use<Client>): boolean {
  const { user } = second;
  return first.user === user && (user.role !== "spoke" || first.endpoint.set === second.endpoint.set);
}

function spell({ user, endpoint }: Use<Client>): string {
  return `endpoint "${endpoint.name}" by ${user.words}`;
}

function see(client: Client): string {
  return `see ${formatPlace(client.place())}`;
}
