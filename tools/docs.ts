import { readFileSync, writeFileSync } from "node:fs";
import { desiredJsonSchema } from "../src/model/desired/json-schema.ts";
import { withReference } from "../src/model/desired/reference.ts";
import { findingsPage } from "./findings-page.ts";

/** Writes what docs/ takes from the schema. A test says when this is due: `node tools/docs.ts`. */
const docs = new URL("../docs/", import.meta.url);
const page = new URL("desired-state.md", docs);

writeFileSync(
  new URL("desired-state.schema.json", docs),
  `${JSON.stringify(desiredJsonSchema(), null, 2)}\n`,
);
writeFileSync(page, withReference(readFileSync(page, "utf8")));
writeFileSync(new URL("findings.md", docs), findingsPage());
