import * as z from "zod";
import { DOCUMENTS } from "./schema.ts";

/**
 * JSON Schema (draft 2020-12) of what people write, defaults optional: one alternative for each kind. Made from the
 * definition that parses; it cannot know references between documents.
 */
export function desiredJsonSchema(): Record<string, unknown> {
  const documents = Object.entries(DOCUMENTS).map(([kind, document]) => {
    const { $schema: _, ...schema } = z.toJSONSchema(document, { io: "input" });
    return { title: kind, ...schema };
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "vpce-operator desired state",
    description: "A Hub, Endpoint, Spoke or Defaults document.",
    oneOf: documents,
  };
}
