import type { Path } from "./positions.ts";
import { KNOWN_REGIONS } from "./region-list.ts";
import { desiredWords } from "./schema-words.ts";
import { nearest } from "./suggest.ts";

/**
 * What of a document's own text a problem may repeat. A secret may have been typed into any field, so this says what is
 * harmless, and everything else is not repeated:
 *
 *   words of the schema                          fields, kinds, choices
 *   what is near a word that is allowed there    at most a third of its letters wrong
 *   what has the form of its field's kind        digits of an account, an AWS id, a Region, AWS's own DNS names
 *   numbers where a number belongs               of at most six digits
 *
 * A value that its field accepts is no secret to anybody: it stands in plans and in AWS.
 */
export function echo(value: unknown, path: Path, allowed: Iterable<string> = []): string | undefined {
  if (typeof value !== "string") return undefined;
  if (desiredWords().has(value) || nearest(value, allowed) !== undefined) return value;
  return echoOfField(value, fieldOf(path));
}

/** The same by the field alone, for a value that stands in it. */
export function echoOfField(value: string, field: string | undefined): string | undefined {
  if (field === "arn") return ARN_HEAD.exec(value)?.[0].concat("…");
  const isHarmless = field !== undefined && Object.hasOwn(FORMS, field) && FORMS[field]?.(value);
  return isHarmless ? value : undefined;
}

export function echoNumber(value: unknown): string | undefined {
  return typeof value === "number" && Math.abs(value) < 1_000_000 ? String(value) : undefined;
}

/** `spec.hubs[0]`, `metadata.labels.*`: keys that somebody chose are not repeated, for a secret may have become one. */
export function spell(path: Path): string {
  const steps = path.map((step, index) => {
    if (typeof step === "number") return `[${step}]`;
    return `${index ? "." : ""}${desiredWords().has(String(step)) ? String(step) : "*"}`;
  });
  return steps.join("") || "the document";
}

/** The last field on the way: of an item of a list, the list's. */
function fieldOf(path: Path): string | undefined {
  return path.findLast((step) => typeof step === "string") as string | undefined;
}

/** As far as the account; what follows is free text. */
const ARN_HEAD = /^arn:[a-z-]{1,12}:(iam|sts|ec2)::(\d{0,13}|\{[a-z]{1,9}\}):(role\/)?/;

const isId = matches(/^(vpc|vpce|vpce-svc|subnet|sg|eni|rtb|igw|nat|tgw|acl)-[0-9a-f]{0,20}$/);
const isName = matches(/^[*a-z0-9._-]{1,120}\.(amazonaws\.com(\.cn)?|api\.aws|on\.aws)\.?$/i);

const FORMS: Readonly<Record<string, (value: string) => boolean>> = {
  account: matches(/^\d{10,13}$/),
  region: isRegion,
  vpc: isId,
  id: isId,
  subnets: isId,
  securityGroups: isId,
  names: isName,
  extraNames: isName,
  env: matches(/^[A-Z]{1,12}(_[A-Z0-9]{1,16}){0,6}$/),
  file: matches(/^\.{0,2}(\/[a-z0-9._-]{1,32}){1,8}$/),
};

const REGION_WORDS =
  /^[a-z]{2}(-(gov|iso[a-z]?|isob|north|south|east|west|central|(north|south)(east|west)))*(-\d{1,2}[a-f]?)?$/;

function isRegion(value: string): boolean {
  return REGION_WORDS.test(value) || nearest(value, KNOWN_REGIONS) !== undefined;
}

function matches(form: RegExp): (value: string) => boolean {
  return (value) => form.test(value);
}
