import { createThrottle, type ThrottleModel } from "./buckets.ts";
import { type CallLog, createCallLog } from "./calls.ts";
import { createDns, type Resolve } from "./dns/resolve.ts";
import { ensureDefaultVpc } from "./ec2/default-vpc.ts";
import { createEstate, type Duration, type Estate, type EstateChoices, lasting } from "./estate.ts";
import { createFaults, type Faults } from "./faults.ts";
import { type CallEvent, createGateway, type Attempt as RequestAttempt } from "./gateway.ts";
import { createIdentity, type Identity } from "./identity.ts";
import { type Attempt, type Connection, connect } from "./network/connect.ts";
import { partition } from "./partition.ts";
import { createPast } from "./past.ts";
import { seededHex, seededRandom } from "./random.ts";
import type { Clock } from "./service.ts";
import { createServices } from "./services.ts";
import type { WireReply, WireRequest } from "./wire/wire.ts";
import type { World } from "./world.ts";
import { defined, loadWorld } from "./world-load.ts";

export type CloudOptions = EstateChoices & {
  /** A VirtualClock in tests, the machine's time in `simulate`. */
  clock: Clock;
  /** Every draw and every id follows from it. */
  seed?: number;
  /** AWS's request throttling. On unless told otherwise; a name chooses how the server counts. */
  throttling?: boolean | ThrottleModel;
  /** Between a request's arrival and AWS's acting on it; for that time its zone is locked. */
  latencyMs?: Duration;
  /** Gives every account and Region a default VPC at its first EC2 call, as AWS does. Off unless told otherwise. */
  defaultVpc?: boolean;
  /**
   * A world file: what exists from the start, and the quotas and delays that are not chosen here. Throws WorldError
   * with the places of all that is wrong in it.
   */
  world?: World;
};

/** A request as an SDK client hands it to its `requestHandler`. */
export type SdkRequest = {
  method: string;
  path: string;
  query?: WireRequest["query"];
  headers: { [name: string]: string };
  body?: unknown;
};
type SdkResponse = { statusCode: number; headers: { [name: string]: string }; body: Uint8Array };

/** The simulated AWS: all accounts, Regions and services behind one `handle`. */
export type Cloud = {
  /**
   * Give the cloud itself to an SDK client: `new Route53Client({ requestHandler: cloud, … })`. A 12-digit access key
   * is that account's administrator. Rejects as a broken connection does when a fault says so; an abort only ends
   * the waiting, for a request that was sent may still be acted on.
   */
  handle(request: SdkRequest, options?: { abortSignal?: AbortSignal }): Promise<{ response: SdkResponse }>;
  /** What a host in the VPC is told now by the VPC's resolver. Throws for a VPC that does not exist. */
  resolve: Resolve;
  /** Whether a connection from a subnet to an address is answered now. Throws for a subnet that does not exist. */
  connect(attempt: Attempt): Connection;
  readonly clock: Clock;
  readonly calls: CallLog;
  readonly faults: Faults;
  /** All that exists; replaced by `reset`. */
  readonly estate: Estate;
  /** Roles, sessions and closed accounts; replaced by `reset`. */
  readonly identity: Identity;
  /** Observes every call before and after AWS acts; a listener that throws breaks the call off there. */
  onCall(listener: (event: CallEvent) => void): () => void;
  setThrottling(throttling: boolean | ThrottleModel): void;
  /**
   * Back to the beginning of the same seed, with the given world or else the options' own, without faults, with an
   * empty call log and full buckets. A world with an error in it changes nothing.
   */
  reset(world?: World): void;
};

