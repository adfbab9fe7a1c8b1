import { type Command, Option } from "commander";
import {
  fallbackInWords,
  flagOf,
  isSecret,
  isSwitch,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
  variableOf,
} from "../src/daemon/config/settings.ts";

/** What commander makes of the flags below: by the flag's own name. */
export type SettingFlags = Readonly<Record<string, string | boolean | undefined>>;

/** Every setting as an option; values are checked all together later, with those of the environment and the file. */
export function withSettings(command: Command): Command {
  command.option("--config <file>", "YAML file with these settings (env: VPCE_OPERATOR_CONFIG)");
  command.option("--print-config", "show every setting and where it was said, secrets masked, and end");
  for (const name of SETTING_NAMES) command.addOption(new Option(syntaxOf(name), meaningOf(name)));
  return command;
}

/** By setting; of a secret the path of its file. */
export function settingsIn(flags: SettingFlags): Partial<Record<SettingName, string>> {
  const given = SETTING_NAMES.map((name) => [name, flags[isSecret(name) ? `${name}File` : name]] as const);
  return Object.fromEntries(
    given.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

function syntaxOf(name: SettingName): string {
  if (isSwitch(name)) return flagOf(name);
  const { value } = SETTINGS[name] as { value: string };
  return `${flagOf(name)} <${isSecret(name) ? "file" : value}>`;
}

function meaningOf(name: SettingName): string {
  const { meaning } = SETTINGS[name];
  const fallback = fallbackInWords(name);
  const usual = fallback === "" ? "" : `; default ${fallback}`;
  return `${meaning.replace(/\.$/, "")} (env: ${variableOf(name)}${usual})`;
}
