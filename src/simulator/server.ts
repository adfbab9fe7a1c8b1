import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Cloud } from "./cloud.ts";
import { CONTROL_PATH, control, type Driven } from "./control.ts";
import { BrokenConnection } from "./gateway.ts";

export type ServedCloud = {
  /** `http://127.0.0.1:4566`, for `AWS_ENDPOINT_URL`. */
  url: string;
  close(): Promise<void>;
};

/** Port 0: any free one. `resolvers`: where each VPC's DNS is, for who asks over HTTP. */
type Listening = { port?: number; host?: string } & Pick<Driven, "resolvers">;

/**
 * Serves the cloud over one HTTP port to any AWS client, and `/_simulator/` to whoever drives it. There is no
 * authentication: keep to loopback, or to a container's own network.
 */
export async function serveCloud(
  cloud: Cloud,
  { port = 0, host = "127.0.0.1", resolvers }: Listening = {},
): Promise<ServedCloud> {
  const server = createServer((request, response) => {
    answer({ cloud, resolvers }, request, response).catch((error: unknown) => fail(response, error));
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, host, listening);
  });
  const { address, port: bound, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${bound}`,
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(driven: Driven, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", url = "/" } = request;
  const [path = "/", search = ""] = url.split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const body = await textOf(request);
  if (path.startsWith(CONTROL_PATH)) {
    const { status, value } = await control(driven, { method, path, query, body });
    response
      .writeHead(status, { "content-type": "application/json" })
      .end(`${JSON.stringify(value, null, 2)}\n`);
    return;
  }
  const { response: reply } = await driven.cloud.handle({
    method,
    path,
    query: grouped(query),
    headers: request.headers as { [name: string]: string },
    body,
  });
  response
    .writeHead(reply.statusCode, { ...reply.headers, "content-length": reply.body.length })
    .end(reply.body);
}

function fail(response: ServerResponse, error: unknown): void {
  if (error instanceof BrokenConnection || response.headersSent) {
    response.destroy(); // what a client sees when the answer is lost on the way
    return;
  }
  const { message } = error as Error;
  response.writeHead(500, { "content-type": "application/json", "x-amzn-errortype": "InternalFailure" });
  response.end(JSON.stringify({ __type: "InternalFailure", message }));
}

/** The largest request that AWS takes on these APIs is a batch of some hundred kilobytes. */
const BODY_BYTES_MAX = 10_000_000;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new Error(`the request's body exceeds ${BODY_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** A name that occurs several times has a list of values, as in an SDK's request. */
function grouped(query: URLSearchParams): { [name: string]: string | string[] } {
  const values: { [name: string]: string | string[] } = {};
  for (const name of new Set(query.keys())) {
    const all = query.getAll(name);
    values[name] = all.length > 1 ? all : (all[0] as string);
  }
  return values;
}
