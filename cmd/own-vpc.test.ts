import { expect, test } from "vitest";
import { ownVpcOf, tellOwnVpc } from "./own-vpc.ts";

function told(ownVpc: string | undefined, env: NodeJS.ProcessEnv): string[] {
  const levels: string[] = [];
  const log = { warn: () => levels.push("warn"), debug: () => levels.push("debug") };
  tellOwnVpc(log as never, { ownVpc }, env);
  return levels;
}

const ECS = { ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/x" };

test("semantics 65: that nobody said where it runs is a warning in a container of ECS, and nothing to notice elsewhere", () => {
  expect(told(undefined, ECS)).toEqual(["warn"]);
  expect(told(undefined, {})).toEqual(["debug"]);
  expect(told("vpc-0123abcd", ECS)).toEqual([]);
});

test("the own VPC is an id, with a Region behind it or not, and nothing else", () => {
  expect(ownVpcOf({ ownVpc: "vpc-0123abcd@eu-west-1" })).toEqual({
    ownVpc: { id: "vpc-0123abcd", region: "eu-west-1" },
  });
  expect(ownVpcOf({ ownVpc: "vpc-0123abcd" })).toEqual({ ownVpc: { id: "vpc-0123abcd" } });
  expect(ownVpcOf({ ownVpc: undefined })).toEqual({});
  expect(() => ownVpcOf({ ownVpc: "payments" })).toThrow("must be vpc- and 8 or 17 hex digits");
});
