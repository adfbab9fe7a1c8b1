/** What whoever writes on the table in a holder's term tells of it. */
export type TableTerm = {
  /** What went wrong with the table, for the log. */
  readonly problem: (message: string) => void;
  /** A holder of a higher epoch wrote there: this process must not act any more. */
  readonly superseded: () => void;
};
