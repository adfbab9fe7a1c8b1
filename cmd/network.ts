import { readFileSync } from "node:fs";
import type { Network } from "../src/aws/http-handler.ts";
import { UserError } from "./terminal.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * How to reach AWS, by the variables that AWS's tools know, lower case first:
 *
 * | variable | is |
 * |---|---|
 * | HTTPS_PROXY, HTTP_PROXY | the proxy for https (through CONNECT), and for http |
 * | NO_PROXY | hosts that are reached without one, what lies below them too; the loopback always is |
 * | AWS_CA_BUNDLE | a PEM file of certificates that are trusted beside Node's own and NODE_EXTRA_CA_CERTS |
 *
 * Node itself reads NODE_EXTRA_CA_CERTS. Throws UserError for a value that cannot be used.
 */
export function networkFrom(env: Env, node: string = process.versions.node): Network {
  refuseBadEndpoints(env);
  const https = proxyIn(env, "HTTPS_PROXY");
  const http = proxyIn(env, "HTTP_PROXY");
  const ca = certificates(env.AWS_CA_BUNDLE);
  if ((https || http) && !hasProxies(node))
    throw new UserError(`a proxy is set, and Node ${node} cannot use one: it takes 24.5 or newer`);
  return {
    ...((https || http) && {
      proxies: { HTTPS_PROXY: https, HTTP_PROXY: http, NO_PROXY: exceptions(setIn(env, "NO_PROXY")) },
    }),
    ...(ca && { ca }),
  };
}

/** The SDK's own words for these name neither the variable nor the value. */
function refuseBadEndpoints(env: Env): void {
  for (const [name, value = ""] of Object.entries(env)) {
    if (!/^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/.test(name) || value === "") continue;
    if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) continue;
    throw new UserError(`${name} is not an address like http://127.0.0.1:4566: ${JSON.stringify(value)}`);
  }
}

function setIn(env: Env, name: string): string | undefined {
  return env[name.toLowerCase()] || env[name] || undefined;
}

/** `proxy:3128` is meant as `http://proxy:3128`, which other tools accept. */
function proxyIn(env: Env, name: string): string | undefined {
  const value = setIn(env, name);
  if (value === undefined) return undefined;
  const url = value.includes("://") ? value : `http://${value}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UserError(`${name} is not the address of an HTTP proxy, like http://proxy.example.com:3128`);
  return url;
}

/** Elsewhere `example.com` means what lies below it too; Node wants that said. */
function exceptions(list = ""): string {
  const hosts = list.split(/[\s,]+/).filter((host) => host !== "");
  const below = hosts.filter((host) => /^[a-z]/i.test(host)).map((host) => `.${host}`);
  return [...hosts, ...below, "localhost", "127.0.0.1", "::1", "[::1]"].join(",");
}

function certificates(path: string | undefined): string | undefined {
  if (!path) return undefined;
  let pem: string;
  try {
    pem = readFileSync(path, "utf8");
  } catch (cause) {
    throw new UserError(`AWS_CA_BUNDLE: ${(cause as Error).message}`, { cause });
  }
  if (!pem.includes("-----BEGIN CERTIFICATE-----"))
    throw new UserError(`AWS_CA_BUNDLE: ${path} holds no certificate in PEM`);
  return pem;
}

function hasProxies(node: string): boolean {
  const [major = 0, minor = 0] = node.split(".").map(Number);
  return major > 24 || (major === 24 && minor >= 5);
}
