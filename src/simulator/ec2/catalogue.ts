import { createHash } from "node:crypto";

/** An endpoint service of one Region. Both kinds exist for S3 and DynamoDB. */
export type EndpointService = {
  /** In full, such as `com.amazonaws.us-east-1.ssm`. */
  name: string;
  kinds: ("Interface" | "Gateway")[];
  /** As DescribeVpcEndpointServices gives them: a wildcard without its bare name, where AWS does so. */
  privateDnsNames: string[];
  label: string;
  owner: string;
};

/** What a world file or a test says of a service; the rest is an ordinary interface service of AWS's. */
export type ServiceChoice = { privateDnsNames: string[]; label?: string; owner?: string };

export type Services = {
  get(region: string, name: string): EndpointService | undefined;
  list(region: string): EndpointService[];
  /** Adds a service, or changes its names: names appear and vanish in AWS too. `undefined` takes it away. */
  set(region: string, name: string, choice: ServiceChoice | undefined): void;
};

type Row = { names: string[]; label?: string; kinds?: EndpointService["kinds"] };

/**
 * Short name → private names; R is the Region, S the partition's suffix. A name that AWS was seen to answer for a
 * service in one Region is taken to hold in all. Sources: AWS PrivateLink Guide, the services' own guides, and
 * answers recorded up to 2026.
 */
const TABLE: { [shortName: string]: Row } = {
  "access-analyzer": { names: ["access-analyzer.R.S"] },
  "application-autoscaling": { names: ["application-autoscaling.R.S"] },
  athena: { names: ["athena.R.S"] },
  autoscaling: { names: ["autoscaling.R.S"] },
  "bedrock-agent-runtime": { names: ["bedrock-agent-runtime.R.S"] },
  "bedrock-runtime": { names: ["bedrock-runtime.R.S"] },
  cassandra: { names: ["cassandra.R.S", "cassandra.R.api.aws"] },
  cloudformation: { names: ["cloudformation.R.S"] },
  cloudtrail: { names: ["cloudtrail.R.S"] },
  "codeartifact.api": { names: ["codeartifact.R.S"] },
  "codeartifact.repositories": { names: ["*.d.codeartifact.R.S"], label: "d.codeartifact" },
  codebuild: { names: ["codebuild.R.S"] },
  config: { names: ["config.R.S"] },
  dynamodb: { names: [], kinds: ["Gateway", "Interface"] },
  ec2: { names: ["ec2.R.S"] },
  ec2messages: { names: ["ec2messages.R.S"] },
  "ecr.api": { names: ["api.ecr.R.S", "ecr.R.api.aws"], label: "api.ecr" },
  "ecr.dkr": { names: ["*.dkr.ecr.R.S", "*.dkr-ecr.R.on.aws"], label: "dkr.ecr" },
  ecs: { names: ["ecs.R.S"] },
  "ecs-agent": { names: ["ecs-a.R.S"], label: "ecs-a" },
  "ecs-telemetry": { names: ["ecs-t.R.S"], label: "ecs-t" },
  eks: { names: ["eks.R.S"] },
  "eks-auth": { names: ["eks-auth.R.api.aws"] },
  elasticfilesystem: { names: ["elasticfilesystem.R.S"] },
  elasticloadbalancing: { names: ["elasticloadbalancing.R.S"] },
  events: { names: ["events.R.S"] },
  "execute-api": { names: ["*.execute-api.R.S"] },
  glue: { names: ["glue.R.S"] },
  "guardduty-data": { names: ["guardduty-data.R.S"] },
  "kinesis-firehose": { names: ["firehose.R.S"], label: "firehose" },
  "kinesis-streams": { names: ["kinesis.R.S"], label: "kinesis" },
  kinesisvideo: { names: ["*.kinesisvideo.R.S"] },
  kms: { names: ["kms.R.S"] },
  lambda: { names: ["lambda.R.S"] },
  logs: {
    names: ["logs.R.S", "logs.R.api.aws", "streaming-logs.R.api.aws", "streaming-logs.R.S"],
  },
  monitoring: {
    names: ["monitoring.R.S", "monitoring.R.api.aws", "monitoring-fips.R.S", "monitoring-fips.R.api.aws"],
  },
  notebook: { names: ["*.notebook.R.sagemaker.aws"] },
  rds: { names: ["rds.R.S"] },
  s3: {
    names: [
      "s3.R.S",
      "*.s3.R.S",
      "s3-control.R.S",
      "*.s3-control.R.S",
      "s3-accesspoint.R.S",
      "*.s3-accesspoint.R.S",
    ],
    kinds: ["Gateway", "Interface"],
  },
  "sagemaker.api": { names: ["api.sagemaker.R.S"], label: "api.sagemaker" },
  "sagemaker.runtime": { names: ["runtime.sagemaker.R.S"], label: "runtime.sagemaker" },
  secretsmanager: { names: ["secretsmanager.R.S"] },
  sns: { names: ["sns.R.S"] },
  sqs: { names: ["sqs.R.S"] },
  ssm: { names: ["ssm.R.S", "ssm.R.api.aws"] },
  ssmmessages: { names: ["ssmmessages.R.S", "ssmmessages.R.api.aws"] },
  states: { names: ["states.R.S"] },
  studio: { names: ["*.studio.R.sagemaker.aws"] },
  sts: { names: ["sts.R.S"] },
};

