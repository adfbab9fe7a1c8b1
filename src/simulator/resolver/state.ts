import type {
  ResolverEndpoint,
  ResolverRule,
  ResolverRuleAssociation,
} from "@aws-sdk/client-route53resolver";

/** `shape` is what the API answers. `id` is in it as well. */
export type Owned<T> = { id: string; account: string; region: string; shape: T };

export type InboundOrOutbound = Owned<ResolverEndpoint> & {
  /** Where it listens or sends from. */
  ips: string[];
  vpcId: string;
};

export type ResolverState = {
  endpoints: Map<string, InboundOrOutbound>;
  rules: Map<string, Owned<ResolverRule>>;
  associations: Map<string, Owned<ResolverRuleAssociation>>;
};

export const createResolverState = (): ResolverState => ({
  endpoints: new Map(),
  rules: new Map(),
  associations: new Map(),
});

/** The rules that a VPC's resolver obeys. */
export function rulesOfVpc(state: ResolverState, vpcId: string): ResolverRule[] {
  return [...state.associations.values()]
    .filter((association) => association.shape.VPCId === vpcId)
    .flatMap((association) => state.rules.get(association.shape.ResolverRuleId ?? "")?.shape ?? []);
}
