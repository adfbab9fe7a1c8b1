import { API_VERSION } from "../desired/schema.ts";
import { serviceLabel } from "../desired/service.ts";
import type { ImportedEndpoint } from "./endpoints.ts";
import { type ImportedFile, yamlFile } from "./text.ts";

/** Fewer are as easily read in files of their own, each with what was found above it. */
const ALIKE_MIN = 4;

/**
 * Endpoints that differ in their service alone go into one document of several services. Each is the only one of its
 * service in the VPC, so that it is found without its id.
 */
export function gatherAlike(all: readonly ImportedEndpoint[]): {
  endpoints: readonly ImportedEndpoint[];
  files: readonly ImportedFile[];
} {
  const groups = Map.groupBy(all, ({ plain }) => (plain ? groupName(plain) : undefined));
  const names = new Set(all.map(({ name }) => name));
  const named = new Map<ImportedEndpoint, string>();
  const files: ImportedFile[] = [];
  for (const [name, members] of groups) {
    const parts = members.map(({ plain }) => `${name}-${serviceLabel(plain?.service ?? "")}`);
    const clash = name === undefined || [name, ...parts].some((part) => names.has(part));
    if (clash || members.length < ALIKE_MIN || new Set(parts).size < parts.length) continue;
    for (const [i, member] of members.entries()) named.set(member, parts[i] ?? "");
    files.push(fileOf(name, members));
  }
  return {
    endpoints: all.map((one) => ({ ...one, name: named.get(one) ?? one.name })),
    files: [...files, ...all.filter((one) => !named.has(one)).map(({ file }) => file)],
  };
}

type Plain = NonNullable<ImportedEndpoint["plain"]>;

/** What members have in common makes the name: `services`, `services-keep`, `services-adopt`. */
function groupName({ spec }: Plain): string {
  const { hubPrivateDns, adoptZones, serviceRegion, evaluateTargetHealth } = spec;
  const marks = [
    hubPrivateDns === "keep" && "keep",
    adoptZones && "adopt",
    evaluateTargetHealth === false && "no-health",
    serviceRegion,
  ];
  return ["services", ...marks.filter(Boolean)].join("-");
}

function fileOf(name: string, members: readonly ImportedEndpoint[]): ImportedFile {
  const plain = members.flatMap(({ plain }) => plain ?? []);
  const comments = plain.flatMap(({ service, comments }) => comments.map((line) => `${service}: ${line}`));
  const { hubs, ...rest } = plain[0]?.spec ?? { hubs: [] };
  return yamlFile(`endpoints/${name}.yaml`, comments, {
    apiVersion: API_VERSION,
    kind: "Endpoint",
    metadata: { name },
    spec: { hubs, services: plain.map(({ service }) => service), ...rest },
  });
}
