import { interruptible } from "./aws.ts";
import { DEMO_WORLD, type SimulationOptions, startSimulation } from "./simulation.ts";
import { print, UserError } from "./terminal.ts";

export type SimulateFlags = {
  readonly world?: string;
  readonly port: string;
  readonly host: string;
  readonly dnsPort: string;
  readonly seed: string;
  readonly throttling: boolean;
  readonly insyncMs?: string;
  readonly endpointPendingMs?: string;
  readonly defaultVpcs?: boolean;
};

/** Serves until a signal; what a client needs to reach it is printed first. */
export async function simulate(flags: SimulateFlags): Promise<number> {
  const { signal } = interruptible("stopping");
  const simulation = await startSimulation(optionsOf(flags));
  const { cloud } = simulation;
  const url = reachable(simulation.url);
  print(
    [
      `Simulated AWS at ${url} (world: ${flags.world ?? DEMO_WORLD.pathname}, seed ${flags.seed})`,
      "",
      "Any AWS client: an access key of 12 digits is that account's administrator.",
      `  export AWS_ENDPOINT_URL=${url} AWS_REGION=${firstRegion(cloud.estate.network.vpcs.values())}`,
      "  export AWS_ACCESS_KEY_ID=999999999999 AWS_SECRET_ACCESS_KEY=simulated",
      `  curl ${url}/_simulator/    call log, faults, throttling, resolvers, connections, reset`,
      "",
      "Each VPC's resolver:",
    ].join("\n"),
  );
  for (const [vpc, { account, region }] of cloud.estate.network.vpcs) {
    const resolver = simulation.resolvers.get(vpc);
    print(
      `  ${vpc}  ${account}  ${region}  dig @${reachable(resolver?.address ?? "")} -p ${resolver?.port} NAME`,
    );
  }
  await new Promise<void>((stop) => signal.addEventListener("abort", () => stop(), { once: true }));
  await simulation.close();
  return 0;
}

function optionsOf(flags: SimulateFlags): SimulationOptions {
  return {
    worldFile: flags.world,
    host: flags.host,
    port: whole("--port", flags.port, PORT_MAX),
    dnsPort: whole("--dns-port", flags.dnsPort, PORT_MAX),
    seed: whole("--seed", flags.seed),
    throttling: flags.throttling,
    ...(flags.insyncMs !== undefined && { insyncMs: whole("--insync-ms", flags.insyncMs) }),
    ...(flags.endpointPendingMs !== undefined && {
      endpointPendingMs: whole("--endpoint-pending-ms", flags.endpointPendingMs),
    }),
    ...(flags.defaultVpcs && { defaultVpc: true }),
  };
}

const PORT_MAX = 65_535;

function whole(flag: string, text: string, most?: number): number {
  const value = Number(text);
  const range = most === undefined ? "" : ` from 0 to ${most}`;
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value > (most ?? value))
    throw new UserError(`${flag} takes a whole number${range}, not "${text}"`);
  return value;
}

/** 0.0.0.0 is where a server listens, and no address to call. */
function reachable(text: string): string {
  return text.replace(/(^|\/)0\.0\.0\.0(?=:|$)/, "$1127.0.0.1");
}

function firstRegion(vpcs: Iterable<{ region: string }>): string {
  for (const { region } of vpcs) return region;
  return "us-east-1";
}
