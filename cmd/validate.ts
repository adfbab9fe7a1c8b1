import { showDesired } from "../src/model/desired/show.ts";
import { plural } from "../src/model/render/words.ts";
import { loadDesired } from "./desired.ts";
import { print } from "./terminal.ts";

export async function validate(dir: string, options: { show?: boolean }): Promise<number> {
  const desired = await loadDesired(dir);
  if (options.show) print(showDesired(desired));
  else {
    const { hubs, endpoints, spokes } = desired;
    print(
      `${dir} is valid: ${plural(hubs.length, "hub")}, ${plural(endpoints.length, "endpoint")}, ${plural(spokes.length, "spoke")}.`,
    );
  }
  return 0;
}
