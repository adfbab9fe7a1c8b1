import { stat } from "node:fs/promises";
import { GitFailure } from "./run.ts";

export type SshFiles = { readonly keyFile: string; readonly knownHostsFile: string };

/**
 * The command that git starts for ssh: one key, hosts that are known, nothing of the machine's or user's configuration,
 * and nothing that asks. See ssh_config(5).
 */
export function sshCommand({ keyFile, knownHostsFile }: SshFiles): string {
  const options = [
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    `UserKnownHostsFile=${optionValue(knownHostsFile)}`,
    "GlobalKnownHostsFile=/dev/null",
    "UpdateHostKeys=no",
    "IdentitiesOnly=yes",
    "IdentityAgent=none",
    "PreferredAuthentications=publickey",
    "ForwardAgent=no",
    "ConnectTimeout=10",
    "ServerAliveInterval=10",
    "ServerAliveCountMax=3",
  ];
  const args = ["-F", "/dev/null", "-i", tokensOff(keyFile), ...options.flatMap((option) => ["-o", option])];
  return ["ssh", ...args].map(shellWord).join(" ");
}

/** ssh refuses a key that others may read, with many words; and without known hosts nobody could be told from another. */
export async function checkSshFiles({ keyFile, knownHostsFile }: SshFiles): Promise<void> {
  const key = await statOf(keyFile, "the ssh key");
  if (!key.isFile()) throw new GitFailure(`the ssh key ${keyFile} is no file`);
  if ((key.mode & 0o077) !== 0)
    throw new GitFailure(
      `the ssh key ${keyFile} can be read by others (mode ${(key.mode & 0o777).toString(8).padStart(4, "0")}); chmod 0600 it`,
    );
  const hosts = await statOf(knownHostsFile, "the file of known hosts");
  if (hosts.size === 0)
    throw new GitFailure(`the file of known hosts ${knownHostsFile} is empty; ssh-keyscan helps to make it`);
}

async function statOf(path: string, what: string) {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new GitFailure(`${what} ${path} cannot be read: ${error.code}`);
  });
}

/** ssh expands `%` in paths, and `~` only at their beginning. */
function tokensOff(path: string): string {
  return path.replaceAll("%", "%%");
}

/** The option takes several files, parted by spaces. */
function optionValue(path: string): string {
  return `"${tokensOff(path)}"`;
}

function shellWord(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
