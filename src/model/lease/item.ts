/** What the table says of the lease. It is never deleted (semantics 35). */
export type LeaseItem = {
  /** 128 random bits of the process that holds it; empty: nobody does. */
  readonly holder: string;
  /** The holder's name for people. */
  readonly label: string;
  /** Raised by each acquisition. */
  readonly epoch: number;
  /** Raised by each write. 0: made where none was, so somebody may still believe that he holds it. */
  readonly version: number;
  /** Random, of the attempt that wrote it: by this a process knows its own write, whatever the answer was. */
  readonly id: string;
  /** Whether attempts were let through within the last minute, or may be from now on. */
  readonly acts: boolean;
};

/** What a consistent read found. `newer`: an item of a later form. */
export type LeaseFound =
  | { readonly kind: "item"; readonly item: LeaseItem }
  /** `serverAt`: epoch milliseconds of the answer, by AWS's clock. */
  | { readonly kind: "absent"; readonly serverAt: number }
  | { readonly kind: "newer"; readonly shape: number };

/** What a write demands of the item that it replaces; `absent`: that there is none. */
export type LeaseExpected = Pick<LeaseItem, "holder" | "epoch" | "version"> | "absent";

export function isSameVersion(a: LeaseItem, b: LeaseItem): boolean {
  return a.holder === b.holder && a.epoch === b.epoch && a.version === b.version && a.id === b.id;
}

/** Given back, so that nobody has to wait. */
export function isReleased({ holder, version }: LeaseItem): boolean {
  return holder === "" && version > 0;
}
