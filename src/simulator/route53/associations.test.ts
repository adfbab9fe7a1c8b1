import { expect, test } from "vitest";
import { HUB, refusal, SPOKE, simulated } from "../../../test/support/simulated.ts";

const THIRD = "333333333333";

function world(choices = {}) {
  const cloud = simulated(choices);
  const hub = cloud.vpc(HUB);
  const spoke = cloud.vpc(SPOKE);
  const zone = cloud.zone(HUB, "ssm.eu-west-1.amazonaws.com", hub);
  const pair = cloud.pair(zone, spoke);
  const on = (account: string, operation: string, input: object = pair) =>
    refusal(() => cloud.call(account, operation, { ...input }));
  return { ...cloud, hub, spoke, zone, pair, on };
}

test("another account's VPC joins after the zone's owner authorized it, by its own account's call", () => {
  const { on, call, spoke } = world();
  expect(on(SPOKE, "AssociateVPCWithHostedZone")).toBe("401 NotAuthorizedException");
  expect(on(HUB, "CreateVPCAssociationAuthorization")).toBe("answered");
  expect(on(HUB, "AssociateVPCWithHostedZone")).toBe("401 NotAuthorizedException");
  expect(on(SPOKE, "AssociateVPCWithHostedZone")).toBe("answered");
  const list = call(SPOKE, "ListHostedZonesByVPC", { VPCId: spoke, VPCRegion: "eu-west-1" });
  expect(list.HostedZoneSummaries).toMatchObject([{ Owner: { OwningAccount: HUB } }]);
});

test("deleting the authorization leaves the association, and a left-over one lets the VPC come back", () => {
  const { on } = world();
  on(HUB, "CreateVPCAssociationAuthorization");
  on(SPOKE, "AssociateVPCWithHostedZone");
  on(HUB, "DisassociateVPCFromHostedZone");
  expect(on(SPOKE, "AssociateVPCWithHostedZone")).toBe("answered");
  expect(on(HUB, "DeleteVPCAssociationAuthorization")).toBe("answered");
  expect(on(HUB, "DeleteVPCAssociationAuthorization")).toBe("404 VPCAssociationAuthorizationNotFound");
  expect(on(HUB, "DisassociateVPCFromHostedZone")).toBe("answered");
  expect(on(SPOKE, "AssociateVPCWithHostedZone")).toBe("401 NotAuthorizedException");
});

test("only the zone's owner authorizes; what it said twice succeeds, or fails where AWS is told to", () => {
  const { on } = world();
  expect(on(SPOKE, "CreateVPCAssociationAuthorization")).toBe("403 AccessDenied");
  on(HUB, "CreateVPCAssociationAuthorization");
  expect(on(HUB, "CreateVPCAssociationAuthorization")).toBe("answered");
  const strict = world({ behaviours: { repeatedAuthorization: "fails" } });
  strict.on(HUB, "CreateVPCAssociationAuthorization");
  expect(strict.on(HUB, "CreateVPCAssociationAuthorization")).toBe("400 InvalidInput");
});

test("either account may disassociate, a third one may not", () => {
  for (const account of [HUB, SPOKE]) {
    const { on } = world();
    on(HUB, "CreateVPCAssociationAuthorization");
    on(SPOKE, "AssociateVPCWithHostedZone");
    expect(on(THIRD, "DisassociateVPCFromHostedZone")).toBe("403 AccessDenied");
    expect(on(account, "DisassociateVPCFromHostedZone")).toBe("answered");
    expect(on(account, "DisassociateVPCFromHostedZone")).toBe("404 VPCAssociationNotFound");
  }
});

test("the last VPC stays", () => {
  const { on, pair, zone, hub } = world();
  expect(on(HUB, "DisassociateVPCFromHostedZone", pair)).toBe("404 VPCAssociationNotFound");
  const last = { HostedZoneId: zone, VPC: { VPCId: hub, VPCRegion: "eu-west-1" } };
  expect(on(HUB, "DisassociateVPCFromHostedZone", last)).toBe("400 LastVPCAssociation");
});

