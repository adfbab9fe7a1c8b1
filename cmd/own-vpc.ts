import type { Logger } from "pino";
import type { Settings } from "../src/daemon/config/settings.ts";
import { type OwnVpc, parseOwnVpc } from "../src/model/own-vpc.ts";

export function ownVpcOf({ ownVpc }: Pick<Settings, "ownVpc">): { ownVpc?: OwnVpc } {
  return ownVpc === undefined ? {} : { ownVpc: parseOwnVpc(ownVpc) };
}

/** Once, at start. In a container of ECS, which tells by this variable, it has a VPC; elsewhere it may have none. */
export function tellOwnVpc(
  log: Pick<Logger, "warn" | "debug">,
  { ownVpc }: Pick<Settings, "ownVpc">,
  env: NodeJS.ProcessEnv,
): void {
  if (ownVpc !== undefined) return;
  log[env.ECS_CONTAINER_METADATA_URI_V4 === undefined ? "debug" : "warn"](UNKNOWN);
}

const UNKNOWN =
  "own VPC not known: should this instance resolve names that it shares, they may change for it before the others have them; --own-vpc says where it runs";
