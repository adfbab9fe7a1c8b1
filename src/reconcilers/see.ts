import { failureOf } from "../aws/failure.ts";
import type { Seen } from "../model/failure.ts";

/** Reads, and says so when it could not: "could not see" is never an empty answer (semantics 12). */
export async function see<T>(read: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { kind: "seen", value: await read() };
  } catch (error) {
    return { kind: "unreadable", failure: failureOf(error) };
  }
}
