import { describe, expect, it } from "vitest";
import { createBlobReader, type Wanted } from "./blobs.ts";

const [A, B] = ["a".repeat(40), "b".repeat(40)];

/** What is given away when the output comes in pieces of so many bytes. */
function read(wanted: readonly Wanted[], output: string, piece: number): string[] {
  const given: string[] = [];
  const reader = createBlobReader(wanted, (bytes) => given.push(bytes.toString()));
  const bytes = Buffer.from(output);
  for (let start = 0; start < bytes.length; start += piece) reader.take(bytes.subarray(start, start + piece));
  return reader.isComplete() ? given : [...given, "…"];
}

describe("the output of cat-file --batch", () => {
  const wanted = [
    { id: A, bytesMax: 100 },
    { id: B, bytesMax: 4 },
    { id: A, bytesMax: 0 },
  ];
  const output = `${A} blob 5\na\nb\nc\n${B} blob 9\n123456789\n${A} blob 0\n\n`;

  it.each([1, 2, 3, 7, 44, 1000])("is read in pieces of %d bytes", (piece) => {
    expect(read(wanted, output, piece)).toEqual(["a\nb\nc", "1234", ""]);
  });

  it("that ends early is not complete", () => {
    expect(read(wanted, output.slice(0, 60), 1000)).toEqual(["a\nb\nc", "…"]);
  });

  it.each([`${A} missing\n`, `${B} blob 1\nx\n`, `${A} tree 1\nx\n`, `${A} blob 5\na\nb\nc\nwhatever\n`])(
    "%j is of a broken clone",
    (said) => {
      expect(() => read(wanted, said, 1000)).toThrow("the clone lacks an object");
    },
  );

  it("of a gigabyte is dropped as it comes, but for its beginning", () => {
    const chunk = Buffer.alloc(65_536, "x");
    const chunks = 16_384;
    const given: Buffer[] = [];
    const reader = createBlobReader([{ id: A, bytesMax: 1000 }], (bytes) => given.push(bytes));
    reader.take(Buffer.from(`${A} blob ${chunk.length * chunks}\n`));
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < chunks; i++) reader.take(chunk);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
    reader.take(Buffer.from("\n"));
    expect(given.map(({ length }) => length)).toEqual([1000]);
  });
});
