import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { defineConfig, type Plugin } from "rolldown";

const STARTER = "vpce-operator.mjs";

/**
 * Chunks are compiled once and kept: in NODE_COMPILE_CACHE, else in the folder for temporary files. Where that cannot
 * be written, Node goes on without; it never throws.
 */
const starterHead = `#!/usr/bin/env node
import * as nodeModule from "node:module";
if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(\`vpce-operator needs Node 24 or newer; this is \${process.version}\\n\`);
  process.exit(1);
}
nodeModule.enableCompileCache();
`;

/**
 * The shipped program: one small starter that knows the command line, and a chunk for each command, loaded when it is
 * asked for: `--help`, `validate` and `schema` never load the AWS SDK.
 */
export default defineConfig({
  input: { "vpce-operator": "cmd/main.ts" },
  platform: "node",
  // By default the CommonJS builds of the SDK are taken, of which nothing can be left out: twice the size.
  resolve: { mainFields: ["module", "main"], conditionNames: ["node", "module", "import"] },
  output: {
    dir: "dist",
    cleanDir: true,
    format: "esm",
    minify: true,
    entryFileNames: STARTER,
    chunkFileNames: "[name]-[hash].mjs",
    postBanner: ({ fileName }) => (fileName === STARTER ? starterHead : ""),
  },
  plugins: [executable(STARTER)],
});

function executable(fileName: string): Plugin {
  return {
    name: "executable",
    writeBundle: ({ dir = "." }) => chmod(join(dir, fileName), 0o755),
  };
}
