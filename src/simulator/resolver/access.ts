import type { Filter } from "@aws-sdk/client-route53resolver";
import type { Estate } from "../estate.ts";
import { keyOf, pageByKey, tokenOf } from "../paging.ts";
import { AwsError, type Call } from "../service.ts";
import type { Owned } from "./state.ts";

/** Resolver numbers its reasons; its errors are all HTTP 400, "not found" too (recorded). */
export const refused = (code: string, number: string, reason: string): AwsError =>
  new AwsError(code, `[RSLVR-${number}] ${reason}`, 400);

/** The caller's own, in the call's Region; another account's does not exist for it. */
export function own<T extends Owned<unknown>>(
  all: ReadonlyMap<string, T>,
  id: string | undefined,
  call: Call,
  absent: { number: string; kind: string },
): T {
  const found = all.get(id ?? "");
  if (found?.account === call.account && found.region === call.region) return found;
  throw refused("ResourceNotFoundException", absent.number, `${absent.kind} with ID "${id}" does not exist.`);
}

type ListInput = {
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
  Filters?: Filter[] | undefined;
};

/** What every List* call of Resolver does: the caller's own in the Region, filtered, in pages of at most 100. */
export function list<S>(
  all: ReadonlyMap<string, Owned<S>>,
  call: Call,
  input: ListInput,
  fields: { [filter: string]: (shape: S) => string | string[] | undefined },
): { items: S[]; MaxResults: number; NextToken?: string } {
  const mine = [...all.values()].filter(
    (one) =>
      one.account === call.account &&
      one.region === call.region &&
      (input.Filters ?? []).every((filter) => {
        const field = fields[filter.Name ?? ""] ?? byOldName(fields, filter.Name ?? "");
        if (!field)
          throw refused("InvalidParameterException", "00401", `Filter ${filter.Name} is not supported.`);
        const values = [field(one.shape) ?? []].flat();
        return values.some((value) => filter.Values?.includes(value));
      }),
  );
  const MaxResults = Math.min(input.MaxResults ?? 100, 100);
  const page = pageByKey(
    mine,
    (one) => one.id,
    MaxResults,
    keyOf(input.NextToken, "InvalidNextTokenException"),
  );
  const token = tokenOf(page.next);
  const items = page.items.map((one) => one.shape);
  return token ? { items, MaxResults, NextToken: token } : { items, MaxResults };
}

/** Filters were first called `CREATOR_REQUEST_ID`; such names still work (API reference, Filter, "Name"). */
function byOldName<T>(fields: { [filter: string]: T }, name: string): T | undefined {
  if (!/^[A-Z_]+$/.test(name)) return undefined;
  const bare = name.replaceAll("_", "").toLowerCase();
  return Object.entries(fields).find(([filter]) => filter.toLowerCase() === bare)?.[1];
}

/** Refuses a CreatorRequestId that the account used for another of the same kind, equal parameters or not. */
export function refuseReused(
  all: ReadonlyMap<string, Owned<{ CreatorRequestId?: string }>>,
  reference: string | undefined,
  call: Call,
  kind: string,
): void {
  for (const one of all.values())
    if (one.account === call.account && one.shape.CreatorRequestId === reference)
      throw refused(
        "ResourceExistsException",
        "00502",
        `${kind} with creator request ID "${reference}" already exists.`,
      );
}

export const arnOf = (estate: Estate, call: Call, type: string, id: string): string =>
  `arn:${estate.surroundings.partition(call.region)}:route53resolver:${call.region}:${call.account}:${type}/${id}`;
