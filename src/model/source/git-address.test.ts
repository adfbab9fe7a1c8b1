import { describe, expect, it } from "vitest";
import { isGitUrl, parseGitUrl, parsePath, parseRef } from "./git-address.ts";

const refusal = (parse: () => unknown) => {
  try {
    parse();
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
};

describe("the URL of a repository", () => {
  it.each([
    ["https://github.com/platform/dns.git", "https"],
    ["ssh://git@git.example:2222/platform/dns", "ssh"],
    ["git@github.com:platform/dns.git", "ssh"],
  ])("%s is taken", (url, transport) => {
    expect(parseGitUrl(url)).toEqual({ url, transport });
    expect(isGitUrl(url)).toBe(true);
  });

  it.each([
    ["https://user:secret@github.com/a/b", "password"],
    ["https://ghp_token@github.com/a/b", "name before the @"],
    ["ssh://git:secret@host/a", "password"],
    ["https://github.com/a/b?token=secret", "? or #"],
    ["http://github.com/a/b", "not protected"],
    ["http://127.0.0.1:8080/a", "not protected"],
    ["file:///srv/dns.git", "demonstrations"],
    ["git://github.com/a/b", "scheme git:"],
    ["ext::sh -c 'touch /tmp/x'", "space"],
    ["ext::sh", "remote helper"],
    ["fd::3", "remote helper"],
    ["ftp://host/a", "scheme ftp:"],
    ["ssh://-oProxyCommand=touch/a", "no URL|begins with -"],
    ["--upload-pack=touch", "no URL"],
    ["-git@host:path", "no URL"],
    ["git@-oProxyCommand=x:path", "no URL"],
    ["https://host/a\nb", "control character"],
    ["desired-state", "no URL"],
  ])("%s is refused", (url, words) => {
    const said = refusal(() => parseGitUrl(url)) ?? "taken";
    expect(said).toMatch(new RegExp(words.replace("?", "\\?")));
    expect(said).not.toContain("secret");
    expect(said).not.toContain("ghp_token");
  });

  it("of a file, or without protection on the loopback, is taken where that is allowed, and nowhere else", () => {
    const parse = (url: string) => parseGitUrl(url, { unprotected: true }).transport;
    expect(parse("file:///srv/dns.git")).toBe("file");
    expect(parse("http://127.0.0.1:8080/a")).toBe("http");
    expect(parse("http://[::1]:8080/a")).toBe("http");
    expect(refusal(() => parse("http://10.0.0.1/a"))).toContain("not protected");
    expect(refusal(() => parse("http://127.0.0.1.example.com/a"))).toContain("not protected");
  });

  it.each(["desired-state", "/etc/desired", "./a", "a@b", "C:\\x", "a/b:c"])("%s is a folder", (text) => {
    expect(isGitUrl(text)).toBe(false);
  });

  it.each(["file:///a", "http://a/b", "ext::sh", "git://a/b"])("%s is no folder, though refused", (text) => {
    expect(isGitUrl(text)).toBe(true);
  });
});

describe("a ref", () => {
  it.each(["main", "release/2026-11", "v1.2", "refs/heads/main", "refs/tags/v1", "feature_#1"])(
    "%s is taken",
    (ref) => {
      expect(parseRef(ref)).toBe(ref);
    },
  );

  it.each([
    ...[
      "--upload-pack=touch /tmp/x",
      "-d",
      "a b",
      "a..b",
      "a:b",

      "a^",
      "a~1",
      "a?",
      "a*",
      "a[b",
      "a\\b",
    ],
    ...["", "@", "a@{1}", "/a", "a/", "a//b", ".a", "a/.b", "a.lock", "a.lock/b", "a.", "a\nb", "a\0b"],
    ...["refs/pull/1/head", "refs/replace/x"],
  ])("%j is refused", (ref) => {
    expect(refusal(() => parseRef(ref))).toBeDefined();
  });
});

describe("a path in the repository", () => {
  it.each([
    [".", "."],
    ["", "."],
    ["dns", "dns"],
    ["./dns//prod/", "dns/prod"],
    ["a:b", "a:b"],
  ])("%j is %s", (given, path) => {
    expect(parsePath(given)).toBe(path);
  });

  it.each(["/dns", "../dns", "dns/../..", "a\0b", "a\nb"])("%j is refused", (path) => {
    expect(refusal(() => parsePath(path))).toBeDefined();
  });
});
