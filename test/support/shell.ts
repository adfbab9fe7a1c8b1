import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import type { Simulation } from "../../cmd/simulation.ts";
import { cliCommand, withoutAws } from "./cli.ts";
import { blocksOf, inSection, type Page, shellLines } from "./pages.ts";

export type Ran = { readonly code: number; readonly said: string };

/** A folder of a reader's own, in which `vpce-operator` is the built program and AWS a simulation. */
export type Shell = {
  readonly dir: string;
  sh(line: string): Promise<Ran>;
  start(line: string): ChildProcess;
  write(path: string, text: string): Promise<void>;
  close(): Promise<void>;
};

export async function openShell(simulation: Simulation, more: Record<string, string>): Promise<Shell> {
  const dir = await mkdtemp(join(tmpdir(), "vpce-operator-shell-"));
  const write = async (path: string, text: string, mode?: number) => {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text, { mode: mode ?? 0o644 });
  };
  await write("bin/vpce-operator", `#!/bin/sh\nexec ${cliCommand([])} "$@"\n`, 0o755);
  await write("bin/dig", `#!/bin/sh\nexec '${process.execPath}' '${join(dir, "bin/dig.mjs")}' "$@"\n`, 0o755);
  await write("bin/dig.mjs", DIG);
  const env = withoutAws({
    PATH: `${join(dir, "bin")}:${process.env.PATH}`,
    AWS_ENDPOINT_URL: simulation.url,
    AWS_ACCESS_KEY_ID: "999999999999",
    AWS_SECRET_ACCESS_KEY: "simulated",
    RESOLVERS: [...simulation.resolvers.values()].map(({ address, port }) => `${address}:${port}`).join(),
    ...more,
  });
  const start = (line: string) =>
    spawn("sh", ["-c", line], { cwd: dir, env, stdio: ["ignore", "pipe", "pipe"] });
  return {
    dir,
    start,
    write,
    async sh(line) {
      const child = start(line);
      let said = "";
      for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (said += chunk));
      const [code] = await once(child, "close");
      return { code: code as number, said };
    },
    close: () => rm(dir, { recursive: true }),
  };
}

/** `dig +short @127.0.0.1 -p 5400 NAME`: pages say 5400 for the first VPC's resolver, and a test's are anywhere. */
const DIG = `import { Resolver } from "node:dns/promises";
const [port, name] = [process.argv[process.argv.indexOf("-p") + 1], process.argv.at(-1)];
const resolver = new Resolver({ timeout: 20_000, tries: 2 });
resolver.setServers([process.env.RESOLVERS.split(",")[port - 5400]]);
for (const address of await resolver.resolve4(name).catch(({ code }) => [code])) console.log(address);
`;

/** The files that a page shows: YAML whose first line says where it is. */
export async function writeShown(page: Page, { write }: Shell): Promise<void> {
  for (const { language, text } of blocksOf(page)) {
    const [, path] = /^# ([\w./-]+\.yaml)\b/.exec(text) ?? [];
    if (language === "yaml" && path !== undefined) await write(path, text);
  }
}

/** Lines that set up a reader's terminals, which a test has already, and waits, instead of which it looks again. */
const SET_UP =
  /^(npm |export |vpce-operator\(\)|git clone|cd |sleep |node dist\/vpce-operator\.mjs simulate)/;
/** A reader's program that goes on in a terminal of its own. */
const STAYS = /^(node dist\/vpce-operator\.mjs|vpce-operator) run /;

/**
 * Each line of a page's shell blocks, in order, with what its comment promises: `exits N` (0 where nothing is said);
 * `private`, `public`: what a lookup comes to, sooner or later. Returns what each line said.
 */
export async function follow(page: Page, shell: Shell): Promise<(readonly [string, Ran])[]> {
  const ran: [string, Ran][] = [];
  const running: ChildProcess[] = [];
  try {
    for (const line of shellLines(page)) {
      if (STAYS.test(line))
        running.push(shell.start(line.replace("node dist/vpce-operator.mjs", "exec vpce-operator")));
      else if (!SET_UP.test(line)) ran.push([line, await promised(line, shell)]);
    }
  } finally {
    for (const child of running) {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "close");
    }
  }
  return ran;
}

/** Looks until it is so: where a page sleeps first, AWS and the daemon take their time. */
async function promised(line: string, shell: Shell): Promise<Ran> {
  const [, comment = ""] = line.split(/ +# /);
  const [kind] = /^(private|public)/.exec(comment) ?? [];
  const [, code = "0"] = /\bexits (\d)/.exec(comment) ?? [];
  let ran: Ran = { code: -1, said: "" };
  const isSo = async () => {
    ran = await shell.sh(line);
    const isAnswered = kind === undefined || /^10\./.test(ran.said) === (kind === "private");
    return isAnswered && ran.code === Number(code) ? "" : ran.said || "nothing was said";
  };
  if (kind === undefined && !/^vpce-operator status/.test(line)) expect(await isSo(), line).toBe("");
  else await expect.poll(isSo, { message: line }).toBe("");
  return ran;
}

type Following = {
  readonly shell: Shell;
  /** What the page writes for values that only the reader has. */
  readonly values?: Readonly<Record<string, string>>;
  /** Takes each line up as the page has it. */
  readonly ran?: Set<string>;
  readonly block?: number;
};

/** Each line of a section, or of one shell block of it; whoever asks judges how it ended. */
export async function followSection(page: Page, title: string, how: Following): Promise<readonly Ran[]> {
  const { shell, values = {}, ran, block } = how;
  const section = inSection(page, title);
  const blocks = blocksOf(section).filter(({ language }) => language === "sh");
  const lines = block === undefined ? shellLines(section) : (blocks[block]?.text.trim().split("\n") ?? []);
  const all: Ran[] = [];
  for (const line of lines) {
    ran?.add(line);
    all.push(
      await shell.sh(Object.entries(values).reduce((text, [name, value]) => text.replace(name, value), line)),
    );
  }
  return all;
}
