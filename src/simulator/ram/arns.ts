import type { Estate } from "../estate.ts";
import type { Call } from "../service.ts";
import { malformedArn, unknown } from "./errors.ts";
import { isListed, type Share, shareStatus } from "./state.ts";

const SHARE = /^arn:aws[\w-]*:ram:[a-z0-9-]+:\d{12}:resource-share\/[0-9a-f-]{36}$/;

/** The caller's share that is not deleted. Another account's does not exist for it. */
export function ownShare(estate: Estate, arn: string | undefined, call: Call): Share {
  const share = listedShare(estate, arn, call);
  if (shareStatus(share, estate.surroundings.clock.now()) === "ACTIVE") return share;
  throw unknown(`ResourceShare ${arn}`);
}

/** The caller's share, also one that was deleted a short while ago. */
export function listedShare(estate: Estate, arn: string | undefined, call: Call): Share {
  const share = anyShare(estate, arn, call);
  if (share?.account === call.account) return share;
  throw unknown(`ResourceShare ${arn}`);
}

/** A share of whomever in the Region. */
export function anyShare(estate: Estate, arn: string | undefined, { region }: Call): Share | undefined {
  if (!SHARE.test(arn ?? "")) throw malformedArn(arn);
  const share = estate.ram.shares.get(arn ?? "");
  return share?.region === region && isListed(share, estate.surroundings.clock.now()) ? share : undefined;
}
