import { witness } from "../../src/daemon/witnesses.ts";
import type { Finding } from "../../src/model/finding.ts";
import { tableClient } from "../../src/store/client.ts";
import type { PersonRequest } from "../../src/store/records.ts";
import { createStore } from "../../src/store/store.ts";
import { createTable } from "../../src/store/table.ts";
import type { Stage } from "../support/stage.ts";
import type { Branch } from "./commits.ts";
import { type Instance, startInstance, TABLE, tableOptions } from "./instance.ts";

const RESTART_MS = 30_000;

/** Two processes with one table, each of which a supervisor starts anew when it has ended. */
export type Pair = {
  readonly windows: Finding[];
  /** Passes that threw, and processes that died of something else than their table. */
  readonly failures: string[];
  readonly counts: { passes: number; kills: number };
  holder(): Instance | undefined;
  one(): Instance;
  kill(instance: Instance): void;
  /** Just before the nth change in AWS from here on, in place of what was to happen at one before. */
  atChange(nth: number, what: () => void): void;
  ask(wish: Pick<PersonRequest, "kind" | "reason" | "subject">): Promise<void>;
  end(): Promise<void>;
};

export async function pairOn(stage: Stage, { source }: Branch, random: () => number): Promise<Pair> {
  const { clock, cloud } = stage;
  const options = tableOptions(clock, { handle: cloud.handle }, random);
  await clock.run(createTable(tableClient(options), TABLE, clock));
  const { requests } = createStore(options);
  const [windows, failures, counts]: [Finding[], string[], Pair["counts"]] = [
    [],
    [],
    { passes: 0, kills: 0 },
  ];
  const instances: Instance[] = [];
  let isOver = false;
  let coming = { left: Infinity, what: () => {} };
  cloud.onCall(({ phase, call }) => {
    if (phase === "before" && call.write && call.service !== "dynamodb" && --coming.left === 0) coming.what();
  });
  let ids = 0;
  const watching = witness({
    planned: ({ findings }) => void windows.push(...findings.filter(({ kind }) => kind === "window")),
    passEnds(end) {
      counts.passes++;
      if ("error" in end) failures.push(`a pass threw: ${words(end.error)}`);
    },
  });

  async function live(place: number): Promise<void> {
    while (!isOver) {
      const label = `d${++ids}`;
      const instance = startInstance({ stage, label, source, random, witness: watching });
      instances[place] = instance;
      const error = await instance.ended;
      if (error && !/cannot be read/.test(String(error))) failures.push(`a process died: ${words(error)}`);
      await clock.sleep(random() * RESTART_MS);
    }
  }

  const lives = [live(0), live(1)];
  return {
    windows,
    failures,
    counts,
    holder: () => instances.find((instance) => instance.isHolder()),
    one: () => instances[Math.floor(random() * instances.length)] as Instance,
    kill(instance) {
      counts.kills++;
      instance.kill();
    },
    atChange(left, what) {
      coming = { left, what };
    },
    async ask(wish) {
      const asked = { ...wish, id: `wish-${++ids}`, at: clock.now(), author: "somebody" };
      await clock.run(requests.ask(asked));
    },
    async end() {
      isOver = true;
      for (const instance of instances) instance.stop();
      await clock.run(Promise.all(lives));
    },
  };
}

const words = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));
