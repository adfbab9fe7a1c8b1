import { desiredJsonSchema } from "../src/model/desired/json-schema.ts";
import { worldJsonSchema } from "../src/simulator/world-json-schema.ts";
import { print } from "./terminal.ts";

export async function schema({ world = false }: { readonly world?: boolean }): Promise<number> {
  print(JSON.stringify(world ? worldJsonSchema() : desiredJsonSchema(), undefined, 2));
  return 0;
}
