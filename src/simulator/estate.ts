import { type Behaviours, behavioursOf } from "./behaviours.ts";
import { createTables, type Tables } from "./dynamodb/state.ts";
import { createNetwork, type Network } from "./ec2/state.ts";
import type { Organization } from "./organization.ts";
import { createRamState, type RamState } from "./ram/state.ts";
import { createResolverState, type ResolverState } from "./resolver/state.ts";
import { createZones, type DnsChange, type Zones } from "./route53/state.ts";
import type { Surroundings } from "./service.ts";

/** Milliseconds, fixed or drawn anew each time. */
export type Duration = number | (() => number);

/** How this cloud behaves where AWS varies, is not documented, or has a quota that an account may raise. */
export type EstateOptions = {
  /** From a Route 53 change to its INSYNC. AWS: usually within 60 s, and in no order. */
  insyncMs: number | ((what: DnsChange["kind"]) => number);
  /** From CreateVpcEndpoint to `available`, and from DeleteVpcEndpoints to gone. */
  endpointPendingMs: Duration;
  /** How long a name stays taken in the VPC after private DNS was switched off. */
  privateDnsReleaseMs: Duration;
  /** From when private DNS is switched on, of an endpoint that is there, until its names answer. */
  privateDnsReadyMs: Duration;
  /** From accepting a peering to `active`, and from what a transit gateway is asked for to its being so. */
  networkMs: Duration;
  /** From RAM's ASSOCIATING to ASSOCIATED, and from DISASSOCIATING to DISASSOCIATED. Some seconds, at times minutes. */
  sharingMs: Duration;
  /** From then until the other account's lists of RAM, and its Resolver, have heard of it: drawn for each of the two. */
  sharedSeenMs: Duration;
  /** From CreateResolverEndpoint to OPERATIONAL, and from DeleteResolverEndpoint to gone. AWS: a minute or two. */
  resolverEndpointMs: Duration;
  /** From AssociateResolverEndpointIpAddress to ATTACHED, and from its removal to gone. */
  resolverAddressMs: Duration;
  /** How long a rule is UPDATING: 0 as in AWS's example, or minutes. */
  resolverRuleMs: Duration;
  /** From AssociateResolverRule to COMPLETE, and from DisassociateResolverRule to gone. */
  resolverAssociationMs: Duration;
  behaviours: Behaviours;
  quotas: Quotas;
};

/** AWS's defaults, unless the account was given more. */
export type Quotas = {
  vpcsPerZone: number;
  authorizations: number;
  zonesPerAccount: number;
  endpointsPerVpc: number;
  securityGroupsPerRegion: number;
  /** In each direction, and of each family of addresses. */
  rulesPerSecurityGroup: number;
  resolverEndpoints: number;
  addressesPerResolverEndpoint: number;
  resolverRules: number;
  resolverRuleAssociations: number;
  resourceShares: number;
  /** Over all shares, and in each; a resource or principal in two shares counts twice. */
  sharedResources: number;
  sharedPrincipals: number;
  resourcesPerShare: number;
  principalsPerShare: number;
  pendingInvitations: number;
};

/** Options as a caller gives them: whatever is left out is as AWS has it. */
export type EstateChoices = Partial<Omit<EstateOptions, "behaviours" | "quotas">> & {
  behaviours?: Partial<Behaviours>;
  quotas?: Partial<EstateOptions["quotas"]>;
};

/** All that exists in the simulated cloud: what the services read and write, and DNS answers from. */
export type Estate = {
  surroundings: Surroundings;
  options: EstateOptions;
  network: Network;
  zones: Zones;
  resolver: ResolverState;
  ram: RamState;
  /** Undefined: no account is in any. */
  organization: Organization | undefined;
  tables: Tables;
  /** Account id → quotas in which it differs from `options`. */
  quotas: Map<string, Partial<Quotas>>;
};

export const quotaOf = ({ options, quotas }: Estate, account: string): Quotas => ({
  ...options.quotas,
  ...quotas.get(account),
});

/** An empty cloud: accounts have nothing until a world file or a call makes it. */
export function createEstate(surroundings: Surroundings, choices: EstateChoices = {}): Estate {
  return {
    surroundings,
    options: {
      insyncMs: choices.insyncMs ?? 30_000,
      endpointPendingMs: choices.endpointPendingMs ?? 60_000,
      privateDnsReleaseMs: choices.privateDnsReleaseMs ?? 0,
      privateDnsReadyMs: choices.privateDnsReadyMs ?? 0,
      networkMs: choices.networkMs ?? 30_000,
      sharingMs: choices.sharingMs ?? 2000,
      sharedSeenMs: choices.sharedSeenMs ?? 5000,
      resolverEndpointMs: choices.resolverEndpointMs ?? 120_000,
      resolverAddressMs: choices.resolverAddressMs ?? 60_000,
      resolverRuleMs: choices.resolverRuleMs ?? 120_000,
      resolverAssociationMs: choices.resolverAssociationMs ?? 10_000,
      behaviours: behavioursOf(choices.behaviours),
      quotas: {
        vpcsPerZone: 300,
        authorizations: 1000,
        zonesPerAccount: 500,
        endpointsPerVpc: 50,
        securityGroupsPerRegion: 2500,
        rulesPerSecurityGroup: 60,
        resolverEndpoints: 4,
        addressesPerResolverEndpoint: 6,
        resolverRules: 1000,
        resolverRuleAssociations: 2000,
        resourceShares: 25_000,
        sharedResources: 25_000,
        sharedPrincipals: 25_000,
        resourcesPerShare: 5000,
        principalsPerShare: 5000,
        pendingInvitations: 20,
        ...choices.quotas,
      },
    },
    network: createNetwork(),
    zones: createZones(),
    resolver: createResolverState(),
    ram: createRamState(),
    organization: undefined,
    tables: createTables(),
    quotas: new Map(),
  };
}

export const lasting = (duration: Duration): number =>
  typeof duration === "function" ? duration() : duration;
