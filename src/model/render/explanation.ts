import type { NamingDocument } from "../explain/documents.ts";
import type { Explanation, Lead } from "../explain/explanation.ts";
import type { WhoseRule, WhoseZone } from "../explain/whose.ts";
import { chainOf, type Resolution } from "../plan/resolution/answer.ts";
import type { Carrier } from "../plan/resolution/carriers.ts";
import { describe } from "./describe.ts";
import { visibleIn } from "./escape.ts";
import { type Paint, plain } from "./text.ts";
import { wayWords } from "./way.ts";
import { wrap } from "./wrap.ts";

/** What answers a name, for a person on a terminal. */
export function explanationText(raw: Explanation, paint: Paint = plain, width = 80): string {
  const told = visibleIn(raw);
  const { name, vpc, account, spoke } = told;
  const head = `${name || "."} in ${spoke ? `spoke ${spoke}, ` : ""}${vpc.id} (${vpc.region}, account ${account})`;
  const chain = chainOf(told.resolution);
  const last = chain.at(-1) ?? told.resolution;
  const rows = [
    ["answered by", [carrier(told.resolution.by, told)]],
    ...chain.flatMap((resolution, i) => followedRows(resolution, told, i)),
    ["with", answerWords(last, told.leads)],
    ["because", chain.map((resolution, i) => whyIn(resolution, told, i))],
    [
      "hides",
      chain.flatMap((one, i) => one.hidden.map((hidden) => `${where(told, i)}${carrier(hidden, told)}`)),
    ],
    ["documents", documentWords(told)],
    ["now planned", told.actions.map(describe)],
    ["in the way", told.findings.map(({ message, todo }) => (todo ? `${message} → ${todo}` : message))],
    ["not seen", [...told.unread.map(({ what, failure }) => `${what} (${failure.error})`), ALWAYS_UNSEEN]],
  ] as const;
  const lines = rows.flatMap(([title, entries]) =>
    entries.flatMap((entry, i) => {
      const first = (i === 0 ? title : "").padEnd(INDENT);
      const [line = "", ...more] = wrap(entry, width, first, " ".repeat(INDENT));
      return [paint("dim", line.slice(0, INDENT)) + line.slice(INDENT), ...more];
    }),
  );
  return `${[paint("bold", head), "", ...lines].join("\n")}\n`;
}

/** By which way a rule's question goes on, and what answers at its end. */
function followedRows({ answer }: Resolution, told: Explanation, i: number) {
  const way = told.ways[i];
  if (!way) return [];
  const there = answer.kind === "view" ? [carrier(answer.resolution.by, told)] : [];
  return [["by way of", wayWords(way)] as const, [`there by`, there] as const];
}

/** Whose VPC it is, beyond the one that was asked about. */
function where({ ways }: Explanation, i: number): string {
  const view = ways[i - 1]?.view;
  return view ? `in ${view.vpc.id}: ` : "";
}

const INDENT = 14;
const ALWAYS_UNSEEN = "Route 53 Profiles and DNS Firewall of the VPC, and hosts that do not ask its resolver";

function carrier(one: Carrier, { zones, rules }: Pick<Explanation, "zones" | "rules">): string {
  switch (one.kind) {
    case "rule": {
      const { id, name, association } = one;
      const doubt = association ? `; its association is ${association}, so it may not answer` : "";
      return `Resolver rule ${id}, which forwards ${name || "everything"}, ${whoseRuleWords(rules[id])}${doubt}`;
    }
    case "zone":
      return `hosted zone ${one.id} (${one.name}), ${whoseWords(zones[one.id])}`;
    case "endpoint":
      return `the VPC's own endpoint ${one.id}${one.state ? ` (${one.state}: it may not answer)` : ""}, by its private DNS ${one.isWildcard ? "*." : ""}${one.name}`;
    case "public":
      return "the public DNS";
  }
}

function whoseWords(whose: WhoseZone | undefined): string {
  switch (whose?.by) {
    case "us":
      return `${whose.adopted ? "adopted" : "kept"} by vpce-operator${whose.endpoint ? ` for endpoint ${whose.endpoint}` : ", which no document wants"}`;
    case "owner":
      return `of vpce-operator's owner ${whose.owner}`;
    case "account":
      return `of account ${whose.account}`;
    case "service":
      return `of the AWS service ${whose.service}`;
    default:
      return "of an unknown owner";
  }
}

