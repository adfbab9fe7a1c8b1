import { namesAbove } from "../../dns-name.ts";
import type { ZoneName } from "../../ids.ts";
import type { RuleOfVpc } from "../../observed/vpc.ts";

/**
 * Of the rules that one VPC has the one that answers a name, as `holdersOf` would tell, for whoever asks of thousands of VPCs: the
 * longest decides, and where that is a SYSTEM rule no rule answers. Undefined: none does.
 */
export function ruleOver<R extends Pick<RuleOfVpc, "name" | "isSystem">>(
  name: ZoneName,
  rules: ReadonlyMap<ZoneName, R>,
): R | undefined {
  const first = [name, ...namesAbove(name), ROOT].find((domain) => rules.has(domain));
  const rule = first === undefined ? undefined : rules.get(first);
  return rule?.isSystem ? undefined : rule;
}

const ROOT = "" as ZoneName;
