import { gzipSync } from "node:zlib";
import { planOf } from "../src/model/plan/plan.ts";
import { readFolder } from "../src/operator/sources/folder.ts";
import { fleetPage } from "../src/web/page.ts";
import { mustBeQuiet, quietObserved } from "./quiet.ts";
import { statusOf } from "./status.ts";

/** Prints how many megabytes this process took at its peak to read a folder, to plan a quiet pass over it and to tell it. */
const { desired } = await readFolder(process.argv[2] ?? ".", { env: {}, file: () => undefined });
if (!desired) throw new Error("the folder is not sound");
const plan = planOf(desired, quietObserved(desired));
mustBeQuiet(plan);
const status = statusOf(desired, plan);
gzipSync(JSON.stringify(status)); // as it stands on the table
fleetPage(status, {});
process.stdout.write(`${(process.resourceUsage().maxRSS * 1024) / 1e6}\n`);
