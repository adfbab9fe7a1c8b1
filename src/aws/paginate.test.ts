import fc from "fast-check";
import { expect, it } from "vitest";
import { listAll, type Page } from "./paginate.ts";

const book = (sheets: readonly (readonly number[])[]) => async (token: string | undefined) => {
  const at = token === undefined ? 0 : Number(token);
  const page: Page<number> = {
    items: sheets[at] ?? [],
    next: at + 1 < sheets.length ? `${at + 1}` : undefined,
  };
  return page;
};

it("reads every item once, in order, whatever pages are empty", async () => {
  const anyBook = fc.array(fc.array(fc.integer(), { maxLength: 3 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(anyBook, async (sheets) => {
      expect(await listAll(book(sheets))).toEqual(sheets.flat());
    }),
  );
});

it("takes an empty token for the end", async () => {
  expect(await listAll(async () => ({ items: [1], next: "" }))).toEqual([1]);
});

it("fails rather than return a part when the list is longer than the bound", async () => {
  await expect(listAll(book([[1], [2], [3]]), 2)).rejects.toThrow(
    "TooManyPages: the list goes on after 2 pages",
  );
});

it("fails on a token that comes back, instead of reading for ever", async () => {
  const circle: Record<string, string> = { first: "a", a: "b", b: "a" };
  const read = async (token = "first") => ({ items: [token], next: circle[token] });
  await expect(listAll(read)).rejects.toThrow("RepeatedToken");
});
