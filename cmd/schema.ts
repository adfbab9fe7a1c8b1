import { desiredJsonSchema } from "../src/model/desired/json-schema.ts";
import { print } from "./terminal.ts";

export async function schema(): Promise<number> {
  print(JSON.stringify(desiredJsonSchema(), undefined, 2));
  return 0;
}
