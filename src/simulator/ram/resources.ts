import type { Resource } from "../ec2/resource.ts";
import type { Estate } from "../estate.ts";
import { notServed } from "../reading.ts";
import type { Call } from "../service.ts";
import { malformedArn, unknown } from "./errors.ts";

/** A kind of resource that can be shared here. Source: RAM User Guide, "Shareable AWS resources", "Managed permissions". */
type Kind = {
  type: string;
  /** With its id. */
  arn: RegExp;
  /** The managed permission that a share gets by itself for it. */
  permission: string;
  find: (estate: Estate, id: string) => Owned | undefined;
};

type Owned = Pick<Resource, "account" | "region">;

const KINDS: readonly Kind[] = [
  {
    type: "route53resolver:ResolverRule",
    arn: /^arn:aws[\w-]*:route53resolver:([a-z0-9-]+):(\d{12}):resolver-rule\/([\w-]+)$/,
    permission: "AWSRAMDefaultPermissionResolverRule",
    find: (estate, id) => livingRule(estate, id),
  },
  {
    type: "ec2:TransitGateway",
    arn: /^arn:aws[\w-]*:ec2:([a-z0-9-]+):(\d{12}):transit-gateway\/(tgw-\w+)$/,
    permission: "AWSRAMDefaultPermissionTransitGateway",
    find: ({ network }, id) => network.transit.gateways.get(id),
  },
  {
    type: "ec2:PrefixList",
    arn: /^arn:aws[\w-]*:ec2:([a-z0-9-]+):(\d{12}):prefix-list\/(pl-\w+)$/,
    permission: "AWSRAMDefaultPermissionPrefixList",
    find: ({ network }, id) => network.prefixLists.get(id),
  },
];

export const PERMISSIONS = KINDS.map(({ permission }) => permission);

const RESOURCE = /^arn:aws[\w-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12})?:[^\s]+$/;

/** As an ARN in a filter has to be. */
export function refuseMalformed(arns: readonly (string | undefined)[]): void {
  for (const arn of arns) if (!RESOURCE.test(arn ?? "")) throw malformedArn(arn);
}

/** What is no kind of resource here, and what is not the caller's in the Region. */
export function refuseUnshareable(estate: Estate, arn: string, { account, region }: Call): void {
  refuseMalformed([arn]);
  const kind = KINDS.find((one) => one.arn.test(arn));
  if (!kind) throw notServed(`resourceArns with ${arn}, whose kind nothing here shares`);
  const owned = find(estate, kind, arn);
  if (owned?.account !== account || owned.region !== region) throw unknown(`Resource ${arn}`);
}

/** As lists show the type, whether or not the resource is still there. */
export const typeOf = (arn: string): string => KINDS.find((one) => one.arn.test(arn))?.type ?? "";

export const isThere = (estate: Estate, arn: string): boolean =>
  KINDS.some((kind) => find(estate, kind, arn) !== undefined);

/** The rule of that ARN, until its deletion begins. */
export function sharedRule(estate: Estate, arn: string) {
  const [rules] = KINDS;
  const [, , , id = ""] = rules?.arn.exec(arn) ?? [];
  const rule = livingRule(estate, id);
  return rule?.arn === arn ? rule : undefined;
}

function livingRule({ resolver }: Estate, id: string) {
  const rule = resolver.rules.get(id);
  return rule?.goneAt === undefined ? rule : undefined;
}

/** The ARN is that of its owner in its Region, and of no other. */
function find(estate: Estate, { arn: pattern, find }: Kind, arn: string): Owned | undefined {
  const [, region, account, id = ""] = pattern.exec(arn) ?? [];
  const found = find(estate, id);
  return found?.account === account && found?.region === region ? found : undefined;
}
