import { plural } from "../src/model/counted.ts";
import { showDesired } from "../src/model/desired/show.ts";
import { readDocuments, soundOrRefused } from "./desired.ts";
import { print } from "./terminal.ts";

type Options = { readonly show?: boolean; readonly output: "text" | "json" };

export async function validate(dir: string, { show, output }: Options): Promise<number> {
  const parsed = await readDocuments(dir);
  if (output === "json") {
    const { problems, warnings } = parsed;
    print(JSON.stringify({ valid: parsed.desired !== undefined, problems, warnings }, undefined, 2));
    return parsed.desired ? 0 : 1;
  }
  const desired = soundOrRefused(parsed);
  if (show) print(showDesired(desired));
  else {
    const { hubs, endpoints, spokes } = desired;
    print(
      `${dir} is valid: ${plural(hubs.length, "hub")}, ${plural(endpoints.length, "endpoint")}, ${plural(spokes.length, "spoke")}.`,
    );
  }
  return 0;
}
