import type { Action } from "../action/action.ts";
import type { OwnAction } from "../action/own.ts";
import type { RuleAction } from "../action/rule.ts";
import type { ZoneAction } from "../action/zone.ts";
import { plural } from "../counted.ts";
import { describe, targetName } from "./describe.ts";
import { type Fold, thingOf } from "./fold.ts";
import { type Label, type LabelOf, vpcOf } from "./labels.ts";
import type { Step } from "./steps.ts";
import { where } from "./words.ts";

/** What the steps of a fold do, as one sentence with counts. */
export function phraseOf({ steps, clients, things }: Fold): string {
  const [{ main, parts }, ...others] = steps;
  if (("zone" in main || "rule" in main) && vpcOf(main) && main.kind !== "createZone") {
    const words = pairWords(
      main,
      clientsOf(clients),
      thingsOf(main, things, clients.length),
      authorizationWords(parts, steps),
    );
    return clients.length > 1 && things.length > 1 ? `${words} (${steps.length} in all)` : words;
  }
  if (others.length === 0) return single(main, parts);
  if ("zone" in main) return zoneWords(main, parts, steps);
  if ("rule" in main) return ruleWords(main, steps);
  if ("own" in main) return ownWords(main, steps);
  if ("resolverEndpoint" in main) return steps.map((step) => describe(step.main)).join("; ");
  return "share" in main ? describe(main) : endpointWords(main, parts, plural(steps.length, "endpoint"));
}

/** One of the steps, in a list of all. */
export function memberOf({ main, parts }: Step, labelOf: LabelOf): string {
  const vpc = vpcOf(main);
  if (vpc) return `${labelOf(main.hub, vpc).title}: ${thingOf(main)}`;
  const records = parts.find((part) => part.kind === "changeRecords");
  return records ? `${thingOf(main)}: ${aliasWords(records)}` : describe(main);
}

function clientsOf(clients: readonly Label[]): string {
  const [first] = clients;
  if (!first) return "no VPC";
  if (clients.length === 1) return first.title;
  return first.kind === "spoke" ? `${clients.length} spokes` : `${clients.length} VPCs`;
}

function thingsOf(main: Action, things: readonly string[], clients: number): string {
  const what = "rule" in main ? "rule" : "zone";
  const [only = ""] = things;
  if (things.length === 1) return what === "rule" ? `rule ${only}` : only;
  return `${things.length} ${what}s${clients > 1 ? " each" : ""}`;
}

function authorizationWords(parts: readonly Action[], { length }: readonly Step[]): string {
  if (!parts.some((part) => part.kind === "authorize")) return "";
  return length === 1 ? ", with its authorization" : ", with their authorizations";
}

function pairWords(
  main: ZoneAction | RuleAction,
  clients: string,
  zones: string,
  authorization: string,
): string {
  switch (main.kind) {
    case "associate":
    case "associateRule":
      return `associate ${clients} with ${zones}${authorization}`;
    case "move":
      return `move ${clients} to ${zones}, from another zone of the name${authorization}`;
    case "disassociate":
      return main.anchor
        ? `let the ${clients} move on from ${zones}`
        : `disassociate ${clients} from ${zones}`;
    case "disassociateRule":
      return `disassociate ${clients} from ${zones}`;
    case "awaitAssociation":
      return `wait for the associations of ${clients} with ${zones}`;
    case "authorize":
      return `authorize ${clients} for ${zones}`;
    case "deauthorize":
      return `delete the authorization of ${clients} for ${zones}`;
    default:
      return `wait until DNS shows the change of ${clients} in ${zones}`;
  }
}

function single(main: Action, parts: readonly Action[]): string {
  const records =
    main.kind === "createZone" ? parts.find((part) => part.kind === "changeRecords") : undefined;
  const aliases = records ? `, ${aliasWords(records)}` : "";
  const awaits = parts.some((part) => part.kind === "awaitEndpoint" && part !== main);
  return `${describe(main)}${aliases}${awaits ? ", and wait until it is available" : ""}`;
}

