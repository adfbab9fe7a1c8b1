import { chmod } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { defineConfig, type Plugin } from "rolldown";

const STARTER = "vpce-operator.mjs";
const PROGRAM = "main.mjs";
/** What is started by its file's name: the program, and the thread of the lease. */
const ENTRIES = { main: "cmd/main.ts", "lease-worker": "cmd/lease-worker.ts" };
const BUILTIN = "builtin:";

/**
 * The program itself is a file of its own, so that nothing of it is looked at by a Node that is too old, and that it is
 * compiled once and kept: in NODE_COMPILE_CACHE, else in the folder for temporary files. Where that cannot be written,
 * Node goes on without; it never throws.
 */
const starter = `#!/usr/bin/env node
import * as nodeModule from "node:module"; // by name, an old Node would refuse the file
if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(\`vpce-operator needs Node 24 or newer; this is \${process.version}\\n\`);
  process.exit(1);
}
nodeModule.enableCompileCache();
try {
  await import("./${PROGRAM}");
} catch (error) {
  if (error?.code !== "ERR_MODULE_NOT_FOUND") throw error;
  process.stderr.write("a part of vpce-operator is missing beside this file: copy the whole folder dist, or make it again: npm run build\\n");
  process.exitCode = 1;
}
`;

/**
 * The shipped program: one small starter that knows the command line, and a chunk for each command, loaded when it is
 * asked for: `--help`, `validate` and `schema` never load the AWS SDK.
 */
export default defineConfig({
  input: ENTRIES,
  platform: "node",
  // By default the CommonJS builds of the SDK are taken, of which nothing can be left out: twice the size.
  resolve: { mainFields: ["module", "main"], conditionNames: ["node", "module", "import"] },
  output: {
    dir: "dist",
    cleanDir: true,
    format: "esm",
    minify: true,
    // What is always loaded together is one file each: opening a file costs as much as running a small one.
    codeSplitting: {
      groups: [
        {
          name: "common",
          test: /^builtin:|\/(cmd\/(terminal|streams|options|failure-words|version)|src\/model\/rates)\.ts$/,
        },
        { name: "desired", test: /\/node_modules\/(yaml|zod)\/|\/src\/model\/desired\// },
      ],
    },
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name]-[hash].mjs",
  },
  plugins: [builtinsOnDemand(), starts(STARTER)],
});

/**
 * `import` of one of Node's own modules reads each of its members, and `process.stdin` or `fs.ReadStream` load streams
 * and sockets then: a tenth of the time until a command starts. As an object only what is used is loaded. Commander asks
 * for `child_process` to run subcommands that are programs of their own; there are none here.
 */
function builtinsOnDemand(): Plugin {
  const unused = `${BUILTIN}unused`;
  return {
    name: "builtins-on-demand",
    resolveId(id, importer = "") {
      if (!isBuiltin(id) || importer.startsWith("\0")) return undefined; // what the bundler itself needs stays
      return id === "node:child_process" && importer.includes("/commander/") ? unused : BUILTIN + id;
    },
    load(id) {
      if (id === unused) return "export default {};";
      if (!id.startsWith(BUILTIN)) return undefined;
      return `module.exports = process.getBuiltinModule(${JSON.stringify(id.slice(BUILTIN.length))});`;
    },
  };
}

function starts(fileName: string): Plugin {
  return {
    name: "starts",
    generateBundle() {
      this.emitFile({ type: "asset", fileName, source: starter });
    },
    writeBundle: ({ dir = "." }) => chmod(join(dir, fileName), 0o755),
  };
}
