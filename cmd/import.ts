import { readFileSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Accounts, Session } from "../src/aws/accounts.ts";
import { desiredJsonSchema } from "../src/model/desired/json-schema.ts";
import { parseDesired } from "../src/model/desired/parse.ts";
import { fillRole, type Secrets } from "../src/model/desired/roles.ts";
import { type Desired, Secret } from "../src/model/desired/types.ts";
import type { AccountId } from "../src/model/ids.ts";
import { importDesired } from "../src/model/import.ts";
import { type ImportedHub, NOTHING_FOUND } from "../src/model/import-found.ts";
import { type ImportedFile, SCHEMA_FILE } from "../src/model/import-text.ts";
import { findEstate } from "../src/reconcilers/import.ts";
import { connect, interruptible } from "./aws.ts";
import { type ImportFlags, parseImportFlags } from "./import-flags.ts";
import { complain, print, UserError } from "./terminal.ts";

/** Writes what AWS has as desired state; reads only. 1: something could not be seen, or not be said in documents. */
export async function importState(flags: ImportFlags): Promise<number> {
  const { hub, spokeAccounts } = parseImportFlags(flags);
  const alone = parsed(importDesired(hub, NOTHING_FOUND).files);
  if (flags.out) await refuseUsedFolder(flags.out);
  const { signal, exitCode } = interruptible();
  const accounts = connect(alone, flags, signal);
  try {
    const session = accounts.session(hub.account, alone.hubs[0]?.role);
    const spokes = spokeSessions(accounts, hub, spokeAccounts);
    const found = await findEstate(session, { id: hub.vpc, region: hub.region }, spokes);
    if (found.kind === "unreadable") {
      const { error, message } = found.failure;
      throw new UserError(`account ${hub.account} could not be read: ${error}: ${message}`);
    }
    const { files, remarks } = importDesired(hub, found.value);
    parsed(files);
    await write(files, flags.out);
    if (remarks.length > 0) complain(remarks.join("\n"));
    return exitCode() ?? (remarks.length > 0 ? 1 : 0);
  } finally {
    accounts.close();
  }
}

/** What is written must be read again; before anything is asked of AWS this also checks the flags against each other. */
function parsed(files: readonly ImportedFile[]): Desired {
  const { desired, problems } = parseDesired(files, secrets);
  if (desired) return desired;
  const words = problems.map(({ message, hint }) => (hint === undefined ? message : `${message}; ${hint}`));
  throw new UserError(words.join("\n"));
}

function spokeSessions(
  { session }: Accounts,
  { spokeRole }: ImportedHub,
  ids: readonly AccountId[],
): Session[] {
  if (!spokeRole) return [];
  const { arn, externalIdFrom } = spokeRole;
  const externalId = externalIdFrom && secrets(externalIdFrom)?.trim();
  const role = { arn, ...(externalId && { externalId: new Secret(externalId) }) };
  return ids.map((account) => session(account, fillRole(role, account)));
}

const secrets: Secrets = (source) => {
  if ("env" in source) return process.env[source.env];
  try {
    return readFileSync(source.file, "utf8");
  } catch {
    return undefined; // reported with the flag that names the file
  }
};

/** An import never mixes with what is there, nor overwrites it. */
async function refuseUsedFolder(out: string): Promise<void> {
  const entries = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new UserError(`${out}: ${error.message}`, { cause: error });
  });
  if (entries.length > 0) throw new UserError(`${out} is not empty; import writes to a folder of its own`);
}

async function write(files: readonly ImportedFile[], out: string | undefined): Promise<void> {
  if (out === undefined) {
    print(files.map(({ path, text }) => `# ${path}\n${text}`).join("---\n"));
    return;
  }
  const schema = { path: SCHEMA_FILE, text: `${JSON.stringify(desiredJsonSchema(), null, 2)}\n` };
  for (const { path, text } of [...files, schema]) {
    const file = join(out, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: "wx" });
  }
  print(`${files.length} documents in ${out}; next: vpce-operator validate ${out}`);
}
