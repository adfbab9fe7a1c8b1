import * as z from "zod";
import type { Seen } from "../failure.ts";
import { STATUS_VERSION, type Status, status } from "./status.ts";

/** A status as some instance wrote it. One of a later version, and what is none, could not be seen. */
export function statusFrom(written: unknown): Seen<Status> {
  const { success, data, error } = status.safeParse(written);
  if (success) return { kind: "seen", value: data };
  const version = versioned.safeParse(written).data?.version ?? 0;
  if (version > STATUS_VERSION) return foreign("NewerShape", newer(version));
  const place = error.issues[0]?.path.join(".");
  return foreign(
    "ForeignItem",
    `the status is not as vpce-operator writes it${place ? ` (at ${place})` : ""}`,
  );
}

const versioned = z.object({ version: z.number() });

function newer(version: number): string {
  return `the status is of version ${version}, and this version of vpce-operator knows versions up to ${STATUS_VERSION}: run a newer one`;
}

function foreign(error: "NewerShape" | "ForeignItem", message: string): Seen<never> {
  return { kind: "unreadable", failure: { kind: "unsupported", error, message } };
}
