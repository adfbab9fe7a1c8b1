import type { EstateChoices } from "../../src/simulator/estate.ts";
import { createOrganization, moveAccount, organizationArn } from "../../src/simulator/organization.ts";
import type { Json } from "../../src/simulator/service.ts";
import { HUB, SPOKE, simulated } from "./simulated.ts";

export const MANAGEMENT = "999999999999";
export const STRANGER = "555555555555";
export const UNIT = "ou-ab12-workload";
const BELOW = "ou-ab12-payments";
const ID = "o-a1b2c3d4e5";

/**
 * HUB with a Resolver rule, in an organization with SPOKE, who is in a unit below UNIT; STRANGER is in none. What is
 * shared is associated after 2 seconds, and has reached everybody after 7.
 */
export function sharing(choices: EstateChoices = {}) {
  const cloud = simulated(choices);
  const { call, estate, ram, member } = cloud;
  const now = () => estate.surroundings.clock.now();
  const organization = createOrganization(
    { id: ID, managementAccount: MANAGEMENT, sharing: "enabled" },
    now(),
  );
  organization.units.set(UNIT, undefined).set(BELOW, UNIT);
  moveAccount(organization, HUB, { to: "root" }, now());
  moveAccount(organization, SPOKE, { to: BELOW }, now());
  estate.organization = organization;

  let made = 0;
  const rule = (account = HUB) => {
    const input = { CreatorRequestId: `rule ${++made}`, RuleType: "SYSTEM", DomainName: `${made}.example` };
    return member<{ Id: string; Arn: string }>(call(account, "CreateResolverRule", input), "ResolverRule");
  };
  const { Id: ruleId, Arn: ruleArn } = rule();
  const list = (account: string, operation: string, input: Json, name: string) =>
    ram(account, operation, input)[name] as Json[];

  return {
    ...cloud,
    organization,
    rule,
    ruleId,
    ruleArn,
    organizationArn: organizationArn(organization, "aws"),
    unitArn: organizationArn(organization, "aws", UNIT),
    /** A share of HUB's; answers its ARN. */
    share: (input: Json = {}): string =>
      member<string>(
        ram(HUB, "CreateResourceShare", { name: "hub", ...input }),
        "resourceShare",
        "resourceShareArn",
      ),
    shares: (account: string, input: Json = {}) => {
      const resourceOwner = account === HUB ? "SELF" : "OTHER-ACCOUNTS";
      return list(account, "GetResourceShares", { resourceOwner, ...input }, "resourceShares");
    },
    /** HUB's associations, as `entity status`. */
    associations: (associationType: "PRINCIPAL" | "RESOURCE", input: Json = {}) =>
      list(
        HUB,
        "GetResourceShareAssociations",
        { associationType, ...input },
        "resourceShareAssociations",
      ).map(({ associatedEntity, status }) => `${associatedEntity} ${status}`),
    /** ARNs of what others share with the account, as RAM shows it. */
    received: (account: string, input: Json = {}) =>
      list(account, "ListResources", { resourceOwner: "OTHER-ACCOUNTS", ...input }, "resources").map(
        ({ arn }) => arn,
      ),
    invitations: (account: string, input: Json = {}) =>
      list(account, "GetResourceShareInvitations", input, "resourceShareInvitations"),
  };
}
