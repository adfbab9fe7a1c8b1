import type { ActionKey } from "../action.ts";
import { type VpcRef, vpcKey, type ZoneName } from "../ids.ts";
import type { Settled } from "./endpoint.ts";

/** What later actions of a plan have to wait for, collected while the earlier ones are written down. */
export class Sequence {
  readonly #gates = new Map<Settled, ActionKey[]>();
  readonly #joins = new Map<string, { name: ZoneName; key: ActionKey }[]>();

  /** No client joins any zone of an endpoint before all of its zones' aliases are INSYNC (semantics 3). */
  gate(settled: Settled, key: ActionKey): void {
    this.#gates.set(settled, [...(this.#gates.get(settled) ?? []), key]);
  }

  gatesOf(settled: Settled): readonly ActionKey[] {
    return this.#gates.get(settled) ?? [];
  }

  /** By this action the VPC resolves the name. */
  joins(vpc: VpcRef, name: ZoneName, key: ActionKey): void {
    const joins = this.#joins.get(vpcKey(vpc)) ?? [];
    this.#joins.set(vpcKey(vpc), joins);
    joins.push({ name, key });
  }

  /** A VPC joins a zone only after the zones beneath its name, or it would lose those names (semantics 5). */
  beneath(vpc: VpcRef, name: ZoneName): ActionKey[] {
    const joins = this.#joins.get(vpcKey(vpc)) ?? [];
    return joins.filter((join) => join.name.endsWith(`.${name}`)).map((join) => join.key);
  }
}
