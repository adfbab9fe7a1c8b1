import { createInterface } from "node:readline";
import { type Out, write } from "./streams.ts";

export type Terminal = {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: Out;
  readonly signal: AbortSignal;
};

/** Whether there is somebody to ask: both what is typed and what is asked are on a terminal. */
export function canAsk({ input, output }: Pick<Terminal, "input" | "output">): boolean {
  return input.isTTY === true && output.isTTY === true;
}

/** Only `yes` is a yes; the end of the input, a signal or anything else is none. */
export async function ask(question: string, { input, output, signal }: Terminal): Promise<boolean> {
  write(output, `${question} Only yes will do: `);
  const lines = createInterface({ input, terminal: false });
  const close = () => lines.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    if (signal.aborted) return false;
    for await (const line of lines) return line.trim().toLowerCase() === "yes";
    return false;
  } finally {
    signal.removeEventListener("abort", close);
    lines.close();
  }
}
