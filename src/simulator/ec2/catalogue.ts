import { createHash } from "node:crypto";
import { GLOBAL, PREFIXES, TABLE } from "./service-table.ts";

/** An endpoint service of one Region. Both kinds exist for S3 and DynamoDB. */
export type EndpointService = {
  /** In full, such as `com.amazonaws.us-east-1.ssm`. */
  name: string;
  kinds: ("Interface" | "Gateway")[];
  /** As DescribeVpcEndpointServices gives them: a wildcard without its bare name, where AWS does so. */
  privateDnsNames: string[];
  label: string;
  owner: string;
  /** Whether other Regions' lists show it: AWS's cross-Region enabled services. */
  crossRegion: boolean;
  /** Whether its provider accepts each endpoint before it becomes available. */
  acceptance: boolean;
  /** Account ids, role ARNs, or `*`: who gets it in a list that names no services. Who asks by name gets it still. */
  listedFor: readonly string[];
  /** Likewise: for whom it exists at all, AWS's allowed principals. */
  allows: readonly string[];
};

/** What a world file or a test says of a service; the rest is an ordinary interface service of AWS's. */
export type ServiceChoice = { privateDnsNames: string[] } & Partial<Omit<EndpointService, "name">>;

export type Services = {
  get(region: string, name: string): EndpointService | undefined;
  list(region: string): EndpointService[];
  /** Adds a service, or changes its names: names appear and vanish in AWS too. `undefined` takes it away. */
  set(region: string, name: string, choice: ServiceChoice | undefined): void;
};

/** The catalogue of every Region, and what was changed in it. */
export function createServices(): Services {
  const regions = new Map<string, Map<string, EndpointService>>();
  const of = (region: string) => {
    const known = regions.get(region) ?? new Map(ordinaryServices(region).map((one) => [one.name, one]));
    regions.set(region, known);
    return known;
  };
  return {
    get: (region, name) => of(region).get(name),
    list: (region) => [...of(region).values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    set(region, name, choice) {
      if (!choice) of(region).delete(name);
      else of(region).set(name, { ...(of(region).get(name) ?? serviceNamed(name)), ...choice });
    },
  };
}

/** The suffix of a Region's ordinary names. */
export const dnsSuffix = (region: string): string =>
  region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";

/**
 * HostedZoneId of the regional and zonal names of all endpoints in a Region: a constant of AWS's, as public Route 53
 * tools list them; for a Region that is not listed, one made up from its name.
 */
export function vpceHostedZoneId(region: string): string {
  return VPCE_ZONES[region] ?? `Z0${digestOf(`vpce ${region}`, 19).toUpperCase()}`;
}

/** Hexadecimal digits that are always the same for a text. */
export const digestOf = (text: string, digits: number): string =>
  createHash("sha256").update(text).digest("hex").slice(0, digits);

/** The Region that a service's name says: none for `com.amazonaws.iam`. */
export const regionInName = (serviceName: string): string | undefined =>
  /\.([a-z]{2,4}(?:-[a-z]+)+-\d)\./.exec(serviceName)?.[1];

/** What comes after the Region in a service's name; nothing where there is none in it. */
export function partAfterRegion(serviceName: string): string | undefined {
  const region = regionInName(serviceName);
  return region && serviceName.slice(serviceName.indexOf(`.${region}.`) + region.length + 2);
}

/** Whether a list of account ids, role ARNs and `*` names the caller. */
export function admits(list: readonly string[], { account, principalArn }: Caller): boolean {
  const role = /^arn:[^:]+:sts::(\d+):assumed-role\/([^/]+)\//.exec(principalArn);
  return list.some((one) => {
    if (one === "*" || one === account || one === principalArn || one.endsWith(`::${account}:root`))
      return true;
    return role !== null && one.includes(`::${role[1]}:role/`) && one.endsWith(`/${role[2]}`);
  });
}

type Caller = { account: string; principalArn: string };

function ordinaryServices(region: string): EndpointService[] {
  const isChina = region.startsWith("cn-");
  const filled = (text: string) => text.replace(/\bR\b/, region).replace(/\bS$/, dnsSuffix(region));
  const regional = Object.entries(TABLE).map(([short, row]) => ({
    ...serviceNamed(filled((PREFIXES[short] ?? `${isChina && row.cn ? "cn." : ""}com.amazonaws.R.`) + short)),
    kinds: row.kinds ?? ["Interface"],
    privateDnsNames: row.names.map(filled),
    label: row.label ?? short,
    crossRegion: row.crossRegion ?? false,
  }));
  const global = Object.entries(GLOBAL[region] ?? {}).map(([name, privateDnsNames]) => ({
    ...serviceNamed(name),
    privateDnsNames,
    crossRegion: true,
  }));
  return [...regional, ...global];
}

/** The account id that AWS's documentation uses: whoever offers a service that is not AWS's. */
const ANOTHER_COMPANY = "123456789012";

/** An interface service of which nothing but its name is known. */
function serviceNamed(name: string): EndpointService {
  return {
    name,
    kinds: ["Interface"],
    privateDnsNames: [],
    label: partAfterRegion(name) ?? name.split(".").at(-1) ?? name,
    owner: name.includes(".vpce-svc-") ? ANOTHER_COMPANY : "amazon",
    crossRegion: false,
    acceptance: false,
    listedFor: ["*"],
    allows: ["*"],
  };
}

const VPCE_ZONES: { [region: string]: string } = {
  "af-south-1": "Z09302161J80N9A7UTP7U",
  "ap-east-1": "Z2LIHJ7PKBEMWN",
  "ap-northeast-1": "Z2E726K9Y6RL4W",
  "ap-northeast-2": "Z27UANNT0PRK1T",
  "ap-northeast-3": "Z376B5OMM2JZL2",
  "ap-south-1": "Z2KVTB3ZLFM7JR",
  "ap-south-2": "Z0952991RWSF5AHIQDIY",
  "ap-southeast-1": "Z18LLCSTV4NVNL",
  "ap-southeast-2": "ZDK2GCRPAFKGO",
  "ap-southeast-3": "Z03881013RZ9BYYZO8N5W",
  "ap-southeast-4": "Z07508191CO1RNBX3X3AU",
  "ca-central-1": "ZRCXCF510Y6P9",
  "eu-central-1": "Z273ZU8SZ5RJPC",
  "eu-central-2": "Z045369019J4FUQ4S272E",
  "eu-north-1": "Z3OWWK6JFDEDGC",
  "eu-south-1": "Z2A5FDNRLY7KZG",
  "eu-south-2": "Z014396544HENR57XQCJ",
  "eu-west-1": "Z38GZ743OKFT7T",
  "eu-west-2": "Z7K1066E3PUKB",
  "eu-west-3": "Z1DWHTMFP0WECP",
  "me-central-1": "Z07122992YCEUCB9A9570",
  "me-south-1": "Z3B95P3VBGEQGY",
  "sa-east-1": "Z2LXUWEVLCVZIB",
  "us-east-1": "Z7HUB22UULQXV",
  "us-east-2": "ZC8PG0KIFKBRI",
  "us-gov-east-1": "Z2MU5TEIGO9WXB",
  "us-gov-west-1": "Z12529ZODG2B6H",
  "us-west-1": "Z12I86A8N7VCZO",
  "us-west-2": "Z1YSA3EXCYUU9Z",
};
