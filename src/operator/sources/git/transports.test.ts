import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { behindToken, type GitServer, serveGit } from "../../../../test/support/git-server.ts";
import { createGitStage, FILES, type GitStage, look } from "../../../../test/support/git-stage.ts";
import { makeCertificates } from "../../../../test/support/tls.ts";
import type { GitOptions } from "./git-source.ts";

const TOKEN = "canary-token-0123456789";

let stage: GitStage;
let server: GitServer | undefined;
beforeEach(async () => {
  stage = await createGitStage();
  await stage.repository.commit(FILES.one);
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await stage.remove();
});

async function serve(answer?: Parameters<typeof serveGit>[1]): Promise<string> {
  server = await serveGit(dirname(stage.repository.dir), answer);
  return `${server.url}/${basename(stage.repository.dir)}`;
}

/** Everything in the folder of the clone, as text. */
async function kept(): Promise<string> {
  const entries = await readdir(stage.folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, "latin1")))).join("\n");
}

describe("over HTTP", () => {
  it("without a token, where none is asked for", async () => {
    const url = await serve();
    expect(await look(stage.source({ url }))).toEqual(["pay"]);
  });

  it("a quiet poll is one question, and brings no objects", async () => {
    const source = stage.source({ url: await serve() });
    await look(source);
    const before = server?.requests.length ?? 0;
    await look(source);
    const paths = server?.requests.slice(before).map(({ path }) => path.split("/").at(-1));
    expect(paths).toEqual(["refs?service=git-upload-pack", "git-upload-pack"]);
  });

  it("the token is read at each fetch, and kept nowhere", async () => {
    let token = TOKEN;
    const url = await serve(behindToken(() => token));
    const source = stage.source({ url, readToken: async () => `${token}\n` });
    expect(await look(source)).toEqual(["pay"]);
    token = "renewed-token-0123456789";
    await stage.repository.commit(FILES.both);
    expect(await look(source)).toEqual(["other", "pay"]);
    expect(await kept()).not.toMatch(/canary-token|renewed-token/);
  });

  it("some hosts want a certain user beside the token", async () => {
    const url = await serve(behindToken(() => TOKEN, "deploy@team"));
    const options = { url, readToken: async () => TOKEN, tokenUser: "deploy@team" };
    expect(await look(stage.source(options))).toEqual(["pay"]);
  });

  it("a wrong token is told in words, without the token that the server repeats in every form", async () => {
    const url = await serve(behindToken(() => "another"));
    const [words = ""] = await look(stage.source({ url, readToken: async () => TOKEN }));
    expect(words).toContain("cannot be reached");
    expect(words).toContain("the token is wrong, has expired, or may not read this repository");
    expect(words).toContain("[redacted]");
    expect(words).not.toContain(TOKEN);
    expect(words).not.toContain(Buffer.from(`x-access-token:${TOKEN}`).toString("base64"));
  });

  it("a token that is missing, or cannot be read, is told in words", async () => {
    const url = await serve(behindToken(() => TOKEN));
    expect((await look(stage.source({ url })))[0]).toContain("asks for a token, and none is configured");
    const empty = stage.source({ url, readToken: async () => " \n" });
    expect(await look(empty)).toEqual(["the Git token is empty, or more than one word"]);
  });

  it("a proxy that asks for a password does not get the token", async () => {
    const asked: (string | undefined)[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.headers["proxy-authorization"]);
      response.writeHead(407, { "Proxy-Authenticate": 'Basic realm="proxy"' }).end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const { port } = proxy.address() as { port: number };
    const env = { PATH: stage.path, http_proxy: `http://somebody@127.0.0.1:${port}` };
    const url = await serve();
    const [words = ""] = await look(stage.source({ url, env, readToken: async () => TOKEN }));
    proxy.close();
    expect(words).toContain("cannot be reached");
    expect(asked.join()).not.toContain(Buffer.from(`:${TOKEN}`).toString("base64").slice(0, 8));
    expect(
      asked.map((given) => Buffer.from(given?.slice(6) ?? "", "base64").toString()).join(),
    ).not.toContain(TOKEN);
  });

  it("a redirect to another host is not followed, and no token goes there", async () => {
    const elsewhere = await serveGit(dirname(stage.repository.dir));
    const url = await serve((request, response) => {
      response.writeHead(301, { Location: `${elsewhere.url}${request.url}` }).end();
      return true;
    });
    const [words = ""] = await look(stage.source({ url, readToken: async () => TOKEN }));
    expect(words).toContain("redirects are not followed");
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });
});

const certificates = makeCertificates("IP:127.0.0.1");
if (!certificates) process.stderr.write("Git over TLS is not tested: there is no openssl\n");

