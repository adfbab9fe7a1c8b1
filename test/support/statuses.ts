import {
  type Condition,
  EMPTY_FLEET,
  type FindingTold,
  type ObjectStatus,
  type Status,
} from "../../src/model/status/status.ts";

/** Statuses that a page is looked at with. */
const AT = Math.floor(Date.now() / 1000) * 1000;
const REVISION = "4f1d3c9a7b2e8d6054c1a0f9e8b7d6c5a4f3e2d1";
const ENDPOINTS = ["ec2", "ecr-api", "ecr-dkr", "kms", "logs", "secretsmanager", "ssm", "ssmmessages", "sts"];

const ready = (message = "as desired"): Condition => ({
  type: "Ready",
  status: "True",
  reason: "AsDesired",
  message,
  since: AT - 3_600_000,
  revision: REVISION,
});

const not = (reason: string, message: string, status: "False" | "Unknown" = "False"): Condition[] => [
  { ...ready(message), status, reason },
  ...(status === "False" ? [{ ...ready(message), type: "Stalled" as const, reason }] : []),
];

const HELD =
  "vpc-0b0000000000002a1 of account 222233334444 resolves ssm.eu-west-1.amazonaws.com by zone Z0123456789ABCDEFGHIJ of account 555566667777; take that VPC out of the zone: aws route53 disassociate-vpc-from-hosted-zone --hosted-zone-id Z0123456789ABCDEFGHIJ --vpc VPCRegion=eu-west-1,VPCId=vpc-0b0000000000002a1";

const finding = (kind: FindingTold["kind"], reason: string, message: string): FindingTold => ({
  kind,
  reason,
  message,
  endpoint: "ssm",
});

function spoke(name: string, cells: string, conditions: Condition[] = [ready()], hub = "hub"): ObjectStatus {
  const count = (cell: string) => [...cells].filter((one) => one === cell).length;
  const findings = conditions.some(({ reason }) => reason === "NameHeldByOthers")
    ? [
        { ...finding("conflict", "NameHeldByOthers", HELD), zone: "ssm.eu-west-1.amazonaws.com" },
        finding(
          "note",
          "SecurityGroupCloses",
          "the security groups of endpoint ssm do not admit 10.1.0.0/16",
        ),
      ]
    : undefined;
  return {
    kind: "Spoke",
    name,
    hub,
    cells,
    ...(findings && { findings }),
    served: count("s"),
    of: cells.length - count("-"),
    conditions,
  };
}

const hub = (name = "hub"): ObjectStatus => ({ kind: "Hub", name, served: 9, of: 9, conditions: [ready()] });

const TEAMS = ["billing", "catalogue", "data-lake", "identity", "orders", "payments", "search", "shipping"];
const SPOKES = TEAMS.flatMap((team) => ["dev", "prod", "staging"].map((stage) => `${team}-${stage}`));

export const EMPTY: Status = {
  version: 1,
  at: AT,
  process: { label: "operator-7d9f6c5b4-x2x8q", state: "standby", since: AT, version: "0.1.0" },
  source: { name: "https://git.example.net/network/endpoints.git, path desired-state" },
  lease: { held: false, since: AT },
  requests: [],
  ...EMPTY_FLEET,
};

export const CALM: Status = {
  ...EMPTY,
  process: { ...EMPTY.process, state: "leading" },
  lease: { held: true, holder: "operator-7d9f6c5b4-x2x8q", epoch: 12, since: AT - 86_400_000 },
  source: {
    ...EMPTY.source,
    lastApplied: { revision: REVISION, at: AT - 60_000 },
    lastAttempted: { revision: REVISION, at: AT - 90_000 },
  },
  lastPass: {
    id: "12-288",
    startedAt: AT - 70_000,
    endedAt: AT - 60_000,
    result: "converged",
    revision: REVISION,
    actions: 0,
    done: 0,
    failed: 0,
  },
  nextPassAt: AT + 240_000,
  names: { served: 9, of: 9 },
  endpoints: ENDPOINTS.map((name) => `hub/${name}`),
  privateNames: ENDPOINTS.map((endpoint) => ({
    hub: "hub",
    endpoint,
    name: `${endpoint}.eu-west-1.amazonaws.com`,
    state: "shared",
    zones: ["Z0123456789ABCDEFGHIJ"],
  })),
  plan: ["nothing to do"],
  objects: [hub(), ...SPOKES.map((name) => spoke(name, "sssssssss"))],
};

const STATES: Readonly<Record<string, [string, Condition[]]>> = {
  "payments-prod": ["sssssscss", not("NameHeldByOthers", HELD)],
  "payments-dev": ["uuuuuuuuu", not("AccessDenied", "account 222233334444 refuses its role", "Unknown")],
  "orders-prod": ["ppppppppp", [...not("StepsToDo", "18 steps to do").slice(0, 1)]],
  "search-dev": ["sss-wwwss", not("Shadows", "the zone would hide names that nobody shares")],
  "identity-prod": ["fsssssssf", not("InternalError", "2 steps failed: Route 53 had an internal error")],
};

export const TROUBLED: Status = {
  ...CALM,
  source: {
    ...CALM.source,
    lastAttempted: { revision: "b7d6c5a4f3e2d1", at: AT - 30_000 },
    refusal: {
      reason: "InvalidDocuments",
      message:
        'b7d6c5a: spokes/orders/prod.yaml:7:9: spec.vpc: "vpc-0b00" is no VPC id\nspokes/orders/prod.yaml:9:3: unknown field "endpoint" in spec; did you mean "endpoints"?',
      since: AT - 30_000,
    },
  },
  paused: { reason: "change freeze until Monday (anna)", since: AT - 7_200_000 },
  pass: {
    id: "12-289",
    startedAt: AT - 20_000,
    why: ["changed"],
    watching: "paused",
    phase: "applying",
    done: 44,
    of: 162,
    secondsLeft: 95,
  },
  findings: [
    { kind: "conflict", reason: "NameHeldByOthers", count: 1 },
    { kind: "note", reason: "SecurityGroupCloses", count: 1 },
  ],
  plan: [
    "Hub hub: 18 to add, 0 to remove",
    ...ENDPOINTS.map(
      (name) =>
        `  + associate ${name}.eu-west-1.amazonaws.com with spoke orders-prod (vpc-0b0000000000003f2)`,
    ),
    "1 conflict",
    `  payments-prod: ${HELD}`,
  ],
  objects: [
    hub(),
    {
      kind: "Endpoint",
      name: "secretsmanager",
      hub: "hub",
      served: 0,
      of: 1,
      conditions: not("EndpointNotAvailable", "vpce-0123456789abcdef0 is pendingAcceptance; accept it"),
    },
    ...SPOKES.map((name) => spoke(name, ...(STATES[name] ?? (["sssssssss", [ready()]] as const)))),
  ],
};

export const TWO_HUBS: Status = {
  ...CALM,
  endpoints: ["hub/ec2", "hub/ssm", "tokyo/sqs"],
  objects: [
    hub(),
    hub("tokyo"),
    ...SPOKES.slice(0, 6).map((name) => spoke(name, "ss")),
    ...SPOKES.slice(6, 9).map((name) => spoke(name, "s", [ready()], "tokyo")),
  ],
};

export const LARGE: Status = {
  ...CALM,
  endpoints: Array.from({ length: 100 }, (_, i) => `hub/endpoint-${i}`),
  objects: [hub(), ...Array.from({ length: 10_000 }, (_, i) => spoke(`spoke-${i}`, "s".repeat(100)))],
};
