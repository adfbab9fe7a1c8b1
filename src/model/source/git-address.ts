/** Where a repository is, as git takes it; never with a password in it. */
export type GitAddress = { readonly url: string; readonly transport: "https" | "ssh" | "http" | "file" };

/** What a table is bound to: URL and path. */
export function gitSourceName({ url }: GitAddress, path: string): string {
  return `${url}#${path}`;
}

export type AddressOptions = {
  /** Also `file:`, and plain http on the loopback: for demonstrations and tests. */
  readonly unprotected?: boolean;
};

/** Whether a text means a repository, and not a folder; one that is refused counts too. */
export function isGitUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:(\/\/|:)/i.test(text) || SCP.test(text);
}

/** ssh's short form, `git@host:path`. */
const SCP = /^[\w.][\w.-]*@[\w.][\w.-]*:(?!\/\/)\S+$/;

/** Throws an Error whose message ends the sentence "the source …". */
export function parseGitUrl(text: string, { unprotected = false }: AddressOptions = {}): GitAddress {
  if (/\s/.test(text) || CONTROL.test(text)) throw new Error("has a space or a control character in its URL");
  if (/^[a-z][a-z0-9+.-]*::/i.test(text))
    throw new Error("names a remote helper (…::…), which runs programs");
  if (SCP.test(text)) return { url: text, transport: "ssh" };
  const url = URL.parse(text);
  if (!url) throw new Error("is no URL of a repository: https://…, ssh://… or git@host:path");
  if (url.password !== "") throw new Error(`has a password in its URL; ${ASIDE}`);
  if (url.search !== "" || url.hash !== "") throw new Error("has a ? or # in its URL");
  return { url: url.href, transport: transportOf(url, unprotected) };
}

function transportOf(url: URL, unprotected: boolean): GitAddress["transport"] {
  switch (url.protocol) {
    case "https:":
      refuseName(url);
      return "https";
    case "ssh:":
      // Otherwise ssh might take it for an option.
      if (url.hostname.startsWith("-")) throw new Error("has a host that begins with -");
      return "ssh";
    case "http:":
      refuseName(url);
      if (unprotected && isLoopback(url.hostname)) return "http";
      throw new Error("is not protected: http can be read and changed on its way; use https or ssh");
    case "file:":
      if (unprotected) return "file";
      throw new Error("is a file: URL, for demonstrations only; name the folder itself, or use https or ssh");
    default:
      throw new Error(`has the scheme ${url.protocol}; use https or ssh`);
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is refused
const CONTROL = /[\x00-\x1f\x7f]/;
const ASIDE = "tokens and keys are given apart, for URLs are shown";

/** What stands before the @ is often a token. */
function refuseName({ username }: URL): void {
  if (username !== "") throw new Error(`has a name before the @ in its URL; ${ASIDE}`);
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

/** A branch or tag by its short name, or in full. Throws as `parseGitUrl`. */
export function parseRef(text: string): string {
  // What git-check-ref-format refuses, of which the first could be an option and the second several refs.
  const isName =
    !/^[-/.]|[ ~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[/.]$/.test(text) &&
    !CONTROL.test(text) &&
    text !== "" &&
    text !== "@";
  if (!isName) throw new Error(`has ${JSON.stringify(text)} for a ref, which is no name of a branch or tag`);
  if (/^refs\/(?!heads\/|tags\/)/.test(text))
    throw new Error(`has ${text} for a ref; a branch or tag may rule`);
  return text;
}

/** A folder in the repository, `.` for the whole. Throws as `parseGitUrl`. */
export function parsePath(text: string): string {
  const steps = text.split("/").filter((step) => step !== "" && step !== ".");
  if (text.startsWith("/") || steps.includes("..") || CONTROL.test(text))
    throw new Error(`has ${JSON.stringify(text)} for a path, which is none within the repository`);
  return steps.join("/") || ".";
}
