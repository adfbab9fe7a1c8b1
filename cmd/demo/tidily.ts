import { complain } from "../terminal.ts";

/** Takes what is to be undone in the end. */
export type Later = (undo: () => Promise<unknown>) => void;

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Undoes what a demo made, the last first, however it ends: also when it is interrupted. */
export async function tidily(work: (later: Later) => Promise<void>): Promise<number> {
  const undos: (() => Promise<unknown>)[] = [];
  const interrupted = new Promise<number>((resolve) => {
    for (const [signal, code] of Object.entries(SIGNALS)) process.once(signal, () => resolve(code));
  });
  let isOver = false;
  const later: Later = (undo) => {
    if (isOver)
      void undone(undo); // it was on its way when the demo was interrupted
    else undos.push(undo);
  };
  try {
    const done = work(later).then(() => 0);
    const code = await Promise.race([done, interrupted]);
    isOver = true;
    if (code !== 0) await tidy(undos).finally(() => process.exit(code)); // the work is still waiting for something
    return code;
  } finally {
    isOver = true;
    await tidy(undos);
  }
}

async function tidy(undos: (() => Promise<unknown>)[]): Promise<void> {
  for (const undo of undos.splice(0).reverse()) await undone(undo);
}

function undone(undo: () => Promise<unknown>): Promise<unknown> {
  return undo().catch((error: Error) => complain(error.message));
}