function zoneWords(main: ZoneAction, parts: readonly Action[], steps: readonly Step[]): string {
  const zones = plural(steps.length, "hosted zone");
  switch (main.kind) {
    case "createZone": {
      const has = (kind: Action["kind"]) => parts.some((part) => part.kind === kind);
      const extras = [...(has("changeRecords") ? ["aliases"] : []), ...(has("tagZone") ? ["tags"] : [])];
      const more = extras.length > 0 ? `, their ${extras.join(" and ")}` : "";
      return `create ${zones} with first VPC ${where(main.vpc)}${more}`;
    }
    case "changeRecords":
      if (steps.every((step) => step.main.kind === "changeRecords" && step.main.upserts.length === 0))
        return `delete aliases in ${zones}`;
      return `point the aliases of ${zones} at ${commonTarget(steps)}`;
    case "tagZone":
      return `tag ${zones}`;
    case "deleteZone":
      return `delete ${zones} and their aliases`;
    default:
      return `wait until ${zones} are INSYNC`;
  }
}

function ruleWords(main: RuleAction, steps: readonly Step[]): string {
  const rules = plural(steps.length, "Resolver rule");
  switch (main.kind) {
    case "createRule":
      return main.forward
        ? `create ${rules} to ${main.forward.targets.join(", ")} by ${main.forward.endpoint}`
        : `create ${rules} of type SYSTEM`;
    case "updateRule":
      return `point ${rules} at ${main.forward.targets.join(", ")} by ${main.forward.endpoint}`;
    case "tagRule":
      return `tag ${rules}`;
    case "deleteRule":
      return `delete ${rules}`;
    default:
      return `wait until ${rules} are COMPLETE`;
  }
}

function ownWords(main: OwnAction, steps: readonly Step[]): string {
  const endpoints = `${plural(steps.length, "endpoint")} of spokes' own (${main.own.service})`;
  switch (main.kind) {
    case "handOver":
      return `switch private DNS of ${endpoints} off`;
    case "tryTakeBack":
      return `ask whether private DNS of ${endpoints} may be switched on again`;
    case "takeBack":
      return `switch private DNS of ${endpoints} on again`;
    case "startLinger":
      return `write down since when private DNS of ${endpoints} is off`;
    case "endHandOver":
      return `take the tags of the hand-over from ${endpoints}`;
    case "deleteOwn":
      return `delete ${endpoints}`;
    case "awaitPrivateDns":
      return `wait until ${endpoints} answer by private DNS`;
  }
}

function endpointWords(main: Action, parts: readonly Action[], endpoints: string): string {
  switch (main.kind) {
    case "createEndpoint": {
      const awaits = parts.some((part) => part.kind === "awaitEndpoint");
      return `create ${endpoints} in ${main.spec.subnets.join(", ")}${awaits ? ", and wait until they are available" : ""}`;
    }
    case "modifyEndpoint":
      return `modify ${endpoints}: ${Object.keys(main.change).join(", ")}`;
    case "tagEndpoint":
      return `tag ${endpoints}`;
    case "turnOffPrivateDns":
      return `switch private DNS of ${endpoints} off`;
    case "deleteEndpoint":
      return `delete ${endpoints}`;
    default:
      return `wait until ${endpoints} are available`;
  }
}

function aliasWords(action: Extract<Action, { kind: "changeRecords" }>): string {
  const { upserts } = action;
  const [first] = upserts;
  if (upserts.length === 0 || new Set(upserts.map(targetName)).size > 1) return describe(action);
  return `${upserts.map((alias) => alias.type).join(", ")} → ${first ? targetName(first) : "nothing"}`;
}

function commonTarget(steps: readonly Step[]): string {
  const targets = steps.flatMap(({ main }) =>
    main.kind === "changeRecords" ? main.upserts.map(targetName) : [],
  );
  const [only, ...others] = new Set(targets);
  return only !== undefined && others.length === 0 ? only : "their endpoints";
}
