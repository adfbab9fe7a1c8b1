import type { Action } from "../action.ts";
import type { VpcRef } from "../ids.ts";

/** One action as a short sentence without its reason: the same words in text, Markdown and progress lines. */
export function describe(action: Action): string {
  const name = action.zone.name;
  switch (action.kind) {
    case "createZone":
      return `create hosted zone ${name} with first VPC ${where(action.vpc)}`;
    case "changeRecords":
      return `point ${action.upserts.map((a) => `${a.type} ${a.name}`).join(", ")} at ${action.upserts[0]?.target.dnsName ?? "nothing"}`;
    case "tagZone":
      return `tag hosted zone ${name}`;
    case "awaitInsync":
      return `wait until ${name} is INSYNC`;
    case "authorize":
      return `authorise ${where(action.vpc)} for ${name}`;
    case "associate":
      return `associate ${where(action.vpc)} with ${name}`;
    case "deauthorize":
      return `delete the authorisation of ${where(action.vpc)} for ${name}`;
    case "disassociate":
      return `disassociate ${where(action.vpc)} from ${name}`;
    case "move":
      return `move ${where(action.vpc)} from zone ${action.from.id} to ${name}`;
    case "deleteZone":
      return `delete hosted zone ${name} and its ${action.deletes.length === 1 ? "alias" : `${action.deletes.length} aliases`}`;
  }
}

/** What a plan's line begins with: a thing made, changed, awaited or taken away. */
export function signOf(action: Action): "+" | "~" | "-" | "…" {
  switch (action.kind) {
    case "createZone":
    case "authorize":
    case "associate":
      return "+";
    case "changeRecords":
    case "tagZone":
    case "move":
      return "~";
    case "awaitInsync":
      return "…";
    case "deauthorize":
    case "disassociate":
    case "deleteZone":
      return "-";
  }
}

function where(vpc: VpcRef): string {
  return `${vpc.id} (${vpc.region})`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `95` → `1 min 35 s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.ceil(seconds % 60);
  if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
