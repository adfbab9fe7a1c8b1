import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Change } from "../../src/model/history.ts";
import type { Status } from "../../src/model/status/status.ts";
import { webApp } from "../../src/web/app.ts";
import { CALM, EMPTY, LARGE, TROUBLED, TWO_HUBS } from "../support/statuses.ts";

/** Debian's: `apt-get install chromium`. Screenshots go to the folder in VPCE_SHOTS, for people to look at. */
const CHROMIUM = "/usr/bin/chromium";
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"];
const TOKEN = "token-of-more-than-thirty-two-bytes-01";
const PHONE = { viewport: { width: 360, height: 740 } };

let browser: Browser;

const isThere = existsSync(CHROMIUM);
if (!isThere) process.stderr.write(`no ${CHROMIUM}: the page is not tested in a browser\n`);

describe.runIf(isThere)("the page in a browser", () => {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
  });
  afterAll(() => browser.close());

  test.each(["light", "dark"] as const)("has nothing that is hard to read in %s", async (colorScheme) => {
    await opened(
      { status: TROUBLED, path: "/spoke/hub/payments-prod", context: { colorScheme } },
      async ({ page }) => {
        await shot(page, `spoke-${colorScheme}`);
        expect(await tooFaint(page)).toEqual([]);
      },
    );
    for (const [name, status] of Object.entries({ CALM, TROUBLED, EMPTY, TWO_HUBS }))
      await opened({ status, path: "/", context: { colorScheme } }, async ({ page }) => {
        await page
          .getByText("Show it")
          .click({ timeout: 1000 })
          .catch(() => undefined);
        await shot(page, `${name}-${colorScheme}`);
        expect(await tooFaint(page), name).toEqual([]);
      });
  });

  test.each(["/", "/spoke/hub/payments-prod"])("fits the width of a phone: %s", async (path) => {
    for (const [name, status] of Object.entries({ TROUBLED, CALM }))
      await opened({ status, path, context: PHONE }, async ({ page }) => {
        await shot(page, `${name}-phone${path.replaceAll("/", "-")}`);
        const width = await page.evaluate("document.documentElement.scrollWidth");
        expect(width, name).toBeLessThanOrEqual(PHONE.viewport.width);
      });
  });

  test("shows a hundred rows of a hundred endpoints, each cell with its name for who cannot see colours", async () => {
    await opened({ status: LARGE, path: "/" }, async ({ page }) => {
      await shot(page, "LARGE");
      const row = page
        .getByRole("row")
        .filter({ has: page.getByRole("link", { name: "spoke-1", exact: true }) });
      expect(await row.getByRole("img").count()).toBe(100);
      expect(await row.getByRole("img").first().getAttribute("aria-label")).toBe("served");
      expect(await page.getByRole("columnheader").count()).toBe(102);
    });
  });

  test("is found through by keyboard alone: search, a spoke, and back", async () => {
    await opened({ status: TROUBLED, path: "/" }, async ({ page }) => {
      const focused = () => page.evaluate('document.activeElement?.getAttribute("name")');
      for (let i = 0; i < 20 && (await focused()) !== "q"; i++) await page.keyboard.press("Tab");
      await page.keyboard.type("payments-prod");
      await page.keyboard.press("Enter");
      await page.waitForURL(/q=payments-prod/);
      expect(await page.getByRole("link", { name: /^payments-/ }).allTextContents()).toEqual([
        "payments-prod",
      ]);
      await page.getByRole("link", { name: "payments-prod" }).focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/spoke\/hub\/payments-prod/);
      await shot(page, "spoke");
      expect(await page.getByRole("heading", { level: 2 }).first().textContent()).toContain("payments-prod");
    });
  });

  test("follows what happens by itself, is not sent again while nothing does, and leaves alone what somebody types", async () => {
    await opened({ status: CALM, path: "/" }, async ({ page, answers, show }) => {
      await page.getByRole("searchbox").fill("half a wo");
      await expect.poll(() => answers.filter((code) => code === 304).length).toBeGreaterThan(0);
      show(TROUBLED);
      await expect.poll(() => page.getByRole("alert").count()).toBeGreaterThan(0);
      expect(await page.getByRole("searchbox").inputValue()).toBe("half a wo");
    });
  });

  test("says that it is old when nobody answers any more", async () => {
    await opened({ status: CALM, path: "/" }, async ({ page, close }) => {
      await close();
      await expect.poll(() => page.getByText("does not answer").isVisible()).toBe(true);
      await shot(page, "stale");
    });
  });

  test("opens with the token as password", async () => {
    const context = { httpCredentials: { username: "me", password: TOKEN } };
    await opened({ status: CALM, path: "/", context, readToken: TOKEN }, async ({ page }) => {
      expect(await page.title()).toContain("Fleet");
    });
  });
});

