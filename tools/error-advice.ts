/** What to do about an error beside what its own sentence says; by the sentence, as `messagesInSources` has it. */
export const ADVICE: Readonly<Record<string, string>> = {
  "--listen …: …":
    "Another process has the port: `--listen 127.0.0.1:0` takes a free one, `--listen off` none.",
  "--only …": "`--only` takes `spoke=NAME`, `hub=NAME` or `endpoint=NAME` of a document that is there.",
  "AWS_CA_BUNDLE: …": "The path that the variable names cannot be read.",
  "account … does not answer …: not asked again by this pass":
    "The other accounts were planned for. The next pass asks again; if it stays, look at that account's network path and endpoints.",
  "cannot answer DNS for … on …:…: …":
    "Another process has one of the DNS ports: `--dns-port 0` chooses free ones.",
  "cannot listen on …:…: …": "Another simulator runs: end it, or `--port 0`.",
  "gitSignersFile: with gitVerify: … it says who may sign":
    "Name the file of [allowed signers](git.md#signatures), outside of the repository.",
  "stopped before the call was sent": "Ctrl-C or SIGTERM came first; run again.",
  "spoke … is not leaving: the last status shows none of that name without a document; vpce-operator status names those that are":
    "A spoke that has its document is suspended (`suspend: true`), not forgotten.",
  "table … cannot be used: …":
    "Make a table by `vpce-operator table create`, and name that one; [the table](lease.md#the-table).",
  "table …: it is paused: … …":
    "Whoever paused it says why. `vpce-operator resume` ends it; [stop and go on](operations.md#stop-and-go-on).",
  "table …: no pass has ended yet: the log of the daemon says what it does":
    "The first pass of a large fleet takes a minute or two, the first apply longer.",
  "table …: …":
    "What AWS says of the table: its Region, a permission ([IAM](iam.md#the-table)), a throttled call.",
  "table …: … …": "The table belongs to another owner, or was not ready; [the lease](lease.md).",
  "table …: …; nothing was asked": "See what the sentence says of the table; nothing has changed.",
  "table …: …; nothing was moved": "See what the sentence says of the table; nothing has changed.",
  "table …: … held the lease all the while, for …; … The daemon applies what is committed; to apply by hand, end it first.":
    "Commit instead, or end the daemon; [a stuck lease](operations.md#a-stuck-lease).",
  "the credentials for account … act in account … (…): correct the account or the role":
    "A role's ARN, or the profile, is of another account than the document says.",
  "the source … …": "[How a repository is reached](git.md#how-it-is-reached).",
  "this instance has lost the lease: another one may act now":
    "Run again: what was in flight has ended, and the next pass goes on from what AWS shows.",
  "… cannot be written: there is no folder …": "Make the folder, or choose another place.",
  "not supported by this endpoint, …": "An emulator; against AWS, look at `AWS_ENDPOINT_URL`.",
  "… holds the lease, and makes passes itself: none was made here":
    "Exit code 3. Ask that instance: `vpce-operator reconcile`, `vpce-operator status`.",
  "… in account … could not be seen: …":
    "The words are AWS's: look at the role that the document names ([IAM](iam.md)).",
  "… is refused: …": "Mend what is named, and commit; [which commit rules](git.md#which-commit-rules).",
  "… was not applied within …; vpce-operator status says what it waits for":
    "Exit code 4. Nothing is wrong by that alone: a large change takes AWS's rate; `--timeout` gives more time.",
  "… …; --without-lease goes on all the same":
    "Make or restore the table ([a lost table](operations.md#a-lost-table)); `--without-lease` only where nobody else acts.",
  "…: … cannot be read": "A path that a setting names: look at it, and at who may read it.",
  "…; undoing failed too (…): …":
    "Run again at once: the sentence says what is left, and the next pass lights dark names first.",
};
