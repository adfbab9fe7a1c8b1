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
  /** Whether other Regions' lists show it: AWS's cross-Region enabled services. */
  crossRegion: boolean;
  /** Account ids, role ARNs, or `*`: who gets it in a list that names no services. Who asks by name gets it still. */
  listedFor: readonly string[];
  /** Likewise: for whom it exists at all, AWS's allowed principals. */
  allows: readonly string[];
};

/** What a world file or a test says of a service; the rest is an ordinary interface service of AWS's. */
export type ServiceChoice = { privateDnsNames: string[] } & Partial<Omit<EndpointService, "name">>;

export type Services = {
  get(region: string, name: string): EndpointService | undefined;
  list(region: string): EndpointService[];
  /** Adds a service, or changes its names: names appear and vanish in AWS too. `undefined` takes it away. */
  set(region: string, name: string, choice: ServiceChoice | undefined): void;
};

type Row = {
  names: string[];
  label?: string;
  kinds?: EndpointService["kinds"];
  /** Its name in China begins with `cn.com.amazonaws`, and not with `com.amazonaws`. */
  cn?: true;
  crossRegion?: true;
};

/**
 * Short name → private names; R is the Region, S the partition's suffix. A name that AWS was seen to answer for a
 * service in one Region is taken to hold in all. Sources: AWS PrivateLink Guide ("Cross-region enabled AWS services"
 * for `crossRegion`), the services' own guides, and answers recorded up to 2026; for `cn` the lists that public
 * tools keep of DescribeVpcEndpointServices in Beijing and Ningxia.
 */
const TABLE: { [shortName: string]: Row } = {
  "access-analyzer": { names: ["access-analyzer.R.S"] },
  "application-autoscaling": { names: ["application-autoscaling.R.S"], cn: true },
  athena: { names: ["athena.R.S"], cn: true },
  autoscaling: { names: ["autoscaling.R.S"], cn: true },
  "bedrock-agent-runtime": { names: ["bedrock-agent-runtime.R.S"] },
  "bedrock-runtime": { names: ["bedrock-runtime.R.S"] },
  cassandra: { names: ["cassandra.R.S", "cassandra.R.api.aws"], cn: true },
  cloudformation: { names: ["cloudformation.R.S"], cn: true },
  cloudtrail: { names: ["cloudtrail.R.S"] },
  "codeartifact.api": { names: ["codeartifact.R.S"] },
  "codeartifact.repositories": { names: ["*.d.codeartifact.R.S"], label: "d.codeartifact" },
  codebuild: { names: ["codebuild.R.S"] },
  config: { names: ["config.R.S"] },
  dynamodb: { names: [], kinds: ["Gateway", "Interface"] },
  ec2: { names: ["ec2.R.S"], cn: true },
  ec2messages: { names: ["ec2messages.R.S"] },
  "ecr.api": { names: ["api.ecr.R.S", "ecr.R.api.aws"], label: "api.ecr", cn: true, crossRegion: true },
  "ecr.dkr": {
    names: ["*.dkr.ecr.R.S", "*.dkr-ecr.R.on.aws"],
    label: "dkr.ecr",
    cn: true,
    crossRegion: true,
  },
  ecs: { names: ["ecs.R.S"], crossRegion: true },
  "ecs-agent": { names: ["ecs-a.R.S"], label: "ecs-a" },
  "ecs-telemetry": { names: ["ecs-t.R.S"], label: "ecs-t" },
  eks: { names: ["eks.R.S"], cn: true },
  "eks-auth": { names: ["eks-auth.R.api.aws"] },
  elasticfilesystem: { names: ["elasticfilesystem.R.S"], cn: true },
  elasticloadbalancing: { names: ["elasticloadbalancing.R.S"] },
  events: { names: ["events.R.S"] },
  "execute-api": { names: ["*.execute-api.R.S"], cn: true },
  glue: { names: ["glue.R.S"] },
  "guardduty-data": { names: ["guardduty-data.R.S"] },
  "kinesis-firehose": { names: ["firehose.R.S"], label: "firehose", crossRegion: true },
  "kinesis-streams": { names: ["kinesis.R.S"], label: "kinesis", cn: true },
  kinesisvideo: { names: ["*.kinesisvideo.R.S"] },
  kms: { names: ["kms.R.S"], crossRegion: true },
  lambda: { names: ["lambda.R.S"], cn: true, crossRegion: true },
  logs: {
    names: ["logs.R.S", "logs.R.api.aws", "streaming-logs.R.api.aws", "streaming-logs.R.S"],
  },
  monitoring: {
    names: ["monitoring.R.S", "monitoring.R.api.aws", "monitoring-fips.R.S", "monitoring-fips.R.api.aws"],
    cn: true,
  },
  notebook: { names: ["*.notebook.R.sagemaker.aws"] },
  rds: { names: ["rds.R.S"], cn: true },
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
    cn: true,
    crossRegion: true,
  },
  "sagemaker.api": { names: ["api.sagemaker.R.S"], label: "api.sagemaker", cn: true },
  "sagemaker.runtime": { names: ["runtime.sagemaker.R.S"], label: "runtime.sagemaker", cn: true },
  secretsmanager: { names: ["secretsmanager.R.S"] },
  sns: { names: ["sns.R.S"] },
  sqs: { names: ["sqs.R.S"], cn: true },
  ssm: { names: ["ssm.R.S", "ssm.R.api.aws"] },
  ssmmessages: { names: ["ssmmessages.R.S", "ssmmessages.R.api.aws"] },
  states: { names: ["states.R.S"], cn: true },
  studio: { names: ["*.studio.R.sagemaker.aws"] },
  sts: { names: ["sts.R.S"], cn: true },
};

