import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { ENDPOINT, HUB, SPOKE } from "../../../test/support/fixture.ts";
import { parseContents } from "./contents.ts";
import { createFolderSource } from "./folder-source.ts";
import type { Reading, Source } from "./source.ts";

const OTHER = SPOKE.replace("name: pay", "name: other").replace("vpc-0b000001", "vpc-0b000002");
const BASE = { "hub.yaml": HUB, "endpoint.yaml": ENDPOINT };
const BOTH = { ...BASE, "pay.yaml": SPOKE, "other.yaml": OTHER };
const ONE = { ...BASE, "pay.yaml": SPOKE };

let dir: string;
let nowMs: number;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vpce-operator-folder-source-"));
  nowMs = 0;
});
afterEach(() => rm(dir, { recursive: true }));

const sourceOf = (folder: string) => createFolderSource(join(dir, folder), () => nowMs);

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(dir, folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** Points the link elsewhere at once, as `ln --symbolic` cannot. */
async function swap(link: string, to: string): Promise<void> {
  await symlink(to, join(dir, `${link}.new`));
  await rename(join(dir, `${link}.new`), join(dir, link));
}

/** The spokes, and whether what is missing may be removed: `other, pay; unsettled`. */
async function look(source: Source, secondsLater = 0): Promise<string> {
  nowMs += secondsLater * 1000;
  const reading = await source.poll(new AbortController().signal);
  return reading.kind === "failed" ? reading.message : `${spokesOf(reading)}; ${reading.removals}`;
}

function spokesOf(reading: Exclude<Reading, { kind: "failed" }>): string {
  const { desired, problems } = parseContents(reading.contents, "not read");
  return desired ? desired.spokes.map(({ name }) => name).join(", ") : problems.map((p) => p.code).join(", ");
}

describe("semantics 42: a folder", () => {
  it("takes additions at once, and allows removals when two scans 30 s apart are equal", async () => {
    await write("in", ONE);
    const source = sourceOf("in");
    expect(await look(source)).toBe("pay; unsettled");
    await write("in", { "other.yaml": OTHER });
    expect(await look(source, 29)).toBe("other, pay; unsettled");
    expect(await look(source, 29)).toBe("other, pay; unsettled");
    expect(await look(source, 1)).toBe("other, pay; allowed");
    await rm(join(dir, "in/other.yaml"));
    expect(await look(source, 60)).toBe("pay; unsettled");
    expect(await look(source, 30)).toBe("pay; allowed");
  });

  it("that git-sync swaps as a whole allows removals at once, also where the link is on the way to it", async () => {
    await write("trees/1/dns", BOTH);
    await write("trees/2/dns", ONE);
    await swap("current", "trees/1");
    const source = sourceOf("current/dns");
    expect(await look(source)).toBe("other, pay; unsettled");
    await swap("current", "trees/2");
    expect(await look(source, 1)).toBe("pay; allowed");
    await write("trees/2/dns", { "other.yaml": OTHER });
    expect(await look(source, 1)).toBe("other, pay; unsettled");
  });

  it("that Kubernetes mounts allows removals when the visible links are complete again", async () => {
    await write("mount/..1", BOTH);
    await write("mount/..2", { ...BASE, "renamed.yaml": SPOKE });
    await swap("mount/..data", "..1");
    for (const name of Object.keys(BOTH)) await symlink(`..data/${name}`, join(dir, "mount", name));
    const source = sourceOf("mount");
    expect(await look(source)).toBe("other, pay; unsettled");
    await swap("mount/..data", "..2");
    expect(await look(source, 1)).toBe("DanglingLink, DanglingLink; unsettled");
    await rm(join(dir, "mount/pay.yaml"));
    await rm(join(dir, "mount/other.yaml"));
    expect(await look(source, 1)).toBe("; unsettled");
    await symlink("..data/renamed.yaml", join(dir, "mount/renamed.yaml"));
    expect(await look(source, 1)).toBe("pay; unsettled");
    expect(await look(source, 30)).toBe("pay; allowed");

    await write("mount/..3", { ...BASE, "renamed.yaml": OTHER });
    await swap("mount/..data", "..3");
    expect(await look(source, 1)).toBe("other; allowed");
  });

  it("with files beside a swapped link gets no word from the swap about these", async () => {
    await write("mount", { ...BASE, "pay.yaml": SPOKE });
    await write("mount/..1", { "other.yaml": OTHER });
    await write("mount/..2", { "other.yaml": OTHER.replace("name: other", "name: third") });
    await swap("mount/..data", "..1");
    await symlink("..data/other.yaml", join(dir, "mount/other.yaml"));
    const source = sourceOf("mount");
    expect(await look(source)).toBe("other, pay; unsettled");
    await rm(join(dir, "mount/pay.yaml"));
    await swap("mount/..data", "..2");
    expect(await look(source, 1)).toBe("third; unsettled");
  });

  it("that goes away is a failure in words, and begins anew when it comes back", async () => {
    await write("in", BOTH);
    const source = sourceOf("in");
    await look(source);
    expect(await look(source, 30)).toBe("other, pay; allowed");
    await rename(join(dir, "in"), join(dir, "away"));
    expect(await look(source, 1)).toBe(`${join(dir, "in")}: there is no such folder or file`);
    await write("in", ONE);
    expect(await look(source, 1)).toBe("pay; unsettled");
  });
});

test("a watched folder tells of changes deep in it, and of a link on the way to it that leads elsewhere", async () => {
  await write("one/dns/spokes", { "pay.yaml": SPOKE });
  await write("two/dns/spokes", { "pay.yaml": SPOKE });
  await swap("current", "one");
  let changes = 0;
  const stop = sourceOf("current/dns").watch?.(() => changes++);
  const told = async (change: () => Promise<void>) => {
    const before = changes;
    await change();
    await expect.poll(() => changes).toBeGreaterThan(before);
    // What the change still has to tell.
    await new Promise((resolve) => setTimeout(resolve, 100));
  };
  await told(() => write("one/dns/spokes", { "other.yaml": OTHER }));
  await told(() => swap("current", "two"));
  await told(() => write("two/dns/spokes", { "other.yaml": OTHER }));
  stop?.();
});
