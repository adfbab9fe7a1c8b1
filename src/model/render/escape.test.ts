import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { html, markdown, visible, visibleIn, visibleLines } from "./escape.ts";

describe("what a terminal would obey, or not show, is written out", () => {
  it.each([
    ["an escape sequence", "a\u001b[2Jb", "a\\u001b[2Jb"],
    ["a C1 control", "a\u009bb", "a\\u009bb"],
    ["a carriage return and a bell", "a\rb\u0007", "a\\u000db\\u0007"],
    ["a line end", "a\nb", "a\\u000ab"],
    ["a direction override", "a\u202eb\u2066c", "a\\u202eb\\u2066c"],
    ["nothing between letters", "a\u200bb\ufeff", "a\\u200bb\\ufeff"],
    ["a tag character", "a\u{e0041}", "a\\u{e0041}"],
    ["another space", "a\u00a0b\u3164", "a\\u00a0b\\u3164"],
    ["a line separator", "a\u2028b", "a\\u2028b"],
    ["half a character", "a\ud800", "a\\ud800"],
  ])("%s", (_what, text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(visible(shown)).toBe(shown);
  });

  it.each(["ssm.eu-west-1.amazonaws.com", "*.dkr.ecr", "Zürich → 東京 … █░ €", "it's 100 % \\ done"])(
    "other text stays as it is: %s",
    (text) => expect(visible(text)).toBe(text),
  );

  it("no text has a control or format character afterwards", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 50 }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(visibleLines(text).split("\n")).toHaveLength(text.split("\n").length);
      }),
    );
  });

  it("everywhere in a plan's data; what has none is the very same object", () => {
    const clean = { list: ["a", 1, undefined, null], date: new Date(0) };
    expect(visibleIn(clean)).toBe(clean);
    const shown = visibleIn({ clean, findings: [{ message: "\u001b", n: 1 }] });
    expect(shown).toEqual({ clean, findings: [{ message: "\\u001b", n: 1 }] });
    expect(shown.clean).toBe(clean);
  });
});

describe("in Markdown nothing comes to life", () => {
  it.each([
    ["an image", "![x](https://evil.example/p.png)", "!\\[x\\](https\\://evil.example/p.png)"],
    ["an address", "see www.evil.example", "see www\\.evil.example"],
    ["a mention", "cc @org/team", "cc @<!-- -->org/team"],
    ["an issue", "zone #1", "zone #<!-- -->1"],
    ["a cell's end", "a|b", "a\\|b"],
    ["a row's end", "a\nb", "a\\\\u000ab"],
    ["an element", "<script>&", "&lt;script&gt;&amp;"],
    ["emphasis and code", "*a* _b_ `c` ~~d~~", "\\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~"],
    ["names with underscores stay legible", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL"],
  ])("%s", (_what, text, shown) => {
    expect(markdown(text)).toBe(shown);
  });

  it("nor in HTML, where Markdown's escapes would show", () => {
    expect(html(`<b onclick="x">'|*\u001b`)).toBe("&lt;b onclick=&quot;x&quot;&gt;&apos;|*\\u001b");
  });

  it("a cell stays one line of one cell, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const cell = markdown(text).replaceAll("<!-- -->", "");
        expect(cell).not.toMatch(/[\n\r<>]/);
        expect(cell.replace(/\\./g, "")).not.toContain("|");
      }),
    );
  });
});
