import type { Requests } from "./ports.ts";

/** Of a process without a table: nobody can ask but by a signal, or over HTTP. */
export const noRequests: Requests = {
  refresh: async () => false,
  paused: () => undefined,
  forgotten: () => new Set(),
  asked: () => [],
  acknowledge: async () => {},
};
