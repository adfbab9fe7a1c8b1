import { valueIn } from "../../../failure.ts";
import { type VpcId, type VpcRef, vpcRef } from "../../../ids.ts";
import type { Observed } from "../../../observed/observed.ts";
import type { RulePath } from "../../../observed/rule-account.ts";
import type { VpcView } from "../../../observed/vpc.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";

/** What was seen of a view VPC of the hub. Absent: it was not read. */
export function seenView(
  { observed }: { readonly observed: Pick<Observed, "rulePaths"> },
  { hub, view }: Pick<RuleDraft, "hub" | "view">,
  vpc: VpcId,
): VpcView | undefined {
  const path = observed.rulePaths?.get(hub);
  return path && valueIn(lookedAt(path, view.inbound?.vpc, vpc));
}

/** Of what was read, by whichever endpoint rules lead there. `standing`: the one that the hub's view names. */
export function lookedAt({ view, besides }: RulePath, standing: VpcId | undefined, vpc: VpcId) {
  return vpc === standing ? view : besides?.get(vpc);
}

export function viewRefOf({ hub }: Pick<RuleDraft, "hub">, vpc: VpcId): VpcRef {
  return vpcRef(vpc, hub.region);
}
