import type { Desired, Hub } from "../../../src/model/desired/types.ts";
import type { Estate } from "../../../src/simulator/estate.ts";
import type { IamQuestion } from "./evaluate.ts";

/**
 * The policies in docs/iam name the sample's accounts, VPCs and owner. What is asked in another world is asked of them in the
 * sample's words: what its documents name is what the sample's name; anything else is a stranger's.
 */
export type Asker = {
  readonly role: "hub" | "spoke";
  /** Which of docs/iam's policies people give the role, by what the documents ask for. */
  readonly policies: readonly string[];
  readonly named: Named;
};

/** The role in an account; undefined where no document says what it would be for. */
export function askerIn(
  account: string,
  documents: readonly Desired[],
  { resolver }: Estate,
): Asker | undefined {
  const isHub = documents.some(({ hubs }) => hubs.some((hub) => hub.account === account));
  const isSpoke = documents.some(({ spokes }) => spokes.some((spoke) => spoke.account === account));
  if (!isHub && !isSpoke) return undefined;
  const viewVpcs = [...resolver.endpoints.values()].map(({ vpcId, region }) => vpcRef(vpcId, region));
  const place: Place = { role: isHub ? "hub" : "spoke", account, documents, viewVpcs };
  return { role: place.role, policies: policiesFor(place), named: namesIn(place) };
}

type Place = Pick<Asker, "role"> & {
  readonly account: string;
  readonly documents: readonly Desired[];
  /** Where the Resolver endpoints are: docs/iam.md asks for them too. */
  readonly viewVpcs: readonly string[];
};

function vpcRef(id: string, region: string): string {
  return `VPCId=${id},VPCRegion=${region}`;
}

const REGION = "ap-southeast-2";
const ACCOUNTS = { hub: "111111111111", spoke: "222222222222", stranger: "000000000000" };
const OWN_VPC = "vpc-0a11ce0000000000a";
const SPOKE_VPC = "vpc-0b22000000000000a";
const STRANGER_ID = "vpc-0bad000000000000a";
const CONTEXT: Readonly<Record<string, (values: readonly string[], named: Named) => string[] | undefined>> = {
  "route53:VPCs": (values, named) => values.map(named.vpc),
  "route53:ChangeResourceRecordSetsNormalizedRecordNames": (values, named) => {
    const known = new Set(
      values.flatMap((name) => (named.isRegional(name) ? [`ssm.${REGION}.amazonaws.com`] : [])),
    );
    return known.size > 0 ? [...known] : undefined;
  },
  "ec2:VpceServiceName": ([service = ""], named) => {
    const [, region] = /^com\.amazonaws\.([\w-]+-\d)\.[\w.-]+$/.exec(service) ?? [];
    return region !== undefined && named.regions.has(region) ? [`com.amazonaws.${REGION}.ssm`] : undefined;
  },
  "ec2:Vpc": ([arn = ""], named) => [
    `arn:aws:ec2:${REGION}:${ACCOUNTS.hub}:vpc/${named.hubVpcs.has(arn.split("/")[1] ?? "") ? OWN_VPC : STRANGER_ID}`,
  ],
};

/**
 * Undefined: docs/iam.md asks the reader for a line more (names and services with another suffix, a share of others), so
 * the sample's policies say nothing of it.
 */
export function inSample(question: IamQuestion, asker: Asker): IamQuestion | undefined {
  const { named } = asker;
  const context: Record<string, string | string[]> = {};
  for (const [key, value] of Object.entries(question.context ?? {})) {
    const written = CONTEXT[key] ? CONTEXT[key]([value].flat(), named) : contextValue(key, value, named);
    if (written === undefined && CONTEXT[key]) return undefined;
    if (written !== undefined) context[key] = typeof value === "string" ? (written[0] ?? "") : written;
  }
  const resource = resourceOf(question, context, named);
  return resource === undefined ? undefined : { action: question.action, resource, context };
}

const HANDED_OVER = "vpceop/handed-over";

/** Tags beside owner, claim and hand-over bound nothing. */
function contextValue(key: string, value: string | string[], { owners }: Named): string[] | undefined {
  const [, tag] = /^aws:(?:Request|Resource)Tag\/(.+)$/.exec(key) ?? [];
  if (tag === undefined) return [value].flat();
  if (tag === HANDED_OVER) {
    const [owner, ...time] = String(value).split(" ");
    return [[owners.has(owner ?? "") ? "network-platform" : "somebody-else", ...time].join(" ")];
  }
  const ours = (owner = "") => (owners.has(owner) ? "network-platform" : "somebody-else");
  if (tag === "vpce-operator/owner") return [ours(String(value))];
  return tag === "vpce-operator/claim" ? [`vpceop/${ours(String(value).split("/")[1])}/0`] : undefined;
}

function resourceOf(
  { action, resource }: IamQuestion,
  context: Readonly<Record<string, unknown>>,
  named: Named,
): string | undefined {
  if (resource === "*") return resource;
  if (named.shares.has(resource)) return undefined;
  const [, , service = "", , account = "", path = ""] = resource.split(":");
  const [kind = "", id = ""] = path.split("/");
  if (service === "route53") return `arn:aws:route53:::${kind}/${kind === "change" ? "C0" : "Z0"}`;
  const isPlace = /^ec2:Create(VpcEndpoint|NetworkInterface)$/.test(action) && kind !== "network-interface";
  const isNamed = !isPlace || id === "*" || named.hubVpcs.has(id) || named.places.has(id);
  const known = isNamed ? idOf(kind, named.turnsOff && !(CLAIM in context)) : STRANGER_ID;
  return `arn:aws:${service}:${REGION}:${named.accountOf(account)}:${kind}/${id === "*" ? "*" : known}`;
}

