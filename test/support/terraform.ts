import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Terraform's configuration in its JSON syntax. */
export type Configuration = {
  readonly provider: { readonly aws: readonly object[] };
  readonly resource: { readonly [type: string]: { readonly [name: string]: object } };
};

const { TF_PLUGIN_DIR } = process.env;
const isInstalled = spawnSync("terraform", ["version"], { stdio: "ignore" }).status === 0;

/** Why Terraform cannot run here; undefined where it can. */
export const noTerraform = !TF_PLUGIN_DIR
  ? "TF_PLUGIN_DIR, a folder with the AWS provider, is not set"
  : isInstalled
    ? undefined
    : "there is no terraform on the PATH";

/** Terraform in a folder of its own that holds the configuration, with all of AWS at one address. */
export async function terraformAt(url: string, { provider, resource }: Configuration) {
  const dir = await mkdtemp(join(tmpdir(), "vpce-operator-terraform-"));
  const required_providers = { aws: { source: "hashicorp/aws" } };
  const text = JSON.stringify({ terraform: { required_providers }, provider, resource });
  await writeFile(join(dir, "main.tf.json"), text);

  async function run(...args: readonly string[]): Promise<{ code: number; output: string }> {
    const child = spawn("terraform", [...args, "-input=false", "-no-color"], {
      cwd: dir,
      env: { PATH: process.env.PATH, HOME: dir, ...QUIET, AWS_ENDPOINT_URL: url },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    const [code] = await once(child, "close");
    return { code: (code as number | null) ?? -1, output };
  }
  return {
    init: () => run("init", `-plugin-dir=${TF_PLUGIN_DIR}`),
    apply: () => run("apply", "-auto-approve"),
    /** Exit code 0: nothing to change; 2: something. */
    plan: () => run("plan", "-detailed-exitcode"),
    destroy: () => run("destroy", "-auto-approve"),
    remove: () => rm(dir, { recursive: true }),
  };
}

/** Nothing of this machine's configuration, no look for newer versions, no metadata service. */
const QUIET = {
  TF_CLI_CONFIG_FILE: "/dev/null",
  CHECKPOINT_DISABLE: "1",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
};

/** The AWS provider as an account's administrator in the simulated cloud. */
export const providerOf = (account: string, region: string, alias?: string) => ({
  ...(alias && { alias }),
  region,
  access_key: account,
  secret_key: "simulated",
  skip_metadata_api_check: true,
});

/** What another resource has, such as `aws_vpc.hub.id`. */
export const ref = (path: string): string => `\${${path}}`;

export type Pair = {
  readonly zone: string;
  readonly vpc: string;
  /** The alias of the provider of the VPC's account. */
  readonly spoke: string;
};

/** One VPC's authorization and association with a zone, as Terraform has them; `name` is the resource's. */
export function pairResources(name: string, { zone, vpc, spoke }: Pair) {
  const granted = `aws_route53_vpc_association_authorization.${name}`;
  return {
    aws_route53_vpc_association_authorization: { [name]: { zone_id: zone, vpc_id: vpc } },
    aws_route53_zone_association: {
      [name]: {
        provider: `aws.${spoke}`,
        zone_id: ref(`${granted}.zone_id`),
        vpc_id: ref(`${granted}.vpc_id`),
      },
    },
  };
}

/** A private zone, and its alias to a name of the same kind as an endpoint's regional one. */
export function zoneResources(
  name: string,
  domain: string,
  vpc: string,
  target: { dns_name: string; hosted_zone_id: string },
) {
  return {
    aws_route53_zone: {
      [name]: { name: domain, vpc: [{ vpc_id: vpc }], lifecycle: { ignore_changes: ["vpc"] } },
    },
    aws_route53_record: {
      [name]: {
        zone_id: ref(`aws_route53_zone.${name}.zone_id`),
        name: domain,
        type: "A",
        alias: [{ name: target.dns_name, zone_id: target.hosted_zone_id, evaluate_target_health: true }],
      },
    },
  };
}

/** Resources of several makers, joined by type. */
export function joined(parts: readonly Configuration["resource"][]): Configuration["resource"] {
  const all: { [type: string]: { [name: string]: object } } = {};
  for (const part of parts)
    for (const [type, resources] of Object.entries(part)) all[type] = { ...all[type], ...resources };
  return all;
}
