import * as yaml from "yaml";
import { didYouMean } from "../../model/desired/suggest.ts";
import {
  flagOf,
  isSecret,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
  type Settings,
  variableOf,
} from "./settings.ts";

/** Where values come from; nothing is read here but what these say. */
export type ConfigSources = {
  /** By setting; of a secret, the path of its file. */
  readonly flags: Readonly<Partial<Record<SettingName, string>>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The configuration file. */
  readonly file?: { readonly path: string; readonly text: string };
  /** The text of a secret's file, without its last line's end; undefined when it cannot be read. */
  readonly readSecret: (path: string) => string | undefined;
  /** Whether a file or folder can be read. */
  readonly isReadable: (path: string) => boolean;
};

/** Where a value was said: `--git-ref`, `VPCE_OPERATOR_GIT_REF`, `operator.yaml:3`, `default`. */
export type Resolved = {
  readonly settings: Settings;
  readonly said: Readonly<Record<SettingName, string>>;
  /** Of the secrets that were read from files: from where. */
  readonly secretFiles: Readonly<Partial<Record<SettingName, string>>>;
};

/** `file`: where a secret was read from. */
type Said = { readonly text: string; readonly where: string; readonly file?: string };

/** All that is wrong, a sentence each, and what is set all the same: a value that does not fit is shown by its default. */
export type Unfit = { readonly problems: readonly string[]; readonly set: Resolved };

export function resolveConfig(sources: ConfigSources): Resolved | Unfit {
  const problems: string[] = [];
  const inFile = sources.file ? settingsIn(sources.file, problems) : new Map<SettingName, Said>();
  warnOfVariables(sources.env, problems);
  const settings: Partial<Record<SettingName, unknown>> = {};
  const said: Partial<Record<SettingName, string>> = {};
  const secretFiles: Partial<Record<SettingName, string>> = {};
  for (const name of SETTING_NAMES) {
    const given = isSecret(name) ? secretOf(name, sources, inFile, problems) : plainOf(name, sources, inFile);
    said[name] = given?.where ?? "default";
    if (given?.file !== undefined) secretFiles[name] = given.file;
    settings[name] = given === undefined ? SETTINGS[name].fallback : parsed(name, given, problems);
  }
  checkTogether(settings as Settings, problems);
  checkSurroundings(settings as Settings, sources, problems);
  const set = { settings: settings as Settings, said: said as Record<SettingName, string>, secretFiles };
  return problems.length > 0 ? { problems, set } : set;
}

/** Values with their sources, secrets masked, one line each. */
export function shownConfig({ settings, said }: Resolved): string {
  const width = Math.max(...SETTING_NAMES.map((name) => name.length));
  return SETTING_NAMES.map((name) => {
    const value = settings[name];
    const shown = value === undefined ? "–" : isSecret(name) ? "[redacted]" : String(value);
    return `${name.padEnd(width)}  ${shown}  (${said[name]})`;
  }).join("\n");
}

function plainOf(
  name: SettingName,
  { flags, env }: ConfigSources,
  inFile: ReadonlyMap<SettingName, Said>,
): Said | undefined {
  const [flag, variable] = [flags[name], env[variableOf(name)]];
  if (flag !== undefined) return { text: flag, where: flagOf(name) };
  if (variable !== undefined) return { text: variable, where: variableOf(name) };
  return inFile.get(name);
}

/** By flag and in the configuration file only the path of its file is said: both are read by others. */
function secretOf(
  name: SettingName,
  { flags, env, readSecret }: ConfigSources,
  inFile: ReadonlyMap<SettingName, Said>,
  problems: string[],
): Said | undefined {
  const variable = variableOf(name);
  const inEnv = env[variable];
  if (flags[name] === undefined && inEnv !== undefined) return { text: inEnv, where: variable };
  const [flag, pathInEnv] = [flags[name], env[`${variable}_FILE`]];
  const path =
    flag !== undefined
      ? { text: flag, where: flagOf(name) }
      : pathInEnv !== undefined
        ? { text: pathInEnv, where: `${variable}_FILE` }
        : inFile.get(name);
  if (!path) return undefined;
  const text = readSecret(path.text);
  if (text === undefined) problems.push(`${path.where}: ${path.text} cannot be read`);
  return text === undefined ? undefined : { text, where: path.where, file: path.text };
}

