import { readdirSync, readFileSync } from "node:fs";
import type { Files } from "./stage.ts";

const FOLDER = new URL("../../desired-state/", import.meta.url);

/** The sample in desired-state/, by paths below it. */
export function sample(): Files {
  const paths = readdirSync(FOLDER, { recursive: true, encoding: "utf8" });
  return paths
    .filter((path) => path.endsWith(".yaml"))
    .map((path) => ({ path, text: readFileSync(new URL(path, FOLDER), "utf8") }));
}
