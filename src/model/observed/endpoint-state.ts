/**
 * The states of an interface endpoint, in lower case: the SDK's enum and AWS's answers differ in theirs.
 * (EC2 API reference, VpcEndpoint, member State.)
 *
 * | state             | what it means                              | serves | may yet | its private DNS holds names |
 * |-------------------|--------------------------------------------|--------|---------|-----------------------------|
 * | available         |                                            | yes    |         | yes                         |
 * | pending           | AWS makes its network interfaces           | no     | yes     | yes                         |
 * | pendingacceptance | its provider has not accepted it           | no     | yes     | yes                         |
 * | partial           | some network interfaces could not be made  | no     | yes     | yes                         |
 * | rejected          | its provider refused it, and may change that | no   | no      | no                          |
 * | failed, expired   | it never comes to be                       | no     | no      | no                          |
 * | deleting          |                                            | no     | no      | yes                         |
 * | deleted           | AWS shows it for a while                   | no     | no      | no                          |
 *
 * A state that AWS may add later serves not, may yet, and holds names: nothing is concluded from it.
 */
export type EndpointState = KnownState | (string & {});

type KnownState =
  | "available"
  | "pending"
  | "pendingacceptance"
  | "partial"
  | "rejected"
  | "failed"
  | "expired"
  | "deleting"
  | "deleted";

const set = (...states: KnownState[]): ReadonlySet<string> => new Set(states);
const GOING = set("deleting", "deleted");
const LOST = set("failed", "expired");
const NEVER = new Set([...GOING, ...LOST, "rejected"]);
const NAMELESS = set("rejected", "failed", "expired", "deleted");

export function endpointState(text: string | undefined): EndpointState {
  return (text ?? "").toLowerCase();
}

/** It is being deleted, or was. */
export function isGoing(state: EndpointState): boolean {
  return GOING.has(state);
}

/** It never came to be. */
export function isLost(state: EndpointState): boolean {
  return LOST.has(state);
}

/** It will not become available by itself. */
export function neverServes(state: EndpointState): boolean {
  return NEVER.has(state);
}

/** With private DNS on, it holds its names in its VPC. */
export function holdsNames(state: EndpointState): boolean {
  return !NAMELESS.has(state);
}
