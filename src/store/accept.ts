import type { Store } from "./store.ts";

/** Why nobody has to accept that commit, if so: none ruled here before, or it rules already. */
export async function whyNotAccept(store: Pick<Store, "get">, commit: string): Promise<string | undefined> {
  const last = await store.get("source", "last-good");
  if (last.kind === "unreadable") return undefined; // who asks need not be allowed to read
  if (!last.value)
    return "no commit of a Git repository has ruled here yet, so none has to be accepted: the head rules if it is valid";
  return last.value.commit === commit ? "that commit rules already" : undefined;
}
