import { failureOf } from "../aws/failure.ts";

/** What `act` answers; nothing when AWS says that what it is about does not exist (failure kind `gone`): then it is done. */
export async function unlessGone<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (failureOf(error).kind !== "gone") throw error;
    return undefined;
  }
}