const CHANGES: readonly Change[] = ["done", "failed"].map((result, i) => ({
  at: Date.now() - 86_400_000 * (i + 1),
  action: "associate",
  key: "associate ssm.eu-west-1.amazonaws.com vpc-0b0000000000002a1@eu-west-1",
  hub: "hub",
  spoke: "payments-prod",
  because: "document payments-prod wants it",
  result: result as Change["result"],
  ...(result === "failed" && { problem: "ConflictingDomainExists: the VPC is in another zone of that name" }),
}));

type Given = {
  readonly status: Status;
  readonly path: string;
  readonly context?: BrowserContextOptions;
  readonly readToken?: string;
};
type Opened = {
  readonly page: Page;
  /** Codes of all answers so far. */
  readonly answers: readonly number[];
  readonly show: (status: Status) => void;
  readonly close: () => Promise<void>;
};

/** Serves the status on the loopback, and opens the page. Whatever the browser complains of fails the test. */
async function opened({ status, path, context, readToken }: Given, work: (on: Opened) => Promise<void>) {
  let shown = status;
  const app = webApp({
    now: Date.now,
    status: () => shown,
    stuck: () => undefined,
    changes: async () => CHANGES,
    metrics: async () => "",
    ...(readToken !== undefined && { readToken }),
  });
  const server = createServer(getRequestListener(app.fetch));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const user = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...context });
  const page = await user.newPage();
  const complaints: string[] = [];
  const answers: number[] = [];
  let isOver = false;
  page.on("console", (m) => !isOver && m.type() === "error" && complaints.push(m.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("response", (response) => answers.push(response.status()));
  try {
    await page.goto(`http://127.0.0.1:${port}${path}`);
    const show = (next: Status) => {
      shown = next;
    };
    const closed = async () => {
      isOver = true; // a browser complains that nobody answers, rightly
      await close();
    };
    await work({ page, answers, show, close: closed });
    expect(complaints).toEqual([]);
  } finally {
    await user.close();
    if (!isOver) await close();
  }
}

async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.VPCE_SHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/**
 * Text whose contrast against what is behind it is below 4.5 (WCAG 2.2, 1.4.3). It runs in the browser, whose types the rest
 * of the program must not see.
 */
function tooFaint(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const parts = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
    const light = (color) => {
      const [r, g, b] = parts(color).map((v) =>
        v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
      if (!element) return getComputedStyle(document.body).backgroundColor;
      const color = getComputedStyle(element).backgroundColor;
      return parts(color)[3] === 0 ? behind(element.parentElement) : color;
    };
    const faint = new Set();
    for (const element of document.querySelectorAll("body *")) {
      const isText = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
      if (!isText || !element.getClientRects().length) continue;
      const [dark, bright] = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => a - b);
      const contrast = (bright + 0.05) / (dark + 0.05);
      if (contrast < 4.5) faint.add(contrast.toFixed(2) + " " + element.className + ": " + element.textContent.slice(0, 30));
    }
    return [...faint];
  })()`);
}