function parsed(name: SettingName, { text, where }: Said, problems: string[]): unknown {
  try {
    return SETTINGS[name].parse(text);
  } catch (error) {
    const shown = isSecret(name) ? "" : ` ${JSON.stringify(text)}`;
    problems.push(`${where}:${shown} ${(error as Error).message}`);
    return SETTINGS[name].fallback;
  }
}

function settingsIn({ path, text }: { path: string; text: string }, problems: string[]) {
  const found = new Map<SettingName, Said>();
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines });
  for (const { message, pos } of document.errors)
    problems.push(`${path}:${lines.linePos(pos[0]).line}: ${message.split("\n")[0]}`);
  if (document.errors.length > 0 || document.contents === null) return found;
  if (!yaml.isMap(document.contents)) {
    problems.push(`${path}:1: must be a mapping of settings`);
    return found;
  }
  const fields = new Map<string, SettingName>(
    SETTING_NAMES.map((name) => [isSecret(name) ? `${name}File` : name, name]),
  );
  for (const { key, value } of document.contents.items as yaml.Pair<yaml.Scalar, yaml.Scalar>[]) {
    const where = `${path}:${lines.linePos(key.range?.[0] ?? 0).line}`;
    const name = fields.get(String(key.value));
    if (name === undefined) {
      const hint = didYouMean(String(key.value), fields.keys());
      problems.push(`${where}: no setting is called ${JSON.stringify(key.value)}${hint ? `; ${hint}` : ""}`);
    } else if (!yaml.isScalar(value)) problems.push(`${where}: ${String(key.value)} must be a single value`);
    else found.set(name, { text: value.source ?? String(value.value), where });
  }
  return found;
}

/** A variable that is misspelt would be passed over in silence; one of the user's own, for a secret, may be called anything. */
function warnOfVariables(env: ConfigSources["env"], problems: string[]): void {
  const known = new Set([
    "VPCE_OPERATOR_CONFIG",
    ...SETTING_NAMES.flatMap((name) =>
      isSecret(name) ? [variableOf(name), `${variableOf(name)}_FILE`] : [variableOf(name)],
    ),
  ]);
  for (const variable of Object.keys(env)) {
    if (!variable.startsWith("VPCE_OPERATOR_") || known.has(variable)) continue;
    const hint = didYouMean(variable, known);
    if (hint) problems.push(`${variable}: no setting is called so; ${hint}`);
  }
}

/** What no setting can know by itself. */
function checkTogether(settings: Settings, problems: string[]): void {
  const { source, table, lease, listen, readToken, gitVerify, gitSignersFile, gitKnownHostsFile } = settings;
  if (lease === "table" && table === undefined && !settings.dryRun)
    problems.push(
      "table: name the DynamoDB table of the lease, or say lease: none if there is but one instance",
    );
  if (lease === "none" && table !== undefined)
    problems.push("lease: none has no use for a table; leave one of the two out");
  if (isSsh(source) && gitKnownHostsFile === undefined)
    problems.push(
      "gitKnownHostsFile: an ssh repository needs the host's keys, or anybody could answer for it",
    );
  if (gitVerify !== "none" && gitSignersFile === undefined)
    problems.push(`gitSignersFile: with gitVerify: ${gitVerify} it says who may sign`);
  if (listen !== "off" && !isLoopback(listen) && readToken === undefined)
    problems.push(
      `readToken: ${listen} is reached from elsewhere; page, status and metrics need a token there`,
    );
}

/** What would else be found out at the first commit, or by two tasks that act at once. */
function checkSurroundings(
  settings: Settings,
  { env, isReadable }: Pick<ConfigSources, "env" | "isReadable">,
  problems: string[],
): void {
  for (const name of ["gitKeyFile", "gitKnownHostsFile", "gitSignersFile"] as const) {
    const path = settings[name];
    if (path !== undefined && !isReadable(path)) problems.push(`${name}: ${path} cannot be read`);
  }
  const { lease, oneTask, dryRun } = settings;
  if (lease === "none" && env.ECS_CONTAINER_METADATA_URI_V4 !== undefined && !oneTask && !dryRun)
    problems.push(
      "lease: none on ECS starts the next task beside the last at each deployment, and both act: name a table, or say oneTask: true where the service never runs two",
    );
}

function isSsh(source: string): boolean {
  return source.startsWith("ssh://") || /^[^/\\\s:]+@[^/\\\s:]+:/.test(source);
}

function isLoopback(address: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d+$/.test(address);
}
