import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { networkFrom } from "./network.ts";

const dir = mkdtempSync(join(tmpdir(), "vpce-operator-network-"));
afterAll(() => rmSync(dir, { recursive: true }));

const LOOPBACK = "localhost,127.0.0.1,::1,[::1]";

describe("proxies", () => {
  it("are none when none is set, whatever NO_PROXY says", () => {
    expect(networkFrom({ NO_PROXY: "*", HTTPS_PROXY: "" })).toEqual({});
  });

  it("are taken from the variables that AWS's tools know, lower case first, without the loopback", () => {
    const env = { HTTPS_PROXY: "http://upper:1", https_proxy: "http://lower:2", HTTP_PROXY: "plain:3128" };
    expect(networkFrom(env).proxies).toEqual({
      HTTPS_PROXY: "http://lower:2",
      HTTP_PROXY: "http://plain:3128",
      NO_PROXY: LOOPBACK,
    });
  });

  it("leave out what NO_PROXY names, and what lies below it", () => {
    const env = { HTTPS_PROXY: "http://p:1", no_proxy: "amazonaws.com, .internal 169.254.169.254" };
    expect(networkFrom(env).proxies?.NO_PROXY).toBe(
      `amazonaws.com,.internal,169.254.169.254,.amazonaws.com,${LOOPBACK}`,
    );
  });

  it.each(["socks5://p:1080", "http://", "://"])(
    "that are none are refused in words, without their password: %s",
    (url) => {
      expect(() => networkFrom({ HTTPS_PROXY: url })).toThrow(
        /^HTTPS_PROXY is not the address of an HTTP proxy/,
      );
      expect(() => networkFrom({ HTTPS_PROXY: "socks5://u:hush@p:1" })).not.toThrow(/hush/);
    },
  );

  it("are refused where Node would pass them over in silence", () => {
    const env = { HTTPS_PROXY: "http://p:1" };
    expect(() => networkFrom(env, "24.4.1")).toThrow("Node 24.4.1 cannot use one: it takes 24.5 or newer");
    for (const node of ["24.5.0", "26.0.0"]) expect(() => networkFrom(env, node)).not.toThrow();
    expect(() => networkFrom({}, "24.0.0")).not.toThrow();
  });
});

describe("AWS_CA_BUNDLE", () => {
  it("is read as it is", () => {
    const path = join(dir, "ca.pem");
    writeFileSync(path, "-----BEGIN CERTIFICATE-----\nx\n");
    expect(networkFrom({ AWS_CA_BUNDLE: path })).toEqual({ ca: "-----BEGIN CERTIFICATE-----\nx\n" });
    expect(networkFrom({ AWS_CA_BUNDLE: "" })).toEqual({});
  });

  it("that is missing, or holds no certificate, is refused with its path", () => {
    const none = join(dir, "none.pem");
    expect(() => networkFrom({ AWS_CA_BUNDLE: none })).toThrow(
      `AWS_CA_BUNDLE: ENOENT: no such file or directory, open '${none}'`,
    );
    writeFileSync(none, "hello");
    expect(() => networkFrom({ AWS_CA_BUNDLE: none })).toThrow(`${none} holds no certificate in PEM`);
  });
});

describe("an endpoint's variable that holds no address", () => {
  it.each(["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_ROUTE_53"])("is told by its name: %s", (name) => {
    expect(() => networkFrom({ [name]: "foo" })).toThrow(`${name} is not an address`);
    expect(() => networkFrom({ [name]: "ftp://127.0.0.1" })).toThrow(name);
    expect(networkFrom({ [name]: "http://127.0.0.1:4600" })).toEqual({});
  });
});
