import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GitAddress } from "../../../model/source/git-address.ts";
import { GitFailure } from "./run.ts";

/** Reads the token anew at each fetch, for tokens are renewed. Rejects with words, without the token. */
export type ReadToken = () => Promise<string>;

/** What a fetch gets for its token: git's environment, and what no error may show. */
export type Access = { readonly env: Readonly<Record<string, string>>; readonly secrets: readonly string[] };

/**
 * Git asks this program for name and password. It holds no secret, and answers two questions only: a proxy that asks for
 * a password gets none. `printf` is the shell's own, so the token is in nobody's arguments.
 */
const SCRIPT = `#!/bin/sh
case "$1" in
"$VPCE_OPERATOR_GIT_ASKS_USER") printf '%s\\n' "$VPCE_OPERATOR_GIT_USER" ;;
"$VPCE_OPERATOR_GIT_ASKS_TOKEN") printf '%s\\n' "$VPCE_OPERATOR_GIT_TOKEN" ;;
*) exit 1 ;;
esac
`;

export async function accessByToken(
  folder: string,
  { url }: GitAddress,
  user: string,
  readToken: ReadToken,
): Promise<Access> {
  const token = (await readToken()).trim();
  if (token === "" || /\s/.test(token)) throw new GitFailure("the Git token is empty, or more than one word");
  const askpass = join(folder, "askpass");
  await writeFile(askpass, SCRIPT, { mode: 0o700 });
  await chmod(askpass, 0o700); // one that stood there keeps its mode
  const { protocol, host } = new URL(url);
  return {
    env: {
      GIT_ASKPASS: askpass,
      VPCE_OPERATOR_GIT_ASKS_USER: `Username for '${protocol}//${host}': `,
      VPCE_OPERATOR_GIT_ASKS_TOKEN: `Password for '${protocol}//${encodeURIComponent(user)}@${host}': `,
      VPCE_OPERATOR_GIT_USER: user,
      VPCE_OPERATOR_GIT_TOKEN: token,
    },
    secrets: [token, base64(token), base64(`${user}:${token}`)],
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
