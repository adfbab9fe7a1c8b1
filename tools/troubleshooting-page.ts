import { SYSTEM } from "../cmd/failure-words.ts";
import { NAMES } from "../src/aws/failure-names.ts";
import { PROBLEM_CODES } from "../src/model/desired/problem-codes.ts";
import type { FailureKind } from "../src/model/failure.ts";
import { REASONS } from "../src/model/reasons.ts";
import { REFUSAL_REASONS } from "../src/model/source/refusal.ts";
import { CONDITION_REASONS } from "../src/model/status/conditions.ts";
import { ADVICE } from "./error-advice.ts";
import { messagesInSources } from "./error-messages.ts";

/** docs/troubleshooting.md: what one may look up, by the words that the program says. */
export function troubleshootingPage(): string {
  return `${HEAD}

## Names stay public although they are served

Zones and rules are answered by the VPC's own resolver: the range's base address plus two, or 169.254.169.253. Hosts ask whom the
VPC's DHCP options name; where that is a domain controller, a forwarder or a server on premises, they see the names only as that
one does. While a spoke joins, the plan says so (\`CustomResolver\`), in both modes; it keeps nobody from joining, for whom those
servers ask in turn cannot be seen. From a host of the VPC:

\`\`\`sh
cat /etc/resolv.conf                                    # whom it asks
dig +short ssm.eu-west-1.amazonaws.com                  # what that one says
dig +short ssm.eu-west-1.amazonaws.com @169.254.169.253 # what the VPC's resolver says
\`\`\`

If only the last answer is private, have those servers forward the names, or \`amazonaws.com\` as a whole, to the resolver of a VPC
that has them: from within it by its address, from elsewhere by an inbound Resolver endpoint there. Or name AmazonProvidedDNS in
the VPC's DHCP options and have the company's own domains answered by Resolver rules; hosts follow as their leases are renewed,
within hours.

Spokes that are served already are not looked at. \`aws ec2 describe-vpcs\` tells a VPC's \`DhcpOptionsId\`,
\`aws ec2 describe-dhcp-options\` what the set names. \`default\` means that the VPC has no set and its hosts are told of no DNS server,
as when an association of Terraform's (\`aws_vpc_dhcp_options_association\`) was deleted; emulators such as LocalStack write it of
every VPC that nobody gave a set, and there the note means nothing.

## AWS's error codes

In findings, conditions and reports they stand as AWS says them. What the program does about each hangs on its kind:

| codes | what it is | the program | you |
|---|---|---|---|
${awsRows().join("\n")}

A code that ends in \`.NotFound\` means that the thing is gone, one in \`LimitExceeded\` that a quota is used up. Any other is taken by
its HTTP status: 429 is throttled, 5xx transient, 401 and 403 denied; what is left is refused as
such, a value of yours or a mistake of ours, and AWS's sentence says which.

## Sentences that a command ends with

\`…\` stands for what differs. Where nothing is said beside it, the sentence says what to do.

| sentence | do |
|---|---|
${sentenceRows().join("\n")}

Of the machine, behind the path that it is about:

| code | says |
|---|---|
${Object.entries(SYSTEM)
  .map(([code, words]) => `| \`${code}\` | ${words} |`)
  .join("\n")}

## Every reason and code

| word | is | where |
|---|---|---|
${wordRows().join("\n")}
`;
}

function sentenceRows(): string[] {
  return messagesInSources().map((message) => `| ${cell(message)} | ${ADVICE[message] ?? ""} |`);
}

/** A sentence as it is, in a table of Markdown. */
function cell(text: string): string {
  return `\`${text.replaceAll("|", "\\|").trim()}\``;
}

function awsRows(): string[] {
  return Object.entries(NAMES).map(([kind, names]) => {
    const [what, program, you] = KINDS[kind as FailureKind];
    const codes = [...names].sort().map((name) => `\`${name}\``);
    return `| ${codes.join(", ")} | ${what} | ${program} | ${you} |`;
  });
}

