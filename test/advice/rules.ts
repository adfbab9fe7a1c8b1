import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { DisassociateVPCFromHostedZoneCommand } from "@aws-sdk/client-route-53";
import {
  AssociateResolverRuleCommand,
  CreateResolverRuleCommand,
  DisassociateResolverRuleCommand,
  Route53ResolverClient,
  UpdateResolverRuleCommand,
} from "@aws-sdk/client-route53resolver";
import type { Reason } from "../../src/model/reasons.ts";
import { defaultAcl } from "../../src/simulator/ec2/vpc-parts.ts";
import { heldAs, hold } from "../../src/simulator/resolver/held.ts";
import { ANCHOR, HUB, HUB_VPC, OPERATOR } from "../support/fleet.ts";
import { byHand, propagate, vpcInput, zoneNamed, zones } from "../support/look.ts";
import { type ResolverScene, ruleHub, sharedBy, withResolver } from "../support/resolver-scene.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  KMS,
  LOCAL,
  local,
  ORGANIZATION,
  SSM,
  SSM_ENDPOINT,
  type WorldParts,
  world,
} from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";
import {
  type Advice,
  adds,
  again,
  client,
  deletes,
  edited,
  others,
  runs,
  type Scene,
  type Way,
  writes,
} from "./advice.ts";
import { BY_HAND, IN_GIT, LET_GO } from "./removals.ts";
import { SECOND, secondVpcs } from "./scenes.ts";

/** Documents by the hub's, which names the world's Resolver endpoints. */
type Documents = (hub: Files[number], scene: ResolverScene) => Files;

/** The zone is there, and nobody is served by a rule. */
const NOBODY: Documents = (own) => [own, sharedBy("ssm")];
const ONE: Documents = (own) => [own, sharedBy("ssm"), alpha()];
const BOTH: Documents = (own) => [own, sharedBy("ssm"), alpha(), beta()];
const BETA_SERVED = [[BETA.vpc, SSM]] as const;
const SEE_ROW =
  "see why: aws route53resolver list-resolver-rule-associations --region … --filters Name=VPCId,Values=…";
const MADE_AGAIN =
  "or have it made again: disassociate it: aws route53resolver disassociate-resolver-rule --region … --vpc-id … --resolver-rule-id …";
const FIRST_SPOKE =
  "look in the first spoke that its names are answered privately; then run again (the daemon goes on by itself)";
const READS = "allow the hub's role the reads of docs/iam.md, then run again";
const RESOLVER_READS = "allow the hub's role the reads of Resolver (docs/iam.md), then run again";
const SPOKE_READS = "allow the spoke's role the reads of docs/iam.md, then run again";
const RAM_READS = "allow the hub's role the reads of RAM (docs/iam.md), then run again";
const MEMBERS =
  "in the organization's management account enable sharing (aws ram enable-sharing-with-aws-organization), or name accounts of the organization only";

const ANOTHER_ANCHOR =
  "name another anchorVpc: a VPC of the hub's account without workloads, which nobody asks";
const ONE_FAMILY = "name endpoints of one family in spec.resolver of hub …, or make the IPv4 one DUALSTACK";

const NO_SHARE = `arn:aws:ram:eu-west-1:${HUB}:resource-share/00000000-0000-4000-8000-000000000000`;
const ORGANIZATION_ARN = `arn:aws:organizations::${OPERATOR}:organization/${ORGANIZATION}`;
const HUB_ROLES = [{ name: "hub", trusts: [OPERATOR] }];

type Change = (stage: Stage, scene: ResolverScene) => unknown;

/** The past's documents made what they say, then something changed, and other documents hold; what mends it, if others can. */
export function ruled(
  past: Documents,
  files: Documents,
  change: Change = () => undefined,
  {
    view = HUB_VPC,
    network,
    ...parts
  }: WorldParts & { readonly view?: string; readonly network?: string } = {},
) {
  return async () => {
    const written = JSON.parse(world({ isOrganized: true, ...parts }));
    const stage = createStage(JSON.stringify({ ...written, ...(network && { network }) }));
    const scene = await withResolver(stage, view);
    const own = ruleHub(scene);
    for (let pass = 0; pass < 4; pass++) {
      await stage.operator().apply(past(own, scene));
      await propagate(stage);
    }
    const mend = await change(stage, scene);
    await propagate(stage);
    return {
      stage,
      files: files(own, scene),
      ...(mend instanceof Function && { mend: mend as () => unknown }),
    };
  };
}

