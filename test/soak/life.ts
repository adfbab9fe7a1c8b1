import type { RequestHandler } from "../../src/aws/request-handler.ts";
import type { Clock } from "../../src/model/clock.ts";
import type { Stage } from "../support/stage.ts";

/** A process's clock and network, which stand still while it is frozen, and for ever when it was killed. */
export function lifeOn({ clock, cloud }: Stage) {
  const { promise: killed, resolve } = Promise.withResolvers<undefined>();
  let held: Promise<void> | undefined;
  const goesOn = async () => {
    while (held) await held;
  };
  const own: Clock = {
    now: clock.now,
    async sleep(ms, signal) {
      await clock.sleep(ms, signal);
      await goesOn();
    },
  };
  let isDead = false;
  const requestHandler: RequestHandler = {
    async handle(request, options) {
      if (isDead) await goesOn();
      const answer = cloud.handle(request, options);
      await Promise.allSettled([answer]).then(goesOn);
      return answer;
    },
  };
  return {
    clock: own,
    requestHandler,
    killed,
    kill() {
      isDead = true;
      held = new Promise(() => {});
      resolve(undefined);
    },
    freeze(ms: number) {
      if (held) return;
      const mine = clock.sleep(ms).then(() => {
        if (held === mine) held = undefined;
      });
      held = mine;
    },
    isFrozen: () => held !== undefined,
  };
}
