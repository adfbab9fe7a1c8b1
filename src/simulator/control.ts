import { isIP } from "node:net";
import { ZodError, z } from "zod";
import type { CallFilter } from "./calls.ts";
import type { Cloud } from "./cloud.ts";
import { subnetsIn } from "./ec2/state.ts";
import type { Estate } from "./estate.ts";
import type { faultRule } from "./faults.ts";
import { moveAccount } from "./organization.ts";
import { setOrganizationSharing } from "./ram/organization-sharing.ts";
import { heldAs, hold } from "./resolver/held.ts";
import { parseWorld } from "./world.ts";

export const CONTROL_PATH = "/_simulator/";

type ControlRequest = { method: string; path: string; query: URLSearchParams; body: string };
type ControlReply = { status: number; value: unknown };

/** Where a VPC's resolver listens, UDP and TCP alike. */
type Resolver = { readonly address: string; readonly port: number };

/** What is driven: the cloud, and the DNS listeners of whoever serves it. */
export type Driven = {
  readonly cloud: Cloud;
  /** By VPC id, all that there are now. Absent: nobody listens. */
  readonly resolvers?: (() => Promise<ReadonlyMap<string, Resolver>>) | undefined;
};

type Route = { what: string; act: (cloud: Cloud, request: ControlRequest, driven: Driven) => unknown };

/** Drives the simulator itself; what it answers is always JSON. */
export async function control(driven: Driven, request: ControlRequest): Promise<ControlReply> {
  const name = `${request.method} ${request.path.replace(/(.)\/$/, "$1")}`;
  if (name === "GET /_simulator") return { status: 200, value: LISTING };
  const route = ROUTES[name];
  if (!route) return { status: 404, value: { error: `no such control: ${name}`, controls: LISTING } };
  try {
    return { status: 200, value: (await route.act(driven.cloud, request, driven)) ?? {} };
  } catch (error) {
    const message = error instanceof ZodError ? z.prettifyError(error) : (error as Error).message;
    return { status: 400, value: { error: message } };
  }
}

const ROUTES: { readonly [name: string]: Route } = {
  "GET /_simulator/health": {
    what: "whether it runs, and its time",
    act: ({ clock }) => ({ status: "running", now: new Date(clock.now()).toISOString() }),
  },
  "GET /_simulator/calls": {
    what: "the call log; filter by ?account=&service=&operation=&region=&write=&errorCode=",
    act({ calls }, { query }) {
      const filter = filterOf(query);
      return { counts: calls.count(filter), calls: calls.list(filter) };
    },
  },
  "DELETE /_simulator/calls": { what: "empties the call log", act: ({ calls }) => calls.clear() },
  "POST /_simulator/reset": {
    what: "back to the beginning, or to the world file in the body",
    act: (cloud, { body }) => cloud.reset(body ? parseWorld(body, "body") : undefined),
  },
  "GET /_simulator/faults": {
    what: "the fault rules in force",
    act: ({ faults }) => ({ faults: faults.list() }),
  },
  "POST /_simulator/faults": {
    what: 'adds a fault rule: {"fault": "throttle", "account": "…", "operation": "write", "times": 3}',
    act({ faults }, { body }) {
      faults.add(JSON.parse(body) as z.input<typeof faultRule>);
      return { faults: faults.list() };
    },
  },
  "DELETE /_simulator/faults": { what: "removes all fault rules", act: ({ faults }) => faults.clear() },
  "POST /_simulator/throttling": {
    what: '{"on": false}, or {"model": "bucket" | "sliding" | "fixed"}',
    act(cloud, { body }) {
      const { on = true, model } = throttling.parse(JSON.parse(body));
      cloud.setThrottling(model ?? on);
    },
  },
  "POST /_simulator/organization": {
    what: '{"account": "…", "to": "root" | "ou-…" | "outside"}, or {"sharing": "enabled" | "disabled" | "trustedAccessOnly"}',
    act: ({ estate }, { body }) => changeOrganization(estate, organizationChange.parse(JSON.parse(body))),
  },
  "POST /_simulator/resolver": {
    what: 'holds a Resolver endpoint, address, rule or association in a status: {"id": "rslvr-…", "status": "FAILED"}; null lets it go',
    act({ estate }, { body }) {
      const { id, status, message } = resolverHold.parse(JSON.parse(body));
      hold(estate, id, heldAs(status ?? undefined, message));
    },
  },
  "GET /_simulator/resolvers": {
    what: "where each VPC's resolver listens, by VPC id; ?vpc= for one",
    act: (cloud, { query }, driven) => listeners(cloud, driven, query),
  },
  "GET /_simulator/resolve": {
    what: "what a VPC's resolver answers: ?vpc=&name=&type=",
    act(cloud, { query }) {
      const { vpc, name, type } = question.parse(Object.fromEntries(query));
      return cloud.resolve(vpc, name, type);
    },
  },
  "GET /_simulator/connect": {
    what: "whether a connection is answered, hop by hop: ?vpc=&to= (a name or an address) &subnet=&port=443&protocol=tcp&type=A&source=",
    act: (cloud, { query }) => connections(cloud, query),
  },
};

