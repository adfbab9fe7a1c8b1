import { parentPort, workerData } from "node:worker_threads";
import { groupsOf } from "./groups.ts";

/** Which group a thread of its own measures. */
export type Share = { readonly all: boolean; readonly index: number };

const { all, index } = workerData as Share;
parentPort?.postMessage(await groupsOf(all)[index]?.rows());