const denied =
  (operation: string, account = HUB): Change =>
  (stage) =>
    stage.cloud.faults.add({ fault: "deny", operation, account });

const resumes = (at: Scene): void => {
  at.files = edited(at.files, "spoke-alpha", { suspend: false });
};

/** Until somebody lets it go. */
const held =
  (idOf: (stage: Stage, scene: ResolverScene) => string, status: string): Change =>
  (stage, scene) => {
    const id = idOf(stage, scene);
    hold(stage.cloud.estate, id, heldAs(status, ""));
    return () => hold(stage.cloud.estate, id, undefined);
  };

/** A SYSTEM rule of the VPC's own account, of a name. */
const ruleOf =
  (account: string, vpc: string, DomainName: string, RuleType: "SYSTEM" | "FORWARD" = "SYSTEM"): Change =>
  async (stage, { outbound }) => {
    const resolver = client(Route53ResolverClient, { stage }, account);
    const forward = {
      ResolverEndpointId: outbound,
      TargetIps: [{ Ip: "10.9.9.9", Port: 53, Protocol: "Do53" as const }],
    };
    const made = await stage.clock.run(
      resolver.send(
        new CreateResolverRuleCommand({
          CreatorRequestId: `${vpc} ${DomainName}`,
          RuleType,
          DomainName,
          ...(RuleType === "FORWARD" && forward),
        }),
      ),
    );
    const pair = { ResolverRuleId: made.ResolverRule?.Id, VPCId: vpc };
    await stage.clock.run(resolver.send(new AssociateResolverRuleCommand(pair)));
    return () => stage.clock.run(resolver.send(new DisassociateResolverRuleCommand(pair)));
  };

/** Somebody leads alpha's rule elsewhere, and the operator may not lead it back. */
async function bent(stage: Stage): Promise<() => void> {
  const [rule] = [...stage.cloud.estate.resolver.rules.values()].filter(
    ({ domainName }) => domainName === `${SSM}.`,
  );
  const Config = { TargetIps: [{ Ip: "192.0.2.1", Port: 53 }] };
  const update = new UpdateResolverRuleCommand({ ResolverRuleId: rule?.id, Config });
  await stage.clock.run(client(Route53ResolverClient, { stage }, HUB).send(update));
  return stage.cloud.faults.add({ fault: "deny", operation: "UpdateResolverRule", account: HUB });
}

const kept = () => endpoint("ssm", { hubPrivateDns: "keep" });

/** The Resolver endpoints' group without DNS on one side. */
const closed =
  (side: "ingress" | "egress"): Change =>
  async (stage) => {
    const ec2 = client(EC2Client, { stage }, HUB);
    const named = { Filters: [{ Name: "group-name", Values: ["dns"] }] };
    const shown = await stage.clock.run(ec2.send(new DescribeSecurityGroupsCommand(named)));
    const [group] = shown.SecurityGroups ?? [];
    const IpPermissions = side === "ingress" ? group?.IpPermissions : group?.IpPermissionsEgress;
    const input = { GroupId: group?.GroupId, IpPermissions };
    const commands = {
      ingress: {
        revoke: (given: typeof input) => ec2.send(new RevokeSecurityGroupIngressCommand(given)),
        authorize: (given: typeof input) => ec2.send(new AuthorizeSecurityGroupIngressCommand(given)),
      },
      egress: {
        revoke: (given: typeof input) => ec2.send(new RevokeSecurityGroupEgressCommand(given)),
        authorize: (given: typeof input) => ec2.send(new AuthorizeSecurityGroupEgressCommand(given)),
      },
    };
    const { revoke, authorize } = commands[side];
    await stage.clock.run(revoke(input));
    return () => stage.clock.run(authorize(input));
  };

