type Row = {
  names: string[];
  label?: string;
  kinds?: ("Interface" | "Gateway")[];
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
export const TABLE: { [shortName: string]: Row } = {
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
export const PREFIXES: { [shortName: string]: string } = {
  notebook: "aws.sagemaker.R.",
  studio: "aws.sagemaker.R.",
};

/** Services of the whole partition: no Region in the name, one Region that they are in. */
export const GLOBAL: { [region: string]: { [name: string]: string[] } } = {
  "us-east-1": {
    "com.amazonaws.iam": ["iam.amazonaws.com"],
    "com.amazonaws.route53": ["route53.amazonaws.com"],
  },
};
