import type { Estate } from "../estate.ts";
import type { Call } from "../service.ts";
import { refused } from "./access.ts";
import { placeOf } from "./state.ts";

type Kind = "Resolver endpoint" | "Resolver rule";

/** Refuses a CreatorRequestId that the account used for another of the kind, equal parameters or not (recorded). */
export function refuseReused(estate: Estate, kind: Kind, reference: string | undefined, call: Call): void {
  const { resolver, options } = estate;
  const all = kind === "Resolver rule" ? resolver.rules : resolver.endpoints;
  const isThere = [...all.values()].some(
    (one) => keyOf(kind, one.creatorRequestId, one) === keyOf(kind, reference, call),
  );
  const isUsed =
    options.behaviours.deletedCreatorRequestId === "used" &&
    resolver.references.has(keyOf(kind, reference, call));
  if (isThere || isUsed)
    throw refused(
      "ResourceExistsException",
      `${kind} with creator request ID "${reference}" already exists.`,
    );
}

export function rememberReference(
  { resolver }: Estate,
  kind: Kind,
  reference: string,
  call: Pick<Call, "account" | "region">,
): void {
  resolver.references.add(keyOf(kind, reference, call));
}

const keyOf = (kind: Kind, reference: string | undefined, place: Pick<Call, "account" | "region">): string =>
  `${kind} ${placeOf(place)} ${reference}`;