/** By a name as a host would: what the VPC's resolver answers, and then each address. From every subnet when none is said. */
function connections(cloud: Cloud, query: URLSearchParams) {
  const { vpc, subnet, to, type, port, protocol, source } = attempt.parse(Object.fromEntries(query));
  const subnets = subnetsIn(cloud.estate.network, vpc).filter(({ id }) => id === (subnet ?? id));
  if (subnets.length === 0) throw new Error(`there is no subnet ${subnet ?? ""} in VPC ${vpc}`);
  const isAddress = isIP(to) !== 0;
  const addresses = isAddress ? [to] : cloud.resolve(vpc, to, type).addresses;
  if (addresses.length === 0) throw new Error(`${to} resolves to no ${type} address in VPC ${vpc}`);
  return {
    connections: subnets.flatMap(({ id: subnetId }) =>
      addresses.map((address) => ({
        subnet: subnetId,
        address,
        ...cloud.connect({ subnetId, address, port, protocol, source }),
      })),
    ),
  };
}

/** What the service Organizations does, which is not served. */
function changeOrganization(estate: Estate, change: z.infer<typeof organizationChange>): void {
  const { organization, surroundings } = estate;
  if (!organization) throw new Error("this world has no organization");
  if ("sharing" in change) setOrganizationSharing(estate, organization, change.sharing);
  else if (change.to.startsWith("ou-") && !organization.units.has(change.to))
    throw new Error(`there is no unit ${change.to}`);
  else moveAccount(organization, change.account, change, surroundings.clock.now());
}

async function listeners({ estate }: Cloud, { resolvers }: Driven, query: URLSearchParams) {
  const { vpc: wanted } = z.strictObject({ vpc: z.string().optional() }).parse(Object.fromEntries(query));
  const all = await resolvers?.();
  if (!all) throw new Error("nobody listens for DNS here");
  if (wanted !== undefined && !all.has(wanted)) throw new Error(`there is no VPC ${wanted}`);
  const shown = [...all].filter(([vpc]) => wanted === undefined || vpc === wanted);
  return Object.fromEntries(
    shown.map(([vpc, { address, port }]) => {
      const { account, region } = estate.network.vpcs.get(vpc) ?? {};
      return [vpc, { account, region, address, port }];
    }),
  );
}

const LISTING = Object.fromEntries(Object.entries(ROUTES).map(([name, { what }]) => [name, what]));

const organizationChange = z.union([
  z.strictObject({
    account: z.string().regex(/^\d{12}$/),
    to: z.union([z.enum(["root", "outside"]), z.string().regex(/^ou-/)]),
  }),
  z.strictObject({ sharing: z.enum(["enabled", "disabled", "trustedAccessOnly"]) }),
]);
const resolverHold = z.strictObject({
  id: z.string(),
  status: z
    .string()
    .regex(/^[A-Z_]+$/)
    .nullable(),
  message: z.string().optional(),
});
const throttling = z.strictObject({
  on: z.boolean().optional(),
  model: z.enum(["bucket", "sliding", "fixed"]).optional(),
});
const question = z.strictObject({
  vpc: z.string(),
  name: z.string(),
  type: z.enum(["A", "AAAA"]).default("A"),
});
const attempt = z.strictObject({
  vpc: z.string(),
  subnet: z.string().optional(),
  to: z.string(),
  type: z.enum(["A", "AAAA"]).default("A"),
  port: z.coerce.number().int().min(0).max(65_535).default(443),
  protocol: z.enum(["tcp", "udp"]).default("tcp"),
  source: z.string().optional(),
});
const filters = z.strictObject({
  account: z.string().optional(),
  service: z.string().optional(),
  operation: z.string().optional(),
  region: z.string().optional(),
  errorCode: z.string().optional(),
  write: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional(),
});

function filterOf(query: URLSearchParams): CallFilter {
  const filter = filters.parse(Object.fromEntries(query));
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
