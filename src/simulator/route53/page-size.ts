import { AwsError } from "../service.ts";

/**
 * How many items a page has: the most that the API gives when it is asked for more. MaxItems and MaxResults are texts
 * in the API's model; one that is no number from 1 on is InvalidInput (400).
 */
export function pageSize(asked: number | string | undefined, most: number, unasked = most): number {
  if (asked === undefined) return unasked;
  if (!/^[0-9]+$/.test(String(asked)) || Number(asked) < 1)
    throw new AwsError(
      "InvalidInput",
      `The maximum number of items must be a whole number from 1 on, not ${asked}.`,
    );
  return Math.min(Number(asked), most);
}