/** Services whose full name does not begin as most do. */
const PREFIXES: { [shortName: string]: string } = {
  notebook: "aws.sagemaker.R.",
  studio: "aws.sagemaker.R.",
};

/** Services of the whole partition: no Region in the name, one Region that they are in. */
const GLOBAL: { [region: string]: { [name: string]: string[] } } = {
  "us-east-1": {
    "com.amazonaws.iam": ["iam.amazonaws.com"],
    "com.amazonaws.route53": ["route53.amazonaws.com"],
  },
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
      else of(region).set(name, { ...(of(region).get(name) ?? serviceNamed(name)), ...choice });
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

/** The Region that a service's name says: none for `com.amazonaws.iam`. */
export const regionInName = (serviceName: string): string | undefined =>
  /\.([a-z]{2,4}(?:-[a-z]+)+-\d)\./.exec(serviceName)?.[1];

/** Whether a list of account ids, role ARNs and `*` names the caller. */
export function admits(list: readonly string[], { account, principalArn }: Caller): boolean {
  const role = /^arn:[^:]+:sts::(\d+):assumed-role\/([^/]+)\//.exec(principalArn);
  return list.some((one) => {
    if (one === "*" || one === account || one === principalArn || one.endsWith(`::${account}:root`))
      return true;
    return role !== null && one.includes(`::${role[1]}:role/`) && one.endsWith(`/${role[2]}`);
  });
}

type Caller = { account: string; principalArn: string };

function ordinaryServices(region: string): EndpointService[] {
  const isChina = region.startsWith("cn-");
  const filled = (text: string) => text.replace(/\bR\b/, region).replace(/\bS$/, dnsSuffix(region));
  const regional = Object.entries(TABLE).map(([short, row]) => ({
    ...serviceNamed(filled((PREFIXES[short] ?? `${isChina && row.cn ? "cn." : ""}com.amazonaws.R.`) + short)),
    kinds: row.kinds ?? ["Interface"],
    privateDnsNames: row.names.map(filled),
    label: row.label ?? short,
    crossRegion: row.crossRegion ?? false,
  }));
  const global = Object.entries(GLOBAL[region] ?? {}).map(([name, privateDnsNames]) => ({
    ...serviceNamed(name),
    privateDnsNames,
    crossRegion: true,
  }));
  return [...regional, ...global];
}

/** The account id that AWS's documentation uses: whoever offers a service that is not AWS's. */
const ANOTHER_COMPANY = "123456789012";

/** An interface service of which nothing but its name is known. */
function serviceNamed(name: string): EndpointService {
  const region = regionInName(name);
  const label = region ? name.slice(name.indexOf(`.${region}.`) + region.length + 2) : name.split(".").at(-1);
  return {
    name,
    kinds: ["Interface"],
    privateDnsNames: [],
    label: label ?? name,
    owner: name.includes(".vpce-svc-") ? ANOTHER_COMPANY : "amazon",
    crossRegion: false,
    listedFor: ["*"],
    allows: ["*"],
  };
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
