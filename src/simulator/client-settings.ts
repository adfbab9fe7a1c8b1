import type { Cloud } from "./cloud.ts";

/** Credentials of an account's administrator: in the simulator the access key is the account id. */
export const administrator = (account: string) => ({ accessKeyId: account, secretAccessKey: "simulated" });

/**
 * The configuration with which an SDK client talks to the cloud in process and to nothing else: with all of these
 * set it reads no file and no environment variable, so that a trace in virtual time repeats. Retries are left to
 * the caller: the SDK's own would sleep in real time.
 */
export function clientSettings(cloud: Pick<Cloud, "handle">, account: string, region = "eu-west-1") {
  return {
    region,
    credentials: administrator(account),
    endpoint: "https://simulated.amazonaws.com",
    requestHandler: { handle: cloud.handle },
    maxAttempts: 1,
    retryMode: "standard",
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: "simulator",
    authSchemePreference: [],
    disableClockSkewCorrection: false,
  };
}