const ipv6Of = (ip = ""): string => `fd00::${ip.split(".").join(":")}`;

/** A second outbound endpoint beside the hub's, of IPv6 addresses alone; answers its id. */
function onlyIpv6({ cloud: { estate } }: Stage): string {
  const [outbound] = [...estate.resolver.endpoints.values()].filter(
    ({ direction }) => direction === "OUTBOUND",
  );
  if (!outbound) throw new Error("no outbound endpoint");
  const addresses = outbound.addresses.map(({ ip, ...one }) => ({ ...one, ip: undefined, ipv6: ipv6Of(ip) }));
  const id = "rslvr-out-00000000000000006";
  estate.resolver.endpoints.set(id, { ...outbound, id, type: "IPV6", addresses });
  return id;
}

/** The inbound endpoint gets IPv6 addresses too, and what guards it lets them in. */
async function widened(stage: Stage): Promise<void> {
  const endpoints = [...stage.cloud.estate.resolver.endpoints.values()];
  const inbound = endpoints.find(({ direction }) => direction === "INBOUND");
  if (!inbound) throw new Error("no inbound endpoint");
  inbound.type = "DUALSTACK";
  for (const address of inbound.addresses) address.ipv6 = ipv6Of(address.ip);
  const IpPermissions = ["tcp", "udp"].map((IpProtocol) => ({
    IpProtocol,
    FromPort: 53,
    ToPort: 53,
    Ipv6Ranges: [{ CidrIpv6: "fd00::/8" }],
  }));
  const ec2 = client(EC2Client, { stage }, HUB);
  const [GroupId] = inbound.groupIds;
  await stage.clock.run(ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions })));
  await stage.clock.run(ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions })));
}
/** By the hub VPC's network ACL, from subnet to subnet. `apart`: and no two of the endpoints' addresses are in one. */
const queriesDenied =
  ({ apart }: { readonly apart: boolean }): Change =>
  (stage) => {
    const { network, resolver } = stage.cloud.estate;
    for (const one of resolver.endpoints.values())
      if (apart) one.addresses.splice(one.direction === "INBOUND" ? 1 : 0, 1);
    const entries = defaultAcl(network, HUB_VPC)?.entries ?? [];
    const ports = { from: 53, to: 53 };
    entries.push({ number: 1, egress: false, protocol: "17", allow: false, cidr: "0.0.0.0/0", ports });
    return () => entries.pop();
  };

/** Packets go as routes, network ACLs and groups let them, and roles may read these. */
const AS_WRITTEN = { network: "asWritten" } as const;
const OPEN_ACL = "add an ingress entry to … that allows it, before the one that denies it";
const ALLOW_ACLS = 'allow ec2:DescribeNetworkAcls in account … (docs/iam.md, "The path")';

/** Others do it, and AWS takes its time. */
const othersInTime: Way["follow"] = async (scene, words, aws) => {
  await others(scene, words, aws);
  await propagate(scene.stage);
};

const runsInTime: Way["follow"] = async (scene, words, aws) => {
  await runs(ALPHA.account)(scene, words, aws);
  await propagate(scene.stage);
};

type HubResolver = Readonly<Record<"inbound" | "outbound", { readonly id: string }>>;

/** The hub's document with its `resolver` changed. */
function rewritten(file: Files[number], change: (resolver: HubResolver) => object): Files[number] {
  if (file.path !== "hub-hub.yaml") return file;
  const document = JSON.parse(file.text);
  const { resolver } = document.spec;
  const spec = { ...document.spec, resolver: { ...resolver, ...change(resolver) } };
  return { path: file.path, text: JSON.stringify({ ...document, spec }) };
}

