import { defineConfig } from "vitest/config";

const LONG = process.env.VPCE_LONG === "1";

/** What takes minutes: `npm run test:long` runs it, and nothing else; `npm test` runs the rest. */
const LONG_ONES = [
  "test/long/**/*.test.ts",
  "test/release/**/*.test.ts",
  "test/advice/**/*.test.ts",
  "test/laws/**/*.test.ts",
  "test/daemon/hanging.test.ts",
  "test/daemon/laws.test.ts",
  "test/soak/**/*.test.ts",
  "src/operator/sources/git/hostile.test.ts",
  "src/operator/sources/git/signature.test.ts",
  "test/e2e/adopt.test.ts",
  "test/e2e/lease.test.ts",
  "test/e2e/network.test.ts",
  "test/scenarios/managed-resolver.test.ts",
  "test/scenarios/own-endpoints.test.ts",
  "test/scenarios/own-endpoints-regional.test.ts",
  "test/scenarios/own-endpoints-waves.test.ts",
  "test/scenarios/rule-view-attack.test.ts",
  "test/scenarios/rule-view-moves.test.ts",
  "test/scenarios/stale.test.ts",
  "test/scenarios/switch-troubles.test.ts",
];

export default defineConfig({
  test: {
    include: LONG ? LONG_ONES : ["src/**/*.test.ts", "test/**/*.test.ts", "cmd/**/*.test.ts"],
    exclude: LONG ? [] : [...LONG_ONES, "**/node_modules/**"],
    setupFiles: ["test/support/setup.ts"],
    isolate: false,
    // The built program waits for real time, and takes no processor then; of what takes minutes most does.
    maxWorkers: LONG ? 5 : 3,
    // They end what hangs, and judge nothing: a busy machine takes its time.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 600_000 } },
    coverage: { include: ["src/**", "cmd/**"], reporter: ["text-summary"] },
  },
});
