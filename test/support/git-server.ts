import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** Serves the repositories of a folder over HTTP on the loopback, as hosts do, by git's own CGI program. */
export type GitServer = {
  readonly url: string;
  readonly requests: readonly { readonly path: string; readonly authorization: string | undefined }[];
  readonly close: () => Promise<void>;
};

type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** `answer` may take a request instead of git; with key and certificate over TLS. */
export async function serveGit(
  folder: string,
  answer: Answer = () => false,
  tls?: { readonly key: string; readonly cert: string },
): Promise<GitServer> {
  const requests: { path: string; authorization: string | undefined }[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    requests.push({ path: request.url ?? "", authorization: request.headers.authorization });
    if (!answer(request, response)) byGit(folder, request, response);
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Asks for the token by basic authentication, and says the one that it got in its refusal, as a careless host might. */
export function behindToken(token: () => string, user = "x-access-token"): Answer {
  return ({ headers: { authorization } }, response) => {
    const given = Buffer.from(authorization?.slice("Basic ".length) ?? "", "base64").toString();
    if (given === `${user}:${token()}`) return false;
    response.writeHead(authorization ? 403 : 401, {
      "WWW-Authenticate": 'Basic realm="git"',
      "Content-Type": "text/plain",
    });
    response.end(`the token ${given.split(":")[1]} of ${authorization} is wrong\n`);
    return true;
  };
}

/** See git-http-backend(1) and RFC 3875. */
function byGit(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_PROTOCOL: request.headers["git-protocol"]?.toString(),
      PATH_INFO: pathname,
      QUERY_STRING: searchParams.toString(),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"],
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(child.stdin).on("error", () => {});
  let head = Buffer.alloc(0);
  child.stdout.on("data", (chunk: Buffer) => {
    if (response.headersSent) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    const fields = head.toString("latin1", 0, end).split("\r\n");
    const headers = fields.map((field) => field.split(/: (.*)/s).slice(0, 2) as [string, string]);
    const status = headers.find(([name]) => name === "Status")?.[1] ?? "200";
    response.writeHead(Number.parseInt(status, 10), Object.fromEntries(headers));
    response.write(head.subarray(end + 4));
  });
  child.on("close", () => response.end());
}
