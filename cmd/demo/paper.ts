import { paintFor, print } from "../terminal.ts";

export const paint = paintFor(process.stdout);

export function heading(text: string): void {
  print(`\n${paint("bold", paint("cyan", text))}`);
}
