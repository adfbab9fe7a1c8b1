import { end } from "./ending.ts";
import { program } from "./program.ts";
import { lostOutput, surviveReaders } from "./streams.ts";
import { UserError } from "./terminal.ts";

surviveReaders();
/** A stream tells of a full disk after the write: when the last one was made, a command has ended already. */
process.on("exit", () => {
  const lost = lostOutput();
  if (lost !== undefined) end(new UserError(lost));
});
process.on("uncaughtException", (error) => {
  end(error);
  process.exit();
});
/** `--help` behind a command that does not exist must not look like success: only the wrong word is parsed then. */
const words = process.argv.slice(2);
const word = words[0] === "help" ? words[1] : words[0];
const isKnown = [undefined, "help", ...program.commands.map((known) => known.name())].includes(word);
const isOption = word?.startsWith("-") ?? false;
await program.parseAsync(isKnown || isOption ? words : [word ?? ""], { from: "user" });
