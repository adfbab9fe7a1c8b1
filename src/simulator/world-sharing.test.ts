import { expect, test } from "vitest";
import { HUB, refusal, SPOKE, simulated } from "../../test/support/simulated.ts";
import { createCloud } from "./cloud.ts";
import { createIdentity } from "./identity.ts";
import { inventory } from "./inventory.ts";
import type { Json } from "./service.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { parseWorld } from "./world.ts";
import { loadWorld } from "./world-load.ts";

const MANAGEMENT = "999999999999";
const STRANGER = "555555555555";
const OU = "ou-ab12-11111111";
const BELOW = "ou-ab12-22222222";
const RULE = "rslvr-rr-0a00000000000a001";

const ORGANIZATION = `
organization:
  id: o-a1b2c3d4e5
  management: "${MANAGEMENT}"
  accounts: ["${HUB}"]
  ous: [{ id: ${OU}, name: workloads, ous: [{ id: ${BELOW}, accounts: ["${SPOKE}"] }] }]
`;

/** HUB with a rule and a share of it. */
const world = (share: string, organization = ORGANIZATION) => `
accounts:
  "${HUB}":
    vpcs:
      - id: vpc-0a00000000000a001
        region: eu-west-1
        cidr: 10.0.0.0/16
        resolverRules: [{ id: ${RULE}, domain: corp.example, targets: [10.9.9.9] }]
    shares:
      - { name: hub, region: eu-west-1, resources: [${RULE}], ${share} }
${organization}`;

function loaded(text: string) {
  const cloud = simulated();
  const identity = createIdentity(cloud.estate.surroundings);
  loadWorld(parseWorld(text, "w.yaml"), cloud.estate, identity);
  const get = (account: string) =>
    refusal(() => cloud.call(account, "GetResolverRule", { ResolverRuleId: RULE }));
  return { ...cloud, get };
}

const problemsOf = (text: string): string[] => {
  try {
    loaded(text);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n");
  }
};

test("a share of a file has reached everybody, by account, OU or organization", () => {
  for (const [principal, reached] of [
    [`"${SPOKE}"`, [SPOKE]],
    [OU, [SPOKE]],
    ["o-a1b2c3d4e5", [SPOKE, MANAGEMENT]],
    [`"${STRANGER}"`, [STRANGER]],
  ] as const) {
    const { get, ram } = loaded(world(`principals: [${principal}]`));
    const all = [SPOKE, MANAGEMENT, STRANGER];
    expect(all.filter((account) => get(account) === "answered")).toEqual(reached);
    const { resourceShareAssociations } = ram(HUB, "GetResourceShareAssociations", {
      associationType: "PRINCIPAL",
    });
    expect(resourceShareAssociations).toMatchObject([{ status: "ASSOCIATED" }]);
    expect(ram(STRANGER, "GetResourceShareInvitations").resourceShareInvitations).toEqual([]);
  }
});

test("a share of a file has its tags, and who is invited has yet to accept", () => {
  const { get, ram } = loaded(
    world(`invited: ["${STRANGER}"], tags: { team: network }, retainSharingOnAccountLeaveOrganization: true`),
  );
  const shares = ram(HUB, "GetResourceShares", { resourceOwner: "SELF" }).resourceShares;
  expect(shares).toMatchObject([
    {
      name: "hub",
      tags: [{ key: "team", value: "network" }],
      allowExternalPrincipals: true,
      resourceShareConfiguration: { retainSharingOnAccountLeaveOrganization: true },
    },
  ]);
  expect(get(STRANGER)).toBe("400 ResourceNotFoundException");
  const [invitation] = ram(STRANGER, "GetResourceShareInvitations").resourceShareInvitations as Json[];
  expect(invitation).toMatchObject({ status: "PENDING" });
});

test("what RAM failed to associate is FAILED, says why, and can be taken out or put in again", () => {
  for (const operation of ["AssociateResourceShare", "DisassociateResourceShare"]) {
    const { ram, wait } = loaded(world(`failed: { "${STRANGER}": no such account }`));
    const list = () =>
      ram(HUB, "GetResourceShareAssociations", { associationType: "PRINCIPAL" })
        .resourceShareAssociations as Json[];
    const [failed] = list();
    expect(failed).toMatchObject({
      associatedEntity: STRANGER,
      status: "FAILED",
      statusMessage: "no such account",
    });
    const { resourceShareArn } = failed ?? {};
    ram(HUB, operation, { resourceShareArn, principals: [STRANGER] });
    wait(2000);
    expect(list()).toMatchObject([
      { status: operation === "AssociateResourceShare" ? "ASSOCIATING" : "DISASSOCIATED" },
    ]);
  }
});

