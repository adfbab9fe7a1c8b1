import { expect, test } from "vitest";
import { parseWorld } from "./world.ts";

const HUB = (body: string) => `accounts: { "111111111111": { ${body} } }`;

test.each([
  ["an empty file", "", "w.yaml:1:1: the file must be a mapping"],
  [
    "an unknown field",
    "accounts: {}\nzones: []",
    'w.yaml:2:1: the file has the unknown field "zones": it takes acc',
  ],
  [
    "a slip in a field's name",
    HUB("vpc: []"),
    'accounts.111111111111 has the unknown field "vpc": did you mean vpcs?',
  ],
  [
    "a Region that is none",
    "accounts: {}\nservices: { moon: {} }",
    "2:13: services.moon is a wrong key: a Region such as",
  ],
  ["digits without quotes", HUB("roles: [{ name: 7 }]"), "name must be text: put it in quotes"],
  [
    "a value of several forms",
    HUB("vpcs: [{ id: vpc-0a0b0c0d, region: eu-west-1, cidr: 10.0.0.0/16, subnets: two }]"),
    "subnets must be a number, or must be a list",
  ],
  [
    "what is inside a value of several forms",
    HUB("vpcs: [{ id: vpc-0a0b0c0d, region: eu-west-1, cidr: 10.0.0.0/16, subnets: [{ cdr: x }] }]"),
    'subnets.0 has the unknown field "cdr": did you mean cidr?',
  ],
  ["a missing field", "services: {}", "w.yaml:1:1: accounts is missing"],
  ["a wrong type", HUB("closed: 3"), "closed must be true or false"],
  ["a wrong word", HUB("zones: [{ name: x, records: [{ name: x, type: B }] }]"), "type must be A or AAAA or"],
  [
    "an account's id",
    "accounts: { hub: {} }",
    "accounts.hub is a wrong key: an account id is 12 digits, in quotes",
  ],
  ["a contradiction", HUB("roles: [{}]"), "roles.0 is not clear: give either name or arn"],
])("%s in a world file is told in words, after its place", (_, text, words) => {
  expect(() => parseWorld(text, "w.yaml")).toThrow(words);
  expect(() => parseWorld(text, "w.yaml")).not.toThrow(/: :|Invalid input|Unrecognized/);
});
