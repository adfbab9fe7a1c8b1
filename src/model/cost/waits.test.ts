import { expect, test } from "vitest";
import type { Action } from "../action/action.ts";
import { waitsBefore } from "./waits.ts";

const seconds = { insync: 30, available: 60, release: 8 };
const act = (key: string, kind: Action["kind"], after: string[] = [], more: object = {}) =>
  ({ key, kind, after, ...more }) as unknown as Action;
const waits = (...actions: Action[]) => Object.fromEntries(waitsBefore(actions, seconds));

test("an endpoint is waited for until it is available, and its zone's aliases after that until they are INSYNC", () => {
  expect(
    waits(
      act("make", "createEndpoint"),
      act("wait", "awaitEndpoint", ["make"]),
      act("alias", "changeRecords", ["wait"]),
      act("insync", "awaitInsync", ["alias"]),
      act("join", "associate", ["insync"]),
    ),
  ).toEqual({ wait: 62.5, alias: 62.5, insync: 93, join: 93 });
});

test("an endpoint lingers before it is deleted", () => {
  const deletion = act("delete", "deleteEndpoint", ["insync"], { lingerSeconds: 60 });
  expect(waits(act("insync", "awaitInsync", ["alias"]), deletion)).toEqual({ insync: 30.5, delete: 90.5 });
});

test("what an earlier pass changed is waited for a minute: nobody can ask whether it is INSYNC", () => {
  const deletion = act("delete", "deleteZone", ["insync"]);
  expect(waits(act("insync", "awaitInsync"), deletion)).toEqual({ insync: 60, delete: 60 });
});

test("before a rule leaves for a zone five minutes, and for another rule a minute", () => {
  const exit = act("exit", "disassociateRule", ["insync"]);
  expect(waits(act("insync", "awaitInsync", [], { sure: true }), exit)).toEqual({ insync: 300, exit: 300 });
  expect(waits(act("sure", "awaitSure"), act("exit", "disassociate", ["sure"]))).toEqual({
    sure: 60,
    exit: 60,
  });
});

test("a name is free a while after its private DNS was turned off; where an anchor left it, at once", () => {
  const join = (after: string) => act("join", "associate", [after], { waitForRelease: true });
  expect(waits(act("off", "turnOffPrivateDns"), join("off"))).toEqual({ join: 8 + 1 });
  expect(waits(act("left", "disassociate"), join("left"))).toEqual({});
});

test("of several waits the longest way counts, whether an earlier step must succeed or only end", () => {
  expect(
    waits(
      act("insync", "awaitInsync", ["alias"]),
      act("ready", "awaitEndpoint"),
      act("both", "associate", ["insync", "ready"]),
      act("ended", "deauthorize", [], { afterSettled: ["both"] }),
    ),
  ).toMatchObject({ both: 62.5, ended: 62.5 });
});