const FAMILIES: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
  ["finding", REASONS, "[findings](findings.md)"],
  ["condition", CONDITION_REASONS, "[status](status.md#reasons-of-conditions)"],
  ["refused source", REFUSAL_REASONS, "[status](status.md#reasons-why-a-source-does-not-rule)"],
  ["problem of a document", PROBLEM_CODES, "[desired state](desired-state.md#codes-of-problems)"],
];

function wordRows(): string[] {
  const all = FAMILIES.flatMap(([what, words, where]) =>
    Object.keys(words).map((word) => [word, `| \`${word}\` | ${what} | ${where} |`] as const),
  );
  return all.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** What it is, what the program does, what a person does. */
const KINDS: Readonly<Record<FailureKind, readonly [string, string, string]>> = {
  throttled: [
    "more calls than AWS's rate",
    "slows down, and tries again",
    "nothing; if it stays, see who else calls in that account, and `--rates`",
  ],
  transient: ["an answer that did not come, or a fault of AWS's", "tries again", "nothing, unless it stays"],
  busy: ["another change of the same thing is under way", "tries again behind it", "nothing"],
  denied: [
    "a permission, a trust or a credential is missing",
    "concludes nothing of that account, and goes on with the others",
    "compare the role's policy and trust with [IAM](iam.md); an organization's SCP may deny too",
  ],
  wrongAccount: [
    "credentials act in another account",
    "does nothing there",
    "correct the account or the role",
  ],
  gone: ["the thing is not there any more", "takes a removal as done, else reads again", "nothing"],
  exists: ["the thing is there already", "looks whether it is ours", "nothing, unless a conflict is told"],
  conflict: [
    "the VPC is in another zone of that name",
    "names that zone and its owner",
    "see `NameHeldByZone` in [findings](findings.md#conflict); `vpce-operator explain` says what answers now",
  ],
  unauthorized: ["the association's authorization is not there", "authorizes once more", "nothing"],
  lastVpc: ["AWS keeps a private zone in at least one VPC", "leaves it", "give the hub an `anchorVpc`"],
  notEmpty: ["the zone has records that are not ours", "leaves it", "move or delete those records"],
  limit: [
    "a quota is used up",
    "goes on with what fits",
    "raise the quota ([AWS's quotas of Route 53](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html))",
  ],
  unsupported: [
    "the endpoint is an emulator without that call",
    "goes on without it",
    "against AWS, look at `AWS_ENDPOINT_URL`",
  ],
  invalid: [
    "AWS refuses the request as such",
    "reports it",
    "see AWS's sentence; a mistake of ours is worth a report",
  ],
};

const HEAD = `# Troubleshooting

<!-- Made by \`node tools/docs.ts\` from the sources; edit tools/troubleshooting-page.ts instead. -->

| what you see | look |
|---|---|
| a name resolves otherwise than you want | \`vpce-operator explain SPOKE NAME\` says what answers it in that VPC, what it hides, and what is planned |
| a spoke is not served | its row on the daemon's page, or \`vpce-operator plan\`: the reason in brackets stands in [findings](findings.md) |
| a commit does nothing | \`vpce-operator status\`: is it refused, paused, or is another instance leading? [which commit rules](git.md#which-commit-rules) |
| a removal does not happen | the guard or a reason: \`vpce-operator plan\` names both; [removals](daemon.md#removals) |
| it resolves privately, and nothing connects | \`vpce-operator path SPOKE\` says what stops packets, hop by hop ([the path](path.md)); mending it is not this program's ([scope](SCOPE.md)) |
| SERVFAIL where a rule answers | \`vpce-operator path SPOKE\`, under "rules": what stops queries between the Resolver endpoints ([the hop](path.md#between-resolver-endpoints)) |
| names stay public although the plan says that they are served | [whom those hosts ask](#names-stay-public-although-they-are-served) |
| a client still gets the old address | its own cache, or a resolver that is not the VPC's; DNS follows within a minute of the apply |
| an exit code | [the command line](cli.md), under the command |
| "a bug of vpce-operator" | it is one: \`--log-level debug\` shows where; report that line |

What was wrong and what is to be done are said by every error itself; here they can be found by their words.`;
