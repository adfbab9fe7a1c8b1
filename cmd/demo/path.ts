import { CreateRouteCommand, EC2Client } from "@aws-sdk/client-ec2";
import { PATH_DEMO } from "../simulation.ts";
import { print, UserError } from "../terminal.ts";
import { expectAll, type Lookup, lookUpAll } from "./lookup.ts";
import { heading, paint } from "./paper.ts";
import { typed } from "./program.ts";
import { folder, type Scene, setUp, showLookups } from "./resolver-scene.ts";
import type { Later } from "./tidily.ts";
import { until } from "./until.ts";

const DOCUMENTS = folder("documents", PATH_DEMO);
const HUB = "111111111111";
const [PAYMENTS, DATA] = ["vpc-0b22000000000000a", "vpc-0c33000000000000a"] as const;
const CALLED = { [PAYMENTS]: "payments", [DATA]: "data" };
const SUBNET = { [PAYMENTS]: "subnet-0b22000000000000a", [DATA]: "subnet-0c33000000000000a" };
const NAMES = ["ssm", "kms"].map((service) => `${service}.ap-southeast-2.amazonaws.com`);
/** In the route table of the hub VPC, and not there. */
const BACK = {
  RouteTableId: "rtb-0a11ce0000000000a",
  DestinationCidrBlock: "10.3.0.0/16",
  VpcPeeringConnectionId: "pcx-0c33000000000000a",
};

/** A spoke whose packets would not come back is given no private name, and is once somebody has mended its way. */
export async function pathStory(later: Later): Promise<void> {
  const scene = await setUp(later, { worldFile: new URL("world.yaml", PATH_DEMO).pathname });
  heading(
    `A simulated AWS runs at ${scene.simulation.url}: a hub and two spokes, each joined by a peering connection`,
  );
  print(`  The hub's route table ${BACK.RouteTableId} has no route back to data.`);

  heading(
    "1. Apply: payments is served. data would lose its names with its packets, and is not (exit code 1)",
  );
  const said = await typed(["apply", DOCUMENTS], scene.env, { ...scene, code: 1 });
  if (!said.includes("[PathBlocked]") || !said.includes(BACK.RouteTableId))
    throw new UserError(`nobody is told that ${BACK.RouteTableId} has no route`);
  const before = await servedTo(scene, [PAYMENTS]);
  expectAll("public", ofVpc(before, DATA));

  heading("2. Where the packets of data end, hop by hop");
  await typed(["path", "data", "core-ssm", "--dir", DOCUMENTS], scene.env, { ...scene, code: 2 });

  heading("3. Somebody adds the route");
  await addRoute(scene);

  heading("4. Apply again");
  await typed(["apply", DOCUMENTS], scene.env, scene);
  await servedTo(scene, [PAYMENTS, DATA]);

  heading("5. A second plan");
  await typed(["plan", DOCUMENTS], scene.env, scene);
}

/** These VPCs are told private addresses, and what they connect to answers. What both are told. */
async function servedTo(scene: Scene, vpcs: readonly (keyof typeof CALLED)[]): Promise<readonly Lookup[]> {
  const named = vpcs.map((vpc) => CALLED[vpc]).join(", ");
  await until(`${named}: DNS answers private addresses`, async () => {
    const lookups = await lookUpAll(scene.simulation, vpcs, NAMES);
    return lookups.every(({ isPrivate }) => isPrivate) || undefined;
  });
  const lookups = await showLookups(scene, CALLED, NAMES);
  for (const vpc of vpcs) expectConnections(scene, SUBNET[vpc], ofVpc(lookups, vpc));
  print(
    `  ${paint("green", "✓")} ${named}: a connection from the subnet to each of these addresses is answered`,
  );
  return lookups;
}

function ofVpc(lookups: readonly Lookup[], id: string): Lookup[] {
  return lookups.filter(({ vpc }) => vpc === id);
}

/** There, and back. */
function expectConnections({ simulation }: Scene, subnetId: string, lookups: readonly Lookup[]): void {
  for (const address of lookups.flatMap(({ answer }) => answer.split(", "))) {
    const { outcome, because } = simulation.cloud.connect({ subnetId, address, port: 443, protocol: "tcp" });
    if (outcome !== "answered") throw new UserError(`${subnetId} does not reach ${address}: ${because}`);
  }
}

async function addRoute({ simulation: { url } }: Scene): Promise<void> {
  const credentials = { accessKeyId: HUB, secretAccessKey: "simulated" };
  const ec2 = new EC2Client({ endpoint: url, region: "ap-southeast-2", credentials });
  await ec2.send(new CreateRouteCommand(BACK));
  ec2.destroy();
  print(`  ${BACK.DestinationCidrBlock} → ${BACK.VpcPeeringConnectionId} in ${BACK.RouteTableId}`);
}
