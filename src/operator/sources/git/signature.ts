import type { Signature } from "../../../model/source/commit.ts";
import type { Ran } from "./run.ts";

/** Who may sign: ssh's allowed_signers, or the folder of a GnuPG key ring that holds their keys and no other. */
export type Verify =
  | { readonly by: "ssh"; readonly signersFile: string }
  | { readonly by: "gpg"; readonly home: string };

/** Git takes the kind of signature from the commit: the programs of the other kinds must not say yes. */
function signatureSettings(verify: Verify): readonly string[] {
  const others = ["gpg.x509.program=false"];
  if (verify.by === "gpg") return [...others, "gpg.program=gpg", "gpg.ssh.program=false"];
  return [
    ...others,
    "gpg.program=false",
    "gpg.ssh.program=ssh-keygen",
    `gpg.ssh.allowedSignersFile=${verify.signersFile}`,
  ];
}

function signatureEnv(verify: Verify): Readonly<Record<string, string>> {
  return verify.by === "gpg" ? { GNUPGHOME: verify.home } : {};
}

type LocalGit = (
  args: readonly string[],
  more: { readonly settings: readonly string[]; readonly env: Readonly<Record<string, string>> },
) => Promise<Ran>;

/** Of the commit itself; a tag's own signature does not say where the tag may point next. */
export async function checkSignature(commit: string, verify: Verify, git: LocalGit): Promise<Signature> {
  const more = { settings: signatureSettings(verify), env: signatureEnv(verify) };
  const { code } = await git(["verify-commit", "--raw", commit], more);
  if (code === 0) return "good";
  const { stdout } = await git(["log", "-1", "--no-walk", "--format=%G?", commit], more);
  return { bad: BAD[stdout.trim()] ?? `it is not signed by ${verify.by}, or its key is unknown` };
}

/** By what git-log(1) says of %G?. */
const BAD: Readonly<Record<string, string>> = {
  N: "it has no signature",
  B: "its signature is bad: it is of another commit, or this one was changed",
  U: "its key is not among those who may sign",
  X: "its signature has expired",
  Y: "the key that signed it has expired",
  R: "the key that signed it was revoked",
};
