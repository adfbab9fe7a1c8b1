import { type AccountsOptions, createAccounts } from "../../src/aws/accounts.ts";
import type { Clock } from "../../src/model/clock.ts";

/** For the tests of this folder: the few answers they need, byte by byte, in virtual time. */
export type FakeAnswer = { status?: number; body?: string; code?: string; delayMs?: number } | "hang" | Error;

/** A request as the fake sees it: the operation, and which access key signed it. */
export type FakeCall = {
  operation: string;
  key: string;
  at: number;
  body: string;
  signedAt: number;
  agent: string;
};

/**
 * Accounts over an in-process AWS. `answer` is asked for each attempt; without an answer of its own the call succeeds.
 * AssumeRole gives `ASIA<account>-<n>` keys that expire after an hour; an access key's digits are its account.
 * `aheadMs`: how far its clock is ahead of the machine's.
 */
export function fakeAws<C extends Clock>(
  clock: C,
  answer: (call: FakeCall) => FakeAnswer | undefined,
  options: Partial<AccountsOptions> = {},
  aheadMs = 0,
) {
  const now = () => clock.now() + aheadMs;
  const calls: FakeCall[] = [];
  const handle = async (request: FakeRequest, { abortSignal }: { abortSignal?: AbortSignal } = {}) => {
    const call = { ...readCall(request), at: clock.now() };
    calls.push(call);
    await clock.sleep(LATENCY_MS);
    const given = answer(call) ?? {};
    if (given === "hang") return untilAborted(abortSignal);
    if (given instanceof Error) throw given;
    const { status = given.code ? 400 : 200, code, delayMs = 0 } = given;
    await clock.sleep(delayMs);
    const body = given.body ?? (code ? errorBody(call.operation, code) : successBody(call, calls, now()));
    const headers = { date: new Date(now()).toUTCString(), "x-amzn-requestid": "r" };
    return { response: { statusCode: status, headers, body: Buffer.from(body) } };
  };
  const accounts = createAccounts({
    clock,
    random: () => 0.5,
    requestHandler: { handle },
    credentials: { accessKeyId: "AKIA000000000001", secretAccessKey: OWN_SECRET },
    region: "eu-west-1",
    endpoint: "http://aws.invalid",
    touchNothing: true,
    ...options,
  });
  const count = (operation: string) => calls.filter((call) => call.operation === operation).length;
  return { clock, accounts, calls, count };
}

export const OWN_SECRET = "own-secret-access-key";
/** Part of every secret that the fake hands out. */
export const ISSUED_SECRET = "issued-hush";
const LATENCY_MS = 40;

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("aborted"))));
}

type FakeRequest = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
};

function readCall({ method, path, headers, body = "" }: FakeRequest): Omit<FakeCall, "at"> {
  const text = typeof body === "string" ? body : new TextDecoder().decode(body); // it only pretends to be a string
  const date = /^(....)(..)(..T..)(..)(..Z)$/.exec(headers["x-amz-date"] ?? "") ?? [];
  const signedAt = Date.parse(`${date[1]}-${date[2]}-${date[3]}:${date[4]}:${date[5]}`);
  const key = /Credential=([^/]+)/.exec(headers.authorization ?? "")?.[1] ?? "";
  const action = new URLSearchParams(text).get("Action") ?? headers["x-amz-target"]?.split(".")[1];
  const agent = headers["user-agent"] ?? "";
  return { operation: action ?? restOperation(method, path), key, body: text, signedAt, agent };
}

function restOperation(method: string, path: string): string {
  if (path === "/getresourceshares") return "GetResourceShares";
  if (path.endsWith("/associatevpc")) return "AssociateVPCWithHostedZone";
  if (path.endsWith("/rrset/") || path.endsWith("/rrset")) return "ChangeResourceRecordSets";
  return method === "GET" ? "GetHostedZone" : "CreateHostedZone";
}

function errorBody(operation: string, code: string): string {
  const error = `<Error><Code>${code}</Code><Message>${code} says AWS</Message></Error>`;
  if (operation.startsWith("Describe"))
    return `<Response><Errors>${error}</Errors><RequestID>r</RequestID></Response>`;
  return `<ErrorResponse xmlns="urn:x">${error}<RequestId>r</RequestId></ErrorResponse>`;
}

function successBody(call: FakeCall, calls: readonly FakeCall[], now: number): string {
  const account = /\d{12}/.exec(call.key)?.[0] ?? "";
  switch (call.operation) {
    case "GetCallerIdentity":
      return `<R><GetCallerIdentityResult><Account>${account}</Account><Arn>arn:aws:sts::${account}:x</Arn></GetCallerIdentityResult></R>`;
    case "AssumeRole": {
      const role = new URLSearchParams(call.body).get("RoleArn") ?? "";
      const target = role.split(":")[4];
      const nth = calls.filter(({ operation }) => operation === "AssumeRole").length;
      return (
        `<R><AssumeRoleResult><Credentials><AccessKeyId>ASIA${target}-${nth}</AccessKeyId>` +
        `<SecretAccessKey>${ISSUED_SECRET}-key-${nth}</SecretAccessKey><SessionToken>${ISSUED_SECRET}-token-${nth}</SessionToken>` +
        `<Expiration>${new Date(now + 3_600_000).toISOString()}</Expiration></Credentials>` +
        `<AssumedRoleUser><AssumedRoleId>A</AssumedRoleId><Arn>arn:aws:sts::${target}:assumed-role/x/y</Arn></AssumedRoleUser></AssumeRoleResult></R>`
      );
    }
    case "DescribeVpcs":
      return "<R><vpcSet/></R>";
    case "GetHostedZone":
      return `<GetHostedZoneResponse><HostedZone><Id>/hostedzone/Z1</Id><Name>x.</Name><CallerReference>c</CallerReference></HostedZone><VPCs><VPC><VPCId>vpc-1</VPCId><VPCRegion>eu-west-1</VPCRegion></VPC></VPCs></GetHostedZoneResponse>`;
    case "GetResourceShares":
      return '{"resourceShares":[]}';
    case "ListResolverRules":
      return '{"ResolverRules":[]}';
    default:
      return "<R><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo></R>";
  }
}

/** The first attempts of an operation answer this, one after the other; then it succeeds. */
export function first(operation: string, ...answers: readonly FakeAnswer[]) {
  let next = 0;
  return (call: FakeCall) => (call.operation === operation ? answers[next++] : undefined);
}