function whoseRuleWords(whose: WhoseRule | undefined): string {
  switch (whose?.by) {
    case "us": {
      const { hub, endpoint, wanted, adopted } = whose;
      const what = endpoint ? `endpoint ${endpoint}` : `hub ${hub}`;
      return `${adopted ? "adopted" : "kept"} by vpce-operator${wanted ? ` for ${what}` : ", which no document wants"}`;
    }
    case "account":
      return `of account ${whose.account}`;
    default:
      return "of an unknown owner";
  }
}

function answerWords({ by, answer }: Resolution, leads: readonly Lead[]): string[] {
  const what = by.kind === "rule" ? "the VPC that it leads to was" : "the records of the zone were";
  switch (answer.kind) {
    case "nothing":
      return ["NXDOMAIN: no such name there, and nobody else is asked"];
    case "endpoint":
      return ["that endpoint's private addresses"];
    case "elsewhere":
      return ["what is answered there, which cannot be seen from here"];
    case "silent":
      return ["SERVFAIL: nobody answers there, and nobody else is asked"];
    case "view":
      return [];
    case "unknown":
      return [`not known: ${what} not read${answer.why ? ` (${answer.why.error})` : ""}`];
    case "records":
      if (!leads.some(isAddressing)) return [`an empty answer: ${emptiness(leads)}`];
      return [
        ...leads.filter(isAddressing).map(({ type, to, endpoint }) => {
          const state = endpoint ? `, the hub's endpoint ${endpoint.id} (${endpoint.state})` : "";
          return `${type} at ${answer.at}: ${to.join(", ")}${state}`;
        }),
        ...FAMILIES.filter((family) => !leads.some(({ type }) => type === family || type === "CNAME")).map(
          (family) => `${family}: an empty answer (NODATA), for the name has none`,
        ),
      ];
  }
}

const FAMILIES = ["A", "AAAA"] as const;

/** Records by which a client gets to an address. */
function isAddressing({ type }: Lead): boolean {
  return type === "A" || type === "AAAA" || type === "CNAME";
}

function emptiness(leads: readonly Lead[]): string {
  return leads.length === 0
    ? "the name exists, with names beneath it only"
    : `the name has no addresses, only ${leads.map(({ type }) => type).join(", ")}`;
}

function whyIn({ by, system }: Resolution, told: Explanation, i: number): string {
  const isOff = i === 0 ? told.attributesOff : told.ways[i - 1]?.attributesOff;
  return `${where(told, i)}${why({ by, system }, isOff === true)}`;
}

function why({ by, system }: { by: Carrier; system: Resolution["system"] }, isOff: boolean): string {
  const off = isOff
    ? " (enableDnsSupport or enableDnsHostnames is off: private zones and endpoints' names do not answer here)"
    : "";
  if (system) return `SYSTEM rule ${system.id} for ${system.name} sets rules of shorter names aside${off}`;
  if (by.kind === "public")
    return `no Resolver rule, zone or endpoint of the VPC has the name or one above it${off}`;
  return `of those whose name it is or lies below, the longest decides alone; of equal ones a rule goes before a zone, a zone before an endpoint${off}`;
}

function documentWords({ documents, service, spoke }: Explanation): string[] {
  const who = spoke ? `spoke ${spoke}` : "this VPC";
  if (documents.length > 0) return documents.map((document) => sharing(document, who, spoke !== undefined));
  if (service !== undefined)
    return [
      `none has the name; AWS lists it for ${service}: an Endpoint document of that service would share it`,
    ];
  return ["none has the name, and AWS lists it for no service here; an Endpoint's extraNames could share it"];
}

function sharing(
  { endpoint, hub, zone, taken, by, kept }: NamingDocument,
  who: string,
  isSpoke: boolean,
): string {
  const what = `endpoint ${endpoint} of hub ${hub} shares ${zone}`;
  if (taken) return `${what} with ${who}${by === "rule" ? " by a rule" : ""}`;
  const why = isSpoke ? "its endpoints leave it out" : "the endpoint's hubPrivateDns decides that";
  return `${what}, and not with ${who}: ${kept ? `the hub's regional.except keeps ${kept} back` : why}`;
}
