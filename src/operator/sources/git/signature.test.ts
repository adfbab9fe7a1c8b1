import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createGitStage, FILES, type GitStage, headOf } from "../../../../test/support/git-stage.ts";
import type { Signature } from "../../../model/source/commit.ts";
import type { Verify } from "./signature.ts";

let stage: GitStage;
beforeEach(async () => {
  stage = await createGitStage();
});
afterEach(() => stage.remove());

/** A key for ssh signatures, and the options that make git sign with it. */
function sshKey(name: string): { publicKey: string; sign: string[] } {
  const file = join(stage.folder, name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file]);
  const sign = ["-c", "gpg.format=ssh", "-c", `user.signingKey=${file}`];
  return { publicKey: readFileSync(`${file}.pub`, "utf8").trim(), sign };
}

/** A key in a GnuPG key ring of its own. */
function gpgKey(name: string): { home: string; sign: string[]; publicKey: Buffer } {
  const home = join(stage.folder, name);
  mkdirSync(home, { mode: 0o700 });
  const gpg = (...args: string[]) =>
    execFileSync("gpg", ["--homedir", home, "--batch", "--quiet", ...args], {
      stdio: ["ignore", "pipe", "ignore"],
    });
  gpg("--passphrase", "", "--quick-generate-key", `${name}@example.com`, "ed25519", "sign", "never");
  const program = join(stage.folder, `${name}-gpg`);
  writeFileSync(program, `#!/bin/sh\nexec gpg --homedir '${home}' --batch "$@"\n`, { mode: 0o755 });
  return {
    home,
    sign: ["-c", `gpg.program=${program}`, "-c", `user.signingKey=${name}@example.com`],
    publicKey: gpg("--export"),
  };
}

/** A key ring that holds these keys and nothing else. */
function ring(...keys: Buffer[]): string {
  const home = join(stage.folder, "ring");
  mkdirSync(home, { mode: 0o700 });
  for (const input of keys)
    execFileSync("gpg", ["--homedir", home, "--batch", "--quiet", "--import"], {
      input,
      stdio: ["pipe", "ignore", "ignore"],
    });
  return home;
}

async function commit(sign: readonly string[]): Promise<void> {
  await stage.repository.commit(FILES.one);
  stage.repository.git(...sign, "commit", "--quiet", "--allow-empty", "-S", "-m", "signed");
}

async function signature(verify: Verify): Promise<Signature> {
  return (await headOf(stage.source({ verify }))).head.signature;
}

describe("verify: ssh", () => {
  function signers(...lines: string[]): Verify {
    const signersFile = join(stage.folder, "allowed signers");
    writeFileSync(signersFile, lines.map((line) => `${line}\n`).join(""));
    return { by: "ssh", signersFile };
  }

  it("takes a commit that an allowed signer signed", async () => {
    const { publicKey, sign } = sshKey("alice");
    await commit(sign);
    expect(await signature(signers(`alice@example.com ${publicKey}`))).toBe("good");
  });

  it("refuses a good signature by somebody else, and by somebody whose key is no longer allowed", async () => {
    const [alice, mallory] = [sshKey("alice"), sshKey("mallory")];
    await commit(mallory.sign);
    const said = await signature(signers(`alice@example.com ${alice.publicKey}`));
    expect(said).toEqual({ bad: "its key is not among those who may sign" });
    const past = `mallory@example.com valid-before="20200101" ${mallory.publicKey}`;
    expect(await signature(signers(past))).not.toBe("good");
    expect(await signature(signers())).not.toBe("good");
  });

  it("refuses a commit without signature, in words", async () => {
    await stage.repository.commit(FILES.one);
    const { publicKey } = sshKey("alice");
    expect(await signature(signers(`alice@example.com ${publicKey}`))).toEqual({
      bad: "it has no signature",
    });
  });

  it("refuses a signature that was taken over from another commit", async () => {
    const { publicKey, sign } = sshKey("alice");
    await commit(sign);
    const { git } = stage.repository;
    const forged = git("cat-file", "commit", "HEAD").replace("\n\nsigned", "\n\nforged");
    const id = execFileSync("git", ["hash-object", "-t", "commit", "-w", "--stdin"], {
      cwd: stage.repository.dir,
      input: `${forged}\n`,
      encoding: "utf8",
    }).trim();
    git("update-ref", "refs/heads/main", id);
    expect(await signature(signers(`alice@example.com ${publicKey}`))).not.toBe("good");
  });

  it("refuses a GPG signature, whatever the machine's gpg says of it", async () => {
    const { sign } = gpgKey("alice");
    await commit(sign);
    const bin = join(stage.folder, "bin");
    mkdirSync(bin);
    const trusting =
      "[GNUPG:] NEWSIG\n[GNUPG:] GOODSIG 0123456789ABCDEF alice\n[GNUPG:] TRUST_ULTIMATE 0 pgp\n";
    writeFileSync(
      join(bin, "gpg"),
      `#!/bin/sh\ncat > /dev/null\nprintf '${trusting.replaceAll("\n", "\\n")}'\n`,
      {
        mode: 0o755,
      },
    );
    const env = { PATH: `${bin}:${stage.path}` };
    const by = (verify: Verify) => headOf(stage.source({ verify, env })).then(({ head }) => head.signature);
    expect(await by({ by: "gpg", home: stage.folder })).toBe("good");
    expect(await by(signers(`alice@example.com ${sshKey("bob").publicKey}`))).not.toBe("good");
  });

  it("is not helped by a signers file in the repository", async () => {
    const { publicKey, sign } = sshKey("mallory");
    await stage.repository.commit({ ...FILES.one, "allowed signers": `mallory@example.com ${publicKey}\n` });
    stage.repository.git(...sign, "commit", "--quiet", "--allow-empty", "-S", "-m", "signed");
    expect(await signature({ by: "ssh", signersFile: "allowed signers" })).not.toBe("good");
  });
});

describe("verify: gpg", () => {
  it("takes a commit that a key of the ring signed", async () => {
    const { sign, publicKey } = gpgKey("alice");
    await commit(sign);
    expect(await signature({ by: "gpg", home: ring(publicKey) })).toBe("good");
  });

  it("refuses a commit by a key that is not in the ring, and one that is not signed", async () => {
    const [alice, mallory] = [gpgKey("alice"), gpgKey("mallory")];
    const verify: Verify = { by: "gpg", home: ring(alice.publicKey) };
    await commit(mallory.sign);
    expect(await signature(verify)).toEqual({ bad: "it is not signed by gpg, or its key is unknown" });
    await stage.repository.commit(FILES.both);
    expect(await signature(verify)).toEqual({ bad: "it has no signature" });
  });

  it("refuses an ssh signature", async () => {
    const { sign } = sshKey("alice");
    await commit(sign);
    expect(await signature({ by: "gpg", home: ring(gpgKey("bob").publicKey) })).not.toBe("good");
  });
});
