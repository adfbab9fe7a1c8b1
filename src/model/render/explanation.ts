import type { Explanation, Lead, WhoseZone } from "../explain/explanation.ts";
import type { Answer } from "../plan/resolution/answer.ts";
import type { Carrier } from "../plan/resolution/carriers.ts";
import { visibleIn } from "./escape.ts";
import { type Paint, plain } from "./text.ts";
import { describe } from "./words.ts";
import { wrap } from "./wrap.ts";

/** What answers a name, for a person on a terminal. */
export function explanationText(raw: Explanation, paint: Paint = plain, width = 80): string {
  const told = visibleIn(raw);
  const { name, vpc, account, spoke } = told;
  const head = `${name} in ${spoke ? `spoke ${spoke}, ` : ""}${vpc.id} (${vpc.region}, account ${account})`;
  const rows = [
    ["answered by", [carrier(told.resolution.by, told)]],
    ["with", answerWords(told.resolution.answer, told.leads)],
    ["because", [why(told)]],
    ["hides", told.resolution.hidden.map((one) => carrier(one, told))],
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

const INDENT = 14;
const ALWAYS_UNSEEN = "Route 53 Profiles and DNS Firewall of the VPC, and hosts that do not ask its resolver";

function carrier(one: Carrier, { zones }: Pick<Explanation, "zones">): string {
  switch (one.kind) {
    case "rule":
      return `Resolver rule ${one.id}, which forwards ${one.name || "everything"} to other servers`;
    case "zone":
      return `hosted zone ${one.id} (${one.name}), ${whoseWords(zones[one.id])}`;
    case "endpoint":
      return `the VPC's own endpoint ${one.id}, by its private DNS ${one.isWildcard ? "*." : ""}${one.name}`;
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

function answerWords(answer: Answer, leads: readonly Lead[]): string[] {
  switch (answer.kind) {
    case "nothing":
      return ["NXDOMAIN: no such name there, and nobody else is asked"];
    case "endpoint":
      return ["that endpoint's private addresses"];
    case "elsewhere":
      return ["what is answered there, which cannot be seen from here"];
    case "unknown":
      return [
        `not known: the records of the zone were not read${answer.why ? ` (${answer.why.error})` : ""}`,
      ];
    case "records":
      if (!leads.some(isAddressing)) return [`an empty answer: ${emptiness(leads)}`];
      return leads.filter(isAddressing).map(({ type, to, endpoint }) => {
        const state = endpoint ? `, the hub's endpoint ${endpoint.id} (${endpoint.state})` : "";
        return `${type} at ${answer.at}: ${to.join(", ")}${state}`;
      });
  }
}

/** Records by which a client gets to an address. */
function isAddressing({ type }: Lead): boolean {
  return type === "A" || type === "AAAA" || type === "CNAME";
}

function emptiness(leads: readonly Lead[]): string {
  return leads.length === 0
    ? "the name exists, with names beneath it only"
    : `the name has no addresses, only ${leads.map(({ type }) => type).join(", ")}`;
}

function why({ resolution, attributesOff }: Explanation): string {
  const { by, system } = resolution;
  const off = attributesOff
    ? " (enableDnsSupport or enableDnsHostnames is off: private zones and endpoints' names do not answer here)"
    : "";
  if (system) return `SYSTEM rule ${system.id} for ${system.name} sets rules of shorter names aside${off}`;
  if (by.kind === "public")
    return `no Resolver rule, zone or endpoint of the VPC has the name or one above it${off}`;
  return `of those whose name it is or lies below, the longest decides alone; of equal ones a rule goes before a zone, a zone before an endpoint${off}`;
}

function documentWords({ documents, service, spoke }: Explanation): string[] {
  const who = spoke ? `spoke ${spoke}` : "this VPC";
  if (documents.length > 0)
    return documents.map(({ endpoint, hub, zone, taken }) =>
      taken
        ? `endpoint ${endpoint} of hub ${hub} shares ${zone} with ${who}`
        : `endpoint ${endpoint} of hub ${hub} shares ${zone}, and not with ${who}: ${spoke ? "its endpoints leave it out" : "the endpoint's hubPrivateDns decides that"}`,
    );
  if (service !== undefined)
    return [
      `none has the name; AWS lists it for ${service}: an Endpoint document of that service would share it`,
    ];
  return ["none has the name, and AWS lists it for no service here; an Endpoint's extraNames could share it"];
}
