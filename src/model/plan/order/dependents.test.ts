import { expect, test } from "vitest";
import type { Action } from "../../action/action.ts";
import { actionKey } from "../../action/zone.ts";
import { withoutDependents } from "./dependents.ts";

const zone = { key: "z", name: "z" } as Extract<Action, { kind: "authorize" }>["zone"];
const vpc = { id: "vpc-1", region: "eu" } as Extract<Action, { kind: "authorize" }>["vpc"];
const step = (
  kind: "authorize" | "associate" | "deauthorize",
  after: string[] = [],
  afterSettled?: string[],
) => ({ kind, key: actionKey(kind, zone, vpc), zone, vpc, after, afterSettled }) as unknown as Action;

const authorize = step("authorize");
const associate = step("associate", [authorize.key]);
const deauthorize = step("deauthorize", [], [associate.key]);

test("an authorization goes with its association: nobody would take it back", () => {
  expect(withoutDependents([authorize, associate, deauthorize], [associate.key])).toEqual([]);
});

test("an authorization that stands already is taken back, though its association no longer comes", () => {
  expect(withoutDependents([associate, deauthorize], [associate.key])).toEqual([deauthorize]);
});
