import { parseRates } from "../../model/cost/rates.ts";
import { parseOwnVpc } from "../../model/own-vpc.ts";

/**
 * Every setting of `vpce-operator run`: the one definition from which flags, environment variables, the configuration
 * file, `--print-config` and docs/configuration.md are made. A setting `gitRef` is `--git-ref`, `VPCE_OPERATOR_GIT_REF`, and
 * `gitRef:` in the file; the first of them that says something counts, in this order.
 */
type Setting<T> = {
  readonly meaning: string;
  /** What a value looks like, for help. Absent: it is a switch. */
  readonly value?: string;
  /** Throws an Error whose message ends the sentence "gitRef …". */
  readonly parse: (text: string) => T;
  readonly fallback: T;
  /** Never shown, and given by environment or in a file of its own (`…File`), not as a flag. */
  readonly secret?: true;
};

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function text(meaning: string, value: string): Setting<string | undefined>;
function text(meaning: string, value: string, fallback: string): Setting<string>;
function text(meaning: string, value: string, fallback?: string): Setting<string | undefined> {
  return { meaning, value, parse: nonEmpty, fallback };
}

function secret(meaning: string, bytesMin = 1): Setting<string | undefined> {
  return {
    meaning,
    value: "token",
    parse: (given) => longEnough(given, bytesMin),
    fallback: undefined,
    secret: true,
  };
}

function toggle(meaning: string): Setting<boolean> {
  return { meaning, parse: booleanOf, fallback: false };
}

function duration(meaning: string, fallback: string, least: string, most: string): Setting<number> {
  const range: Range = {
    least: durationMs(least),
    most: durationMs(most),
    words: `from ${least} to ${most}`,
  };
  return {
    meaning,
    value: "time",
    parse: (given) => within(durationMs(given), range),
    fallback: durationMs(fallback),
  };
}

function count(meaning: string, fallback: number, least: number, most: number): Setting<number> {
  const range: Range = { least, most, words: `from ${least} to ${most}` };
  return { meaning, value: "n", parse: (given) => within(wholeNumber(given), range), fallback };
}

function choice<const T extends string>(meaning: string, values: readonly T[], fallback: T): Setting<T> {
  return {
    meaning,
    value: values.join("|"),
    fallback,
    parse(given) {
      const value = values.find((allowed) => allowed === given);
      if (value === undefined) throw new Error(`must be one of ${values.join(", ")}`);
      return value;
    },
  };
}

export const SETTINGS = {
  source: text(
    "Desired state: a folder, a file, or the URL of a Git repository (https://…, ssh://…, git@host:path).",
    "folder|url",
    "desired-state",
  ),
  gitRef: text("Branch or tag of the repository.", "ref", "main"),
  gitPath: text("Folder of the documents in the repository.", "path", "."),
  gitToken: secret("Token for an https repository; read again at each fetch."),
  gitTokenUser: text("User beside the token, where a host wants a certain one.", "name"),
  gitKeyFile: text("Private key for an ssh repository, with mode 0600.", "file"),
  gitKnownHostsFile: text(
    "Host keys for an ssh repository, as ssh's known_hosts; required with ssh.",
    "file",
  ),
  gitVerify: choice("What signs the commits that may rule.", ["none", "ssh", "gpg"], "none"),
  gitSignersFile: text(
    "Who may sign: ssh's allowed_signers, or with gpg the folder of the key ring; outside the repository.",
    "file",
  ),
  gitFileUrls: toggle("Allow file: and loopback http URLs, for demonstrations."),
  cloneDir: text("Folder for the clone; it is made anew when it is broken.", "folder"),
  poll: duration("Between two looks at the source.", "30s", "1s", "1h"),

  table: text("DynamoDB table of the lease and of what is remembered beyond AWS.", "name"),
  tableRegion: text("Region of the table; without it, the operator's own.", "region"),
  lease: choice("`none`: there is but this one instance, and no table.", ["table", "none"], "table"),
  oneTask: toggle(
    "With lease: none on ECS: the service never runs two tasks, not even while it is deployed (maximumPercent: 100).",
  ),
  label: text("Name of this instance, for people.", "name"),

  once: toggle("Make one pass under the lease, and end."),
  dryRun: toggle("Observe and plan; never write."),
  interval: duration("From one pass to the next, give or take a tenth.", "5m", "10s", "24h"),
  concurrency: count("Most actions under way at once in an account.", 24, 1, 1000),
  rates: {
    meaning: "AWS's rates where they differ: BUCKET=BURST/PER_SECOND, comma-separated.",
    value: "list",
    parse: soundRates,
    fallback: undefined,
  } as Setting<string | undefined>,

  ownVpc: {
    meaning:
      "VPC in which the operator runs, with @REGION behind it or not: what it resolves changes last, and alone.",
    value: "vpc",
    parse: soundVpc,
    fallback: undefined,
  } as Setting<string | undefined>,

  listen: text("Address and port of page, status and metrics; `off`: none.", "host:port", "127.0.0.1:8080"),
  readToken: secret(
    "Token that page, status and metrics ask for, as a bearer or as a browser's password; needed beyond the loopback.",
    32,
  ),
  reconcileToken: secret("Bearer of POST /reconcile, 32 bytes at least; without it, nobody may ask.", 32),
  webhookSecret: secret("Secret of Git webhooks to /reconcile (GitHub's HMAC, GitLab's token).", 16),
  publicUrl: text("Where people reach the page, for links in notifications.", "url"),
  notifyUrl: {
    meaning:
      "Where to POST what begins and ends to be refused, withheld, failed or paused: https, or http on the loopback. Many hosts' URLs are secrets themselves.",
    value: "url",
    parse: notifiable,
    fallback: undefined,
    secret: true,
  } as Setting<string | undefined>,
  notifySecret: secret("Secret that notifications are signed with (HMAC-SHA-256), 16 bytes at least.", 16),
  emf: text(
    "Where metrics go in CloudWatch's embedded metric format, a line a minute: `stdout`, or a file or pipe.",
    "stdout|file",
  ),
  logLevel: choice("JSON lines on standard error.", ["silent", "error", "info", "debug"], "info"),
} as const;