export function createCloud(options: CloudOptions): Cloud {
  const { clock, seed = 1 } = options;
  const throttle = createThrottle(clock, modelOf(options.throttling ?? true));
  const faults = createFaults(seededRandom(seed + 1));
  const calls = createCallLog();
  const listeners = new Set<(event: CallEvent) => void>();
  let content = createContent(options.world);

  function createContent(world: World | undefined) {
    const random = seededRandom(seed);
    const surroundings = { clock, random, hex: seededHex(seed), partition };
    const base = { ...weather(random), ...asAwsShares(seed) };
    const estate = createEstate(surroundings, choicesOf(base, world, options));
    const identity = createIdentity(surroundings);
    if (world) loadWorld(world, estate, identity);
    const used = new Set<string>();
    const firstUse = ({ service, account, region }: RequestAttempt) => {
      const place = `${account} ${region}`;
      if (!options.defaultVpc || service !== "ec2" || used.has(place)) return;
      used.add(place);
      ensureDefaultVpc(estate, account, region);
    };
    const answer = createGateway({
      clock,
      services: createServices(estate, identity),
      identity,
      throttle,
      faults,
      calls,
      past: createPast(estate),
      resolverThrottling: estate.options.behaviours.resolverThrottling,
      latencyMs: () => lasting(options.latencyMs ?? 0),
      observe: (event) => {
        firstUse(event.call);
        for (const listener of listeners) listener(event);
      },
    });
    return { estate, identity, answer, resolve: createDns(estate) };
  }

  return {
    clock,
    calls,
    faults,
    get estate() {
      return content.estate;
    },
    get identity() {
      return content.identity;
    },
    async handle(request, { abortSignal } = {}) {
      const reply = await unlessAborted(() => content.answer(wireRequest(request)), abortSignal);
      return { response: { ...reply, body: Buffer.from(reply.body) } };
    },
    resolve: (vpcId, name, type) => content.resolve(vpcId, name, type),
    connect: (attempt) => connect(content.estate, attempt),
    onCall(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    setThrottling: (throttling) => throttle.setModel(modelOf(throttling)),
    reset(world = options.world) {
      content = createContent(world);
      faults.clear();
      throttle.reset();
      calls.clear();
    },
  };
}

/** What takes no fixed time in AWS, drawn each time. */
const weather = (random: () => number) => ({
  // AWS: "usually within 60 seconds"; half of that as a rule.
  insyncMs: () => 20_000 + random() * 20_000,
  // "A minute or two"; minutes for a rule that spreads over an endpoint's interfaces; seconds to a minute.
  resolverEndpointMs: () => 60_000 + random() * 120_000,
  resolverAddressMs: () => 30_000 + random() * 150_000,
  resolverRuleMs: () => random() * 240_000,
  resolverAssociationMs: () => 2_000 + random() * 58_000,
});

/** What a caller chose comes before what the world file says. */
function choicesOf(base: EstateChoices, world: World | undefined, options: EstateChoices): EstateChoices {
  const { delays = {}, quotas = {}, behaviours = {} } = world?.spec ?? {};
  return {
    ...base,
    ...defined(delays),
    ...options,
    behaviours: { ...base.behaviours, ...defined(behaviours), ...options.behaviours },
    quotas: { ...defined(quotas), ...options.quotas },
  };
}

/**
 * How sharing by RAM goes in this cloud, drawn from a stream of its own. Clients saw an association take "more than 3 min"
 * (terraform-provider-aws#23359), where a second or two is usual (AWS CLI's examples), and wait a minute for what it
 * brings (terraform#24598). Of what is not documented each way is as likely.
 */
function asAwsShares(seed: number): EstateChoices {
  const random = seededRandom(seed + 2);
  return {
    sharingMs: () => (random() < 0.1 ? 60_000 + random() * 180_000 : 1000 + random() * 9000),
    sharedSeenMs: () => random() * 60_000,
    behaviours: {
      organizationNotShared: random() < 0.5 ? "invalidParameter" : "notPermitted",
      unsharedAssociation: random() < 0.5 ? "goes" : "fails",
    },
  };
}

const modelOf = (throttling: boolean | ThrottleModel): ThrottleModel | "off" =>
  throttling === true ? "bucket" : throttling || "off";

const decoder = new TextDecoder();

function wireRequest({ method, path, query = {}, headers, body }: SdkRequest): WireRequest {
  const lower: { [name: string]: string } = {};
  for (const name in headers) lower[name.toLowerCase()] = headers[name] as string;
  // JSON clients send bytes that only pretend to be a string.
  const text = body instanceof Uint8Array ? decoder.decode(body) : typeof body === "string" ? body : "";
  return { method, path, query, headers: lower, body: text };
}

async function unlessAborted(send: () => Promise<WireReply>, signal?: AbortSignal): Promise<WireReply> {
  if (!signal) return send();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(Object.assign(new Error("Request aborted"), { name: "AbortError" }));
  if (signal.aborted) {
    abort();
    return aborted;
  }
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([send(), aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
