import type { Command } from "commander";
import { fitted } from "../cmd/help.ts";
import { program } from "../cmd/program.ts";

/** Characters in a line of the page; at a terminal it is the terminal's. */
export const WIDTH = 100;

/** docs/cli.md: what `--help` says of the program and of each command. */
export function cliPage(): string {
  const sections = commandsUnder(program).map(([name, command]) => {
    return `## ${name.replace("vpce-operator ", "")}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``;
  });
  return `${HEAD}\n\n${sections.join("\n\n")}\n`;
}

/** Every command with what is typed for it, the program itself first. */
export function commandsUnder(command: Command, above = ""): (readonly [string, Command])[] {
  const name = `${above}${command.name()}`;
  return [[name, command], ...command.commands.flatMap((one) => commandsUnder(one, `${name} `))];
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    getOutHelpWidth: () => WIDTH,
    writeOut: (part) => (text += fitted(part, WIDTH)),
  });
  command.outputHelp();
  return text.trim();
}

const HEAD = `# The command line

<!-- Made from cmd/program.ts by \`node tools/docs.ts\`; edit that instead. -->

What \`vpce-operator --help\` and \`vpce-operator COMMAND --help\` print. The settings of \`run\` as a table, with their
environment variables and lines of a file: [configuration](configuration.md). Exit codes are the same for every command
where nothing else is said: 0 it did what was asked, 1 it did not and says why, 3 another instance holds the lease.`;