describe.skipIf(!certificates)("over https", () => {
  it("by an authority of one's own, with the token; another's certificate is refused before the token goes out", async () => {
    server = await serveGit(
      dirname(stage.repository.dir),
      behindToken(() => TOKEN),
      certificates,
    );
    const url = `${server.url}/${basename(stage.repository.dir)}`;
    const options = { url, unprotected: false, readToken: async () => TOKEN };
    const [words = ""] = await look(stage.source(options));
    expect(words).toMatch(/cannot be reached: .*certificate/);
    expect(server.requests).toEqual([]);
    const env = { PATH: stage.path, GIT_SSL_CAINFO: certificates?.caFile };
    expect(await look(stage.source({ ...options, env }))).toEqual(["pay"]);
  });

  it.each([
    ["AWS_CA_BUNDLE is taken as GIT_SSL_CAINFO", {}, "pay"],
    [
      "unless that names a file of its own",
      { GIT_SSL_CAINFO: "/nowhere.pem" },
      expect.stringContaining("CA cert"),
    ],
    ["an empty one names none", { GIT_SSL_CAINFO: "" }, "pay"],
  ])("%s", async (_, more, seen) => {
    server = await serveGit(dirname(stage.repository.dir), undefined, certificates);
    const url = `${server.url}/${basename(stage.repository.dir)}`;
    const env = { PATH: stage.path, AWS_CA_BUNDLE: certificates?.caFile, ...more };
    expect(await look(stage.source({ url, unprotected: false, env }))).toEqual([seen]);
  });
});

/** Stands in place of `ssh`: writes down its arguments, and runs what it was asked to on this machine. */
const STUB = `#!/bin/sh
for arg; do printf '%s\\n' "$arg"; done > "$0.args"
for last; do :; done
exec sh -c "$last"
`;

describe("over ssh", () => {
  async function sshStage(more: Partial<GitOptions> = {}) {
    const bin = join(stage.folder, "bin");
    await mkdir(bin);
    await writeFile(join(bin, "ssh"), STUB, { mode: 0o755 });
    const keyFile = join(stage.folder, "a key's 100%");
    const knownHostsFile = join(stage.folder, "known hosts");
    await writeFile(keyFile, "a key", { mode: 0o600 });
    await writeFile(knownHostsFile, "git.example ssh-ed25519 AAAA\n");
    const options = {
      url: `ssh://git@git.example${stage.repository.dir}`,
      env: { PATH: `${bin}:${stage.path}` },
      ssh: { keyFile, knownHostsFile },
      ...more,
    };
    const args = async () => (await readFile(join(bin, "ssh.args"), "utf8")).trim().split("\n");
    return { source: stage.source(options), keyFile, knownHostsFile, args };
  }

  it("one key, known hosts, and nothing of the machine's configuration", async () => {
    const { source, keyFile, args } = await sshStage();
    expect(await look(source)).toEqual(["pay"]);
    const given = await args();
    expect(given.slice(0, 4)).toEqual(["-F", "/dev/null", "-i", keyFile.replace("%", "%%")]);
    for (const option of [
      "StrictHostKeyChecking=yes",
      "BatchMode=yes",
      "IdentitiesOnly=yes",
      "GlobalKnownHostsFile=/dev/null",
      `UserKnownHostsFile="${join(stage.folder, "known hosts")}"`,
    ])
      expect(given).toContain(option);
    expect(given.slice(-2)).toEqual(["git@git.example", `git-upload-pack '${stage.repository.dir}'`]);
  });

  it.each([0o640, 0o604, 0o666])("a key that others may read, mode %o, is refused", async (mode) => {
    const { source, keyFile } = await sshStage();
    await chmod(keyFile, mode);
    expect((await look(source))[0]).toBe(
      `the ssh key ${keyFile} can be read by others (mode 0${mode.toString(8)}); chmod 0600 it`,
    );
  });

  it("without known hosts nothing is asked", async () => {
    const { source, knownHostsFile, args } = await sshStage();
    await writeFile(knownHostsFile, "");
    expect((await look(source))[0]).toContain("the file of known hosts");
    await expect(args()).rejects.toThrow("ENOENT");
    expect(() => stage.source({ url: "git@git.example:platform/dns" })).toThrow("known hosts");
  });
});

describe("git itself", () => {
  it("that is not there is told in words", async () => {
    const [words] = await look(stage.source({ env: { PATH: "/nonexistent" } }));
    expect(words).toBe("there is no git to be found; install it");
  });

  it("that is too old to be kept from the machine's configuration is refused", async () => {
    const bin = join(stage.folder, "bin");
    await mkdir(bin);
    await writeFile(join(bin, "git"), "#!/bin/sh\necho git version 2.25.1\n", { mode: 0o755 });
    const [words] = await look(stage.source({ env: { PATH: `${bin}:${stage.path}` } }));
    expect(words).toBe("git 2.25.1 is too old; it takes 2.36 or newer");
  });
});
