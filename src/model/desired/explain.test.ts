import { expect, test } from "vitest";
import {
  ENDPOINT,
  edit,
  type Folder,
  HUB,
  problemsIn,
  SPOKE,
  spokeWith,
} from "../../../test/support/fixture.ts";

type Change = [from: string, to: string];
const hub = (...changes: Change[]): Folder => ({ "hub.yaml": edit(HUB, ...changes) });
const endpoint = (...changes: Change[]): Folder => ({ "endpoint.yaml": edit(ENDPOINT, ...changes) });
const endpointWith = (line: string): Folder => endpoint(["service: ssm", `service: ssm\n  ${line}`]);
const spoke = (...changes: Change[]): Folder => ({ "spoke.yaml": edit(SPOKE, ...changes) });
const roleWith = (line: string): Folder => hub(["role/spoke", `role/spoke\n      ${line}`]);

const annotated = (text: string, lines: string): string =>
  edit(text, ["metadata:\n", `metadata:\n  annotations:\n    ${lines}\n`]);
const ANNOTATION = "vpce-operator/allow-removals";

const cases: [sentence: string, folder: Folder, problems: string[]][] = [
  [
    "an unknown field is told with the one that was meant, which is not missing besides",
    hub(["region:", "regoin:"]),
    ['hub.yaml:8:3: unknown field "regoin" in spec; did you mean "region"?'],
  ],
  [
    "a misspelt field of which one of two must be there is one problem",
    spoke(["hub:", "hbu:"]),
    ['spoke.yaml:6:3: unknown field "hbu" in spec; did you mean "hub"?'],
  ],
  [
    "what another field is misspelt for does not hide that one is missing",
    hub(["region: eu-west-1\n  ", ""], ["owner:", "ownr:"]),
    [
      "hub.yaml:5:1: spec.region is missing",
      'hub.yaml:6:3: unknown field "ownr" in spec; did you mean "owner"?',
    ],
  ],
  [
    "an unknown field that is near nothing is told with all fields",
    hub(["region:", "zzz: 1\n  region:"]),
    [
      "hub.yaml:8:3: unknown field in spec; allowed: owner, besideOwners, account, region, vpc, anchorVpc, role, spokeDefaults, endpointDefaults, resolver, network, sharing, table, writePolicy, suspend, guard, rollout, quotas",
    ],
  ],
  [
    "a canary of nobody, or of no number, is refused with what it takes",
    hub(["spokeDefaults:", "rollout: { canary: 0, pauseMinutes: 0 }\n  spokeDefaults:"]),
    [
      "hub.yaml:10:22: spec.rollout.canary must be a whole number from 1 to 10000, or { matchLabels: {…} }, not 0",
      "hub.yaml:10:39: spec.rollout.pauseMinutes must be a whole number from 1 to 1440, not 0",
    ],
  ],
  [
    "an annotation of ours that is misspelt is told with the one that was meant; those of others are nobody's business",
    {
      "hub.yaml": annotated(
        HUB,
        `argocd.argoproj.io/sync-wave: 5\n    vpce-operator/allow-removal: abcdef012345`,
      ),
    },
    [
      `hub.yaml:6:5: unknown field "vpce-operator/allow-removal" in metadata.annotations; did you mean "${ANNOTATION}"?`,
    ],
  ],
  [
    "a digest that is none is refused",
    { "hub.yaml": annotated(HUB, `${ANNOTATION}: everything`) },
    [
      `hub.yaml:5:35: metadata.annotations.${ANNOTATION} must be the digest that a plan names beside TooManyRemovals`,
    ],
  ],
  [
    "an annotation of ours on another document than it is for is refused",
    { "spoke.yaml": annotated(SPOKE, `${ANNOTATION}: abcdef012345`) },
    [
      `spoke.yaml:5:35: metadata.annotations.${ANNOTATION} is not known here: ${ANNOTATION}, the only one, is a Hub's`,
    ],
  ],
  [
    "unknown fields are found at every depth",
    hub(["arn:", "arm:"]),
    ['hub.yaml:12:7: unknown field "arm" in spec.spokeDefaults.role; did you mean "arn"?'],
  ],
  [
    "unknown fields are found beside spec",
    spoke(["spec:", "status: {}\nspec:"]),
    ["spoke.yaml:5:1: unknown field; allowed: apiVersion, kind, metadata, spec"],
  ],
  [
    "merge keys are unknown fields",
    spoke(["hub: hub-a", "<<: {}\n  hub: hub-a"]),
    [
      'spoke.yaml:6:3: unknown field "<<" in spec; allowed: hub, hubs, account, region, vpc, role, mode, endpoints, redundantEndpoints, acceptSourceChange, acceptDifferences, linger, allowGap, pathCheck, clientSubnets, suspend',
    ],
  ],
  [
    "a field that people may expect is told with what to do without",
    spoke(["spec:", "spec:\n  connectivity: peering"]),
    [
      "spoke.yaml:6:3: unknown field in spec; routes, attachments and peerings are made by people: they are checked before a name moves (pathCheck), and never changed",
    ],
  ],
  [
    "an unknown kind is told with the one that was meant",
    spoke(["kind: Spoke", "kind: spok"]),
    ['spoke.yaml:2:7: unknown kind "spok"; did you mean "Spoke"?'],
  ],
  [
    "a kind that is near nothing is told with all kinds",
    spoke(["kind: Spoke", "kind: Deployment"]),
    ["spoke.yaml:2:7: unknown kind; allowed: Hub, Endpoint, Spoke, Defaults"],
  ],
  [
    "a document has a kind",
    spoke(["kind: Spoke\n", ""]),
    ["spoke.yaml:1:1: kind is missing; allowed: Hub, Endpoint, Spoke, Defaults"],
  ],
  [
    "a document of another version is refused",
    spoke(["/v1", "/v2"]),
    ['spoke.yaml:1:13: apiVersion must be vpce-operator/v1, not "vpce-operator/v2"'],
  ],
  [
    "a document has a version",
    spoke(["apiVersion: vpce-operator/v1\n", ""]),
    ["spoke.yaml:1:1: apiVersion is missing"],
  ],
  [
    "a missing field is told at the mapping that lacks it",
    hub(["  owner: team\n", ""]),
    ["hub.yaml:5:1: spec.owner is missing"],
  ],
  [
    "an empty field is told at its key",
    hub(["owner: team", "owner:"]),
    ["hub.yaml:6:3: spec.owner is empty"],
  ],
  [
    "an account id without quotes keeps its zero in the advice",
    hub(['"111111111111"', "012345678901"]),
    [
      'hub.yaml:7:12: spec.account must be text, not a number; write "012345678901", for YAML drops the leading zeros of numbers',
    ],
  ],
  [
    "an account id has 12 digits",
    hub(['"111111111111"', '"1234"']),
    ['hub.yaml:7:12: spec.account must be the 12 digits of an account id in quotes, like "111111111111"'],
  ],
  [
    "a Region has a Region's shape",
    hub(["eu-west-1", "eu-west"]),
    [
      'hub.yaml:8:11: spec.region must be a Region of the partitions aws, aws-cn or aws-us-gov, like eu-west-1, not "eu-west"',
    ],
  ],
  [
    "Regions of unknown partitions are refused",
    hub(["eu-west-1", "us-iso-east-1"]),
    [
      'hub.yaml:8:11: spec.region must be a Region of the partitions aws, aws-cn or aws-us-gov, like eu-west-1, not "us-iso-east-1"',
    ],
  ],
  [
    "a VPC id is vpc- and hex digits",
    hub(["vpc-0a000001", "vpc-xyz"]),
    ["hub.yaml:9:8: spec.vpc must be vpc- and 8 or 17 hex digits"],
  ],
  [
    "an endpoint id is not a VPC id",
    endpointWith("existing: { id: vpc-0123abcd }"),
    ['endpoint.yaml:9:19: spec.existing.id must be vpce- and 8 or 17 hex digits, not "vpc-0123abcd"'],
  ],
  [
    "a misspelt placeholder is no account",
    hub(["{account}", "{acount}"]),
    [
      `hub.yaml:12:12: spec.spokeDefaults.role.arn must look like arn:aws:iam::111111111111:role/NAME; {account} stands for the document's account, not "arn:aws:iam::{acount}:role/…"`,
    ],
  ],
  [
    "an owner is a short id",
    hub(["owner: team", "owner: My Team"]),
    [
      "hub.yaml:6:10: spec.owner must be 1 to 40 lower-case letters, digits and dashes, and begin with a letter or digit",
    ],
  ],
  [
    "an owner has at most 40 characters",
    hub(["owner: team", `owner: ${"a".repeat(41)}`]),
    [
      "hub.yaml:6:10: spec.owner must be 1 to 40 lower-case letters, digits and dashes, and begin with a letter or digit",
    ],
  ],
  [
    "a name is text",
    spoke(["name: pay", "name: 42"]),
    ["spoke.yaml:4:9: metadata.name must be text, not a number; put it in quotes"],
  ],
  [
    "a label is text",
    endpoint(["tier: core", "tier: 1"]),
    ["endpoint.yaml:5:19: metadata.labels.* must be text, not a number; put it in quotes"],
  ],
  [
    "a label's key has a shape",
    endpoint(["tier: core", '"-x": a']),
    [
      "endpoint.yaml:5:13: metadata.labels.*: the key must be 1 to 128 letters, digits, dots, dashes, underscores and slashes, and begin and end with a letter or digit",
    ],
  ],
  [
    "a word of a choice is told with the choice and the word that was meant",
    endpointWith("hubPrivateDns: offf"),
    [
      'endpoint.yaml:9:18: spec.hubPrivateDns must be off or keep or turnOff, not "offf"; did you mean "off"?',
    ],
  ],
  [
    "a word in a list of choices is pointed at",
    endpointWith("addressTypes: [ipv4, ipv5]"),
    ['endpoint.yaml:9:24: spec.addressTypes[1] must be ipv4 or ipv6, not "ipv5"; did you mean "ipv4"?'],
  ],
  [
    "true is not a word in quotes",
    endpointWith('acceptShadowing: "true"'),
    ["endpoint.yaml:9:20: spec.acceptShadowing must be true or false, not text"],
  ],
  [
    "a list is a list",
    endpoint(["[hub-a]", "hub-a"]),
    ["endpoint.yaml:7:9: spec.hubs must be a list, not text"],
  ],
  [
    "an endpoint is in one hub at least",
    endpoint(["[hub-a]", "[]"]),
    ["endpoint.yaml:7:9: spec.hubs must name at least one hub"],
  ],
  [
    "a service is written in lower case",
    endpoint(["service: ssm", "service: SSM"]),
    [
      "endpoint.yaml:8:12: spec.service must be a service by short name (ssm, ecr.api) or by full name (com.amazonaws.REGION.ssm), in lower case",
    ],
  ],
  [
    "limits have ranges",
    hub([
      "  spokeDefaults:",
      "  guard: { maxRemovalPercent: 101 }\n  quotas: { vpcsPerZone: 0, authorizations: 1.5, zonesPerAccount: many }\n  spokeDefaults:",
    ]),
    [
      "hub.yaml:10:31: spec.guard.maxRemovalPercent must be a whole number from 0 to 100, not 101",
      "hub.yaml:11:26: spec.quotas.vpcsPerZone must be a whole number from 2 to 10000, not 0",
      "hub.yaml:11:45: spec.quotas.authorizations must be a whole number from 1 to 1000, not 1.5",
      "hub.yaml:11:67: spec.quotas.zonesPerAccount must be a whole number from 1 to 100000",
    ],
  ],
  [
    "AWS knows no more than 1,000 authorizations",
    hub(["  spokeDefaults:", "  quotas: { authorizations: 1001 }\n  spokeDefaults:"]),
    ["hub.yaml:10:29: spec.quotas.authorizations must be a whole number from 1 to 1000, not 1001"],
  ],
  [
    "a mode is one of two",
    spokeWith("mode: phz-asociation"),
    [
      'spoke.yaml:9:9: spec.mode must be phz-association or resolver-rule, not "phz-asociation"; did you mean "phz-association"?',
    ],
  ],
  [
    "endpoints is all, or a mapping",
    spokeWith("endpoints: al"),
    [
      'spoke.yaml:9:14: spec.endpoints must be all, none, { names: […] }, { matchLabels: {…} }, { matchExpressions: […] } or { except: […] }, not "al"; did you mean "all"?',
    ],
  ],
  [
    "endpoints are chosen in a way that exists",
    spokeWith("endpoints: { name: [ssm] }"),
    [
      "spoke.yaml:9:14: spec.endpoints must have names, matchLabels, matchExpressions or except",
      'spoke.yaml:9:16: unknown field "name" in spec.endpoints; did you mean "names"?',
    ],
  ],
  [
    "endpoints are chosen in one way",
    spokeWith("endpoints: { names: [ssm], matchLabels: { tier: core } }"),
    ["spoke.yaml:9:14: spec.endpoints has names beside another choice; names stand alone"],
  ],
  [
    "a spoke without endpoints is not written as an empty list",
    spokeWith("endpoints: { names: [] }"),
    [
      "spoke.yaml:9:23: spec.endpoints.names must name at least one endpoint; to pause a spoke use suspend, to remove it delete its document",
    ],
  ],
  [
    "a selector has a label",
    spokeWith("endpoints: { matchLabels: {} }"),
    ["spoke.yaml:9:29: spec.endpoints.matchLabels must have at least one label"],
  ],
  [
    "an existing endpoint is found in one way",
    endpointWith("existing: { id: vpce-0123abcd, tags: { a: b } }"),
    ["endpoint.yaml:9:13: spec.existing must have either id or tags"],
  ],
  [
    "an existing endpoint is found in some way",
    endpointWith("existing: {}"),
    ["endpoint.yaml:9:13: spec.existing must have either id or tags"],
  ],
  [
    "tags to find an endpoint by are not none",
    endpointWith("existing: { tags: {} }"),
    ["endpoint.yaml:9:21: spec.existing.tags must have at least one tag"],
  ],
  [
    "names are DNS names, with a wildcard as the first label only",
    endpointWith("names: ['a.*.example.com', 'x*.example.com', ssm, SSM.example.com, a.example.com.]"),
    [
      "endpoint.yaml:9:11: spec.names[0] must be a DNS name of at least two labels in lower case without a trailing dot; `*` only as the whole first label",
      "endpoint.yaml:9:30: spec.names[1] must be a DNS name of at least two labels in lower case without a trailing dot; `*` only as the whole first label",
      "endpoint.yaml:9:48: spec.names[2] must be a DNS name of at least two labels in lower case without a trailing dot; `*` only as the whole first label",
      "endpoint.yaml:9:53: spec.names[3] must be a DNS name of at least two labels in lower case without a trailing dot; `*` only as the whole first label",
      "endpoint.yaml:9:70: spec.names[4] must be a DNS name of at least two labels in lower case without a trailing dot; `*` only as the whole first label",
    ],
  ],
  [
    "no names at all are not written as an empty list",
    endpointWith("names: []"),
    [
      "endpoint.yaml:9:10: spec.names is empty, and there are no extraNames: nothing would be shared; leave names out to share every name of the service, or write the names to share in extraNames",
    ],
  ],
  [
    "an ExternalId is given in one way",
    roleWith("externalId: the-secret\n      externalIdFrom: { env: X }"),
    ["hub.yaml:12:7: spec.spokeDefaults.role has both externalId and externalIdFrom; keep one"],
  ],
  [
    "an ExternalId is read from one place",
    roleWith("externalIdFrom: { env: X, file: y }"),
    ["hub.yaml:13:23: spec.spokeDefaults.role.externalIdFrom must have either env or file"],
  ],
  [
    "an ExternalId is read from some place",
    roleWith("externalIdFrom: {}"),
    ["hub.yaml:13:23: spec.spokeDefaults.role.externalIdFrom must have either env or file"],
  ],
  [
    "a misshapen ExternalId is not repeated",
    roleWith("externalId: the secret"),
    [
      "hub.yaml:13:19: spec.spokeDefaults.role.externalId must be 2 to 1224 letters, digits and characters of _+=,.@:/-",
    ],
  ],
  [
    "an ExternalId that YAML takes for a number is not repeated",
    roleWith("externalId: 987654"),
    ["hub.yaml:13:19: spec.spokeDefaults.role.externalId must be text, not a number; put it in quotes"],
  ],
  [
    "a secret in the place of a variable's name is not repeated",
    roleWith("externalIdFrom: { env: the-secret }"),
    [
      "hub.yaml:13:30: spec.spokeDefaults.role.externalIdFrom.env must be the name of an environment variable",
    ],
  ],
  [
    "a secret that became a key for want of a space is not repeated",
    hub([
      "\n      arn: arn:aws:iam::{account}:role/spoke",
      " { arn: 'arn:aws:iam::{account}:role/spoke', externalId:the-secret }",
    ]),
    ["hub.yaml:11:55: unknown field in spec.spokeDefaults.role; allowed: arn, externalId, externalIdFrom"],
  ],
  [
    "what --show prints for a secret is no ExternalId",
    roleWith('externalId: "[redacted]"'),
    [
      "hub.yaml:13:19: spec.spokeDefaults.role.externalId must be 2 to 1224 letters, digits and characters of _+=,.@:/-",
    ],
  ],
];

test.each(cases)("%s", (_, folder, problems) => {
  expect(problemsIn(folder)).toEqual(problems);
});

test.each([
  "names: ['*.dkr.ecr.eu-west-1.amazonaws.com', ssm.eu-west-1.api.aws]",
  "extraNames: [_srv.example.com]",
  "service: aws.sagemaker.eu-west-1.notebook",
  "service: com.amazonaws.s3-global.accesspoint",
  "addressTypes: [ipv4, ipv6]",
  "existing: { tags: { Name: '' } }",
])("an endpoint may have %s", (line) => {
  const bare = line.startsWith("service") ? edit(ENDPOINT, ["service: ssm", line]) : undefined;
  expect(problemsIn(bare ? { "endpoint.yaml": bare } : endpointWith(line))).toEqual([]);
});