const mistyped = ({ inbound: { id } }: HubResolver) => ({
  inbound: { id: id.replace(/.$/, (last) => (last === "0" ? "1" : "0")) },
});
const REGIONAL = { rules: "regional", regional: { accept: true } };
const KEPT = "states.eu-west-1.amazonaws.com";
const REGIONAL_ONE: Documents = (own, scene) =>
  ONE(
    rewritten(own, () => ({ rules: "regional", regional: { accept: true, except: [KEPT] } })),
    scene,
  );

/** Of alpha's two associations the Region's is gone, and AWS gave up the one that keeps a name from it; until somebody sees to it. */
async function withoutCarveOut(stage: Stage): Promise<() => void> {
  const { associations, rules } = stage.cloud.estate.resolver;
  const [kept, wide] = [true, false].map((isKept) =>
    [...associations.values()].find(
      ({ ruleId }) => (rules.get(ruleId)?.domainName === `${KEPT}.`) === isKept,
    ),
  );
  if (!kept || !wide) throw new Error("alpha has not both");
  const resolver = client(Route53ResolverClient, { stage }, ALPHA.account);
  const pair = { ResolverRuleId: wide.ruleId, VPCId: ALPHA.vpc };
  await stage.clock.run(resolver.send(new DisassociateResolverRuleCommand(pair)));
  hold(stage.cloud.estate, kept.id, heldAs("FAILED"));
  return () => hold(stage.cloud.estate, kept.id, undefined);
}

