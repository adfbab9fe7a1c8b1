import type { Reason } from "../../src/model/reasons.ts";
import type { Advice } from "./advice.ts";
import { CLIENTS } from "./clients.ts";
import { CUSTOM_RESOLVERS } from "./custom-resolvers.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { FAILURES, HUBS } from "./hubs.ts";
import { MANAGED_RESOLVER, NOT_READY } from "./managed-resolver.ts";
import { OWN_ENDPOINTS } from "./own-endpoints.ts";
import { PATH_FAILURES, PATHS } from "./paths.ts";
import { POLICIES } from "./policies.ts";
import { RECORDS } from "./records.ts";
import { REMOVALS } from "./removals.ts";
import { ROLLOUTS } from "./rollouts.ts";
import { RULE_SHADOWS } from "./rule-shadows.ts";
import { RULES } from "./rules.ts";
import { SWITCHING } from "./switching.ts";
import { ZONES } from "./zones.ts";

/** By reason; a reason that is missing here does not compile. Empty: it prints nothing to do, what it leads to does. */
const REASONED = {
  ...HUBS,
  ...ENDPOINTS,
  ...ZONES,
  ...RECORDS,
  ...CLIENTS,
  ...REMOVALS,
  ...POLICIES,
  ...ROLLOUTS,
  ...RULES,
  ...MANAGED_RESOLVER,
  ...PATHS,
  ...CUSTOM_RESOLVERS,
  ...OWN_ENDPOINTS,
  ...SWITCHING,
  ResolverNotReady: [...RULES.ResolverNotReady, ...NOT_READY],
  Shadows: [...CLIENTS.Shadows, ...RULE_SHADOWS],
  NotChecked: [...CLIENTS.NotChecked, ...RULES.NotChecked],
} satisfies Record<Reason, readonly Advice[]>;

/** By the reason that a finding bears, AWS's own error codes included. */
export const ADVICE: Readonly<Record<string, readonly Advice[]>> = {
  ...REASONED,
  ...FAILURES,
  ...PATH_FAILURES,
};
