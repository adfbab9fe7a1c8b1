import { expect, test } from "vitest";
import { HUB, refusal, SPOKE, simulated } from "../../../test/support/simulated.ts";
import { serviceIdOf } from "./endpoint-services.ts";

const SERVICE = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0";

test("an endpoint of a service that accepts each one waits for its owner, and nobody else can accept it", () => {
  const { estate, vpc, call, wait } = simulated({ endpointPendingMs: 60_000 });
  estate.network.services.set("eu-west-1", SERVICE, {
    privateDnsNames: [],
    acceptance: true,
    owner: SPOKE,
    kinds: ["Interface"],
  });
  const service = estate.network.services.get("eu-west-1", SERVICE);
  const ServiceId = service ? serviceIdOf(service, "Interface") : "";
  const VpcId = vpc(HUB);
  const SubnetIds = [...estate.network.subnets.keys()];
  const made = call(HUB, "CreateVpcEndpoint", {
    VpcId,
    ServiceName: SERVICE,
    VpcEndpointType: "Interface",
    SubnetIds,
    PrivateDnsEnabled: false,
  }).VpcEndpoint as { VpcEndpointId: string };
  const VpcEndpointIds = [made.VpcEndpointId];
  const state = () =>
    (call(HUB, "DescribeVpcEndpoints", { VpcEndpointIds }).VpcEndpoints as [{ State: string }])[0].State;
  const accept = (account: string, ids = VpcEndpointIds) =>
    call(account, "AcceptVpcEndpointConnections", { ServiceId, VpcEndpointIds: ids }).Unsuccessful;
  wait(600_000);
  expect(state()).toBe("pendingAcceptance");
  expect(refusal(() => accept(HUB))).toBe("400 InvalidVpcEndpointServiceId.NotFound");
  expect(accept(SPOKE, ["vpce-0fffffffffffffffff"])).toMatchObject([
    { Error: { Code: "InvalidVpcEndpointId.NotFound" } },
  ]);
  expect(accept(SPOKE)).toEqual([]);
  expect(state()).toBe("pending");
  wait(60_000);
  expect(state()).toBe("available");
  expect(accept(SPOKE)).toMatchObject([{ Error: { Code: "InvalidState" } }]);
});