export type Settings = {
  readonly [K in keyof typeof SETTINGS]: (typeof SETTINGS)[K] extends Setting<infer T> ? T : never;
};
export type SettingName = keyof typeof SETTINGS;

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** `gitRef` → `--git-ref`, `VPCE_OPERATOR_GIT_REF`. */
export function flagOf(name: SettingName): string {
  return `--${dashed(name)}${isSecret(name) ? "-file" : ""}`;
}

export function variableOf(name: SettingName): string {
  return `VPCE_OPERATOR_${dashed(name).replaceAll("-", "_").toUpperCase()}`;
}

export function isSecret(name: SettingName): boolean {
  return "secret" in SETTINGS[name];
}

export function isSwitch(name: SettingName): boolean {
  return !("value" in SETTINGS[name]) || SETTINGS[name].value === undefined;
}

/** As it would be written; empty: without a value, or a switch that is off. Times are kept in milliseconds. */
export function fallbackInWords(name: SettingName): string {
  const { fallback, value } = { value: undefined, ...SETTINGS[name] };
  if (fallback === undefined || fallback === false) return "";
  if (value !== "time") return String(fallback);
  const ms = Number(fallback);
  return ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1000}s`;
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

type Range = { readonly least: number; readonly most: number; readonly words: string };

function within(value: number, { least, most, words }: Range): number {
  if (value < least || value > most) throw new Error(`must be ${words}`);
  return value;
}

function wholeNumber(given: string): number {
  if (!/^\d+$/.test(given)) throw new Error("must be a whole number");
  return Number(given);
}

/** Throws an Error whose message ends the sentence "It …". */
export function durationMs(given: string): number {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(given) ?? [];
  if (amount === undefined) throw new Error("must be a time with its unit, as 30s, 5m or 1h");
  return Number(amount) * (UNITS[unit] as number);
}

function booleanOf(given: string): boolean {
  if (given === "true" || given === "1") return true;
  if (given === "false" || given === "0") return false;
  throw new Error("must be true or false");
}

function soundRates(given: string): string {
  parseRates(given);
  return given;
}

function soundVpc(given: string): string {
  parseOwnVpc(given);
  return given;
}

function notifiable(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isLocal = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(url?.hostname ?? "");
  if (url?.protocol !== "https:" && !(url?.protocol === "http:" && isLocal))
    throw new Error("must be an https URL, or http on the loopback");
  if (url.username !== "" || url.password !== "") throw new Error("must hold no password: use notifySecret");
  return given;
}

function nonEmpty(given: string): string {
  if (given === "") throw new Error("must not be empty");
  return given;
}

function longEnough(given: string, bytesMin: number): string {
  if (Buffer.byteLength(given) < bytesMin) throw new Error(`must have at least ${bytesMin} bytes`);
  return given;
}
