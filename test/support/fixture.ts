import { type Parsed, parseDesired } from "../../src/model/desired/parse.ts";
import { formatProblem } from "../../src/model/desired/problems.ts";

/** A small sound state for tests: one document of each kind, to be spoilt by `edit`. */
export const HUB = `apiVersion: vpce-operator/v1
kind: Hub
metadata:
  name: hub-a
spec:
  owner: team
  account: "111111111111"
  region: eu-west-1
  vpc: vpc-0a000001
  spokeDefaults:
    role:
      arn: arn:aws:iam::{account}:role/spoke
`;

export const ENDPOINT = `apiVersion: vpce-operator/v1
kind: Endpoint
metadata:
  name: ssm
  labels: { tier: core }
spec:
  hubs: [hub-a]
  service: ssm
`;

export const SPOKE = `apiVersion: vpce-operator/v1
kind: Spoke
metadata:
  name: pay
spec:
  hub: hub-a
  account: "222222222222"
  vpc: vpc-0b000001
`;

/** Replaces the first occurrence of each pair's left side, which must be there. */
export function edit(text: string, ...changes: readonly [from: string, to: string][]): string {
  return changes.reduce((edited, [from, to]) => {
    if (!edited.includes(from)) throw new Error(`the fixture has no ${from}`);
    return edited.replace(from, () => to);
  }, text);
}

/** Another hub in the same account and Region. */
export const HUB_B = edit(HUB, ["hub-a", "hub-b"], ["vpc-0a000001", "vpc-0a000002"]);

/** The spoke with one more line, or more, at the end of its spec. */
export function spokeText(line: string): string {
  return edit(SPOKE, ["vpc: vpc-0b000001", `vpc: vpc-0b000001\n  ${line}`]);
}

export type Folder = Readonly<Record<string, string>>;

export function spokeWith(line: string): Folder {
  return { "spoke.yaml": spokeText(line) };
}

/** The sound state with some files replaced or added. */
export function parseFolder(
  changes: Folder,
  secrets: Parameters<typeof parseDesired>[1] = () => undefined,
): Parsed {
  const folder: Folder = { "endpoint.yaml": ENDPOINT, "hub.yaml": HUB, "spoke.yaml": SPOKE, ...changes };
  return parseDesired(
    Object.entries(folder).map(([path, text]) => ({ path, text })),
    secrets,
  );
}

/** What `validate` prints about that state. */
export function problemsIn(changes: Folder): string[] {
  return parseFolder(changes).problems.map(formatProblem);
}
