import type { ActionKey } from "../../action/common.ts";
import { ownActionKey } from "../../action/own.ts";
import type { Spoke } from "../../desired/types.ts";
import type { ZoneName } from "../../ids.ts";
import type { Gaps } from "../rules/handing-over/gaps.ts";
import { refOf } from "../rules/handing-over/own-actions.ts";
import type { Owned } from "../rules/own/owned.ts";
import type { Client } from "../wanted/clients.ts";

/** The endpoint whose private DNS this plan switches off for the client's joining zones of that name, if any. */
export function openingOf({ opening }: Gaps, { spoke, vpc }: Client, name: ZoneName): Owned | undefined {
  return opening.find(
    (one) => one.spoke.vpc === vpc.id && one.spoke.hub === spoke?.hub && one.names.includes(name),
  );
}

export function openingKey(gaps: Gaps, client: Client, name: ZoneName): ActionKey | undefined {
  const own = openingOf(gaps, client, name);
  return own && ownActionKey("handOver", refOf(own));
}

/** The name is public there until the VPC has joined its zone. */
export function isPending({ pending }: Gaps, { vpc, hub }: Spoke, name: ZoneName): boolean {
  return pending.some((one) => one.spoke.vpc === vpc && one.spoke.hub === hub && one.names.includes(name));
}
