import { Argument, Command, Option } from "commander";
import { run } from "./ending.ts";
import { withHelpFitted } from "./help.ts";
import {
  allowRemovalsOption,
  DIR_DEFAULT,
  jsonOption,
  LOG_LEVELS,
  onlyOption,
  outputOption,
  ownVpcOption,
  timeArgument,
  withAwsOptions,
  withRegion,
} from "./options.ts";
import { withSettings } from "./settings.ts";
import { VERSION } from "./version.ts";

/**
 * The command line. Each command loads its file when it is asked for, so that `--help` and `validate` need no AWS SDK.
 * docs/cli.md is made from it.
 */
export const program = withHelpFitted(new Command("vpce-operator"))
  .description("Keeps interface VPC endpoints of a hub shared with spoke VPCs in many accounts.")
  .version(VERSION)
  .showHelpAfterError("(--help shows the usage)")
  .addHelpText(
    "after",
    `
Examples:
  $ vpce-operator demo                        see the main job on a simulated cloud
  $ vpce-operator validate desired-state      check the YAML
  $ vpce-operator plan desired-state          what would change, and why
  $ vpce-operator apply desired-state         make it so

AWS is found the usual way: AWS_PROFILE, AWS_REGION, the credential chain, AWS_ENDPOINT_URL (and per service).`,
  );

program.commandsGroup("By hand:");
command(
  "validate",
  "check desired state: every problem at once, as file:line:column",
  "validate --show desired-state",
)
  .argument("[dir]", "folder of YAML files, or one file", DIR_DEFAULT)
  .addOption(
    new Option("--show", "print the state with every default filled in (secrets are not shown)").conflicts(
      "output",
    ),
  )
  .addOption(
    new Option("-o, --output <format>", "form of the verdict: json has a code for each problem")
      .choices(["text", "json"])
      .default("text"),
  )
  .action((dir, flags) => run(flags, async () => (await import("./validate.ts")).validate(dir, flags)));

withAwsOptions(
  command("plan", "show what apply would do, and change nothing", "plan --output markdown desired-state"),
)
  .argument("[dir]", "folder of YAML files, or one file", DIR_DEFAULT)
  .option("--summary", "of each spoke only how much it has to do")
  .option("--details", "every step, each on a line of its own")
  .addOption(onlyOption())
  .addOption(ownVpcOption())
  .addOption(outputOption("form of the plan: json and markdown are for programs and pull requests"))
  .option("--out <file>", "save the plan, for apply --plan FILE")
  .addOption(allowRemovalsOption())
  .addHelpText(
    "after",
    "\nExit code: 1 something could not be seen, 2 changes or conflicts, 0 all as desired.",
  )
  .action((dir, flags) => run(flags, async () => (await import("./plan.ts")).plan(dir, flags)));

withAwsOptions(
  command(
    "explain",
    "what answers a name in a VPC, and why",
    "explain payments-prod ssm.eu-west-1.amazonaws.com",
  ),
)
  .argument("<spoke>", "name of a spoke, or id of a VPC that a document names")
  .argument("<name>", "the name that a client asks for")
  .argument("[dir]", "folder of YAML files, or one file", DIR_DEFAULT)
  .addOption(jsonOption())
  .addHelpText(
    "after",
    "\nChanges nothing. Exit code: 1 something that may answer could not be seen, else 0.",
  )
  .action((spoke, name, dir, flags) =>
    run(flags, async () => (await import("./explain.ts")).explain(spoke, name, dir, flags)),
  );

withAwsOptions(
  command(
    "path",
    "whether packets get from a spoke to its endpoints and back, hop by hop",
    "path payments-prod ssm",
  ),
)
  .argument("<spoke>", "name of a spoke")
  .argument("[endpoint]", "name of one endpoint document; without it, all that the spoke shares")
  .option("--dir <dir>", "folder of YAML files, or one file", DIR_DEFAULT)
  .addOption(jsonOption())
  .addHelpText(
    "after",
    "\nChanges nothing. Exit code: 2 blocked, or reachable in part, 1 not known, 0 reachable.",
  )
  .action((spoke, endpoint, flags) =>
    run(flags, async () => (await import("./path.ts")).path(spoke, endpoint, flags)),
  );

