import type { Tags } from "../ownership.ts";

/** As its owner sees it in AWS RAM: account ids or ARNs of principals, ARNs of resources, those that ended too. */
export type ResourceShareView = {
  readonly arn: string;
  readonly name: string;
  readonly tags: Tags;
  readonly allowsExternal: boolean;
  readonly principals: readonly ShareEntry[];
  readonly resources: readonly ShareEntry[];
};

/** `status` and `message` as RAM writes them; `at`: when RAM last changed it, in epoch milliseconds. */
export type ShareEntry = {
  readonly id: string;
  readonly status: string;
  readonly message?: string;
  readonly at: number;
};
