import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Accounts, Session } from "../src/aws/accounts.ts";
import { desiredJsonSchema } from "../src/model/desired/json-schema.ts";
import { parseDesired } from "../src/model/desired/parse.ts";
import { fillRole, type ReadSecret } from "../src/model/desired/roles.ts";
import { type Desired, Secret } from "../src/model/desired/types.ts";
import type { Failure } from "../src/model/failure.ts";
import type { AccountId, Owner } from "../src/model/ids.ts";
import { type Found, NOTHING_FOUND, ownersIn } from "../src/model/import/found.ts";
import { importDesired } from "../src/model/import/import.ts";
import { type ImportedFile, SCHEMA_FILE } from "../src/model/import/text.ts";
import { findEstate } from "../src/reconcilers/import.ts";
import { connect, interruptible } from "./aws.ts";
import { readSecretFile } from "./desired.ts";
import { unusable } from "./files.ts";
import { type ImportFlags, parseImportFlags, type ToldHub } from "./import-flags.ts";
import { complain, print, UserError } from "./terminal.ts";

/** Writes what AWS has as desired state; reads only. 1: something could not be seen, or not be said in documents. */
export async function importState(flags: ImportFlags): Promise<number> {
  const { hub: told, spokeAccounts } = parseImportFlags(flags);
  const alone = parsed(importDesired({ owner: UNTOLD, ...told }, NOTHING_FOUND).files);
  if (flags.out) await refuseUsedFolder(flags.out);
  const { signal, exitCode } = interruptible();
  const accounts = connect(alone, flags, signal);
  try {
    const session = accounts.session(told.account, alone.hubs[0]?.role);
    const spokes = spokeSessions(accounts, told, spokeAccounts);
    const home = { id: told.vpc, region: told.region };
    const found = await findEstate(session, home, spokes, { lookForAnchor: !told.anchorVpc });
    if (signal.aborted) {
      complain("interrupted while reading; nothing was written");
      return exitCode() ?? 1;
    }
    if (found.kind === "unreadable") throw new UserError(whyUnread(told.account, found.failure));
    const hub = { ...told, owner: told.owner ?? onlyOwner(found.value) };
    const { files, remarks } = importDesired(hub, found.value);
    parsed(files);
    await write(files, flags.out);
    if (remarks.length > 0) complain(remarks.join("\n"));
    return exitCode() ?? (remarks.length > 0 ? 1 : 0);
  } finally {
    accounts.close();
  }
}

/** Stands for an owner until AWS was read, while the flags are checked against each other. */
const UNTOLD = "owner" as Owner;

/** An owner that zones bear already is the one to go on with; a choice between several is not ours. */
function onlyOwner(found: Found): Owner {
  const [owner, ...others] = ownersIn(found);
  if (owner === undefined)
    throw new UserError(
      "--owner is needed: no zone that was found names one. Choose a short id that will stay for ever, like network-platform",
    );
  if (others.length > 0)
    throw new UserError(`--owner is needed: zones of several were found: ${[owner, ...others].join(", ")}`);
  complain(`owner: ${owner}, whose zones were found (--owner chooses another)`);
  return owner as Owner;
}

function whyUnread(account: AccountId, { kind, error, message }: Failure): string {
  return kind === "gone" ? message : `account ${account} could not be read: ${error}: ${message}`;
}

/** What is written must be read again; before anything is asked of AWS this also checks the flags against each other. */
function parsed(files: readonly ImportedFile[]): Desired {
  const { desired, problems } = parseDesired(files, secrets);
  if (desired) return desired;
  const words = problems.map(({ message, hint }) => (hint === undefined ? message : `${message}; ${hint}`));
  throw new UserError(words.join("\n"));
}

function spokeSessions({ session }: Accounts, { spokeRole }: ToldHub, ids: readonly AccountId[]): Session[] {
  if (!spokeRole) return [];
  const { arn, externalIdFrom } = spokeRole;
  const externalId = externalIdFrom && secrets(externalIdFrom)?.trim();
  const role = { arn, ...(externalId && { externalId: new Secret(externalId) }) };
  return ids.map((account) => session(account, fillRole(role, account)));
}

const secrets: ReadSecret = (source) =>
  "env" in source ? process.env[source.env] : readSecretFile(source.file);

/** An import never mixes with what is there, nor overwrites it. */
async function refuseUsedFolder(out: string): Promise<void> {
  const entries = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw unusable(out, error);
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
    await mkdir(dirname(file), { recursive: true })
      .then(() => writeFile(file, text, { flag: "wx" }))
      .catch((error: unknown) => {
        throw unusable(file, error);
      });
  }
  print(`${files.length} documents in ${out}; next: vpce-operator validate ${out}`);
}