withAwsOptions(command("apply", "make it so: plan, act, confirm", "apply --plan reviewed.json desired-state"))
  .argument("[dir]", "folder of YAML files, or one file", DIR_DEFAULT)
  .option("--summary", "of each spoke only how much it has to do")
  .option("--details", "every step, each on a line of its own")
  .addOption(onlyOption())
  .addOption(ownVpcOption())
  .addOption(outputOption("form of plan and report; json prints one document at the end"))
  .option("--yes", "do not ask; without a terminal nothing is asked")
  .option("--plan <file>", "do only what this saved plan holds; refuse if anything else would be done")
  .addOption(allowRemovalsOption())
  .option("--without-lease", "do not take the lease of the table that the documents name; dangerous")
  .addHelpText(
    "after",
    "\nCtrl-C lets calls in flight finish; run again to complete.\nExit code: 0 only when everything is as desired, else 1; 3 another instance holds the lease; interrupted 130 or 143.",
  )
  .action((dir, flags) => run(flags, async () => (await import("./apply.ts")).apply(dir, flags)));

withAwsOptions(
  command(
    "import",
    "write desired state from what a hub account has today, and change nothing",
    `import --account 111111111111 --region eu-west-1 --vpc vpc-0a11ce0000000000a \\
      --spoke-role 'arn:aws:iam::{account}:role/vpce-operator-spoke' --external-id-from env:SPOKE_EXTERNAL_ID \\
      --spoke-account 222222222222 --spoke-account 333333333333 --out imported`,
  ),
)
  .requiredOption("--account <id>", "account of the hub")
  .requiredOption("--region <region>", "Region of the hub VPC")
  .requiredOption("--vpc <id>", "hub VPC, which holds the endpoints")
  .option("--anchor-vpc <id>", "VPC of the hub's account without workloads, in the hub's Region")
  .option(
    "--owner <id>",
    "who will own what the operator makes, never to be changed; without it, the owner of the zones found",
  )
  .option("--hub-role <arn>", "role of the operator in the hub's account; without one, its own credentials")
  .option("--spoke-role <arn>", "role of the operator in the spokes' accounts, with {account} in it")
  .option("--external-id-from <source>", "where the spokes' ExternalId is: env:NAME or file:PATH")
  .option("--spoke-account <id...>", "accounts to look for the owners of VPCs in; may be repeated")
  .option("--out <dir>", "folder to write to, new or empty; without one, everything is printed")
  .addHelpText(
    "after",
    "\nExit code: 0 all is in the documents, 1 something could not be seen or not be imported (it is said).",
  )
  .action((flags) => run(flags, async () => (await import("./import.ts")).importState(flags)));

program.commandsGroup("The daemon:");
withSettings(
  program
    .command("run")
    .description("keep AWS as desired: pass after pass, one instance at a time")
    .addHelpText("after", "\nExample:\n  $ vpce-operator run --source desired-state --lease none"),
)
  .addHelpText(
    "after",
    "\nCtrl-C or SIGTERM lets calls in flight finish; SIGHUP makes a pass now.\nExit code: of --once 0 only when everything is as desired, else 1; 3 another instance holds the lease.",
  )
  .action((flags) => run({ logLevel: "silent" }, async () => (await import("./run.ts")).run(flags)));

const table = program
  .command("table")
  .description("the DynamoDB table of the lease, and of what the daemon remembers beyond AWS and Git");
withRegion(
  under(table, "create <table>", "make the table, or find it as it should be", "table create vpce-operator"),
).action((name, flags) => run(flags, async () => (await import("./table.ts")).tableCreate(name, flags)));
withRegion(
  under(table, "describe <table>", "whether the table is as it must be", "table describe vpce-operator"),
).action((name, flags) => run(flags, async () => (await import("./table.ts")).tableDescribe(name, flags)));

withRegion(
  under(
    table,
    "move <table>",
    "hand the table over to another source",
    "table move vpce-operator --source https://git.example/network/endpoints.git --git-path desired-state",
  ),
)
  .option("--source <folder|url>", "the daemon's next source; without it, whoever comes first")
  .option("--git-path <path>", "folder of the documents in that repository", ".")
  .option("--while-held", "also while somebody holds the lease, who goes on until it ends")
  .action((name, flags) => run(flags, async () => (await import("./table.ts")).tableMove(name, flags)));

const asks = (name: string, description: string, example: string) =>
  withRegion(command(name, description, example).requiredOption("--table <name>", "the daemon's table"));
asks(
  "pause",
  "change nothing from now on, until somebody resumes",
  "pause --table vpce-operator --reason 'incident 7'",
)
  .requiredOption("--reason <words>", "shown everywhere while it lasts")
  .action((flags) => run(flags, async () => (await import("./requests.ts")).pause(flags)));
