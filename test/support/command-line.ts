import type { Command, Option } from "commander";

/** Why the program would not take these words, or undefined; by its own definition, without running anything. */
export function whyRefused(program: Command, words: readonly string[]): string | undefined {
  const [command, rest] = commandIn(program, words);
  if (rest.includes("--help") || rest.includes("--version")) return undefined;
  const { given, wrong } = taken(command, rest);
  return wrong ?? wrongCount(command, given) ?? missing(command, rest);
}

function commandIn(program: Command, words: readonly string[]): [Command, readonly string[]] {
  const [first, ...rest] = words;
  const command = program.commands.find((one) => one.name() === first);
  return command ? commandIn(command, rest) : [program, words];
}

/** Arguments without flags and their values; `wrong`: the first flag that is none, or its value. */
function taken(command: Command, words: readonly string[]): { given: string[]; wrong?: string } {
  const given: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (!/^--?[a-z]/.test(word)) given.push(word);
    else {
      const option = command.options.find(({ long, short }) => long === word || short === word);
      if (!option) return { given, wrong: `${command.name()} has no ${word}` };
      if (!option.required) continue;
      i += 1;
      const wrong = wrongValue(option, words[i]);
      if (wrong !== undefined) return { given, wrong };
    }
  }
  return { given };
}

function wrongValue({ long, argChoices }: Option, value: string | undefined): string | undefined {
  if (value === undefined) return `${long} takes a value`;
  return argChoices && !argChoices.includes(value) ? `${long} takes ${argChoices.join(", ")}` : undefined;
}

function wrongCount(command: Command, given: readonly string[]): string | undefined {
  const { registeredArguments } = command;
  const least = registeredArguments.filter(({ required }) => required).length;
  if (given.length < least) return `${command.name()} takes ${least} arguments`;
  const tooMuch = given[registeredArguments.length];
  return tooMuch === undefined ? undefined : `${command.name()} does not take ${JSON.stringify(tooMuch)}`;
}

function missing(command: Command, words: readonly string[]): string | undefined {
  const needed = command.options.find(({ mandatory, long }) => mandatory && !words.includes(long ?? ""));
  return needed && `${command.name()} needs ${needed.long}`;
}

/**
 * The simple commands of a shell's line, as words: pipes, lists, substitutions and redirections are taken apart, a
 * comment and settings of variables are left out.
 */
export function commandsIn(line: string): readonly (readonly string[])[] {
  const tokens = [...line.replaceAll("$(", "… ; ").matchAll(TOKEN)].map(([token]) => token);
  const commands: string[][] = [[]];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? "";
    if (token.startsWith("#")) break;
    if (/^\d?[<>]/.test(token)) i += 1;
    else if (/^[|&;(){}]+$/.test(token)) commands.push([]);
    else commands.at(-1)?.push(token.replaceAll(/['"]/g, ""));
  }
  return commands.map(withoutVariables).filter((words) => words.length > 0);
}

const TOKEN = /\d?>>?|<|[|&;(){}]+(?=\s|$)|\)|(?:'[^']*'|"[^"]*"|[^\s'"|;)])+|[|;]/g;

function withoutVariables(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !/^\w+=/.test(word));
  return first < 0 ? [] : words.slice(first);
}
