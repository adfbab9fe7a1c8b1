/** How AWS answers where it is not documented, or was seen both ways. Whoever uses AWS has to live with each of them. */
export type Behaviours = {
  /** CreateVPCAssociationAuthorization of a pair that is authorized already. */
  repeatedAuthorization: "succeeds" | "fails";
  /** Whether ListHostedZonesByVPC shows the zone that a service keeps for an endpoint's private DNS. */
  managedZoneInListHostedZonesByVPC: boolean;
  /** Whether the quota of authorizations counts by zone (the error's text) or by account. */
  authorizationsCountedPer: "zone" | "account";
  /** What is said of an account of the organization while sharing in it is off and external principals are not allowed. */
  organizationNotShared: "invalidParameter" | "notPermitted";
  /** How likely a list of RAM is to begin with an empty page that has a token, from 0 to 1. */
  emptyRamPages: number;
  /** AssociateResolverRule of a pair that is associated already: InvalidRequest, or ResourceExists. */
  repeatedRuleAssociation: "RSLVR-00802" | "RSLVR-00704";
  /** DeleteResolverRule while other accounts' VPCs are associated: refused, or these fall back to their other rules. */
  deletionOfRuleInUse: "refused" | "succeeds";
  /** What becomes of the row of an association whose rule is not shared with its account any more. */
  unsharedAssociation: "goes" | "fails";
  /** DeleteVpc while Resolver rules are associated with it. */
  deletionOfVpcWithRules: "succeeds" | "refused";
  /** A FORWARD rule without targets or without an outbound endpoint: its members are optional in the API's model. */
  forwardWithoutTargets: "taken" | "refused";
  /** A FORWARD rule of the very name that an endpoint of the VPC has by private DNS. Over a hosted zone it wins, as AWS says. */
  ruleBesidePrivateDns: "wins" | "loses";
  /** When DNS obeys a new association of a rule, or forgets one: by the time that it is COMPLETE, or gone, or within a minute after. */
  ruleInEffect: "whenComplete" | "laterThanComplete";
  /** Whether the CreatorRequestId of a deleted endpoint or rule may be used again. */
  deletedCreatorRequestId: "free" | "used";
  /** The code of Resolver's throttling: the guide's, or that of the API's model. */
  resolverThrottling: "Throttling" | "ThrottlingException";
  /** Whether an address may be added to or taken from a Resolver endpoint that is UPDATING. */
  addressWhileUpdating: "taken" | "refused";
  /** Pages of Resolver's lists: as large as asked for, or smaller and sometimes empty, with a token. */
  resolverPages: "full" | "ragged";
};

const ALL: { readonly [B in keyof Behaviours]: readonly [Behaviours[B], ...Behaviours[B][]] } = {
  repeatedAuthorization: ["succeeds", "fails"],
  managedZoneInListHostedZonesByVPC: [false, true],
  authorizationsCountedPer: ["zone", "account"],
  organizationNotShared: ["invalidParameter", "notPermitted"],
  emptyRamPages: [0, 0.5],
  repeatedRuleAssociation: ["RSLVR-00802", "RSLVR-00704"],
  deletionOfRuleInUse: ["refused", "succeeds"],
  unsharedAssociation: ["goes", "fails"],
  deletionOfVpcWithRules: ["succeeds", "refused"],
  forwardWithoutTargets: ["taken", "refused"],
  ruleBesidePrivateDns: ["wins", "loses"],
  ruleInEffect: ["whenComplete", "laterThanComplete"],
  deletedCreatorRequestId: ["free", "used"],
  resolverThrottling: ["Throttling", "ThrottlingException"],
  addressWhileUpdating: ["taken", "refused"],
  resolverPages: ["full", "ragged"],
};

/** The likelier of each, and what a caller chose. */
export const behavioursOf = (chosen: Partial<Behaviours> = {}): Behaviours => ({
  ...eachOf(([likely]) => likely),
  ...chosen,
});

/** One of each, drawn: for tests that have to hold whatever AWS does. */
export const drawBehaviours = (random: () => number): Behaviours =>
  eachOf((all) => all[Math.floor(random() * all.length)]);

const eachOf = (choose: (all: readonly unknown[]) => unknown): Behaviours =>
  Object.fromEntries(Object.entries(ALL).map(([name, all]) => [name, choose(all)])) as Behaviours;
