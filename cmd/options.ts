import { type Command, InvalidArgumentError, Option } from "commander";
import { durationMs, variableOf } from "../src/daemon/config/settings.ts";
import { parseRates, type RateOverrides } from "../src/model/cost/rates.ts";
import { type OwnVpc, parseOwnVpc } from "../src/model/own-vpc.ts";

/** Options of every command that talks to AWS; each can be set by the environment as well. */
export type AwsFlags = { readonly rates?: RateOverrides; readonly concurrency: number };

/** `--own-vpc` of commands that plan by hand. */
export function ownVpcOption(): Option {
  const words = "VPC in which this runs, with @REGION or not: what it resolves changes last";
  return new Option("--own-vpc <vpc>", words).env(variableOf("ownVpc")).argParser(ownVpcArgument);
}

export function withAwsOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--rates <list>", "AWS's rates where they differ: BUCKET=BURST/PER_SECOND, e.g. all=40/5")
        .env("VPCE_OPERATOR_RATES")
        .argParser(ratesArgument),
    )
    .addOption(
      new Option("--concurrency <n>", "most actions under way at once in an account")
        .env("VPCE_OPERATOR_CONCURRENCY")
        .default(24)
        .argParser(countArgument),
    );
}

export function jsonOption(): Option {
  return new Option("-o, --output <format>", "json is for programs")
    .choices(["text", "json"])
    .default("text");
}

export function withRegion(to: Command): Command {
  return to.option("--region <region>", "Region of the table; without it, the environment's");
}

export function onlyOption(): Option {
  const words = "the part of spoke=NAME, hub=NAME or endpoint=NAME, and what it waits for; may be repeated";
  return new Option("--only <document>", words).argParser<string[]>((text, before = []) => [...before, text]);
}

export function allowRemovalsOption(): Option {
  const words = "let these removals go beyond the guard; plan names the digest of each hub; may be repeated";
  return new Option("--allow-removals <digest>", words).argParser<string[]>((text, before = []) => [
    ...before,
    text,
  ]);
}

export function outputOption(words: string): Option {
  return new Option("-o, --output <format>", words).choices(["text", "json", "markdown"]).default("text");
}

/** `debug`: with where in the program an error came up. */
export const LOG_LEVELS = ["silent", "error", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const DIR_DEFAULT = "desired-state";

function ratesArgument(text: string): RateOverrides {
  try {
    return parseRates(text);
  } catch (cause) {
    throw Object.assign(new InvalidArgumentError((cause as Error).message), { cause });
  }
}

/** `30m` → milliseconds. */
export function timeArgument(text: string): number {
  try {
    return durationMs(text);
  } catch (cause) {
    throw Object.assign(new InvalidArgumentError(`It ${(cause as Error).message}.`), { cause });
  }
}

function ownVpcArgument(text: string): OwnVpc {
  try {
    return parseOwnVpc(text);
  } catch (cause) {
    throw Object.assign(new InvalidArgumentError(`It ${(cause as Error).message}.`), { cause });
  }
}

function countArgument(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new InvalidArgumentError("It takes a whole number from 1 on.");
  return count;
}
