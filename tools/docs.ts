import { readFileSync, writeFileSync } from "node:fs";
import { desiredJsonSchema } from "../src/model/desired/json-schema.ts";
import { withReference } from "../src/model/desired/reference.ts";
import { statusJsonSchema } from "../src/model/status/status.ts";
import { worldJsonSchema } from "../src/simulator/world-json-schema.ts";
import { withWorldReference } from "../src/simulator/world-reference.ts";
import { cliPage } from "./cli-page.ts";
import { configurationPage, metricsPage, statusPage } from "./daemon-pages.ts";
import { findingsPage } from "./findings-page.ts";
import { troubleshootingPage } from "./troubleshooting-page.ts";

/** Writes what docs/ takes from the schemas. Tests say when this is due: `node tools/docs.ts`. */
const docs = new URL("../docs/", import.meta.url);
const page = new URL("desired-state.md", docs);

writeFileSync(
  new URL("desired-state.schema.json", docs),
  `${JSON.stringify(desiredJsonSchema(), null, 2)}\n`,
);
writeFileSync(page, withReference(readFileSync(page, "utf8")));
writeFileSync(new URL("findings.md", docs), findingsPage());
writeFileSync(new URL("cli.md", docs), cliPage());
writeFileSync(new URL("configuration.md", docs), configurationPage());
writeFileSync(new URL("status.md", docs), statusPage());
writeFileSync(new URL("status.schema.json", docs), `${JSON.stringify(statusJsonSchema(), null, 2)}\n`);
writeFileSync(new URL("troubleshooting.md", docs), troubleshootingPage());
writeFileSync(new URL("metrics.md", docs), await metricsPage());

const world = new URL("world.md", docs);
writeFileSync(new URL("world.schema.json", docs), `${JSON.stringify(worldJsonSchema(), null, 2)}\n`);
writeFileSync(world, withWorldReference(readFileSync(world, "utf8")));