test("a VPC is in one zone of a name only, and the very same pair conflicts in the recorded words", () => {
  const { call, zone, hub, pair, on, spoke } = world();
  const again = { HostedZoneId: zone, VPC: { VPCId: hub, VPCRegion: "eu-west-1" } };
  expect(() => call(HUB, "AssociateVPCWithHostedZone", again)).toThrow(
    `The VPC ${hub} in region eu-west-1 has already been associated with the hosted zone ${zone} with the same domain name.`,
  );
  const own = simulatedOwnZone();
  expect(own).toBe("answered");
  on(HUB, "CreateVPCAssociationAuthorization");
  expect(on(SPOKE, "AssociateVPCWithHostedZone", pair)).toBe("400 ConflictingDomainExists");

  function simulatedOwnZone() {
    const VPC = { VPCId: spoke, VPCRegion: "eu-west-1" };
    const input = { Name: "ssm.eu-west-1.amazonaws.com", CallerReference: "own", VPC };
    return refusal(() => call(SPOKE, "CreateHostedZone", input));
  }
});

test("an endpoint with private DNS in the VPC refuses our zone of its name", () => {
  const { on, endpoint, spoke } = world();
  endpoint(SPOKE, spoke, "ssm", { PrivateDnsEnabled: true });
  on(HUB, "CreateVPCAssociationAuthorization");
  expect(on(SPOKE, "AssociateVPCWithHostedZone")).toBe("400 ConflictingDomainExists");
});

test("its managed zone shows in ListHostedZonesByVPC only where AWS is told to", () => {
  for (const shows of [false, true]) {
    const { call, endpoint, spoke } = world({ behaviours: { managedZoneInListHostedZonesByVPC: shows } });
    endpoint(SPOKE, spoke, "ec2messages", { PrivateDnsEnabled: true });
    const { HostedZoneSummaries } = call(SPOKE, "ListHostedZonesByVPC", {
      VPCId: spoke,
      VPCRegion: "eu-west-1",
    });
    const managed = {
      Name: "ec2messages.eu-west-1.amazonaws.com.",
      Owner: { OwningService: "vpce.amazonaws.com" },
    };
    expect(HostedZoneSummaries).toMatchObject(shows ? [managed] : []);
  }
});

test("the quotas of VPCs and authorizations hold", () => {
  const { on, vpc, pair, zone } = world({ quotas: { vpcsPerZone: 2, authorizations: 2 } });
  const others = [
    pair,
    ...[1, 2].map(() => ({ HostedZoneId: zone, VPC: { VPCId: vpc(SPOKE), VPCRegion: "eu-west-1" } })),
  ];
  const answers = others.map((one) => on(HUB, "CreateVPCAssociationAuthorization", one));
  expect(answers).toEqual(["answered", "answered", "400 TooManyVPCAssociationAuthorizations"]);
  expect(on(SPOKE, "AssociateVPCWithHostedZone", others[0])).toBe("answered");
  expect(on(SPOKE, "AssociateVPCWithHostedZone", others[1])).toBe("400 LimitsExceeded");
});

test("a change becomes INSYNC in time, for the zone's owner to see only", () => {
  const { call, member, wait, pair } = world({ insyncMs: 30_000 });
  call(HUB, "CreateVPCAssociationAuthorization", pair);
  const change = member<{ Id: string }>(call(SPOKE, "AssociateVPCWithHostedZone", pair), "ChangeInfo");
  const status = () => member<string>(call(HUB, "GetChange", { Id: change.Id }), "ChangeInfo", "Status");
  expect(status()).toBe("PENDING");
  wait(30_000);
  expect(status()).toBe("INSYNC");
  expect(refusal(() => call(SPOKE, "GetChange", { Id: change.Id }))).toBe("403 AccessDenied");
});

test("two writes to one zone at once conflict, two zones or a read do not", () => {
  const { enter, pair } = world();
  const code = (operation: string, input: object) => refusal(() => enter(operation, { ...input })());
  const leave = enter("AssociateVPCWithHostedZone", pair);
  expect(code("ChangeResourceRecordSets", pair)).toBe("400 PriorRequestNotComplete");
  expect(code("DeleteHostedZone", { Id: `/hostedzone/${pair.HostedZoneId}` })).toBe(
    "400 PriorRequestNotComplete",
  );
  expect(code("AssociateVPCWithHostedZone", { HostedZoneId: "Z2" })).toBe("answered");
  expect(code("GetHostedZone", { Id: pair.HostedZoneId })).toBe("answered");
  const leaveAuthorization = enter("CreateVPCAssociationAuthorization", pair);
  expect(code("DeleteVPCAssociationAuthorization", pair)).toBe("400 ConcurrentModification");
  leave();
  leaveAuthorization();
  expect(code("ChangeResourceRecordSets", pair)).toBe("answered");
});
