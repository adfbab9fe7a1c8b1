import { type EndpointService, partAfterRegion, regionInName, type Services } from "./ec2/catalogue.ts";
import { nearest } from "./nearest.ts";
import { Unfit } from "./world-problems.ts";
import type { WorldSpec } from "./world-schema.ts";

/** Adds and takes away what the file says of services. A name with another Region in it belongs to that one. */
export function loadServices(spec: WorldSpec, services: Services): void {
  for (const [region, changes] of Object.entries(spec.services))
    for (const [name, choice] of Object.entries(changes)) {
      const full = fullName(services, region, name);
      services.set(regionInName(full) ?? region, full, choiceOf(choice));
    }
}

function choiceOf(choice: WorldSpec["services"][string][string]) {
  if (choice === null || choice === undefined) return undefined;
  if (Array.isArray(choice)) return { privateDnsNames: choice };
  const { names, type, label, owner, ...rest } = choice;
  const named = { ...(label !== undefined && { label }), ...(owner !== undefined && { owner }) };
  return { privateDnsNames: names, kinds: [type], ...named, ...rest };
}

/** The service that an endpoint of a file is for. Throws Unfit for one that neither AWS nor the file has there. */
export function serviceFor(
  services: Services,
  vpcRegion: string,
  { service: name, serviceRegion }: { service: string; serviceRegion?: string | undefined },
): { service: EndpointService; region: string } {
  const region = serviceRegion ?? regionInName(name) ?? vpcRegion;
  const service = services.get(region, fullName(services, region, name));
  if (service) return { service, region };
  throw new Unfit(
    `no endpoint service ${name} in ${region}; ${meant(services, region, name)}write it under services:`,
  );
}

/** `ssm` is the Region's service that ends so; a name that is full already stays; any other is one of AWS's kind. */
function fullName(services: Services, region: string, name: string): string {
  if (FULL.test(name)) return name;
  const known = services.list(region).filter((service) => shortName(service) === name);
  return known[0]?.name ?? `com.amazonaws.${region}.${name}`;
}

const FULL = /^((cn\.)?com\.amazonaws|aws\.(sagemaker|api)|api\.aws)\./;

const shortName = ({ name }: Pick<EndpointService, "name">): string =>
  partAfterRegion(name) ?? name.replace(FULL, "");

/** The other prefix of the same service comes before a neighbour of another name. */
function meant(services: Services, region: string, name: string): string {
  const all = services.list(region);
  const short = shortName({ name });
  const same = all.find((service) => shortName(service) === short)?.name;
  const near = same ?? nearest(name, FULL.test(name) ? all.map((one) => one.name) : all.map(shortName));
  return near ? `did you mean ${near}? Else ` : "";
}
