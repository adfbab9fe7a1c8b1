/** Sections of docs/operations.md that test/long/disasters.test.ts plays through. */
export const DISASTERS = [
  "A lost repository",
  "A hub that cannot be read",
  "A lost endpoint",
  "Lost zones",
  "Back to public addresses",
] as const;
