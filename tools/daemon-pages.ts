import {
  fallbackInWords,
  flagOf,
  isSecret,
  SETTING_NAMES,
  SETTINGS,
  variableOf,
} from "../src/daemon/config/settings.ts";
import { REFUSAL_REASONS } from "../src/model/source/refusal.ts";
import { CONDITION_REASONS } from "../src/model/status/conditions.ts";
import { EMPTY_FLEET, type Status, statusJsonSchema } from "../src/model/status/status.ts";
import { emfMeasures } from "../src/web/metrics/emf.ts";
import { createMetrics } from "../src/web/metrics/metrics.ts";

type Schema = {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
};

const made = (from: string) => `<!-- Made from ${from} by \`node tools/docs.ts\`; edit that instead. -->`;

/** docs/configuration.md: every setting of `run`. */
export function configurationPage(): string {
  const rows = SETTING_NAMES.map((name) => {
    const { meaning } = SETTINGS[name];
    const fallback = fallbackInWords(name);
    const inFile = isSecret(name) ? `${name}File` : name;
    const usual = fallback === "" ? "" : `\`${fallback}\``;
    const variables = isSecret(name) ? `\`${variableOf(name)}\`, or \`…_FILE\`` : `\`${variableOf(name)}\``;
    return `| \`${inFile}\` | \`${flagOf(name)}\` | ${variables} | ${usual} | ${meaning} |`;
  });
  return `# Settings of \`vpce-operator run\`

${made("src/daemon/config/settings.ts")}

Each is said by a flag, else by the environment, else in the YAML file that \`--config\` (or \`VPCE_OPERATOR_CONFIG\`) names.
\`--print-config\` shows every value with the place where it was said. Values that do not fit are refused at start, all at
once. Secrets are given by the environment or in files of their own, and never shown.

| in the file | flag | environment | default | meaning |
|---|---|---|---|---|
${rows.join("\n")}
`;
}

/** docs/status.md: every field of the status. */
export function statusPage(): string {
  const rows = rowsOf(statusJsonSchema() as Schema, "").map((cells) => `| ${cells.join(" | ")} |`);
  const reasons = (all: Readonly<Record<string, string>>) =>
    Object.entries(all).map(([reason, meaning]) => `| \`${reason}\` | ${meaning} |`);
  return `# Status

${made("src/model/status")}

What \`/status.json\` answers, and the page shows. Times are epoch milliseconds. The schema is
[status.schema.json](status.schema.json).

| field | value | | meaning |
|---|---|---|---|
${rows.join("\n")}

## Reasons of conditions

Besides the [reasons of findings](findings.md) and AWS's error codes:

| reason | means |
|---|---|
${reasons(CONDITION_REASONS).join("\n")}

## Reasons why a source does not rule

| reason | means |
|---|---|
${reasons(REFUSAL_REASONS).join("\n")}
`;
}

function rowsOf({ properties = {}, required = [] }: Schema, prefix: string): string[][] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${prefix}${name}${schema.type === "array" ? "[]" : ""}`;
    const inner = schema.type === "array" ? schema.items : schema;
    const value = inner?.enum ? inner.enum.map((one) => `\`${one}\``).join(", ") : (inner?.type ?? "");
    const need = required.includes(name) ? "" : "optional";
    return [[`\`${path}\``, value, need, schema.description ?? ""], ...rowsOf(inner ?? {}, `${path}.`)];
  });
}

/** docs/metrics.md: every series. */
export async function metricsPage(): Promise<string> {
  const process = { label: "", state: "standby", since: 0, version: "" } as const;
  const status: Status = { version: 1, at: 0, process, source: { name: "" }, requests: [], ...EMPTY_FLEET };
  const text = await createMetrics({
    now: () => 0,
    status: () => status,
    callsMade: () => [],
    gateWaitedMs: () => 0,
  }).text();
  const help = [...text.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\w+)/gm)];
  const rows = help.map(([, name = "", words = "", kind = ""]) => `| \`${name}\` | ${kind} | ${words} |`);
  return `# Metrics

${made("src/web/metrics")}

\`GET /metrics\` in Prometheus' text format. Every series is there from the start, at 0, but \`api_calls_total\`: an operation comes with its
first call. Labels are of a fixed set, or hubs (the first 500 by name, then \`other\`); never a spoke, a zone or an account.
What is told of the fleet, by the gauges \`objects\`, \`conditions\`, \`findings\`, \`names_…\`, \`revision_…\`, \`paused\` and \`refusing\`, only the instance that acts
tells, so that sums over instances are right.

| metric | kind | meaning |
|---|---|---|
${rows.join("\n")}

## CloudWatch

With \`--emf stdout\`, or the path of a file or pipe, a line goes there each minute in CloudWatch's
[embedded metric format](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html);
the log's stream, standard error, has none. The namespace is \`VpceOperator\`, the one dimension \`Fleet\`: the table's name, or without
one the source. An instance that stands by tells nothing of the fleet.

| metric | unit | is |
|---|---|---|
${emfMeasures()
  .map(([name, unit, meaning]) => `| \`${name}\` | ${unit} | ${meaning} |`)
  .join("\n")}
`;
}
