import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Given, type Properties, stackOf } from "../support/cloudformation.ts";

/** docs/iam is evaluated by test/iam; what people deploy are these templates. They say the same. */

const ROOT = new URL("../../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, ROOT), "utf8");
const shipped = (name: string): Policy => JSON.parse(text(`docs/iam/${name}.json`));
type Policy = { readonly Version: string; readonly Statement: readonly Properties[] };

const PLACES = [
  "vpc/vpc-0a11ce0000000000a",
  "subnet/subnet-0a11ce0000000000a",
  "subnet/subnet-0a11ce0000000000b",
  "security-group/sg-0551110000000000a",
].map((place) => `arn:aws:ec2:ap-southeast-2:111111111111:${place}`);
const RESOLVER_PLACES = PLACES.slice(1);
const OWN_VPCS = ["a11ce0000000000a", "a2c402000000000a", "e11000000000000a"].map(vpc("ap-southeast-2"));
const SPOKE_VPCS = [
  ...["b22000000000000a", "b22000000000000b", "c33000000000000a"].map(vpc("ap-southeast-2")),
  vpc("eu-west-1")("d44000000000000a"),
];
const PAYMENTS_VPCS = SPOKE_VPCS.slice(0, 2);
const NAMES = ["*.ap-southeast-2.amazonaws.com", "*.ap-southeast-2.api.aws"];
const ROLES = [
  "arn:aws:iam::111111111111:role/vpce-operator-hub",
  ...["222222222222", "333333333333", "444444444444"].map(
    (account) => `arn:aws:iam::${account}:role/vpce-operator-spoke`,
  ),
];
const ZONE = "arn:aws:route53:::hostedzone/Z0CORP0EXAMPLE";
const SWITCHED_OFF = "arn:aws:ec2:ap-southeast-2:111111111111:vpc-endpoint/vpce-0551110000000000d";
const RULES = "arn:aws:route53resolver:ap-southeast-2:111111111111:resolver-rule/*";
const OPERATOR = "arn:aws:iam::999999999999:role/vpce-operator";
const EXTERNAL_ID = "example-external-id-not-a-secret";

describe("the CloudFormation templates", () => {
  it("give a hub's role the policies of docs/iam and no other, each by its parameter", () => {
    const { resources } = hub({
      TakeRecords: "true",
      ProtectedZones: ZONE,
      HubVpc: "vpc-0a11ce0000000000a",
      EndpointPlaces: PLACES.join(","),
      SwitchedOff: SWITCHED_OFF,
      ResolverRules: "true",
      ResolverPlaces: RESOLVER_PLACES.join(","),
    });
    const { Role, Share, Path, TakeOver, Protect, Manage, SwitchOff, Rules, ManageResolver, ...others } =
      resources;
    const documentOf = (policy: typeof Role) => policy?.Properties.PolicyDocument;
    same(documentOf(Share), "hub-policy");
    same(documentOf(Path), "path-policy");
    same(documentOf(TakeOver), "hub-policy-take-records");
    same(documentOf(Protect), "hub-policy-protect");
    same(documentOf(Manage), "hub-policy-managed");
    same(documentOf(SwitchOff), "hub-policy-turn-off");
    same(documentOf(Rules), "hub-policy-resolver");
    same(documentOf(ManageResolver), "hub-policy-managed-resolver");
    same(Role?.Properties.AssumeRolePolicyDocument, "hub-trust");
    expect(Role?.Properties.Policies).toBeUndefined();
    expect(others).toEqual({});
  });

  it("give a hub's role, unless it is asked for more, what sharing takes, and reading the path", () => {
    expect(Object.keys(hub({}).resources)).toEqual(["Role", "Share", "Path"]);
    expect(Object.keys(hub({ PathCheck: "false" }).resources)).toEqual(["Role", "Share"]);
  });

  it("ask who assumes a hub's role for an ExternalId where one is given", () => {
    const trust = hub({ ExternalId: EXTERNAL_ID }).resources.Role?.Properties.AssumeRolePolicyDocument;
    expect(trust.Statement).toEqual([
      expect.objectContaining({ Condition: { StringEquals: { "sts:ExternalId": EXTERNAL_ID } } }),
    ]);
  });

  it("give a spoke's role the policies of docs/iam, the rules' only where the hub's rules are named", () => {
    const { Role } = spoke({ HubRules: RULES, OwnEndpointsOwner: "network-platform" }).resources;
    same(policyIn(Role?.Properties, "spoke-policy"), "spoke-policy");
    same(policyIn(Role?.Properties, "spoke-policy-resolver"), "spoke-policy-resolver");
    same(Role?.Properties.AssumeRolePolicyDocument, "spoke-trust");
    same(policyIn(Role?.Properties, "path-policy"), "path-policy");
    same(policyIn(Role?.Properties, "spoke-policy-own-endpoints"), "spoke-policy-own-endpoints");
    expect(Role?.Properties.Policies).toHaveLength(4);
    expect(spoke({ PathCheck: "false" }).resources.Role?.Properties.Policies).toHaveLength(1);
  });

  it("give the role in a transit gateway's account the reads of the path and no others", () => {
    const { Role, ...others } = network({}).resources;
    expect(Role?.Properties.Policies).toHaveLength(1);
    same(policyIn(Role?.Properties, "path-policy"), "path-policy");
    same(Role?.Properties.AssumeRolePolicyDocument, "hub-trust");
    expect(others).toEqual({});
    const trust = network({ ExternalId: EXTERNAL_ID }).resources.Role?.Properties.AssumeRolePolicyDocument;
    expect(trust.Statement).toEqual([
      expect.objectContaining({ Condition: { StringEquals: { "sts:ExternalId": EXTERNAL_ID } } }),
    ]);
  });

  it("give the tasks' role the policies of operator and table, and what starts them no way to any role", () => {
    const { TaskRole, ExecutionRole } = operator().resources;
    same(policyIn(TaskRole?.Properties, "operator-policy"), "operator-policy");
    same(policyIn(TaskRole?.Properties, "table-policy"), "table-policy");
    expect(TaskRole?.Properties.Policies).toHaveLength(2);
    expect(JSON.stringify(ExecutionRole?.Properties.Policies)).not.toContain("sts:");
  });

  it("bound every role where a permissions boundary is given, and none where it is not", () => {
    const boundary = "arn:aws:iam::111111111111:policy/boundary";
    for (const stack of [hub, spoke, network, operator]) {
      const boundaries = (given: Record<string, string>) =>
        Object.values(stack(given).resources)
          .filter(({ Type }) => Type === "AWS::IAM::Role")
          .map(({ Properties }) => Properties.PermissionsBoundary);
      expect(new Set(boundaries({ PermissionsBoundary: boundary }))).toEqual(new Set([boundary]));
      expect(new Set(boundaries({}))).toEqual(new Set([undefined]));
    }
  });

  it("make the table that the program wants", () => {
    expect(operator().resources.Table?.Properties).toMatchObject({
      TableName: "vpce-operator",
      BillingMode: "PAY_PER_REQUEST",
      DeletionProtectionEnabled: true,
      TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    });
  });

  it("alarm by metrics that the program tells", () => {
    const told = text("docs/metrics.md");
    const named = [...text("deploy/cloudformation/operator.yaml").matchAll(/MetricName: (\w+)/g)].map(
      ([, name]) => name,
    );
    expect(named.length).toBeGreaterThan(7);
    expect(named.filter((name) => !told.includes(`| \`${name}\` |`))).toEqual([]);
  });
});

describe("the Terraform module's policies", () => {
  const values = {
    partition: "aws",
    region: "ap-southeast-2",
    owner: "network-platform",
    own_vpcs: OWN_VPCS,
    spoke_vpcs: SPOKE_VPCS,
    record_names: NAMES,
    protected_zones: ZONE,
    endpoint_places: PLACES,
    resolver_places: RESOLVER_PLACES,
    hub_vpc: "vpc-0a11ce0000000000a",
    switched_off: SWITCHED_OFF,
    hub_rules: RULES,
    vpcs: PAYMENTS_VPCS,
    assumable_roles: ROLES,
    table: "vpce-operator",
  };
  const files = readdirSync(new URL("deploy/terraform/policies", ROOT));

  it.each(files.map((file) => [file.replace(".json.tftpl", "")]))("%s is that of docs/iam", (name) => {
    const [kind = ""] = name.split("-");
    const account = { hub: "111111111111", spoke: "222222222222" }[kind] ?? "999999999999";
    same(
      JSON.parse(rendered(text(`deploy/terraform/policies/${name}.json.tftpl`), { ...values, account })),
      name,
    );
  });
});

/** As Terraform's `templatefile` does with what these use. */
function rendered(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replaceAll(/\$\{(?:jsonencode\((\w+)\)|(\w+))\}/g, (_, encoded, plain) => {
    const value = values[encoded ?? plain];
    if (value === undefined) throw new Error(`no value for ${encoded ?? plain}`);
    return encoded ? JSON.stringify(value) : String(value);
  });
}

function hub(more: Record<string, string>) {
  return stackOf(new URL("deploy/cloudformation/hub.yaml", ROOT), {
    ...at("111111111111"),
    parameters: {
      OperatorRoleArn: OPERATOR,
      Owner: "network-platform",
      OwnVpcs: OWN_VPCS.join(" "),
      SpokeVpcs: SPOKE_VPCS.join(" "),
      RecordNames: NAMES.join(" "),
      ...more,
    },
  });
}

function spoke(more: Record<string, string>) {
  const parameters = {
    OperatorRoleArn: OPERATOR,
    ExternalId: EXTERNAL_ID,
    Vpcs: PAYMENTS_VPCS.join(" "),
    ...more,
  };
  return stackOf(new URL("deploy/cloudformation/spoke.yaml", ROOT), { ...at("222222222222"), parameters });
}

function network(more: Record<string, string>) {
  const parameters = { OperatorRoleArn: OPERATOR, ...more };
  const at999 = at("999999999999");
  return stackOf(new URL("deploy/cloudformation/network.yaml", ROOT), { ...at999, parameters });
}

function operator(more: Record<string, string> = {}) {
  const parameters = {
    Image: "registry.example/vpce-operator@sha256:0",
    Source: "https://git.example/network/endpoints.git",
    AssumableRoles: ROLES.join(","),
    Vpc: "vpc-0ffe000000000000a",
    Subnets: "subnet-0a,subnet-0b",
    ...more,
  };
  return stackOf(new URL("deploy/cloudformation/operator.yaml", ROOT), { ...at("999999999999"), parameters });
}

function at(account: string): Given {
  return { account, region: "ap-southeast-2" };
}

function vpc(region: string) {
  return (id: string) => `VPCId=vpc-0${id},VPCRegion=${region}`;
}

function policyIn(role: Properties | undefined, name: string): unknown {
  return role?.Policies.find((policy: Properties) => policy.PolicyName === name)?.PolicyDocument;
}

/** One text and a list of one are the same to IAM, and so is the order in a list. */
function same(policy: unknown, name: string): void {
  expect(plain(policy), name).toEqual(plain(shipped(name)));
}

function plain(node: unknown): unknown {
  if (Array.isArray(node)) return node.length === 1 ? plain(node[0]) : node.map(plain).sort(byText);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, plain(value)]));
}

function byText(left: unknown, right: unknown): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}
