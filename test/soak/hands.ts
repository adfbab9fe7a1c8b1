import { DisassociateResourceShareCommand, RAMClient } from "@aws-sdk/client-ram";
import { DisassociateVPCFromHostedZoneCommand, Route53Client } from "@aws-sdk/client-route-53";
import {
  AssociateResolverRuleCommand,
  DeleteResolverRuleCommand,
  DisassociateResolverRuleCommand,
  Route53ResolverClient,
} from "@aws-sdk/client-route53resolver";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { heldAs, hold } from "../../src/simulator/resolver/held.ts";
import { HUB, REGION } from "../support/fleet.ts";
import { HOMES, type Layout, vpcOf } from "../support/layout.ts";
import type { Stage } from "../support/stage.ts";

/** People who are not the operator, in a world with rules. */
export type Hands = {
  /** Somebody does something. */
  act(random: () => number): Promise<Done>;
  /** What was dead in the hub's account answers again. */
  mend(): void;
  /** The teams do what plans say of associations that ended with a share (`AssociationFailed`): they disassociate them. */
  disassociateFailed(): Promise<void>;
  /** Associations that spokes' teams made and that the operator took away, as `VPC rule`. */
  taken(): readonly string[];
};

/** What, and whose names may be lost by it. */
export type Done = { readonly what: string; readonly vpcs: "none" | "all" | readonly string[] };

const TEAM = "made by the team";

export function handsOn(stage: Stage, layout: Layout): Hands {
  const held: string[] = [];
  const taken = watchTeams(stage);
  const { estate } = stage.cloud;
  const spokes = layout.spokes.filter(({ home }) => home !== "far");
  const places = spokes.map((spoke) => ({ vpc: vpcOf(spoke), account: HOMES[spoke.home].account }));
  const works = worksOn(stage, places, held);
  return {
    async act(random) {
      const place = pick(places, random);
      const work = pick(works, random);
      return place && work ? work(place, random) : { what: "nothing", vpcs: "none" };
    },
    mend() {
      for (const id of held.splice(0)) hold(estate, id, undefined);
    },
    async disassociateFailed() {
      const failed = [...estate.resolver.associations.values()].filter(
        ({ held }) => held?.status === "FAILED",
      );
      for (const { vpcId: VPCId, ruleId: ResolverRuleId } of failed) {
        const { account = HUB } = places.find(({ vpc }) => vpc === VPCId) ?? {};
        const resolver = new Route53ResolverClient(clientSettings(stage.cloud, account, REGION));
        await stage.clock.run(stage.clock.sleep(1000)); // an account takes five calls in a second, and others make some
        await stage.clock.run(resolver.send(new DisassociateResolverRuleCommand({ ResolverRuleId, VPCId })));
      }
    },
    taken,
  };
}

type Place = { readonly vpc: string; readonly account: string };
type Work = (place: Place, random: () => number) => Promise<Done> | Done;

function worksOn({ clock, cloud }: Stage, places: readonly Place[], held: string[]): readonly Work[] {
  const { estate } = cloud;
  const { rules, associations, endpoints } = estate.resolver;
  const resolver = (account: string) => new Route53ResolverClient(clientSettings(cloud, account, REGION));
  const route53 = new Route53Client(clientSettings(cloud, HUB, REGION));
  const ram = new RAMClient(clientSettings(cloud, HUB, REGION));
  const ours = () => [...rules.values()].filter(({ creatorRequestId }) => isOurs(creatorRequestId));
  /** AWS may refuse it, as it refuses people's mistakes. */
  const tried = (work: Promise<unknown>) => clock.run(work.catch(() => {}));

  return [
    async ({ vpc, account }, random) => {
      const ResolverRuleId = pick(ours(), random)?.id;
      await tried(
        resolver(account).send(new AssociateResolverRuleCommand({ ResolverRuleId, VPCId: vpc, Name: TEAM })),
      );
      return { what: `${vpc}'s team takes rule ${ResolverRuleId}`, vpcs: [vpc] };
    },
    async ({ vpc, account }, random) => {
      const own = new Set(ours().map(({ id }) => id));
      const all = [...associations.values()].filter(({ vpcId, ruleId }) => vpcId === vpc && own.has(ruleId));
      const ResolverRuleId = pick(all, random)?.ruleId;
      await tried(
        resolver(account).send(new DisassociateResolverRuleCommand({ ResolverRuleId, VPCId: vpc })),
      );
      return { what: `${vpc}'s team leaves rule ${ResolverRuleId}`, vpcs: [vpc] };
    },
    async ({ vpc }, random) => {
      const all = [...estate.zones.byId.values()].filter(
        (zone) => isOurs(zone.callerReference) && zone.vpcs.has(vpc),
      );
      const HostedZoneId = pick(all, random)?.id;
      const VPC = { VPCId: vpc, VPCRegion: REGION } as const;
      await tried(route53.send(new DisassociateVPCFromHostedZoneCommand({ HostedZoneId, VPC })));
      return { what: `somebody takes ${vpc} out of zone ${HostedZoneId}`, vpcs: [vpc] };
    },
    async (_, random) => {
      const ResolverRuleId = pick(ours(), random)?.id;
      await tried(resolver(HUB).send(new DeleteResolverRuleCommand({ ResolverRuleId })));
      return { what: `somebody deletes rule ${ResolverRuleId}`, vpcs: "all" };
    },
    async ({ account }) => {
      const resourceShareArn = [...estate.ram.shares.keys()][0];
      const principals = [account];
      await tried(ram.send(new DisassociateResourceShareCommand({ resourceShareArn, principals })));
      const vpcs = places.filter((one) => one.account === account).map(({ vpc }) => vpc);
      return { what: `somebody takes ${account} out of the share`, vpcs };
    },
    ({ account }, random) => {
      cloud.faults.add({ fault: "deny", account, times: 1 + Math.floor(random() * 60) });
      return { what: `account ${account} denies`, vpcs: "none" };
    },
    (_, random) => {
      const inbound = [...endpoints.values()].find(({ direction }) => direction === "INBOUND");
      const address = inbound && pick(inbound.addresses, random);
      if (!address) return { what: "nothing", vpcs: "none" };
      hold(estate, address.id, heldAs("DETACHING"));
      held.push(address.id);
      return { what: `inbound address ${address.ip} detaches`, vpcs: "all" };
    },
  ];
}

/** What the operator takes away that a team made; the teams' own clients do not bear its name. */
function watchTeams({ cloud }: Stage): () => readonly string[] {
  const taken = new Set<string>();
  cloud.onCall(({ phase, call: { operation, agent, params } }) => {
    if (phase !== "before" || operation !== "DisassociateResolverRule" || !agent.includes("vpce-operator"))
      return;
    const { VPCId, ResolverRuleId } = params;
    const all = [...cloud.estate.resolver.associations.values()];
    const one = all.find(({ vpcId, ruleId }) => vpcId === VPCId && ruleId === ResolverRuleId);
    if (one?.name === TEAM) taken.add(`${VPCId} ${ResolverRuleId}`);
  });
  return () => [...taken];
}

const isOurs = (reference: string) => reference.startsWith("vpceop/network-platform/");

function pick<T>(list: readonly T[], random: () => number): T | undefined {
  return list[Math.floor(random() * list.length)];
}