asks("resume", "let the daemon act again", "resume --table vpce-operator").action((flags) =>
  run(flags, async () => (await import("./requests.ts")).resume(flags)),
);
asks("reconcile", "ask for a pass now", "reconcile --table vpce-operator").action((flags) =>
  run(flags, async () => (await import("./requests.ts")).reconcile(flags)),
);
asks(
  "forget <spoke>",
  "let go of a spoke whose document is gone, and say what stays in AWS",
  "forget payments-prod --table vpce-operator",
).action((spoke, flags) => run(flags, async () => (await import("./requests.ts")).forget(spoke, flags)));
const source = program.command("source").description("where the daemon's desired state comes from");
withRegion(
  under(
    source,
    "accept <commit>",
    "let a commit of a rewritten history rule",
    "source accept 0123…cdef --table vpce-operator",
  ),
)
  .requiredOption("--table <name>", "the daemon's table")
  .action((commit, flags) =>
    run(flags, async () => (await import("./requests.ts")).acceptCommit(commit, flags)),
  );
asks("history", "what passes changed", "history --table vpce-operator --spoke payments-prod --since 24h")
  .option("--spoke <name>", "of this spoke alone")
  .addOption(new Option("--since <time>", "so far back").default(86_400_000, "24h").argParser(timeArgument))
  .addOption(jsonOption())
  .action((flags) => run(flags, async () => (await import("./history.ts")).history(flags)));

withStatus(command("status", "how things stand, from a running daemon or its table", "status --watch"))
  .option("--watch", "again every five seconds")
  .addHelpText("after", "\nExit code: 0 every document is ready, nothing is refused or paused; else 1.")
  .action((flags) => run(flags, async () => (await import("./status.ts")).status(flags)));

withStatus(command("wait", "until a commit is applied, for pipelines", "wait --commit $(git rev-parse HEAD)"))
  .requiredOption("--commit <id>", "the commit, or the beginning of its id")
  .addOption(
    new Option("--timeout <time>", "not longer than").default(1_800_000, "30m").argParser(timeArgument),
  )
  .addHelpText(
    "after",
    "\nExit code: 0 applied, and all is as desired; 1 refused, or something is not as desired; 4 time over.",
  )
  .action((flags) => run(flags, async () => (await import("./status.ts")).waitFor(flags)));

program.commandsGroup("Tools:").helpCommand(true);
command("schema", "print the JSON Schema of desired state, for editors", "schema > vpce-operator.schema.json")
  .option("--world", "of the simulator's world files instead")
  .action((flags) => run(flags, async () => (await import("./schema.ts")).schema(flags)));

command("simulate", "serve a simulated AWS over HTTP and DNS", "simulate --world world.yaml --port 4600")
  .option("--world <file>", "world file; without one, the demo's")
  .option("--port <n>", "HTTP port on the loopback; 0 chooses one", "4600")
  .option("--host <address>", "address to listen on", "127.0.0.1")
  .option("--dns-port <n>", "first DNS port, counted up for each VPC; 0 chooses", "0")
  .option("--seed <n>", "seed of ids and delays", "1")
  .option("--no-throttling", "leave AWS's rate limits out")
  .option("--insync-ms <n>", "time from PENDING to INSYNC; without it the world's, or 20 to 40 s like AWS")
  .option("--endpoint-pending-ms <n>", "time until an endpoint is available; without it the world's, or 60 s")
  .option("--default-vpcs", "give each account and Region a default VPC, as AWS does")
  .action((flags) => run(flags, async () => (await import("./simulate.ts")).simulate(flags)));

command("demo", "the main job on a simulated cloud, with real DNS queries", "demo --daemon")
  .addArgument(
    new Argument(
      "[story]",
      "another one: resolver, of rules that RAM shares; path, of a route that is missing; switch, of spokes that go from zones to rules and back",
    ).choices(["resolver", "path", "switch"]),
  )
  .option("--daemon", "instead: two instances of the daemon, a repository, and what may befall them")
  .option("--keep", "that, left running in the end, for people to look at its page")
  .action((story, flags) => run(flags, async () => (await import("./demo.ts")).demo(story, flags)));

function command(name: string, description: string, example: string): Command {
  return under(program, name, description, example);
}

function withStatus(to: Command): Command {
  return withRegion(to)
    .option("--url <url>", "of the daemon; its token is VPCE_OPERATOR_READ_TOKEN", "http://127.0.0.1:8080")
    .option("--table <name>", "read the table instead")
    .addOption(jsonOption());
}

function under(parent: Command, name: string, description: string, example: string): Command {
  return parent
    .command(name)
    .description(description)
    .addOption(
      new Option("--log-level <level>", "JSON lines on stderr, and nothing else there")
        .env("VPCE_OPERATOR_LOG_LEVEL")
        .choices(LOG_LEVELS)
        .default("silent"),
    )
    .addHelpText("after", `\nExample:\n  $ vpce-operator ${example}`);
}
