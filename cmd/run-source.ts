import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Resolved } from "../src/daemon/config/resolve.ts";
import { isGitUrl } from "../src/model/source/git-address.ts";
import { createFolderSource } from "../src/operator/sources/folder-source.ts";
import { createGitSource, type GitOptions } from "../src/operator/sources/git/git-source.ts";
import type { Source } from "../src/operator/sources/source.ts";
import { machineClock } from "./clock.ts";
import { readSecretFile } from "./desired.ts";
import { UserError } from "./terminal.ts";

/** A folder or a Git repository. Throws UserError where the settings do not fit. */
export function sourceFor({ settings, secretFiles }: Resolved): Source {
  if (!isGitUrl(settings.source)) return createFolderSource(settings.source, machineClock.now);
  const { source: url, gitRef: ref, gitPath: path, gitTokenUser: tokenUser } = settings;
  const { gitKeyFile: keyFile, gitKnownHostsFile: knownHostsFile } = settings;
  const verify = verifyBy(settings);
  const readToken = tokenReader(settings.gitToken, secretFiles.gitToken);
  try {
    return createGitSource({
      url,
      ref,
      path,
      folder: settings.cloneDir ?? passingFolder(),
      env: process.env,
      unprotected: settings.gitFileUrls,
      ...(readToken && { readToken }),
      ...(tokenUser && { tokenUser }),
      ...(keyFile && knownHostsFile && { ssh: { keyFile, knownHostsFile } }),
      ...(verify && { verify }),
    });
  } catch (cause) {
    throw new UserError(`the source ${url} ${(cause as Error).message}`, { cause });
  }
}

/** A clone is as large as its repository: it ends with the process. */
function passingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "vpce-operator-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file's token is read at each fetch: short-lived ones are written anew by others. */
function tokenReader(token: string | undefined, file: string | undefined): GitOptions["readToken"] {
  if (file === undefined) return token === undefined ? undefined : async () => token;
  return async () => {
    const read = readSecretFile(file);
    if (!read) throw new Error(`the token's file ${file} cannot be read, or is empty`);
    return read;
  };
}

function verifyBy({ gitVerify, gitSignersFile }: Resolved["settings"]): GitOptions["verify"] {
  if (gitVerify === "none" || gitSignersFile === undefined) return undefined;
  return gitVerify === "ssh"
    ? { by: "ssh", signersFile: gitSignersFile }
    : { by: "gpg", home: gitSignersFile };
}
