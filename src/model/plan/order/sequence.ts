import type { ActionKey } from "../../action/common.ts";
import type { ZoneKey, ZoneRef } from "../../action/refs.ts";
import { actionKey, type ZoneAction } from "../../action/zone.ts";
import { isBeneath } from "../../dns-name.ts";
import { type VpcRef, vpcKey, type ZoneName } from "../../ids.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import type { Place, WantedRow } from "../wanted/zones/zone-row.ts";

/** A VPC comes into a zone or out of it. `inDns`: when the action has ended, DNS answers by it. */
export type Step = { readonly place: Place; readonly key: ActionKey; readonly inDns: boolean };

/** What comes first: keys to wait for, and the waits among them that the plan has to make. */
export type Before = { readonly waits: readonly ZoneAction[]; readonly after: readonly ActionKey[] };

/** What later actions of a plan have to wait for, collected while the earlier ones are written down. */
export class Sequence {
  readonly #gates = new Map<HubEndpoint, { readonly zone: WantedRow; readonly key: ActionKey }[]>();
  /** VPC → zone → its step there. */
  readonly #steps = new Map<string, Map<ZoneKey, Step>>();
  /** Every zone that has a step. */
  readonly #zones = new Map<ZoneKey, ZoneName>();
  /** What `#named` found among them: hardly any zone has another above or beneath it, and every pair asks. */
  readonly #found = new Map<string, readonly ZoneKey[]>();

  /** No client joins any zone of an endpoint before the aliases of all those that it joins are INSYNC (semantics 3). */
  gate(zone: WantedRow, key: ActionKey): void {
    this.#gates.set(zone.wanted.endpoint, [...(this.#gates.get(zone.wanted.endpoint) ?? []), { zone, key }]);
  }

  /** Of all the endpoint's zones, or of those that one client belongs in. */
  gatesOf(endpoint: HubEndpoint, vpc?: VpcRef): ActionKey[] {
    const isFor = (zone: WantedRow) => vpc === undefined || zone.wanted.clients.keys.has(vpcKey(vpc));
    return (this.#gates.get(endpoint) ?? []).filter(({ zone }) => isFor(zone)).map(({ key }) => key);
  }

  /** By this the VPC joins the zone, or leaves it: one sequence holds either joins or leaves. */
  steps(vpc: VpcRef, step: Step): void {
    const { key, name } = step.place.zone;
    const steps = this.#steps.get(vpcKey(vpc)) ?? new Map<ZoneKey, Step>();
    this.#steps.set(vpcKey(vpc), steps.set(key, step));
    if (!this.#zones.has(key)) this.#found.clear();
    this.#zones.set(key, name);
  }

  /** Waits for what was done before this plan, as steps of it. Answers with those to write down: a zone has one for a VPC. */
  earlier(vpc: VpcRef, waits: readonly ZoneAction[]): ZoneAction[] {
    const fresh = waits.filter(({ zone }) => !this.#steps.get(vpcKey(vpc))?.has(zone.key));
    for (const wait of fresh) this.steps(vpc, { place: wait, key: wait.key, inDns: true });
    return fresh;
  }

  /** A VPC joins a zone only after the zones beneath its name, or it would lose those names (semantics 5). */
  beneath(vpc: VpcRef, name: ZoneName): Before {
    return this.#before(
      vpc,
      this.#named(`beneath ${name}`, (other) => isBeneath(other, name)),
    );
  }

  /** A VPC leaves a zone only after the zones above its name, for the same reason. */
  above(vpc: VpcRef, name: ZoneName): Before {
    return this.#before(
      vpc,
      this.#named(`above ${name}`, (other) => isBeneath(name, other)),
    );
  }

  /** A zone loses its aliases only after the VPC left it in DNS too: AWS promises no order between the two. */
  out(vpc: VpcRef, zone: ZoneRef): Before {
    return this.#before(vpc, [zone.key]);
  }

  #named(question: string, isMeant: (name: ZoneName) => boolean): readonly ZoneKey[] {
    const found =
      this.#found.get(question) ?? [...this.#zones].flatMap(([key, name]) => (isMeant(name) ? [key] : []));
    this.#found.set(question, found);
    return found;
  }

  /** First in DNS, not only in AWS's lists: one change may be slow to get there and the next one quick. */
  #before(vpc: VpcRef, zones: readonly ZoneKey[]): Before {
    const mine = zones.length > 0 ? this.#steps.get(vpcKey(vpc)) : undefined;
    const steps = zones.flatMap((zone) => mine?.get(zone) ?? []);
    const waits = steps.filter((step) => !step.inDns).map((step) => awaitStep(vpc, step));
    for (const wait of waits) this.steps(vpc, { place: wait, key: wait.key, inDns: true });
    const inDns = steps.filter((step) => step.inDns).map((step) => step.key);
    return { waits, after: [...inDns, ...waits.map((wait) => wait.key)] };
  }
}

/** By the hub's calls, whoever made the change: it is the hub's zone. No `key`: an earlier pass made it. */
export function awaitStep(
  vpc: VpcRef,
  { place, key }: { readonly place: Place; readonly key?: ActionKey },
): ZoneAction {
  const { hub, account, endpoint, zone } = place;
  return {
    hub,
    account,
    ...(endpoint && { endpoint }),
    zone,
    vpc,
    kind: "awaitInsync",
    key: actionKey("awaitInsync", zone, vpc),
    after: key === undefined ? [] : [key],
    because: "what follows counts on it in DNS, where one change may be slow and the next one quick",
  };
}
