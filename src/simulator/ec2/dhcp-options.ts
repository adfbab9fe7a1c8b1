import type {
  DescribeDhcpOptionsRequest,
  DescribeDhcpOptionsResult,
  DhcpOptions as Shape,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import type { ReadingService } from "../reading.ts";
import type { Call } from "../service.ts";
import { ABSENT } from "./access.ts";
import { digestOf } from "./catalogue.ts";
import { listing } from "./describe.ts";
import type { Fields } from "./filters.ts";
import type { Resource } from "./resource.ts";
import type { DhcpOptions, Vpc } from "./state.ts";
import { tagList } from "./tag-values.ts";

/** A set as its account has it. Source: VPC user guide, "DHCP option sets in Amazon VPC". */
type OptionSet = Resource & Pick<DhcpOptions, "domainNameServers">;

export function dhcpOptionsOperations(estate: Estate): ReadingService {
  return {
    DescribeDhcpOptions: listing<DescribeDhcpOptionsRequest, DescribeDhcpOptionsResult>()(
      "DhcpOptionsIds",
      "DhcpOptions",
      { all: (call) => setsOf(estate, call), fields: FIELDS, ids: ABSENT.dhcpOptions, shown },
    ),
  };
}

/** The set of a VPC; `default` where it has none: then its hosts are told of no DNS server. */
export function dhcpOptionsId({ account, region, dhcpOptions }: Vpc): string {
  if (dhcpOptions === "default") return "default";
  return dhcpOptions?.id ?? defaultId({ account, region });
}

const defaultId = ({ account, region }: Pick<Call, "account" | "region">): string =>
  `dopt-${digestOf(`${account} ${region}`, 17)}`;

/** The account's default set in the Region, and those of its VPCs. */
function setsOf({ network }: Estate, { account, region }: Call): Map<string, OptionSet> {
  const tags = new Map<string, string>();
  const set = ({ id, domainNameServers }: DhcpOptions): [string, OptionSet] => [
    id,
    { id, account, region, tags, domainNameServers },
  ];
  const own = [...network.vpcs.values()].filter((vpc) => vpc.account === account && vpc.region === region);
  return new Map([
    set({ id: defaultId({ account, region }), domainNameServers: ["AmazonProvidedDNS"] }),
    ...own.flatMap(({ dhcpOptions }) => (dhcpOptions && dhcpOptions !== "default" ? [set(dhcpOptions)] : [])),
  ]);
}

/** Source: EC2 API reference, DescribeDhcpOptions. */
const FIELDS: Fields<OptionSet> = {
  "dhcp-options-id": ({ id }) => id,
  key: (set) => configurationsOf(set).map(({ Key }) => Key),
  value: (set) => configurationsOf(set).flatMap(({ Values }) => Values.map(({ Value }) => Value)),
  "owner-id": ({ account }) => account,
};

function shown(set: OptionSet): Shape {
  return {
    DhcpOptionsId: set.id,
    OwnerId: set.account,
    DhcpConfigurations: configurationsOf(set),
    Tags: tagList(set.tags),
  };
}

function configurationsOf({ region, domainNameServers }: OptionSet) {
  const domain = region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
  return [
    { Key: "domain-name", Values: [{ Value: domain }] },
    { Key: "domain-name-servers", Values: domainNameServers.map((Value) => ({ Value })) },
  ].filter(({ Values }) => Values.length > 0);
}
