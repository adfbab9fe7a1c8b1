import type { Seen } from "../failure.ts";
import type { RuleId, VpcId } from "../ids.ts";
import type { VpcView } from "./vpc.ts";

/** By the credentials of a spoke's account: the associations of its VPCs in the Region, AWS's own left out. */
export type RuleAccountView = {
  readonly associations: readonly RuleAssociationView[];
  /** Rules that the account sees, its own and those shared with it; read where an association is missing. */
  readonly visible?: Seen<ReadonlySet<RuleId>>;
};

export type RuleAssociationView = {
  readonly id: string;
  readonly rule: RuleId;
  readonly vpc: VpcId;
  /** The only place for a mark of ours. */
  readonly name: string;
  /** `COMPLETE`, `CREATING`, `FAILED` …, as AWS writes it, and its words for it. */
  readonly status: string;
  readonly message?: string;
  /** This process has seen it COMPLETE for so long that every resolver obeys it. Absent: nobody knows since when it is. */
  readonly isSure?: true;
};

/** Who answers what rules send on; read where a rule association is missing, or rules move. */
export type RulePath = {
  /** The inbound endpoint's VPC: what it answers is what rules hand over. */
  readonly view: Seen<VpcView>;
  /** VPCs of other inbound endpoints to which rules lead, or are to. */
  readonly besides?: ReadonlyMap<VpcId, Seen<VpcView>>;
};