test("an organization is as the file says, and there is none in a file without one", () => {
  expect(loaded(world("principals: []", "")).estate.organization).toBeUndefined();
  const { organization } = loaded(world("principals: []")).estate;
  expect(organization).toMatchObject({
    id: "o-a1b2c3d4e5",
    managementAccount: MANAGEMENT,
    sharing: "enabled",
  });
  expect([...(organization?.units ?? [])]).toEqual([
    [OU, undefined],
    [BELOW, OU],
  ]);
  const disabled = ORGANIZATION.replace("id: o-", "sharing: disabled\n  id: o-");
  expect(problemsOf(world(`principals: [${OU}]`, disabled))[0]).toContain(
    `UnknownResourceException: OrganizationalUnit ${OU} could not be found.`,
  );
});

test("what does not fit in an organization or a share is told with its place", () => {
  const twice = ORGANIZATION.replace(`accounts: ["${SPOKE}"]`, `accounts: ["${SPOKE}", "${HUB}"]`);
  expect(problemsOf(world("principals: []", twice))).toEqual([
    `w.yaml:16:107: account ${HUB} is in the organization twice`,
  ]);
  expect(problemsOf(world("principals: []", ORGANIZATION.replace(BELOW, OU)))).toEqual([
    `w.yaml:16:62: the id ${OU} is there twice`,
  ]);
  expect(problemsOf(world("principals: []").replaceAll(`[${RULE}]`, "[rslvr-rr-0b]"))).toEqual([
    `w.yaml:10:9: there is no Resolver rule, transit gateway or prefix list rslvr-rr-0b in account ${HUB}`,
  ]);
  expect(problemsOf(world(`allowExternalPrincipals: false, principals: ["${STRANGER}"]`))[0]).toContain(
    `w.yaml:10:9: InvalidParameterException: Principal ${STRANGER} is not in your AWS organization.`,
  );
  expect(problemsOf(world("principals: [], name: again"))[0]).toContain("w.yaml:");
  expect(problemsOf(world("principals: []", ORGANIZATION.replace("accounts", "acounts")))[0]).toContain(
    'organization has the unknown field "acounts": did you mean accounts?',
  );
});

test("quotas of shares and how long sharing takes can be in the file", () => {
  const limited = world("principals: []").replace(
    "    vpcs:",
    "    quotas: { resourcesPerShare: 0 }\n    vpcs:",
  );
  expect(problemsOf(limited)[0]).toContain("ResourceShareLimitExceededException");
  const text = world("principals: []", `${ORGANIZATION}delays: { sharingMs: 1, sharedSeenMs: 2 }`);
  const cloud = createCloud({ clock: new VirtualClock(), world: parseWorld(text) });
  expect(cloud.estate.options).toMatchObject({ sharingMs: 1, sharedSeenMs: 2 });
});

test("a share's ARN is known where the file gives its id", () => {
  const id = "4476c27d-8feb-4b21-afe9-7de23e0a0b0c";
  const { ram } = loaded(world(`id: ${id}`));
  const resourceShareArn = `arn:aws:ram:eu-west-1:${HUB}:resource-share/${id}`;
  const list = (account: string, resourceOwner: string) =>
    ram(account, "GetResourceShares", { resourceOwner, resourceShareArns: [resourceShareArn] });
  expect(list(HUB, "SELF").resourceShares).toMatchObject([{ resourceShareArn }]);
  const two = world(`id: ${id}`).replace(/ {6}- { name: hub.*/, (line) => `${line}\n${line}`);
  expect(problemsOf(two)).toEqual([`w.yaml:11:86: the id ${id} is there twice`]);
});

test("what is shared is in the inventory, without ids that were drawn", () => {
  const text = world(`principals: [${OU}], invited: ["${STRANGER}"], tags: { team: network }`);
  const { estate, ram, wait } = loaded(text);
  const arn = `arn:aws:organizations::${MANAGEMENT}:ou/o-a1b2c3d4e5/${OU}`;
  const principals = [`${STRANGER} ASSOCIATING`, `${arn} ASSOCIATED`];
  const share = { account: HUB, name: "hub", tags: { team: "network" }, principals };
  expect(inventory(estate).shares).toEqual([{ ...share, resources: ["corp.example. ASSOCIATED"] }]);
  const [made] = ram(HUB, "GetResourceShares", { resourceOwner: "SELF" }).resourceShares as Json[];
  const { resourceShareArn } = made ?? {};
  ram(HUB, "DisassociateResourceShare", { resourceShareArn, principals: [arn] });
  expect(inventory(estate).shares).toMatchObject([{ principals: [`${STRANGER} ASSOCIATING`] }]);
  ram(HUB, "DeleteResourceShare", { resourceShareArn });
  wait(2000);
  expect(inventory(estate).shares).toEqual([]);
});
