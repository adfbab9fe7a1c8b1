import type { VpcRef } from "../../src/model/ids.ts";
import type { Spoilt } from "../planner/estate.ts";
import { KMS_VIEW, managedView, SSM_VIEW, seen, service, VPC, vpcView } from "../planner/views.ts";
import { alias, own, zone } from "../planner/zone.ts";
import { HUB, REGION } from "../support/fleet.ts";
import { alpha, beta, endpoint, hub, local, SSM } from "../support/scenario.ts";
import type { Files } from "../support/stage.ts";

/** One name beneath the other, each of an endpoint of its own: what joins, leaves and goes here has an order. */
export const CHILD = `d.${SSM}`;
const ALL = [VPC.anchor, VPC.alpha, VPC.beta];
const OTHERS = [VPC.anchor, VPC.beta];
const SUBNETS = ["subnet-0a00000000000000a", "subnet-0a00000000000000b"];
const MANAGED = { hubPrivateDns: undefined, managed: { subnets: SUBNETS } };
const FREELY = hub({ guard: { maxRemovalPercent: 100 } });
const BOTH = [endpoint("ssm"), endpoint("kms")];

export const above = (members: readonly VpcRef[], id = "Z1") => zone(SSM, { id, members });
export const beneath = (members: readonly VpcRef[], id = "Z2", set = "default") =>
  zone(CHILD, { id, set, service: "kms", members, records: [...own(CHILD), alias(CHILD, KMS_VIEW)] });

function nested(documents: Files, zones: readonly ReturnType<typeof zone>[]): Spoilt {
  return { documents, hub: { services: [service("ssm", SSM), service("kms", CHILD)], zones } };
}

function single(documents: Files, hub: Spoilt["hub"]): Spoilt {
  return { documents, hub: { services: [service("ssm", SSM)], ...hub } };
}

/** Small estates in which a plan has to keep an order. */
export const WORLDS = {
  "zones are made and joined": nested([hub(), ...BOTH, alpha()], []),
  "without an anchor zones begin with a client": nested(
    [hub({ anchorVpc: undefined }), ...BOTH, local(), alpha()],
    [],
  ),
  "a client joins two zones": nested([hub(), ...BOTH, alpha(), beta()], [above(OTHERS), beneath(OTHERS)]),
  "a client is in the zone beneath, perhaps since a moment ago": nested(
    [hub(), ...BOTH, alpha(), beta()],
    [above(OTHERS), beneath(ALL)],
  ),
  "a client leaves both zones": nested([FREELY, ...BOTH, beta()], [above(ALL), beneath(ALL)]),
  "a client leaves the zone beneath, and has left the one above perhaps a moment ago": nested(
    [FREELY, ...BOTH, beta()],
    [above(OTHERS), beneath(ALL)],
  ),
  "both zones go": nested([FREELY], [above(ALL), beneath(ALL)]),
  "both zones go with their last client": nested(
    [hub({ anchorVpc: undefined, guard: { maxRemovalPercent: 100 } })],
    [above([VPC.alpha, VPC.beta]), beneath([VPC.alpha, VPC.beta])],
  ),
  "a client moves to another set's zone and joins the one above": nested(
    [
      FREELY,
      ...BOTH,
      endpoint("kms", { set: "two" }, "kms-two"),
      alpha({ endpoints: { names: ["ssm", "kms-two"] } }),
      beta({ endpoints: { names: ["ssm", "kms"] } }),
    ],
    [above(OTHERS), beneath(ALL), beneath([VPC.local], "Z3", "two")],
  ),
  "the zone that a client moves out of goes": nested(
    [FREELY, endpoint("kms", { set: "two" }, "kms-two"), alpha(), beta()],
    [beneath([VPC.anchor, VPC.alpha]), beneath([VPC.beta, VPC.local], "Z3", "two")],
  ),
  "the hub's private DNS gives way, of both": {
    ...nested(
      [
        hub(),
        endpoint("ssm", { hubPrivateDns: "turnOff" }),
        endpoint("kms", { hubPrivateDns: "turnOff" }),
        alpha(),
      ],
      [],
    ),
    hub: {
      services: [service("ssm", SSM), service("kms", CHILD)],
      zones: [],
      endpoints: [SSM_VIEW, KMS_VIEW].map((view) => ({ ...view, privateDnsEnabled: true })),
    },
    vpcs: {
      [VPC.hub.id]: vpcView(HUB, "10.0.0.0/16", {
        privateDns: seen([
          { endpoint: SSM_VIEW.id, names: [SSM as never] },
          { endpoint: KMS_VIEW.id, names: [CHILD as never] },
        ]),
      }),
    },
  },
  "a managed endpoint is made": single([hub(), endpoint("ssm", MANAGED), alpha()], {
    zones: [],
    endpoints: [],
  }),
  "a managed endpoint goes": single([FREELY], {
    zones: [above([VPC.anchor, VPC.alpha])],
    endpoints: [managedView()],
  }),
  "a managed endpoint that failed is replaced": single([FREELY, endpoint("ssm", MANAGED), alpha()], {
    zones: [above([VPC.anchor, VPC.hub, VPC.alpha])],
    endpoints: [managedView({ state: "failed" })],
  }),
  "a managed endpoint leaves an Availability Zone that has names": single(
    [
      FREELY,
      endpoint("ssm", {
        hubPrivateDns: undefined,
        zonalNames: true,
        managed: { subnets: SUBNETS.slice(0, 1) },
      }),
      alpha(),
    ],
    {
      subnets: seen(SUBNETS.map(inZone)),
      endpoints: [managedView({ subnets: SUBNETS as never, zonal: [1, 2].map(zonalName) })],
      zones: [
        zone(
          SSM,
          {
            members: [VPC.anchor, VPC.hub, VPC.alpha],
            records: [...own(SSM), alias(SSM), zonalAlias(1), zonalAlias(2)],
          },
          { tags: seen({ "vpce-operator/zonal-names": "euw1-az1 euw1-az2" }) },
        ),
      ],
    },
  ),
} satisfies Record<string, Spoilt>;

function inZone(id: string, i: number) {
  const availabilityZone = `${REGION}${"ab"[i]}`;
  return { id: id as never, availabilityZone, availabilityZoneId: `euw1-az${i + 1}` };
}

function zonalName(az: number): string {
  return `${SSM_VIEW.id}-abcdefgh-${REGION}${"ab"[az - 1]}.ssm.${REGION}.vpce.amazonaws.com`;
}

function zonalAlias(az: number) {
  const { alias: target, ...record } = alias(SSM);
  return {
    ...record,
    name: `euw1-az${az}.${SSM}`,
    ...(target && { alias: { ...target, dnsName: zonalName(az) } }),
  };
}
