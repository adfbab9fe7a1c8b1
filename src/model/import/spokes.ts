import { API_VERSION } from "../desired/schema.ts";
import { liesIn } from "../dns-name.ts";
import { valueIn } from "../failure.ts";
import type { VpcRef } from "../ids.ts";
import type { ImportedEndpoint } from "./endpoints.ts";
import {
  type Found,
  type FoundResolver,
  type FoundVpc,
  type FoundZone,
  type ImportedHub,
  ownerOf,
} from "./found.ts";
import { type RuleClient, regionalRule, ruleClients } from "./resolver.ts";
import { freeName, type ImportedFile, slug, yamlFile } from "./text.ts";

/** A VPC, the zones that it is in today, and the names that it hands over by rules. */
type Client = {
  readonly vpc: VpcRef;
  readonly zones: readonly FoundZone[];
  readonly rules?: RuleClient;
};

/** A Spoke for each VPC in the endpoints' zones, or with their rules, but the hub's own and its anchor, when its owner is known. */
export function importSpokes(
  hub: ImportedHub,
  hubName: string,
  endpoints: readonly ImportedEndpoint[],
  { vpcs, resolver }: Found,
): { files: ImportedFile[]; remarks: string[] } {
  const files: ImportedFile[] = [];
  const remarks: string[] = [];
  const taken = new Set<string>();
  const kept = new Set([hub.vpc, hub.anchorVpc, resolver?.view]);
  for (const client of clientsOf(endpoints, resolver)) {
    const { id } = client.vpc;
    if (kept.has(id)) continue;
    const vpc = vpcs.get(id) ?? (client.rules && { account: client.rules.account });
    const why = reasonAgainst(vpc, hub) ?? halfRuled(client, hub, resolver);
    if (!vpc || why) {
      remarks.push(nameless(client, why ?? "", hub));
      continue;
    }
    const name = freeName(slug(vpc.name ?? ""), id, taken);
    const maybe = mayBeAnchor(client, vpc, hub);
    if (maybe) remarks.push(`${id} (${client.vpc.region}) got spokes/${name}.yaml: ${ANCHOR}`);
    files.push(
      spokeFile(client, vpc, name, hub, hubName, endpoints, maybe ? [`It has no subnets: ${ANCHOR}.`] : []),
    );
  }
  return { files, remarks };
}

const ANCHOR = "if this VPC has no workloads make it the hub's anchorVpc, and delete its spoke";

/** A VPC that only keeps our zones alive looks like a spoke that is still to be built: a person must say which. */
function mayBeAnchor({ zones }: Client, { isEmpty = false }: FoundVpc, hub: ImportedHub): boolean {
  return isEmpty && !hub.anchorVpc && zones.some((zone) => ownerOf(zone, hub) === hub.owner);
}

function clientsOf(endpoints: readonly ImportedEndpoint[], resolver: FoundResolver | undefined): Client[] {
  const clients = new Map<string, { vpc: VpcRef; zones: FoundZone[]; rules?: RuleClient }>();
  for (const [id, rules] of resolver ? ruleClients(resolver) : [])
    clients.set(id, { vpc: rules.vpc, zones: [], rules });
  for (const zone of endpoints.flatMap(({ zones }) => zones)) {
    for (const vpc of membersOf(zone)) {
      const client = clients.get(vpc.id) ?? { vpc, zones: [] };
      client.zones.push(zone);
      clients.set(vpc.id, client);
    }
  }
  return [...clients.values()].sort((a, b) => (a.vpc.id < b.vpc.id ? -1 : 1));
}

/** A document has one mode, and the Region's rule answers for all of its names. */
function halfRuled({ zones, rules }: Client, hub: ImportedHub, resolver: FoundResolver | undefined) {
  if (!rules || !resolver) return undefined;
  if (zones.length > 0)
    return `it is in zones and has rules (${rules.names.join(", ")}) too; take it out of either`;
  const region = regionalRule(resolver, hub);
  if (!region || rules.names.includes(region.name)) return undefined;
  return `it has ${rules.names.join(", ")} and not the rule of the Region`;
}

function membersOf({ vpcs }: FoundZone): readonly VpcRef[] {
  return valueIn(vpcs) ?? [];
}

function reasonAgainst(vpc: FoundVpc | undefined, hub: ImportedHub): string | undefined {
  if (!vpc) return "its account was not found; name the accounts to look in by --spoke-account";
  if (vpc.account === hub.account || hub.spokeRole) return undefined;
  return `it is in account ${vpc.account}, and there is no role for it; name one by --spoke-role`;
}

/** In a zone of ours a VPC without a document is one too many: that must not come as a surprise. */
function nameless({ vpc, zones, rules }: Client, why: string, hub: ImportedHub): string {
  const ours = zones.filter((zone) => ownerOf(zone, hub) === hub.owner);
  const fate =
    ours.length > 0
      ? `; BEWARE: a plan would take it out of ${ours.map(({ name }) => name).join(", ")}`
      : "; it stays as it is";
  const where = zones.map(({ name, id }) => `${name} (${id})`).join(", ");
  const what = rules ? `has rules for ${rules.names.join(", ")}` : `is in ${where}`;
  return `no Spoke for ${vpc.id} (${vpc.region}), which ${what}: ${why}${fate}`;
}

function spokeFile(
  { vpc, zones, rules }: Client,
  { account, name: called }: FoundVpc,
  name: string,
  hub: ImportedHub,
  hubName: string,
  endpoints: readonly ImportedEndpoint[],
  remarks: readonly string[],
): ImportedFile {
  const shared = endpoints.filter((endpoint) =>
    rules
      ? endpoint.names.some((name) => rules.names.some((rule) => liesIn(name, rule)))
      : endpoint.zones.some((zone) => zones.includes(zone)),
  );
  const missing = rules ? [] : shared.flatMap(({ zones: all }) => all.filter((zone) => lacks(zone, vpc)));
  const where = rules
    ? `with rules for ${rules.names.join(", ")}`
    : `in ${zones.map((z) => z.name).join(", ")}`;
  const comments = [
    `Found: ${vpc.id}${called ? ` ("${called}")` : ""} of account ${account}, ${where}.`,
    ...missing.map((zone) => `It is not in ${zone.name} (${zone.id}) yet: a plan adds it.`),
    ...remarks,
  ];
  return yamlFile(`spokes/${name}.yaml`, comments, {
    apiVersion: API_VERSION,
    kind: "Spoke",
    metadata: { name },
    spec: {
      hub: hubName,
      account,
      ...(vpc.region !== hub.region && { region: vpc.region }),
      vpc: vpc.id,
      ...(rules && { mode: "resolver-rule" }),
      ...(shared.length < endpoints.length && { endpoints: { names: shared.map((e) => e.name) } }),
    },
  });
}

function lacks({ vpcs }: FoundZone, vpc: VpcRef): boolean {
  return vpcs.kind === "seen" && vpcs.value.every(({ id }) => id !== vpc.id);
}
