import { defineConfig } from "vitest/config";

const LONG = process.env.VPCE_LONG === "1";

export default defineConfig({
  test: {
    // npm run test:long: what takes minutes, and nothing else.
    include: LONG
      ? ["test/long/**/*.test.ts", "test/advice/**/*.test.ts"]
      : ["src/**/*.test.ts", "test/**/*.test.ts", "cmd/**/*.test.ts"],
    exclude: LONG ? [] : ["test/long/**", "test/advice/**", "**/node_modules/**"],
    setupFiles: ["test/support/setup.ts"],
    isolate: false,
    maxWorkers: 3, // the built program waits for real time, and takes no processor then
    // They end what hangs, and judge nothing: a busy machine takes its time.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 600_000 } },
    coverage: { include: ["src/**", "cmd/**"], reporter: ["text-summary"] },
  },
});