const CLAIM = "aws:ResourceTag/vpce-operator/claim";

function idOf(kind: string, isSwitched: boolean): string {
  if (kind === "vpc-endpoint") return `vpce-0551110000000000${isSwitched ? "d" : "a"}`;
  return IDS[kind] ?? "0";
}

const IDS: Readonly<Record<string, string>> = {
  vpc: OWN_VPC,
  subnet: "subnet-0a11ce0000000000a",
  "security-group": "sg-0551110000000000a",
};

type Named = {
  readonly owners: ReadonlySet<string>;
  readonly regions: ReadonlySet<string>;
  readonly hubVpcs: ReadonlySet<string>;
  readonly places: ReadonlySet<string>;
  readonly shares: ReadonlySet<string>;
  readonly turnsOff: boolean;
  readonly vpc: (written: string) => string;
  readonly isRegional: (name: string) => boolean;
  readonly accountOf: (account: string) => string;
};

function namesIn({ role, account, documents, viewVpcs }: Place): Named {
  const all = documents.flatMap(({ hubs }) => hubs);
  const hubs = all.filter((hub) => role === "spoke" || hub.account === account);
  const spokes = documents.flatMap((one) => one.spokes);
  const endpoints = documents.flatMap((one) => one.endpoints);
  const here = new Set([
    ...(role === "hub" ? viewVpcs : []),
    ...hubs.flatMap((hub) => [
      vpcRef(hub.vpc, hub.region),
      ...(hub.anchorVpc ? [vpcRef(hub.anchorVpc.id, hub.anchorVpc.region)] : []),
    ]),
    ...spokes.filter((spoke) => spoke.account === account).map(({ vpc, region }) => vpcRef(vpc, region)),
  ]);
  const elsewhere = new Set(
    spokes.filter((spoke) => spoke.account !== account).map(({ vpc, region }) => vpcRef(vpc, region)),
  );
  const hubAccounts = new Set<string>(all.map((hub) => hub.account));
  const suffixes = hubs.flatMap(({ region }) => [
    `.${region}.amazonaws.com`,
    `.${region}.amazonaws.com.cn`,
    `.${region}.api.aws`,
  ]);
  const settings: readonly { subnets?: readonly string[]; securityGroups: readonly string[] }[] = [
    ...hubs.flatMap(({ resolver }) =>
      [resolver?.inbound, resolver?.outbound].flatMap((one) =>
        one?.by === "managed"
          ? [{ ...one, subnets: one.addresses.map(({ subnet }) => subnet as string) }]
          : [],
      ),
    ),
    ...endpoints.flatMap(({ source }) => (source.by === "managed" ? [source] : [])),
    ...hubs.map((hub) => hub.endpointDefaults),
  ];
  return {
    owners: new Set(hubs.map(({ owner }) => owner)),
    regions: new Set(hubs.map(({ region }) => region)),
    hubVpcs: new Set(hubs.map(({ vpc }) => vpc)),
    places: new Set(settings.flatMap(({ subnets = [], securityGroups }) => [...subnets, ...securityGroups])),
    shares: new Set(hubs.flatMap(({ sharing }) => sharing.share ?? [])),
    turnsOff: endpoints.some(turnsOff),
    vpc(written) {
      if (here.has(written)) return vpcRef(role === "hub" ? OWN_VPC : SPOKE_VPC, REGION);
      return elsewhere.has(written) ? vpcRef(SPOKE_VPC, REGION) : vpcRef(STRANGER_ID, REGION);
    },
    isRegional: (name) => suffixes.some((suffix) => name.endsWith(suffix)),
    accountOf(one) {
      if (one === account) return ACCOUNTS[role];
      return hubAccounts.has(one) ? ACCOUNTS.hub : ACCOUNTS.stranger;
    },
  };
}

function turnsOff({ hubPrivateDns }: Desired["endpoints"][number]): boolean {
  return hubPrivateDns === "turnOff";
}

/** Whether packets follow the names is read beside everything else. */
const PATH = "path-policy";

function policiesFor({ role, account, documents }: Place): string[] {
  const hubs = documents.flatMap((one) => one.hubs);
  const endpoints = documents.flatMap((one) => one.endpoints);
  const own = hubs.filter((hub) => role === "spoke" || hub.account === account);
  if (own.every(isOnlyObserved)) return ["read-policy", PATH];
  const hasRules = own.some((hub) => hub.resolver !== undefined);
  if (role === "spoke") {
    const isRuled = documents.some(({ spokes }) =>
      spokes.some((s) => s.account === account && s.mode === "resolver-rule"),
    );
    const handsOver = documents.some(({ spokes }) =>
      spokes.some((s) => s.account === account && s.ownEndpoints.redundant === "remove"),
    );
    return [
      "spoke-policy",
      PATH,
      ...(isRuled || hasRules ? ["spoke-policy-resolver"] : []),
      ...(handsOver ? ["spoke-policy-own-endpoints"] : []),
    ];
  }
  return [
    "hub-policy",
    PATH,
    ...(endpoints.some(({ takeRecords }) => takeRecords) ? ["hub-policy-take-records"] : []),
    ...(endpoints.some(({ source }) => source.by === "managed") ? ["hub-policy-managed"] : []),
    ...(endpoints.some(turnsOff) ? ["hub-policy-turn-off"] : []),
    ...(hasRules ? ["hub-policy-resolver"] : []),
    ...(own.some(makesResolver) ? ["hub-policy-managed-resolver"] : []),
  ];
}

function makesResolver({ resolver }: Hub): boolean {
  return resolver?.inbound.by === "managed" || resolver?.outbound.by === "managed";
}

function isOnlyObserved({ writePolicy }: Hub): boolean {
  return writePolicy === "observe";
}
