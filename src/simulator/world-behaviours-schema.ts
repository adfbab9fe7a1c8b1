import { z } from "zod";
import type { Behaviours } from "./behaviours.ts";

/** What a world file may say of AWS where nobody knows. */

const choice = <const W extends readonly [string, ...string[]]>(words: W, what: string) =>
  z.enum(words).optional().describe(what);

export const behaviours = z
  .strictObject({
    repeatedAuthorization: choice(
      ["succeeds", "fails"],
      "CreateVPCAssociationAuthorization of a pair that is authorized already.",
    ),
    managedZoneInListHostedZonesByVPC: z
      .boolean()
      .optional()
      .describe("Whether ListHostedZonesByVPC shows the zone of an endpoint's private DNS."),
    authorizationsCountedPer: choice(["zone", "account"], "What the quota of authorizations counts by."),
    organizationNotShared: choice(
      ["invalidParameter", "notPermitted"],
      "What RAM says of an account of the organization while sharing in it is off. Absent: the seed chooses.",
    ),
    emptyRamPages: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe("How likely a list of RAM begins with an empty page that has a token."),
    repeatedRuleAssociation: choice(
      ["RSLVR-00802", "RSLVR-00704"],
      "AssociateResolverRule of a pair that is associated already: InvalidRequest, or ResourceExists.",
    ),
    deletionOfRuleInUse: choice(
      ["refused", "succeeds"],
      "DeleteResolverRule while VPCs of other accounts are associated.",
    ),
    unsharedAssociation: choice(
      ["goes", "fails"],
      "The row of an association whose rule is not shared with its account any more. Absent: the seed chooses.",
    ),
    deletionOfVpcWithRules: choice(["succeeds", "refused"], "DeleteVpc while rules are associated with it."),
    forwardWithoutTargets: choice(
      ["taken", "refused"],
      "CreateResolverRule of a FORWARD rule without targets or endpoint.",
    ),
    ruleBesidePrivateDns: choice(
      ["wins", "loses"],
      "A FORWARD rule of the very name that an endpoint of the VPC has by private DNS.",
    ),
    ruleInEffect: choice(
      ["whenComplete", "laterThanComplete"],
      "When DNS obeys a new association of a rule, or forgets one: by the time that it is COMPLETE, or gone, or within a minute after.",
    ),
    deletedCreatorRequestId: choice(
      ["free", "used"],
      "The CreatorRequestId of a deleted Resolver endpoint or rule.",
    ),
    resolverThrottling: choice(["Throttling", "ThrottlingException"], "The code of Resolver's throttling."),
    addressWhileUpdating: choice(
      ["taken", "refused"],
      "An address added to or taken from a Resolver endpoint that is UPDATING.",
    ),
    resolverPages: choice(
      ["full", "ragged"],
      "Pages of Resolver's lists: as asked for, or smaller and sometimes empty.",
    ),
  } satisfies { [B in keyof Behaviours]-?: z.ZodType<Behaviours[B] | undefined> })
  .meta({
    id: "behaviours",
    description:
      "How AWS answers where that is not documented, or was seen both ways. What is left out is the likelier, where nothing else is said.",
  });
