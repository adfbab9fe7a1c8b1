import { print } from "../terminal.ts";
import { type Fleet, TABLE } from "./fleet.ts";
import { heading } from "./paper.ts";
import { ownEnv } from "./program.ts";

/** Everything stays as it is, for people to look at and to play with, until they have seen enough. */
export async function keepOpen({ simulation, repository, instances }: Fleet): Promise<never> {
  heading("It goes on, until Ctrl-C");
  for (const { label, page, isAlive } of instances) print(`  ${label}: ${isAlive() ? page : "was killed"}`);
  print(`  the repository: ${repository.dir} (commit there, and see)`);
  print("  in another terminal, against the simulated AWS:");
  for (const [name, value] of Object.entries(ownEnv(simulation.url))) print(`    export ${name}=${value}`);
  print(`    vpce-operator history --table ${TABLE}`);
  return new Promise(() => undefined);
}
