import { parseDesired } from "../../src/model/desired/parse.ts";
import type { Desired } from "../../src/model/desired/types.ts";
import { type Seen, valueIn } from "../../src/model/failure.ts";
import type { OwnEndpointView } from "../../src/model/observed/endpoint.ts";
import type { HubView } from "../../src/model/observed/hub.ts";
import type { NetworkView } from "../../src/model/observed/network.ts";
import type { Observed } from "../../src/model/observed/observed.ts";
import type { VpcView } from "../../src/model/observed/vpc.ts";
import type { HandedOverAt } from "../../src/model/own-definition.ts";
import { type Plan, type PlanOptions, planOf } from "../../src/model/plan/plan.ts";
import { ownEndpointReads } from "../../src/model/plan/reads/own-endpoint-reads.ts";
import { HUB, REGION } from "../support/fleet.ts";
import { ALPHA, alpha, BETA, endpoint, GAMMA, hub, KMS, SSM } from "../support/scenario.ts";
import type { Files } from "../support/stage.ts";
import { type RulesShown, rulesObserved } from "./rule-views.ts";
import { KMS_VIEW, SSM_VIEW, seen, service, VPC, vpcView } from "./views.ts";
import { zone } from "./zone.ts";

/** What differs from an estate in which everything is wanted, there and healthy: one hub, its endpoint ssm, the spoke alpha. */
export type Spoilt = {
  readonly documents?: Files;
  /** Of the hub, or of each hub where there are several. */
  readonly hub?: Partial<HubView>;
  /** Hubs, by name, that show something else. Undefined: not read. */
  readonly hubs?: Readonly<Record<string, Seen<HubView> | undefined>>;
  /** VPCs by id. Undefined: not read. */
  readonly vpcs?: Readonly<Record<string, Seen<VpcView> | undefined>>;
  readonly network?: NetworkView;
  readonly recordsAbove?: Observed["recordsAbove"];
  /** By DHCP options set. */
  readonly nameServers?: Readonly<Record<string, Seen<readonly string[]>>>;
  readonly path?: Observed["path"];
  /** Of the one hub whose spokes are of rule mode. */
  readonly rules?: RulesShown;
  /** Of spokes' accounts, whoever looked; read at `at`. */
  readonly own?: {
    readonly at: number;
    readonly endpoints: Seen<readonly OwnEndpointView[]>;
    readonly definitions?: Seen<readonly HandedOverAt[]>;
  };
  readonly options?: PlanOptions;
};

/** The plan for the healthy estate with what is spoilt in it: no cloud, no clock. */
export function planFor(spoilt: Spoilt): Plan {
  const { desired, observed } = stateOf(spoilt);
  return planOf(desired, observed, spoilt.options);
}

/** What such a plan is made of. */
export function stateOf({
  documents = DOCUMENTS,
  hub: ofHub,
  hubs,
  vpcs,
  network,
  recordsAbove = new Map(),
  nameServers,
  path,
  rules,
  own,
}: Spoilt): { readonly desired: Desired; readonly observed: Observed } {
  const desired = desiredOf(documents);
  const views = desired.hubs.map((h) => {
    const view = hubs && h.name in hubs ? hubs[h.name] : seen({ ...HEALTHY_HUB, ...ofHub });
    return [h, view] as const;
  });
  const ofVpcs = Object.entries({ ...HEALTHY_VPCS, ...vpcs });
  const observed: Observed = {
    hubs: new Map(views.flatMap(([h, view]) => (view ? [[h, view]] : []))),
    vpcs: new Map(ofVpcs.flatMap(([id, view]) => (view ? [[`${id}@${REGION}`, view]] : []))),
    recordsAbove,
    networks: new Map(network ? desired.hubs.map((h) => [h, network]) : []),
    ...(nameServers && { nameServers: new Map(Object.entries(nameServers)) }),
    ...(path && { path }),
    ...(rules && rulesObserved(desired, rules, path)),
    ...(own && {
      ownEndpoints: {
        at: own.at,
        ...(own.definitions && { definitions: own.definitions }),
        byAccess: new Map(
          [...ownEndpointReads(desired, valueIn(own.definitions)).keys()].map((access) => [
            access,
            own.endpoints,
          ]),
        ),
      },
    }),
  };
  return { desired, observed };
}

/** Already parsed: most cases have the same documents. */
const PARSED = new Map<Files, Desired>();

export function desiredOf(documents: Files): Desired {
  const known = PARSED.get(documents);
  if (known) return known;
  const { desired, problems } = parseDesired(documents, () => undefined);
  if (!desired) throw new Error(`the documents are not sound: ${JSON.stringify(problems)}`);
  PARSED.set(documents, desired);
  return desired;
}

export function alphaSees(spoilt: Partial<VpcView>): Pick<Required<Spoilt>, "vpcs"> {
  return { vpcs: { [VPC.alpha.id]: vpcView(ALPHA.account, "10.1.0.0/16", spoilt) } };
}

const DOCUMENTS: Files = [hub(), endpoint("ssm"), alpha()];

export const HEALTHY_HUB: HubView = {
  services: [service("ssm", SSM), service("kms", KMS)],
  endpoints: [SSM_VIEW, KMS_VIEW],
  zones: [zone(SSM)],
  adoptable: [],
  otherOwners: new Map(),
  strangers: [],
  zonesInAccount: 1,
};

const HEALTHY_VPCS: Readonly<Record<string, Seen<VpcView>>> = {
  [VPC.anchor.id]: vpcView(HUB, "10.8.0.0/16"),
  [VPC.hub.id]: vpcView(HUB, "10.0.0.0/16"),
  [VPC.local.id]: vpcView(HUB, "10.9.0.0/16"),
  [VPC.alpha.id]: vpcView(ALPHA.account, "10.1.0.0/16"),
  [VPC.beta.id]: vpcView(BETA.account, "10.2.0.0/16"),
  [VPC.gamma.id]: vpcView(GAMMA.account, "10.3.0.0/16"),
};
