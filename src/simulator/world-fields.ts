import { z } from "zod";

/** What the parts of a world file's schema share. */

export const tags = z.record(z.string(), z.string()).default({}).describe("Tags: key → value.");

export const id = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `an id such as ${prefix}-0a1b2c3d4e5f60718`);

export const vpcId = id("vpc");

export const accountId = z.string().regex(/^\d{12}$/, "an account id is 12 digits, in quotes");

export const region = z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, "a Region such as eu-west-1");

export const cidr = z.string().regex(/^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/, "a CIDR such as 10.0.0.0/16");

export const principals = (words: string) =>
  z.array(z.string()).describe(`${words}: account ids, role ARNs, or \`*\`.`);
