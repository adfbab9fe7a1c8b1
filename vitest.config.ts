import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "cmd/**/*.test.ts"],
    setupFiles: ["test/support/setup.ts"],
    isolate: false,
    maxWorkers: 3, // the built program waits for real time, and takes no processor then
    testTimeout: 60_000,
    coverage: { include: ["src/**", "cmd/**"], reporter: ["text-summary"] },
  },
});
