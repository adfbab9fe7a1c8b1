import { planOf } from "../src/model/plan/plan.ts";
import { readFolder } from "../src/operator/sources/folder.ts";
import { mustBeQuiet, quietObserved } from "./quiet.ts";

/** Prints how many megabytes this process took at its peak to read a folder and to plan a quiet pass over it. */
const { desired } = await readFolder(process.argv[2] ?? ".", { env: {}, file: () => undefined });
if (!desired) throw new Error("the folder is not sound");
mustBeQuiet(planOf(desired, quietObserved(desired)));
process.stdout.write(`${(process.resourceUsage().maxRSS * 1024) / 1e6}\n`);
