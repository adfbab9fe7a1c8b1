import type { Role } from "./desired/types.ts";
import type { Failure } from "./failure.ts";

/** Of a read: who asks where. A Region may be closed to a role that others are open to. */
export function accessKey(account: string, role: Role | undefined, region: string): string {
  return ["access", account, role?.arn ?? "", region].join(" ");
}

/** Whether it is the access that failed, and not what was looked for. */
export function isOfAccess({ kind }: Failure): boolean {
  return kind === "denied" || kind === "wrongAccount" || kind === "transient" || kind === "throttled";
}
