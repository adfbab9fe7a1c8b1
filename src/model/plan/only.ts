import type { Action } from "../action/action.ts";
import { endpointKey } from "../action/refs.ts";
import { serviceNamesOf } from "../desired/service.ts";
import { didYouMean } from "../desired/suggest.ts";
import type { Desired, Endpoint, Spoke } from "../desired/types.ts";
import type { Finding } from "../finding.ts";
import { type VpcRef, vpcKey, vpcRef } from "../ids.ts";
import { withCompanions } from "./order/companions.ts";

/** One document whose part of a plan is wanted: `spoke=payments-prod`. Several: the parts of all of them. */
export type Only = { readonly kind: "hub" | "endpoint" | "spoke"; readonly name: string };

/** What a partial plan leaves out: known, not made, and never taken for undesired. */
export type LeftOut = { readonly actions: readonly Action[]; readonly findings: readonly Finding[] };

export function onlyText({ kind, name }: Only): string {
  return `${kind}=${name}`;
}

/** Throws an Error in words when it is not KIND=NAME, or no document has that name. */
export function parseOnly(text: string, desired: Desired): Only {
  const [, kind, name] = /^(hub|endpoint|spoke)=(.+)$/.exec(text) ?? [];
  if (kind === undefined || name === undefined)
    throw new Error(`${text}: it takes spoke=NAME, hub=NAME or endpoint=NAME`);
  const only: Only = { kind: kind as Only["kind"], name };
  const names = desired[`${only.kind}s`].map((document) => document.name as string);
  if (names.includes(name)) return only;
  const hint = didYouMean(name, names);
  throw new Error(`${text}: there is no ${kind} document of that name${hint ? `; ${hint}` : ""}`);
}

/** Of a whole plan's actions, in order, those of the documents, and all that these wait for or must not be without. */
export function onlyActions(actions: readonly Action[], only: readonly Only[], desired: Desired): Action[] {
  const choices = only.map((one) => choiceOf(one, desired));
  return withCompanions(
    actions,
    actions.filter((action) => choices.some((choice) => choice.action(action))),
  );
}

/** What has to be said of the documents, of their hubs as such, and of what the part does (`action`). */
export function onlyFindings(
  findings: readonly Finding[],
  only: readonly Only[],
  desired: Desired,
): Finding[] {
  const choices = only.map((one) => choiceOf(one, desired));
  return findings.filter((f) => f.action !== undefined || choices.some((choice) => choice.finding(f)));
}

type Choice = { action(action: Action): boolean; finding(finding: Finding): boolean };

const NOTHING: Choice = { action: () => false, finding: () => false };

function choiceOf({ kind, name }: Only, desired: Desired): Choice {
  if (kind === "hub") return { action: ({ hub }) => hub === name, finding: ({ hub }) => hub === name };
  if (kind === "endpoint") return choiceOfEndpoint(desired.endpoints.find((e) => e.name === name));
  const spoke = desired.spokes.find((s) => s.name === name);
  return spoke ? choiceOfSpoke(spoke) : NOTHING;
}

/** An endpoint that it replaces, which no document names any more, is at the same place. */
function choiceOfEndpoint(endpoint: Endpoint | undefined): Choice {
  if (!endpoint) return NOTHING;
  const { name, set, hubs } = endpoint;
  const names = new Set<string>(hubs.map((hub) => hub.name));
  const places = new Set(
    hubs.flatMap((h) => serviceNamesOf(endpoint, h).map((service) => endpointKey(h.name, set, service))),
  );
  return {
    action: (action) => action.endpoint === name || ("target" in action && places.has(action.target.key)),
    finding: (finding) =>
      finding.endpoint === undefined ? names.has(finding.hub) : finding.endpoint === name,
  };
}

function choiceOfSpoke({ name, hub, vpc, region, endpoints }: Spoke): Choice {
  const key = vpcKey(vpcRef(vpc, region));
  const shared = new Set<string>(endpoints.map((e) => e.name));
  const isOwn = (other: VpcRef | undefined) => other !== undefined && vpcKey(other) === key;
  return {
    action: (action) => action.spoke === name || ("vpc" in action && isOwn(action.vpc)),
    finding(finding) {
      if (finding.spoke !== undefined || finding.vpc !== undefined)
        return finding.spoke === name || isOwn(finding.vpc);
      return finding.hub === hub.name && (finding.endpoint === undefined || shared.has(finding.endpoint));
    },
  };
}
