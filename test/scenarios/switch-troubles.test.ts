import { Route53ResolverClient, UpdateResolverRuleCommand } from "@aws-sdk/client-route53resolver";
import { describe, expect, test } from "vitest";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { HUB, REGION } from "../support/fleet.ts";
import { propagate, said } from "../support/look.ts";
import { associationsIn } from "../support/resolver-scene.ts";
import { ALPHA } from "../support/scenario.ts";
import type { Files, Stage } from "../support/stage.ts";
import { SWITCHES, settle, switchingFleet, VPCS, watch } from "../support/switch-scene.ts";

describe("semantics 58: documents go back to zones, and name a Resolver endpoint that is not there", () => {
  test.each([{ inbound: "rslvr-in-0123456789abcdef0" }, { outbound: "rslvr-out-0123456789abcdef0" }])(
    "%o: rules that lead to one that lives stay until zones answer",
    async (named) => {
      const { stage, files } = await switchingFleet();
      await settle(stage, files("a rule for each name"));
      const worse = watch(stage);
      await settle(stage, files("zones", named));
      expect([...worse]).toEqual([]);
      expect(associationsIn(stage)).toEqual([]);
    },
  );
});

describe("semantics 58: somebody bends the Region's rule, and the operator may not mend it", () => {
  test.each(["zones", "a rule for each name"] as const)(
    "nothing leaves for its sake: from %s",
    async (from) => {
      const { stage, files } = await switchingFleet();
      await settle(stage, files(from));
      const next = files("the Region's rule");
      await untilSomethingLeaves(stage, next);
      const worse = watch(stage);
      await bendRules(stage, (name) => name === `${REGION}.amazonaws.com.`);
      stage.cloud.faults.add({ fault: "deny", operation: "UpdateResolverRule" });
      const told = await passes(stage, next, 4);
      expect([...worse]).toEqual([]);
      expect(told).toContain("withheld SwitchWaits");
      expect(told).not.toContain("withheld Unproved");
      stage.cloud.faults.clear();
      await settle(stage, next);
      expect([...worse]).toEqual([]);
      expect(associationsIn(stage)).toHaveLength(2 * VPCS.length);
    },
  );
});

/** The first by name. */
const OWN = { id: ALPHA.vpc as never };

describe("semantics 65: the operator runs in a VPC that changes how it is served", () => {
  test.each(SWITCHES)(
    "from $from to $to: it is touched last, alone, when the others are served",
    async ({ from, to }) => {
      const { stage, files } = await switchingFleet();
      await settle(stage, files(from));
      const worse = watch(stage);
      stage.cloud.calls.clear();
      await settle(stage, files(to), propagate, { ownVpc: OWN });
      const touching = stage.cloud.calls
        .list({ write: true })
        .filter(({ operation }) => /^(Associate|Disassociate)(VPC|ResolverRule)/.test(operation))
        .toSorted((a, b) => a.at - b.at)
        .map(({ params }) => Object.values(params).includes(ALPHA.vpc));
      expect(touching).toContain(true);
      expect(touching.slice(touching.indexOf(true))).not.toContain(false);
      expect(touching.indexOf(true)).toBeGreaterThan(0);
      expect([...worse]).toEqual([]);
    },
  );

  test("it is not the first to be given a rule", async () => {
    const { stage, files } = await switchingFleet();
    const held: unknown[] = [];
    for (let pass = 0; pass < 4 && held.length === 0; pass++) {
      const { plan } = await stage.operator().apply(files("a rule for each name"), { ownVpc: OWN });
      held.push(...plan.findings.flatMap(({ reason, spoke }) => (reason === "FirstUse" ? [spoke] : [])));
    }
    expect(held).toEqual(["alpha", "local"]);
  });
});

/** Passes, until the next one would take a VPC out of what it has. */
async function untilSomethingLeaves(stage: Stage, files: Files): Promise<void> {
  for (let pass = 0; pass < 20; pass++) {
    const { actions } = await stage.operator().plan(files);
    if (actions.some(({ kind }) => kind === "disassociate" || kind === "disassociateRule")) return;
    await passes(stage, files, 1);
  }
  throw new Error("nothing leaves");
}

async function passes(stage: Stage, files: Files, count: number): Promise<string[]> {
  const told: string[] = [];
  for (let pass = 0; pass < count; pass++) {
    told.push(...said((await stage.operator().apply(files)).plan));
    await propagate(stage);
  }
  return told;
}

/** To an address where nobody answers. */
async function bendRules(stage: Stage, isMeant: (name: string) => boolean): Promise<void> {
  const resolver = new Route53ResolverClient(clientSettings(stage.cloud, HUB, REGION));
  for (const { id, domainName } of stage.cloud.estate.resolver.rules.values()) {
    if (!isMeant(domainName)) continue;
    const Config = { TargetIps: [{ Ip: "192.0.2.1", Port: 53 }] };
    await stage.clock.run(resolver.send(new UpdateResolverRuleCommand({ ResolverRuleId: id, Config })));
  }
}
