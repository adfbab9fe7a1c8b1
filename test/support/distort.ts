import type { SdkRequest } from "../../src/simulator/cloud.ts";
import type { Stage } from "./stage.ts";

export type Distortion = {
  /** Of a matching request: by its id or name, in path or body. */
  readonly of?: string;
  /** How many answers; the first one when not given. */
  readonly times?: number;
  /** Answered by a stranger: AWS never sees the request. */
  readonly instead?: { readonly status: number; readonly body: string };
  /** What becomes of AWS's own answer. */
  readonly change?: (body: string) => string;
};

/** Changes answers of one operation on their way to operators made from now on; answers how many it changed. */
export function distort(stage: Stage, operation: string, distortion: Distortion): () => number {
  const { of = "", times = 1, instead, change = (body) => body } = distortion;
  const { handle } = stage.cloud;
  let struck = 0;
  stage.cloud.handle = async (request, options) => {
    const strikes = struck < times && operationOf(request) === operation && textOf(request).includes(of);
    if (!strikes) return handle(request, options);
    struck++;
    if (instead) {
      const headers = { "content-type": "text/html", date: new Date(stage.clock.now()).toUTCString() };
      return { response: { statusCode: instead.status, headers, body: Buffer.from(instead.body) } };
    }
    const { response } = await handle(request, options);
    return { response: { ...response, body: Buffer.from(change(Buffer.from(response.body).toString())) } };
  };
  return () => struck;
}

function textOf({ path, body }: SdkRequest): string {
  return `${path} ${typeof body === "string" ? body : body ? Buffer.from(body as Uint8Array).toString() : ""}`;
}

/** The operation that a request is for, of those that tests distort. */
function operationOf(request: SdkRequest): string {
  const action = /(?:^| |&)Action=(\w+)/.exec(textOf(request))?.[1];
  const target = request.headers["x-amz-target"]?.split(".")[1];
  return action ?? target ?? route53Operation(request.method, request.path.replace(/^\/2013-04-01/, ""));
}

function route53Operation(method: string, path: string): string {
  const read = method === "GET";
  const rows: readonly [RegExp, string, string][] = [
    [/^\/hostedzone\/?$/, "ListHostedZones", "CreateHostedZone"],
    [/^\/hostedzonesbyvpc/, "ListHostedZonesByVPC", ""],
    [/^\/hostedzone\/[^/]+$/, "GetHostedZone", "DeleteHostedZone"],
    [/\/rrset\/?$/, "ListResourceRecordSets", "ChangeResourceRecordSets"],
    [/^\/tags\/hostedzone\/?$/, "", "ListTagsForResources"],
    [/^\/tags\/hostedzone\/.+$/, "ListTagsForResource", "ChangeTagsForResource"],
    [/\/associatevpc$/, "", "AssociateVPCWithHostedZone"],
    [/\/disassociatevpc$/, "", "DisassociateVPCFromHostedZone"],
    [/\/deauthorizevpcassociation$/, "", "DeleteVPCAssociationAuthorization"],
    [/\/authorizevpcassociation$/, "ListVPCAssociationAuthorizations", "CreateVPCAssociationAuthorization"],
  ];
  const row = rows.find(([pattern]) => pattern.test(path));
  return row?.[read ? 1 : 2] ?? `${method} ${path}`;
}
