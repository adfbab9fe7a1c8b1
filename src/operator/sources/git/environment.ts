import type { GitAddress } from "../../../model/source/git-address.ts";

/** The process's own variables; only those below reach git. */
export type Env = Readonly<Record<string, string | undefined>>;

/** How to find programs and temporary space, and the network's proxies and certificates; AWS_CA_BUNDLE by git's name for it. */
const PASSED_ON = [
  "PATH",
  "TMPDIR",
  ...["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]),
  ...["GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "SSL_CERT_FILE", "SSL_CERT_DIR"],
];

/**
 * What git runs with: nothing of the machine's or user's configuration, no prompt, one protocol, and objects as they
 * are, whatever `refs/replace` says of them. See git(1), git-config(1).
 */
export function gitEnvironment(env: Env, { transport }: GitAddress): Record<string, string> {
  const passed = PASSED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  const authorities = env.GIT_SSL_CAINFO || env.AWS_CA_BUNDLE;
  return {
    ...Object.fromEntries(passed),
    ...(authorities && { GIT_SSL_CAINFO: authorities }),
    GIT_ALLOW_PROTOCOL: transport,
    GIT_ATTR_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_TERMINAL_PROMPT: "0",
    HOME: "/dev/null", // curl reads ~/.netrc
    LC_ALL: "C",
  };
}

/** For every call: what a clone's own configuration cannot override. */
export const SETTINGS: readonly string[] = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.bigFileThreshold=1m", // larger objects go through git in pieces, not as a whole
  "credential.helper=",
  "fetch.unpackLimit=1", // a fetch is one file: there, or not there
  "gc.auto=0", // it would delete the commit that ruled before history was rewritten
  "http.followRedirects=false",
  "http.lowSpeedLimit=1000",
  "http.lowSpeedTime=30",
  "maintenance.auto=false",
].flatMap((setting) => ["-c", setting]);
