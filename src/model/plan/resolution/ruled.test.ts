import fc from "fast-check";
import { expect, it } from "vitest";
import type { ZoneName } from "../../ids.ts";
import type { RuleOfVpc } from "../../observed/vpc.ts";
import { holdersOf, NOTHING_SEEN } from "./carriers.ts";
import { ruleOver } from "./ruled.ts";

const NAMES = ["", "com", "a.com", "b.a.com", "c.b.a.com", "d.com"] as ZoneName[];
const rules = fc.uniqueArray(fc.record({ name: fc.constantFrom(...NAMES), isSystem: fc.boolean() }), {
  selector: ({ name }) => name,
});

it("of a VPC's rules the one answers that goes before all others by AWS's precedence", () => {
  fc.assert(
    fc.property(rules, fc.constantFrom(...NAMES.slice(1)), (given, name) => {
      const own = given.map(
        ({ isSystem, ...rule }): RuleOfVpc => ({ id: rule.name, ...rule, ...(isSystem && { isSystem }) }),
      );
      const { holders } = holdersOf(name, { ...NOTHING_SEEN, rules: { kind: "seen", value: own } });
      expect(ruleOver(name, new Map(own.map((rule) => [rule.name, rule])))?.id).toBe(holders[0]?.id);
    }),
  );
});