/** Mode `resolver-rule`. */
export const RULES = {
  ResolverNotRead: [
    {
      todo: RESOLVER_READS,
      scene: ruled(NOBODY, ONE, denied("ListResolverEndpoints")),
      ways: [{ does: RESOLVER_READS, follow: others }],
    },
  ],
  ResolverNotThere: [
    {
      todo: "correct spec.resolver of the hub",
      async scene() {
        const at = await ruled(NOBODY, ONE)();
        const right = at.files;
        const files = right.map((file) => rewritten(file, mistyped));
        return { ...at, files, mend: () => right };
      },
      ways: [
        {
          does: "correct spec.resolver of the hub",
          follow: (scene) => {
            scene.files = scene.mend?.() as Files;
          },
        },
      ],
    },
  ],
  ResolverNotReady: [
    {
      todo: "wait until it is OPERATIONAL",
      scene: ruled(
        NOBODY,
        ONE,
        held((_, { inbound }) => inbound, "AUTO_RECOVERING"),
      ),
      ways: [{ does: "wait until it is OPERATIONAL", follow: others }],
    },
    {
      todo: "add Do53 to its protocols",
      scene: ruled(NOBODY, ONE, (stage, { inbound }) => {
        const made = stage.cloud.estate.resolver.endpoints.get(inbound);
        if (!made) throw new Error("no inbound endpoint");
        made.protocols = ["DoH"];
        return () => made.protocols.push("Do53");
      }),
      ways: [{ does: "add Do53 to its protocols", follow: others }],
    },
    {
      todo: "run again",
      scene: ruled(NOBODY, ONE, denied("ListResolverEndpointIpAddresses")),
      ways: [{ does: "run again", follow: others }],
    },
    {
      todo: "see what is said of that rule; then run again",
      scene: ruled(ONE, BOTH, bent),
      ways: [{ does: "see what is said of that rule; then run again", follow: others }],
    },
  ],
  NoCommonFamily: [
    {
      todo: ONE_FAMILY,
      async scene() {
        const at = await ruled(NOBODY, ONE)();
        const right = at.files;
        const outbound = onlyIpv6(at.stage);
        return {
          ...at,
          files: right.map((file) => rewritten(file, () => ({ outbound: { id: outbound } }))),
          mend: () => right,
        };
      },
      ways: [
        {
          does: "name endpoints of one family in spec.resolver of hub …",
          follow: (scene) => {
            scene.files = scene.mend?.() as Files;
          },
        },
        { does: "make the IPv4 one DUALSTACK", follow: ({ stage }) => widened(stage) },
      ],
    },
  ],
  HopBlocked: [
    ...(["ingress", "egress"] as const).map((side): Advice => {
      const rule = side === "ingress" ? "an inbound rule" : "an outbound rule";
      const todo = `add ${rule} for the range of …, or a prefix list, to one of … in account …`;
      return { todo, scene: ruled(NOBODY, ONE, closed(side)), ways: [{ does: todo, follow: others }] };
    }),
    {
      todo: OPEN_ACL,
      scene: ruled(NOBODY, ONE, queriesDenied({ apart: true }), AS_WRITTEN),
      ways: [{ does: OPEN_ACL, follow: others }],
    },
  ],
  ViewNotReady: [
    {
      todo: "run again when that endpoint is available",
      scene: ruled(
        (own) => [own, kept()],
        (own) => [own, kept(), alpha()],
        ({ cloud: { estate } }) => {
          const view = estate.network.endpoints.get(SSM_ENDPOINT);
          if (!view) throw new Error("the hub has no endpoint");
          view.held = { state: "pendingAcceptance" };
          return () => {
            view.held = undefined;
          };
        },
        { endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }] },
      ),
      ways: [{ does: "run again when that endpoint is available", follow: others }],
    },
    {
      todo: "run again when its zone is there; see what keeps that VPC out",
      scene: ruled((own) => [own], ONE),
      ways: [{ does: "run again when its zone is there", follow: again }],
      besides: ["see what keeps that VPC out"],
    },
    {
      todo: "run again when that is done; see what keeps it",
      scene: ruled(
        (own) => [own],
        (own) => [own, endpoint("ssm", { hubPrivateDns: "turnOff" }), alpha()],
        undefined,
        { endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }] },
      ),
      ways: [{ does: "run again when that is done", follow: again }],
      besides: ["see what keeps it"],
    },
    {
      todo: READS,
      scene: ruled(NOBODY, ONE, denied("ListHostedZonesByVPC")),
      ways: [{ does: READS, follow: others }],
    },
    {
      todo: "run again",
      scene: ruled(NOBODY, ONE, (stage) =>
        stage.cloud.faults.add({
          fault: "error",
          code: "InternalError",
          status: 500,
          operation: "DescribeVpcs",
          account: HUB,
        }),
      ),
      ways: [{ does: "run again", follow: others }],
    },
    {
      todo: "see what is said of that zone",
      scene: ruled(ONE, BOTH, (stage) => {
        const zone = stage.cloud.estate.zones.byId.get(zoneNamed(stage, SSM).id);
        const aliases = [...(zone?.records ?? [])].filter(([key]) => /\bA\b/.test(key));
        for (const [key] of aliases) zone?.records.delete(key);
      }),
      ways: [{ does: "see what is said of that zone", follow: again, serves: BETA_SERVED }],
    },
    {
      todo: "take … out of it, or name another inbound endpoint",
      scene: ruled(
        (own) => [own],
        ONE,
        (stage) => async () => {
          const foreign = zones(stage).find(({ callerReference }) => !callerReference.startsWith("vpceop"));
          await byHand(stage).send(
            new DisassociateVPCFromHostedZoneCommand({ HostedZoneId: foreign?.id, VPC: vpcInput(HUB_VPC) }),
          );
        },
        { hub: { roles: HUB_ROLES, zones: [{ name: SSM, vpcs: [HUB_VPC, LOCAL.vpc] }] } },
      ),
      ways: [{ does: "take … out of it", follow: othersInTime, serves: [] }],
      besides: ["name another inbound endpoint"],
    },
  ],
  ViewForwards: [
    {
      todo: "disassociate it from …, or name another inbound endpoint in hub …",
      scene: ruled(NOBODY, ONE, ruleOf(HUB, HUB_VPC, SSM, "FORWARD")),
      ways: [{ does: "disassociate it from …", follow: othersInTime }],
      besides: ["name another inbound endpoint in hub …"],
    },
    {
      todo: "associate a SYSTEM rule amazonaws.com with …, or use rules: per-endpoint",
      async scene() {
        const at = await ruled(NOBODY, ONE, ruleOf(HUB, HUB_VPC, "com", "FORWARD"))();
        return { ...at, files: at.files.map((file) => rewritten(file, () => REGIONAL)) };
      },
      ways: [
        {
          does: "associate a SYSTEM rule amazonaws.com with …",
          follow: async ({ stage }) => {
            await propagate(stage);
            await ruleOf(HUB, HUB_VPC, "amazonaws.com")(stage, { inbound: "", outbound: "", addresses: [] });
            await propagate(stage);
          },
        },
        {
          does: "use rules: per-endpoint",
          follow: (scene) => {
            const perEndpoint = () => ({ rules: "per-endpoint", regional: undefined });
            scene.files = scene.files.map((file) => rewritten(file, perEndpoint));
          },
        },
      ],
    },
  ],
  ViewIsClient: [
    {
      todo: "give that spoke mode phz-association, or delete its document",
      scene: ruled(NOBODY, (own) => [own, sharedBy("ssm"), local()], undefined, { view: LOCAL.vpc }),
      ways: [
        {
          does: "give that spoke mode phz-association",
          follow: writes("spoke-local", { mode: "phz-association" }, ["mode"]),
          serves: [[LOCAL.vpc, SSM]],
        },
        { does: "delete its document", follow: deletes("spoke-local"), serves: [] },
      ],
    },
  ],
  SharingNotRead: [
    {
      todo: RAM_READS,
      scene: ruled(NOBODY, ONE, denied("GetResourceShares")),
      ways: [{ does: RAM_READS, follow: others }],
    },
    {
      todo: "correct sharing.share of the hub, or leave it out for a share of our own",
      async scene() {
        const at = await ruled(NOBODY, ONE)();
        return { ...at, files: edited(at.files, "hub-hub", { sharing: { share: NO_SHARE } }) };
      },
      ways: [
        {
          does: "leave it out for a share of our own",
          follow: writes("hub-hub", { sharing: undefined }, []),
        },
      ],
      besides: ["correct sharing.share of the hub"],
    },
  ],
  SharingFailed: [
    {
      todo: MEMBERS,
      scene: ruled(ONE, ONE, (stage) => {
        const [share] = stage.cloud.estate.ram.shares.values();
        const [entry] = share?.associations.get(ALPHA.account) ?? [];
        if (!entry) throw new Error("it is not shared with alpha's account");
        entry.failed = "not in your organization";
        return () => delete entry.failed;
      }),
      ways: [
        {
          does: "in the organization's management account enable sharing (aws ram enable-sharing-with-aws-organization)",
          follow: others,
        },
      ],
      besides: ["name accounts of the organization only"],
    },
  ],
  FirstUse: [
    {
      todo: FIRST_SPOKE,
      scene: ruled((own) => [own, sharedBy("ssm")], BOTH),
      ways: [{ does: FIRST_SPOKE, follow: again, serves: BETA_SERVED }],
    },
  ],
  AssociationFailed: [
    {
      todo: `${SEE_ROW}; ${MADE_AGAIN}`,
      scene: ruled(
        ONE,
        ONE,
        held((stage) => [...stage.cloud.estate.resolver.associations.keys()][0] ?? "", "FAILED"),
      ),
      ways: [
        { does: SEE_ROW, follow: others },
        { does: MADE_AGAIN, follow: runsInTime },
      ],
    },
    {
      todo: "run again when it is gone",
      scene: ruled(
        ONE,
        ONE,
        held((stage) => [...stage.cloud.estate.resolver.associations.keys()][0] ?? "", "DELETING"),
      ),
      ways: [{ does: "run again when it is gone", follow: others }],
    },
  ],
  AnchorServesRules: [
    {
      todo: ANOTHER_ANCHOR,
      scene: ruled(REGIONAL_ONE, (own, scene) => [...REGIONAL_ONE(own, scene), sharedBy("kms")], undefined, {
        view: ANCHOR,
        hub: { vpcs: secondVpcs() },
      }),
      ways: [
        {
          does: ANOTHER_ANCHOR,
          follow: writes("hub-hub", { anchorVpc: { vpc: SECOND.anchor } }, ["anchorVpc"]),
          serves: [
            [ALPHA.vpc, SSM],
            [ALPHA.vpc, KMS],
          ],
        },
      ],
    },
  ],
  NotCarvedOut: [
    {
      todo: "see what is said of … in spoke …; then run again (the daemon goes on by itself)",
      scene: ruled(REGIONAL_ONE, REGIONAL_ONE, withoutCarveOut),
      ways: [
        {
          does: "see what is said of … in spoke …; then run again (the daemon goes on by itself)",
          follow: others,
        },
      ],
    },
  ],
  NotServedBelow: [],
  ResolverCapacity: [],
  HopUnread: [
    {
      todo: `${ALLOW_ACLS}; look in the first spoke that its names are answered`,
      scene: ruled(NOBODY, ONE, denied("DescribeNetworkAcls"), AS_WRITTEN),
      ways: [{ does: ALLOW_ACLS, follow: others }],
      besides: ["look in the first spoke that its names are answered"],
    },
  ],
  HopPartial: [
    {
      todo: OPEN_ACL,
      scene: ruled(NOBODY, ONE, queriesDenied({ apart: false }), AS_WRITTEN),
      ways: [{ does: OPEN_ACL, follow: others }],
    },
  ],
  RegionalMoves: [],
  SelfService: [
    {
      todo: "nothing; or write a Spoke for it",
      scene: ruled(BOTH, ONE, (stage) => {
        for (const association of stage.cloud.estate.resolver.associations.values())
          if (association.vpcId === BETA.vpc) association.name = "theirs";
      }),
      ways: [{ does: "write a Spoke for it", follow: adds(beta()), serves: BETA_SERVED }],
      besides: ["nothing"],
    },
  ],
  TurnOffServesRules: [
    {
      todo: "set allowGap: true to accept that, usually for less than two minutes",
      scene: ruled(
        (own) => [own, endpoint("ssm", { hubPrivateDns: "keep" }), alpha()],
        (own) => [own, endpoint("ssm", { hubPrivateDns: "turnOff" }), alpha()],
        undefined,
        { endpoints: [{ id: "vpce-0e000000000000001", service: "ssm", privateDns: true }] },
      ),
      ways: [
        { does: "set allowGap: true to accept that", follow: writes("endpoint-ssm", { allowGap: true }) },
      ],
      besides: ["usually for less than two minutes"],
    },
  ],
  ServesRules: [
    {
      todo: "run again when those associations are gone; see what keeps them",
      scene: ruled(ONE, (own) => [own, alpha({ suspend: true })]),
      ways: [
        { does: "run again", follow: resumes, serves: [] },
        { does: "see what keeps them", follow: resumes, serves: [] },
      ],
      besides: ["when those associations are gone"],
    },
  ],
  UnknownConsumers: [
    {
      todo: `${BY_HAND}; or, ${IN_GIT}`,
      async scene() {
        const at = await ruled(
          (own) => [
            ...edited([own], "hub-hub", { sharing: { organization: ORGANIZATION_ARN } }),
            sharedBy("ssm"),
            local(),
          ],
          (own) => [own, sharedBy("ssm"), local({ endpoints: "none" })],
        )();
        await at.stage.operator().apply(at.files);
        await propagate(at.stage);
        return at;
      },
      ways: LET_GO.map((way) => ({ ...way, serves: [] })),
    },
  ],
  RuleLeavesShare: [
    {
      todo: "run again",
      async scene() {
        const at = await ruled(ONE, (own) => [own, sharedBy("ssm"), alpha({ endpoints: "none" })])();
        await at.stage.operator().apply(at.files);
        await propagate(at.stage);
        return at;
      },
      ways: [{ does: "run again", follow: () => undefined, serves: [] }],
    },
  ],
  NotChecked: [
    {
      todo: SPOKE_READS,
      scene: ruled(NOBODY, ONE, denied("ListHostedZonesByVPC", ALPHA.account)),
      ways: [{ does: SPOKE_READS, follow: others }],
    },
  ],
} satisfies Partial<Record<Reason, readonly Advice[]>>;
