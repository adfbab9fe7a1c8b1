/**
 * Why an AWS call did not do what was asked, told by what to do next (never by the text of a message):
 *
 * | kind | next |
 * |---|---|
 * | throttled, transient, busy | try again: after the account's rate, at once with jitter, behind the zone's lock |
 * | denied, wrongAccount | a person must mend a policy, a trust or the YAML; nothing may be concluded about what exists |
 * | gone | the thing is not there: success for a removal, a re-read for everything else |
 * | exists | it is there already: check that it is ours, then success |
 * | conflict | another zone of that name holds the VPC, or the pair is there already: read the pair |
 * | unauthorized | the association has no authorization (any more): authorize once more |
 * | lastVpc | AWS keeps a private zone in at least one VPC |
 * | notEmpty | the zone has records that are not ours |
 * | limit | a quota is exhausted: a person must raise it |
 * | unsupported | this endpoint does not implement the operation (an emulator) |
 * | invalid | AWS refuses the request as such: a bug of ours or a value of theirs |
 */
export type FailureKind =
  | "throttled"
  | "transient"
  | "busy"
  | "denied"
  | "wrongAccount"
  | "gone"
  | "exists"
  | "conflict"
  | "unauthorized"
  | "lastVpc"
  | "notEmpty"
  | "limit"
  | "unsupported"
  | "invalid";

/** `error` and `message` are AWS's own words, scrubbed of secrets; `operation` is the API call that failed. */
export type Failure = {
  readonly kind: FailureKind;
  readonly error: string;
  readonly message: string;
  readonly operation?: string;
  /** AWS's own id of the request, which its support and CloudTrail ask for. */
  readonly requestId?: string;
};

/** A value that was read, or the reason why it could not be: never an empty value in place of an unread one. */
export type Seen<T> =
  | { readonly kind: "seen"; readonly value: T }
  | { readonly kind: "unreadable"; readonly failure: Failure };

/** Undefined: not asked for, or could not be read. Only for what may be left out then: "could not see" is never "is absent". */
export function valueIn<T>(seen: Seen<T> | undefined): T | undefined {
  return seen?.kind === "seen" ? seen.value : undefined;
}

/** Could not be read although it may be there. An emulator without the operation has nothing there (semantics 26). */
export function isUnread<T>(
  seen: Seen<T> | undefined,
): seen is { readonly kind: "unreadable"; readonly failure: Failure } {
  return seen?.kind === "unreadable" && seen.failure.kind !== "unsupported";
}
