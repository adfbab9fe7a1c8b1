import { rmSync } from "node:fs";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import { buildCli, type Env, removeCli, runCli } from "../support/cli.ts";
import { makeCertificates } from "../support/tls.ts";

/** The built program, a proxy and a TLS server on the loopback: names below `.test` exist for the proxy only. */

const NAME = "aws.example.test";
const certificates = makeCertificates(`DNS:${NAME},DNS:localhost,IP:127.0.0.1`);
if (!certificates) process.stderr.write("TLS tests are skipped: there is no openssl\n");

describe("how AWS is reached", () => {
  let simulation: Simulation;
  let env: Env;
  let asked: string[];
  const servers: Server[] = [];
  let proxy: string;
  let tlsPort: number;

  async function listen<S extends Server>(server: S, host = "127.0.0.1"): Promise<number> {
    servers.push(server);
    await new Promise<void>((listening) => server.listen(0, host, listening));
    return (server.address() as AddressInfo).port;
  }

  function forward(incoming: IncomingMessage, response: ServerResponse): void {
    const { pathname, search } = new URL(incoming.url ?? "", simulation.url);
    const { method, headers } = incoming;
    const onward = request(
      `${simulation.url}${pathname}${search}`,
      { method, headers: { ...headers } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    incoming.pipe(onward);
  }

  beforeAll(async () => {
    await buildCli();
    simulation = await startSimulation({ insyncMs: 400 });
    const plain = createServer((incoming, response) => {
      asked.push(`${incoming.method} ${new URL(incoming.url ?? "").host}`);
      forward(incoming, response);
    });
    plain.on("connect", (incoming: IncomingMessage, socket: Socket) => {
      asked.push(`CONNECT ${incoming.url}`);
      if (incoming.url?.startsWith("forbidden")) return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      const onward = connect(tlsPort, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
      for (const end of [socket, onward]) end.on("error", () => {});
    });
    proxy = `http://127.0.0.1:${await listen(plain)}`;
    if (certificates) tlsPort = await listen(createTlsServer(certificates, forward));
  }, 60_000);
  beforeEach(() => {
    asked = [];
    env = {
      AWS_REGION: "ap-southeast-2",
      AWS_ACCESS_KEY_ID: "999999999999",
      AWS_SECRET_ACCESS_KEY: "simulated",
      HTTP_PROXY: undefined,
      http_proxy: undefined,
      HTTPS_PROXY: undefined,
      https_proxy: undefined,
      NO_PROXY: undefined,
      no_proxy: undefined,
      NODE_EXTRA_CA_CERTS: undefined,
      AWS_CA_BUNDLE: undefined,
    };
  });
  afterAll(async () => {
    for (const server of servers) server.close().closeAllConnections();
    await simulation.close();
    if (certificates) rmSync(certificates.dir, { recursive: true });
    await removeCli();
  });

  const plan = (more: Env) => runCli(["plan", "desired-state", "--summary"], { ...env, ...more });

  it("HTTP_PROXY is asked for everything but the loopback", async () => {
    const planned = await plan({ AWS_ENDPOINT_URL: `http://${NAME}`, HTTP_PROXY: proxy });
    expect(planned.stdout).toContain("spoke payments-prod");
    expect(planned.code).toBe(2);
    expect(new Set(asked)).toEqual(new Set([`POST ${NAME}`, `GET ${NAME}`]));
    asked = [];
    expect((await plan({ AWS_ENDPOINT_URL: simulation.url, HTTP_PROXY: proxy })).code).toBe(2);
    expect(asked).toEqual([]);
  });

  it("NO_PROXY names what is reached without one", async () => {
    const port = await listen(createServer(forward), "127.0.0.2");
    const elsewhere = { AWS_ENDPOINT_URL: `http://127.0.0.2:${port}`, http_proxy: proxy };
    expect((await plan({ ...elsewhere, no_proxy: "10.0.0.1,127.0.0.2" })).code).toBe(2);
    expect(asked).toEqual([]);
    expect((await plan(elsewhere)).code).toBe(2);
    expect(asked.length).toBeGreaterThan(0);
  });

  it("a proxy that is not there, or does not let through, is told as such, without its password", async () => {
    const refused = await plan({
      AWS_ENDPOINT_URL: "https://forbidden.test",
      HTTPS_PROXY: proxy.replace("//", "//u:hush@"),
    });
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain("the proxy does not let us through to forbidden.test");
    expect(`${refused.stdout}${refused.stderr}`).not.toContain("hush");
    const wrong = await plan({ HTTPS_PROXY: "socks5://127.0.0.1:1" });
    expect(wrong).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^HTTPS_PROXY is not the address/),
    });
  });

  describe.skipIf(!certificates)("over TLS, by an authority that openssl made", () => {
    const { caFile = "" } = certificates ?? {};

    it.each(["AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"])(
      "a company's own authority is trusted by %s",
      async (variable) => {
        const planned = await plan({ AWS_ENDPOINT_URL: `https://localhost:${tlsPort}`, [variable]: caFile });
        expect(planned.stdout).toContain("spoke payments-prod");
        expect(planned.code).toBe(2);
      },
    );

    it("through HTTPS_PROXY the proxy sees the host's name and no more", async () => {
      const through = { AWS_ENDPOINT_URL: `https://${NAME}`, HTTPS_PROXY: proxy, AWS_CA_BUNDLE: caFile };
      expect((await plan(through)).code).toBe(2);
      expect(new Set(asked)).toEqual(new Set([`CONNECT ${NAME}:443`]));
    });

    it("a certificate of an authority that nobody named is refused, with the variables that name one", async () => {
      const planned = await plan({ AWS_ENDPOINT_URL: `https://localhost:${tlsPort}` });
      expect(planned.code).toBe(1);
      expect(planned.stdout).toContain("is AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS set?");
    });
  });
});
