/** Where a command writes to. Tests put something else in its place. */
export type Out = Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">;

/** Streams whose reader left, or whose disk is full: what is written to them is lost, and the work goes on. */
const closed = new Map<Out, NodeJS.ErrnoException>();

/** The only way to standard output and standard error. Never throws: an apply is not to die of its own words. */
export function write(stream: Out, text: string): void {
  if (closed.has(stream)) return;
  try {
    stream.write(text);
  } catch (error) {
    closed.set(stream, error as NodeJS.ErrnoException);
  }
}

/** A pipe tells by an event that its reader left: `head`, `less`, a `tee` that Ctrl-C ended. */
export function surviveReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!closed.has(stream)) closed.set(stream, error);
    });
}

/** Why what was printed is not where it should be, in words; a reader that left wanted no more. */
export function lostOutput(): string | undefined {
  const error = closed.get(process.stdout);
  if (!error || error.code === "EPIPE") return undefined;
  return `standard output could not be written, and is not complete: ${error.message}`;
}
