import { AwsError, type Surroundings } from "./service.ts";

/** Who signs a request. The administrator of an account has no role. */
export type Principal = { account: string; arn: string; role?: Role };

export type Role = {
  /** `arn:aws:iam::222222222222:role/path/name` */
  arn: string;
  /** Who may assume it: account ids, role ARNs, or `*`. */
  trusts: readonly string[];
  externalId?: string;
  /** Actions that it is refused, such as `route53:*` or `ec2:DescribeVpcs`. */
  denies?: readonly string[];
  /** `MaxSessionDuration`; AWS's default is one hour. */
  maxSessionSeconds?: number;
};

export type Session = {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  /** Epoch milliseconds. */
  expiresAt: number;
  principal: Principal;
};

type Authentication = Principal | "unknownKey" | "expired";

export type Identity = {
  /**
   * The caller behind an access key: 12 digits are the administrator of that account, `ASIA…` a session. An
   * administrator is of the partition of the Region that the request is for.
   */
  authenticate(accessKeyId: string, sessionToken: string | undefined, region?: string): Authentication;
  /** The caller behind an ARN that was authenticated before. */
  principal(arn: string): Principal;
  role(arn: string): Role | undefined;
  addRole(role: Role): void;
  removeRole(arn: string): void;
  openSession(role: Role, sessionName: string, seconds: number): Session;
  /** A closed account refuses every call, and nobody may assume a role in it. */
  setClosed(account: string, closed: boolean): void;
  isClosed(account: string): boolean;
};

/** Accounts, IAM roles and the sessions of those who assumed them. */
export function createIdentity({ clock, hex, partition }: Omit<Surroundings, "random">): Identity {
  const roles = new Map<string, Role>();
  const sessions = new Map<string, Session>();
  const principals = new Map<string, Principal>();
  const closed = new Set<string>();

  return {
    authenticate(accessKeyId, sessionToken, region = "") {
      if (/^\d{12}$/.test(accessKeyId)) {
        return { account: accessKeyId, arn: `arn:${partition(region)}:iam::${accessKeyId}:root` };
      }
      const session = sessions.get(accessKeyId);
      if (session?.sessionToken !== sessionToken || !session) return "unknownKey";
      if (clock.now() >= session.expiresAt) return "expired";
      return session.principal;
    },
    principal: (arn) => principals.get(arn) ?? { account: arn.split(":")[4] ?? "", arn },
    role: (arn) => roles.get(arn),
    addRole(role) {
      if (!ROLE_ARN.test(role.arn))
        throw new AwsError("ValidationError", `${role.arn} is not the ARN of a role`);
      roles.set(role.arn, role);
    },
    removeRole: (arn) => void roles.delete(arn),
    openSession(role, sessionName, seconds) {
      const { partition, account, name } = roleParts(role.arn);
      const arn = `arn:${partition}:sts::${account}:assumed-role/${name}/${sessionName}`;
      const session = {
        accessKeyId: `ASIA${hex(16).toUpperCase()}`,
        secretAccessKey: hex(40),
        sessionToken: `session-${hex(64)}`,
        expiresAt: clock.now() + seconds * 1000,
        principal: { account, arn, role },
      };
      principals.set(arn, session.principal);
      sessions.set(session.accessKeyId, session);
      return session;
    },
    setClosed: (account, isClosed) => void (isClosed ? closed.add(account) : closed.delete(account)),
    isClosed: (account) => closed.has(account),
  };
}

const ROLE_ARN = /^arn:([\w-]+):iam::(\d{12}):role\/(?:.+\/)?([\w+=,.@-]+)$/;

/** The parts of a role's ARN; the path is no part of the session's ARN. */
export function roleParts(arn: string): { partition: string; account: string; name: string } {
  const [, partition = "", account = "", name = ""] = ROLE_ARN.exec(arn) ?? [];
  return { partition, account, name };
}

/** Whether the role's denials cover an action such as `route53:AssociateVPCWithHostedZone`. */
export function isDenied(role: Role | undefined, action: string): boolean {
  return (role?.denies ?? []).some((pattern) => globMatches(pattern, action));
}

/** `*` stands for any text, letter case does not matter, as in IAM. */
export function globMatches(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`, "i").test(text);
}

/** Whether the role's trust names the caller: its account, its role, or anybody. */
export function trusts(role: Role, caller: Principal): boolean {
  return role.trusts.some((trusted) => {
    const account = /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(trusted)?.[1];
    return trusted === "*" || account === caller.account || (caller.role && trusted === caller.role.arn);
  });
}
