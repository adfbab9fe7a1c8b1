import type { AgentOptions } from "node:https";
import { getCACertificates } from "node:tls";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/** How this machine reaches AWS. */
export type Network = {
  /** As Node's agents take them: proxies' URLs, and hosts that are reached without. */
  readonly proxies?: {
    readonly HTTP_PROXY?: string | undefined;
    readonly HTTPS_PROXY?: string | undefined;
    readonly NO_PROXY?: string | undefined;
  };
  /** Certificates in PEM that are trusted beside Node's own and those of NODE_EXTRA_CA_CERTS. */
  readonly ca?: string;
};

/** Connections are kept open and shared by all accounts: Route 53 is one host for all of them. */
export function createHttpHandler({ proxies, ca }: Network = {}): NodeHttpHandler {
  const agent = {
    keepAlive: true,
    maxSockets: SOCKETS_MAX,
    ...(proxies && { proxyEnv: proxies }),
  } as AgentOptions;
  const trust = ca === undefined ? {} : { ca: [...getCACertificates("default"), ca] };
  return new NodeHttpHandler({ httpAgent: agent, httpsAgent: { ...agent, ...trust }, logger: SILENT });
}

const SOCKETS_MAX = 128;
/** Calls that wait for a socket are meant to: the pacer's queues are longer than the sockets are many. */
const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
