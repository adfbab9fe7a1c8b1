import { compare } from "../compare.ts";
import type { SecurityGroupId, SubnetId } from "../ids.ts";
import type { Source } from "./documents.ts";
import { beside, type PolicyFiles } from "./policy-files.ts";
import type { Path } from "./positions.ts";
import type { Problems } from "./problems.ts";
import { refuseRepeats } from "./references.ts";
import type { EndpointDocument } from "./schema.ts";
import type { Placed } from "./shape.ts";
import type { EndpointSource, Hub, IpAddressType, ManagedEndpoint, ManagedSettings } from "./types.ts";

/**
 * What a managed endpoint is made with in one of its hubs: each setting by itself is the document's, else the hub's,
 * else AWS's default; only tags are added up. Subnets and security groups belong to one VPC, so an endpoint of several
 * hubs takes them from each hub. The order of members is part of the ClientToken.
 */
export function managedIn(
  own: ManagedSettings,
  { endpointDefaults }: Pick<Hub, "endpointDefaults">,
): ManagedEndpoint {
  const settings = overlaid(own, endpointDefaults);
  const { subnets, securityGroups, policy, ipAddressType = "ipv4", tags } = settings;
  return {
    by: "managed",
    subnets,
    securityGroups,
    ...(policy !== undefined && { policy }),
    ipAddressType,
    dnsRecordIpType: settings.dnsRecordIpType ?? ipAddressType,
    tags,
  };
}

/** `own` over `defaults`, field by field: lists and values replace, tags are added up. */
export function overlaid(own: ManagedSettings, defaults: ManagedSettings): ManagedSettings {
  const policy = own.policy ?? defaults.policy;
  const ipAddressType = own.ipAddressType ?? defaults.ipAddressType;
  // An address type of one's own has its own records: the hub's would belong to the hub's address type.
  const dnsRecordIpType = own.dnsRecordIpType ?? (own.ipAddressType ? undefined : defaults.dnsRecordIpType);
  return {
    subnets: own.subnets.length > 0 ? own.subnets : defaults.subnets,
    securityGroups: own.securityGroups.length > 0 ? own.securityGroups : defaults.securityGroups,
    ...(policy !== undefined && { policy }),
    ...(ipAddressType && { ipAddressType }),
    ...(dnsRecordIpType && { dnsRecordIpType }),
    tags: { ...defaults.tags, ...own.tags },
  };
}

/** The document's `managed`; of a single hub with that hub's defaults filled in, so that `--show` shows them. */
export function linkManaged(
  { body, source }: Placed<EndpointDocument>,
  hubs: readonly Hub[],
  policies: PolicyFiles,
  problems: Problems,
): EndpointSource | undefined {
  const { managed } = body.spec;
  if (!managed) return undefined;
  const own = settingsAt(managed, ["spec", "managed"], source, policies, problems);
  const [only, ...others] = hubs;
  return only && others.length === 0 ? managedIn(own, only) : { by: "managed", ...own };
}

/** As written. */
type Written = {
  readonly subnets?: readonly string[] | undefined;
  readonly securityGroups?: readonly string[] | undefined;
  readonly policy?: string | undefined;
  readonly policyFrom?: { readonly file: string } | undefined;
  readonly ipAddressType?: IpAddressType | undefined;
  readonly dnsRecordIpType?: IpAddressType | undefined;
  readonly tags: Readonly<Record<string, string>>;
};

/** What a document says of managed endpoints, its lists sorted and its policy read. */
export function settingsAt(
  written: Written,
  path: Path,
  source: Source,
  policies: PolicyFiles,
  problems: Problems,
): ManagedSettings {
  const { subnets = [], securityGroups = [], ipAddressType, dnsRecordIpType, tags } = written;
  refuseRepeats(subnets, [...path, "subnets"], source, problems);
  refuseRepeats(securityGroups, [...path, "securityGroups"], source, problems);
  const policy = written.policy ?? policyAt(written, path, source, policies, problems);
  return {
    subnets: sortedIds(subnets) as SubnetId[],
    securityGroups: sortedIds(securityGroups) as SecurityGroupId[],
    ...(policy !== undefined && { policy }),
    ...(ipAddressType && { ipAddressType }),
    ...(dnsRecordIpType && { dnsRecordIpType }),
    tags,
  };
}

function policyAt(
  { policyFrom }: Written,
  path: Path,
  source: Source,
  policies: PolicyFiles,
  problems: Problems,
): string | undefined {
  if (!policyFrom) return undefined;
  const file = beside(source.file, policyFrom.file);
  const found = policies.get(file);
  if (!found) {
    const hint =
      "it must lie in the folder of desired state and hold a policy, as JSON or YAML, and no document";
    problems.error(
      "UnknownReference",
      source.value([...path, "policyFrom", "file"]),
      "there is no such policy file",
      hint,
    );
  } else if ("text" in found) return found.text;
  else problems.error("WrongValue", found.place, found.message);
  return undefined;
}

/** Sorted, each id once. */
function sortedIds(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort(compare);
}
