import * as z from "zod";
import { text } from "./fields.ts";

/** Annotations are for everybody's tools; those of this prefix are ours, and one that we do not know is a mistake. */
const PREFIX = "vpce-operator/";
export const ALLOW_REMOVALS = `${PREFIX}allow-removals` as const;

const WORDS = "Annotations. Those that do not begin with `vpce-operator/` are ignored.";

export const hubAnnotations = z
  .object({
    [ALLOW_REMOVALS]: text(
      /^[a-f][0-9a-f]{11}$/,
      "must be the digest that a plan names beside TooManyRemovals",
    )
      .optional()
      .describe(
        "Digest, as the plan names it, of removals that may go beyond this hub's guard: exactly these, for a day, once.",
      ),
  })
  .catchall(z.unknown())
  .check((context) => {
    const keys = Object.keys(context.value).filter((key) => key.startsWith(PREFIX) && key !== ALLOW_REMOVALS);
    if (keys.length > 0) context.issues.push({ code: "unrecognized_keys", keys, input: context.value });
  })
  .prefault({})
  .describe(WORDS);

export const otherAnnotations = z
  .record(z.string(), z.unknown())
  .check((context) => {
    for (const key of Object.keys(context.value))
      if (key.startsWith(PREFIX))
        context.issues.push({
          code: "custom",
          path: [key],
          message: `is not known here: ${ALLOW_REMOVALS}, the only one, is a Hub's`,
          input: context.value[key],
        });
  })
  .prefault({})
  .describe(WORDS);
