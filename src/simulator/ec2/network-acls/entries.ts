import type {
  CreateNetworkAclEntryRequest,
  DeleteNetworkAclEntryRequest,
  ReplaceNetworkAclEntryRequest,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import { type ReadingService, reading } from "../../reading.ts";
import { AwsError, type Call } from "../../service.ts";
import { ABSENT, own } from "../access.ts";
import { invalidTogether, invalidValue, missing } from "../errors.ts";
import { canonicalCidr } from "../ranges.ts";
import type { AclEntry, NetworkAcl } from "./state.ts";

const MEMBERS = [
  "NetworkAclId",
  "RuleNumber",
  "Protocol",
  "RuleAction",
  "Egress",
  "CidrBlock",
  "Ipv6CidrBlock",
  "IcmpTypeCode.Type",
  "IcmpTypeCode.Code",
  "PortRange.From",
  "PortRange.To",
] as const;

/** Source: EC2 API reference, each page and "Error codes". */
export function networkAclEntryOperations({ network }: Estate): ReadingService {
  const aclOf = (id: string | undefined, call: Call) => own(network.networkAcls, id, call, ABSENT.networkAcl);
  return {
    CreateNetworkAclEntry: reading<CreateNetworkAclEntryRequest, object>()(MEMBERS, (input, call) => {
      const acl = aclOf(input.NetworkAclId, call);
      const entry = entryOf(input);
      if (sameNumber(acl, entry) >= 0)
        throw new AwsError(
          "NetworkAclEntryAlreadyExists",
          `The network acl entry identified by ${entry.number} already exists.`,
        );
      acl.entries.push(entry);
      return {};
    }),

    ReplaceNetworkAclEntry: reading<ReplaceNetworkAclEntryRequest, object>()(MEMBERS, (input, call) => {
      const acl = aclOf(input.NetworkAclId, call);
      const entry = entryOf(input);
      acl.entries.splice(there(acl, entry), 1, entry);
      return {};
    }),

    DeleteNetworkAclEntry: reading<DeleteNetworkAclEntryRequest, object>()(
      ["NetworkAclId", "RuleNumber", "Egress"],
      (input, call) => {
        const acl = aclOf(input.NetworkAclId, call);
        acl.entries.splice(there(acl, numbered(input)), 1);
        return {};
      },
    ),
  };
}

type Numbered = Pick<AclEntry, "number" | "egress">;

const sameNumber = ({ entries }: NetworkAcl, { number, egress }: Numbered): number =>
  entries.findIndex((one) => one.number === number && one.egress === egress);

function there(acl: NetworkAcl, wanted: Numbered): number {
  const index = sameNumber(acl, wanted);
  if (index >= 0) return index;
  throw new AwsError(
    "InvalidNetworkAclEntry.NotFound",
    `The specified network acl entry identified by ${wanted.number} does not exist`,
  );
}

function numbered({
  RuleNumber,
  Egress,
}: {
  RuleNumber?: number | undefined;
  Egress?: boolean | undefined;
}): Numbered {
  if (RuleNumber === undefined) throw missing("ruleNumber");
  if (Egress === undefined) throw missing("egress");
  if (RuleNumber < 1 || RuleNumber > 32_766)
    throw invalidValue(
      `Value (${RuleNumber}) for parameter ruleNumber is invalid. Rule numbers are 1 to 32766.`,
    );
  return { number: RuleNumber, egress: Egress };
}

const PROTOCOLS: { readonly [name: string]: string } = {
  tcp: "6",
  udp: "17",
  icmp: "1",
  icmpv6: "58",
  all: "-1",
};

/** "If you specify -1 or a number other than 6 (TCP), 17 (UDP), or 1 (ICMP), traffic on all ports is allowed". */
function entryOf(input: CreateNetworkAclEntryRequest | ReplaceNetworkAclEntryRequest): AclEntry {
  const { RuleAction, PortRange, IcmpTypeCode } = input;
  const protocol = protocolOf(input.Protocol);
  if (RuleAction !== "allow" && RuleAction !== "deny")
    throw invalidValue(`Value (${RuleAction}) for parameter ruleAction is invalid.`);
  const hasPorts = protocol === "6" || protocol === "17";
  const hasTypes = protocol === "1" || protocol === "58";
  if (PortRange && !hasPorts) throw invalidTogether("portRange", `protocol ${protocol}`);
  if (IcmpTypeCode && !hasTypes) throw invalidTogether("icmpTypeCode", `protocol ${protocol}`);
  return {
    ...numbered(input),
    protocol,
    allow: RuleAction === "allow",
    cidr: cidrOf(input),
    ...(hasPorts && { ports: portsOf(PortRange) }),
    ...(hasTypes && { icmp: { type: IcmpTypeCode?.Type ?? -1, code: IcmpTypeCode?.Code ?? -1 } }),
  };
}

function protocolOf(given = ""): string {
  const protocol = PROTOCOLS[given] ?? given;
  if (/^(-1|\d{1,3})$/.test(protocol) && Number(protocol) <= 255) return protocol;
  throw invalidValue(`Value (${given}) for parameter protocol is invalid. Unknown protocol.`);
}

function cidrOf({ CidrBlock, Ipv6CidrBlock }: CreateNetworkAclEntryRequest | ReplaceNetworkAclEntryRequest) {
  if (CidrBlock !== undefined && Ipv6CidrBlock !== undefined)
    throw invalidTogether("cidrBlock", "ipv6CidrBlock");
  if (Ipv6CidrBlock !== undefined) return canonicalCidr(Ipv6CidrBlock, "ipv6");
  if (CidrBlock !== undefined) return canonicalCidr(CidrBlock, "ipv4");
  throw missing("cidrBlock");
}

function portsOf(range: { From?: number | undefined; To?: number | undefined } | undefined) {
  const { From: from, To: to } = range ?? {};
  if (from === undefined || to === undefined) throw missing("portRange");
  if (from < 0 || to > 65_535 || from > to)
    throw invalidValue(`Invalid value '${from}-${to}' for portRange. Must specify ports 0 to 65535.`);
  return { from, to };
}
