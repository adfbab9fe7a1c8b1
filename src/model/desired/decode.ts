import type { ProblemCode } from "./problem-codes.ts";

type Undecoded = {
  readonly code: ProblemCode;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string;
};

/** The text of a file in UTF-8, with a byte order mark or without; other encodings by their names. */
export function decodeText(bytes: Uint8Array): { readonly text: string } | Undecoded {
  const wide = wideEncoding(bytes);
  if (wide) return notUtf8(1, 1, `the file is ${wide}, not UTF-8`);
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const { line, column } = firstBadByte(bytes);
    return notUtf8(
      line,
      column,
      "this character is not UTF-8; the file may be Latin-1 (ISO 8859-1) or Windows-1252",
    );
  }
}

function notUtf8(line: number, column: number, message: string): Undecoded {
  return { code: "NotUtf8", line, column, message, hint: "save it as UTF-8" };
}

/** By its byte order mark; else by the zero bytes that every second letter of YAML in it has, and no text has in UTF-8. */
function wideEncoding(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (!a && !b && c === 0xfe && d === 0xff))
    return "UTF-32";
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return "UTF-16";
  const zero = bytes.indexOf(0);
  if (zero < 0) return undefined;
  const head = bytes.subarray(0, 1024);
  const isHalfZeros = head.filter((byte) => byte === 0).length * 3 > head.length;
  return isHalfZeros ? "UTF-16 or UTF-32" : "binary";
}

/** Lines are decoded by themselves: no character of UTF-8 has the byte of a line's end in it. */
function firstBadByte(bytes: Uint8Array): { line: number; column: number } {
  const strict = new TextDecoder("utf-8", { fatal: true });
  let start = 0;
  for (let line = 1; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const part = bytes.subarray(start, end < 0 ? bytes.length : end);
    try {
      strict.decode(part);
    } catch {
      return { line, column: new TextDecoder().decode(part).indexOf("\ufffd") + 1 };
    }
    start += part.length + 1;
  }
  return { line: 1, column: 1 };
}
