import type { LeaseEvent } from "../../model/lease/state.ts";
import type { LeaseView } from "./view.ts";

/** What the main thread tells the worker. */
export type ToLease = Extract<LeaseEvent, { kind: "turned" | "wants" | "fresh" | "stop" | "drained" }>;

/**
 * The way between the main thread and whatever runs the lease. A view that comes late is no danger: it only dates the
 * last confirmed renewal earlier than it was.
 */
export type LeaseLink = {
  post(message: ToLease): void;
  /** Called with each change; one listener. */
  onView(listener: (view: LeaseView) => void): void;
  close(): void;
};
