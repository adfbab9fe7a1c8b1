/** What stands in place of a secret. */
const REDACTED = "[redacted]";

/**
 * The text without the given secrets (raw or percent-encoded), and without what looks like one: AWS quotes the
 * canonical request, session token included, when a signature does not match.
 */
export function scrub(text: string, secrets: Iterable<string> = []): string {
  let clean = text;
  for (const secret of secrets)
    for (const form of new Set([secret, encodeURIComponent(secret)])) clean = without(clean, form);
  for (const pattern of LOOKS_SECRET) clean = clean.replace(pattern, `$1${REDACTED}`);
  return clean;
}

/** A short one (an emulator's `test`) only where it stands alone, or no text would be readable any more. */
function without(text: string, secret: string): string {
  if (secret.length >= SHORT) return text.replaceAll(secret, REDACTED);
  return secret === ""
    ? text
    : text.replace(new RegExp(`(?<!\\w)${RegExp.escape(secret)}(?!\\w)`, "g"), REDACTED);
}

const SHORT = 8;

/**
 * In place, for an error may be logged raw: its message, the stack that begins with it, its causes, and AWS's answer
 * as the SDK hangs it on.
 */
export function scrubError(error: unknown, secrets: readonly string[], depth = 0): void {
  if (typeof error !== "object" || error === null || depth > DEPTH_MAX) return;
  for (const name of Object.getOwnPropertyNames(error)) {
    if (DECIDES.has(name)) continue;
    const value: unknown = Reflect.get(error, name);
    if (typeof value !== "string") scrubError(value, secrets, depth + 1);
    else Reflect.set(error, name, scrub(value, secrets));
  }
}

/** What tells kinds of errors apart is AWS's or Node's own word. */
const DECIDES = new Set(["name", "code", "Code"]);
const DEPTH_MAX = 4;

const LOOKS_SECRET: readonly RegExp[] = [
  /(x-amz-security-token\s*[:=]\s*)[^\s&'",<]+/gi,
  /((?:external_?id|secret_?access_?key|session_?token)["']?\s*[:=]\s*["']?)[^\s&'",<>]+/gi,
  /(Signature=)[0-9a-f]{32,}/g,
  // A session token by its looks: long, base64, with its typical characters.
  /()(?<![\w+/=])(?=[A-Za-z0-9+/]*[+/])[A-Za-z0-9+/]{100,}={0,2}/g,
];
