/** Some time: from one moment on and up to another, in epoch milliseconds; `Infinity` for what has no end. */
export type Span = { from: number; to: number };

/** The times that are in one of the spans and in the other one. */
export const common = (spans: readonly Span[], { from, to }: Span): Span[] =>
  spans
    .map((span) => ({ from: Math.max(span.from, from), to: Math.min(span.to, to) }))
    .filter((span) => span.from < span.to);

export const covers = (spans: readonly Span[], at: number): boolean =>
  spans.some(({ from, to }) => from <= at && at < to);