/** Services whose full name does not begin as most do. */
const PREFIXES: { [shortName: string]: string } = {
  notebook: "aws.sagemaker.R.",
  studio: "aws.sagemaker.R.",
};

/** The catalogue of every Region, and what was changed in it. */
export function createServices(): Services {
  const regions = new Map<string, Map<string, EndpointService>>();
  const of = (region: string) => {
    const known = regions.get(region) ?? new Map(ordinaryServices(region).map((one) => [one.name, one]));
    regions.set(region, known);
    return known;
  };
  return {
    get: (region, name) => of(region).get(name),
    list: (region) => [...of(region).values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    set(region, name, choice) {
      if (!choice) of(region).delete(name);
      else of(region).set(name, { ...serviceNamed(region, name, of(region).get(name)), ...choice });
    },
  };
}

/** The suffix of a Region's ordinary names. */
export const dnsSuffix = (region: string): string =>
  region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";

/**
 * HostedZoneId of the regional and zonal names of all endpoints in a Region: a constant of AWS's, as public Route 53
 * tools list them; for a Region that is not listed, one made up from its name.
 */
export function vpceHostedZoneId(region: string): string {
  return VPCE_ZONES[region] ?? `Z0${digestOf(`vpce ${region}`, 19).toUpperCase()}`;
}

/** Hexadecimal digits that are always the same for a text. */
export const digestOf = (text: string, digits: number): string =>
  createHash("sha256").update(text).digest("hex").slice(0, digits);

function ordinaryServices(region: string): EndpointService[] {
  const prefix = region.startsWith("cn-") ? "cn.com.amazonaws.R." : "com.amazonaws.R.";
  const filled = (text: string) => text.replace(/\bR\b/, region).replace(/\bS$/, dnsSuffix(region));
  return Object.entries(TABLE).map(([short, row]) => ({
    name: filled((PREFIXES[short] ?? prefix) + short),
    kinds: row.kinds ?? ["Interface"],
    privateDnsNames: row.names.map(filled),
    label: row.label ?? short,
    owner: "amazon",
  }));
}

function serviceNamed(region: string, name: string, known: EndpointService | undefined): EndpointService {
  if (known) return known;
  const label = name.split(`.${region}.`)[1] ?? name;
  return { name, kinds: ["Interface"], privateDnsNames: [], label, owner: "amazon" };
}

const VPCE_ZONES: { [region: string]: string } = {
  "af-south-1": "Z09302161J80N9A7UTP7U",
  "ap-east-1": "Z2LIHJ7PKBEMWN",
  "ap-northeast-1": "Z2E726K9Y6RL4W",
  "ap-northeast-2": "Z27UANNT0PRK1T",
  "ap-northeast-3": "Z376B5OMM2JZL2",
  "ap-south-1": "Z2KVTB3ZLFM7JR",
  "ap-south-2": "Z0952991RWSF5AHIQDIY",
  "ap-southeast-1": "Z18LLCSTV4NVNL",
  "ap-southeast-2": "ZDK2GCRPAFKGO",
  "ap-southeast-3": "Z03881013RZ9BYYZO8N5W",
  "ap-southeast-4": "Z07508191CO1RNBX3X3AU",
  "ca-central-1": "ZRCXCF510Y6P9",
  "eu-central-1": "Z273ZU8SZ5RJPC",
  "eu-central-2": "Z045369019J4FUQ4S272E",
  "eu-north-1": "Z3OWWK6JFDEDGC",
  "eu-south-1": "Z2A5FDNRLY7KZG",
  "eu-south-2": "Z014396544HENR57XQCJ",
  "eu-west-1": "Z38GZ743OKFT7T",
  "eu-west-2": "Z7K1066E3PUKB",
  "eu-west-3": "Z1DWHTMFP0WECP",
  "me-central-1": "Z07122992YCEUCB9A9570",
  "me-south-1": "Z3B95P3VBGEQGY",
  "sa-east-1": "Z2LXUWEVLCVZIB",
  "us-east-1": "Z7HUB22UULQXV",
  "us-east-2": "ZC8PG0KIFKBRI",
  "us-gov-east-1": "Z2MU5TEIGO9WXB",
  "us-gov-west-1": "Z12529ZODG2B6H",
  "us-west-1": "Z12I86A8N7VCZO",
  "us-west-2": "Z1YSA3EXCYUU9Z",
};
