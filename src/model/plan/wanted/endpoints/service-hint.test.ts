import { expect, test } from "vitest";
import type { Region } from "../../../ids.ts";
import { serviceHint } from "./service-hint.ts";

const REGION = "ap-southeast-2" as Region;
const LISTED: Readonly<Record<string, readonly string[]>> = {
  "aws.sagemaker.ap-southeast-2.notebook": ["*.notebook.ap-southeast-2.sagemaker.aws"],
  "com.amazonaws.ap-southeast-2.ecr.api": ["api.ecr.ap-southeast-2.amazonaws.com"],
  "com.amazonaws.ap-southeast-2.ecr.dkr": ["*.dkr.ecr.ap-southeast-2.amazonaws.com"],
  "com.amazonaws.ap-southeast-2.ecs": ["ecs.ap-southeast-2.amazonaws.com"],
  "com.amazonaws.ap-southeast-2.elasticfilesystem": ["elasticfilesystem.ap-southeast-2.amazonaws.com"],
  "com.amazonaws.ap-southeast-2.email-smtp": ["email-smtp.ap-southeast-2.amazonaws.com"],
  "com.amazonaws.ap-southeast-2.kinesis-firehose": ["firehose.ap-southeast-2.amazonaws.com"],
  "com.amazonaws.ap-southeast-2.kinesis-streams": ["kinesis.ap-southeast-2.amazonaws.com"],
  "com.amazonaws.ap-southeast-2.kms": ["kms.ap-southeast-2.amazonaws.com"],
  "com.amazonaws.ap-southeast-2.monitoring": ["monitoring.ap-southeast-2.amazonaws.com"],
  "com.amazonaws.ap-southeast-2.secretsmanager": ["secretsmanager.ap-southeast-2.amazonaws.com"],
  "com.amazonaws.ap-southeast-2.sns": ["sns.ap-southeast-2.amazonaws.com"],
  "com.amazonaws.iam": ["iam.amazonaws.com"],
};

const hint = (written: string, listed = LISTED, region = REGION) =>
  serviceHint(
    written,
    region,
    Object.entries(listed).map(([name, privateNames]) => ({ name, privateNames })),
  );

test.each([
  ["notebook", '"aws.sagemaker.ap-southeast-2.notebook"'],
  ["kinesis", '"kinesis-streams"'],
  ["firehose", '"kinesis-firehose"'],
  ["dkr.ecr", '"ecr.dkr"'],
  ["ecr-dkr", '"ecr.dkr"'],
  ["ECR_API", '"ecr.api"'],
  ["ecr", '"ecr.api" or "ecr.dkr"'],
  ["efs", '"elasticfilesystem"'],
  ["ses", '"email-smtp"'],
  ["cloudwatch", '"monitoring"'],
  ["iam", '"com.amazonaws.iam"'],
  ["snss", '"sns"'],
  ["secretmanager", '"secretsmanager"'],
  ["secretsmanagre", '"secretsmanager"'],
  ["kms.ap-southeast-2.amazonaws.com", '"kms"'],
])("%s leads to %s", (written, meant) => {
  expect(hint(`com.amazonaws.${REGION}.${written}`)).toBe(`did you mean ${meant}?`);
});

test.each(["eks", "sqs", "smm", "kns", "monitor", "s3", "secretsmangaers", "ecr.apo"])(
  "%s is no slip of a service that is listed",
  (written) => {
    expect(hint(`com.amazonaws.${REGION}.${written}`)).toBeUndefined();
  },
);

test("a product whose endpoint is not offered is not taken for its neighbour", () => {
  const listed = { "com.amazonaws.ap-southeast-2.ecs": [], "com.amazonaws.ap-southeast-2.sns": [] };
  expect(hint("com.amazonaws.ap-southeast-2.efs", listed)).toBeUndefined();
  expect(hint("com.amazonaws.ap-southeast-2.ses", listed)).toBeUndefined();
});

test("a word that many services have says nothing", () => {
  const listed = Object.fromEntries(
    [1, 2, 3, 4, 5].map((i) => [`com.amazonaws.ap-southeast-2.api.s${i}`, []]),
  );
  expect(hint("com.amazonaws.ap-southeast-2.api", listed)).toBeUndefined();
});

test.each([
  ["com.amazonaws.cn-northwest-1.sqs", "cn.com.amazonaws.cn-northwest-1.sqs"],
  ["cn.com.amazonaws.cn-northwest-1.sns", "com.amazonaws.cn-northwest-1.sns"],
])("China: %s leads to the full name %s", (written, meant) => {
  const listed = {
    "cn.com.amazonaws.cn-northwest-1.sqs": ["sqs.cn-northwest-1.amazonaws.com.cn"],
    "com.amazonaws.cn-northwest-1.sns": ["sns.cn-northwest-1.amazonaws.com.cn"],
  };
  expect(hint(written, listed, "cn-northwest-1" as Region)).toBe(`did you mean "${meant}"?`);
});
