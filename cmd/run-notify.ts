import { request as requestHttp } from "node:http";
import {
  type AgentOptions,
  Agent as HttpsAgent,
  type RequestOptions,
  request as requestHttps,
} from "node:https";
import { getCACertificates } from "node:tls";
import type { Network } from "../src/aws/http-handler.ts";
import type { Settings } from "../src/daemon/config/settings.ts";
import { type Message, signatureOf } from "../src/daemon/notify/message.ts";
import { type NotifierOptions, notify } from "../src/daemon/notify/notifier.ts";
import { machineClock } from "./clock.ts";
import { networkFrom } from "./network.ts";
import { complain } from "./terminal.ts";

const ANSWER_MS = 10_000;

/** Tells whoever `notifyUrl` names until the signal aborts; nothing waits for it. */
export function startNotifying(
  settings: Settings,
  told: Pick<NotifierOptions, "status" | "puzzle">,
  signal: AbortSignal,
): void {
  const { notifyUrl, notifySecret, publicUrl, once } = settings;
  if (notifyUrl === undefined || once) return;
  const network = networkFrom(process.env);
  void notify(
    {
      clock: machineClock,
      random: Math.random,
      ...told,
      send: (message) => post(notifyUrl, message, { network, ...(notifySecret && { secret: notifySecret }) }),
      problem: complain,
      ...(publicUrl !== undefined && { link: publicUrl }),
    },
    signal,
  );
}

type Way = { readonly network: Network; readonly secret?: string };

/** Rejects unless the receiver answers 2xx in time; a redirect is not followed, for the body would go elsewhere. */
export async function post(url: string, message: Message, { network, secret }: Way): Promise<void> {
  const body = JSON.stringify(message);
  const headers = {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    ...(secret !== undefined && { "X-Vpce-Operator-Signature-256": signatureOf(body, secret) }),
  };
  const options = { method: "POST", headers, signal: AbortSignal.timeout(ANSWER_MS) };
  await new Promise<void>((resolve, reject) => {
    const isTls = url.startsWith("https:");
    const sent = isTls
      ? requestHttps(url, { ...options, agent: tlsAgent(network) } as RequestOptions)
      : requestHttp(url, options); // the loopback, which no proxy is asked for
    sent.on("error", reject);
    sent.on("response", (answer) => {
      answer.resume();
      const { statusCode: code = 0 } = answer;
      if (code >= 200 && code < 300) resolve();
      else reject(new Error(`the receiver answers ${code}`));
    });
    sent.end(body);
  });
}

function tlsAgent({ proxies, ca }: Network): HttpsAgent {
  const trust = ca === undefined ? {} : { ca: [...getCACertificates("default"), ca] };
  return new HttpsAgent({ ...trust, ...(proxies && { proxyEnv: proxies }) } as AgentOptions);
}
