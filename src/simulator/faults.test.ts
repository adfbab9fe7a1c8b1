import { expect, test } from "vitest";
import { createFaults } from "./faults.ts";

const call = {
  account: "222222222222",
  service: "route53",
  region: "us-east-1",
  operation: "AssociateVPCWithHostedZone",
};
const half = () => 0.5;

test("a rule strikes only the calls that it describes", () => {
  const faults = createFaults(half);
  faults.add({ fault: "throttle", account: "222222222222", operation: "*VPC*" });
  faults.add({ fault: "deny", operation: "read" });
  faults.add({ fault: "loseAnswer", operation: "write", service: "route53" });
  const struck = (change: Partial<typeof call>) =>
    faults.strike({ ...call, ...change }).map(({ fault }) => fault);
  expect(struck({})).toEqual(["throttle", "loseAnswer"]);
  expect(struck({ account: "333333333333" })).toEqual(["loseAnswer"]);
  expect(struck({ operation: "GetChange" })).toEqual(["deny"]);
  expect(struck({ operation: "ListHostedZonesByVPC" })).toEqual(["throttle", "deny"]);
  expect(struck({ service: "ec2", operation: "CreateTags" })).toEqual([]);
});

test("nth strikes once, times strikes so often, together from the nth on", () => {
  const pattern = (rule: { nth?: number; times?: number }) => {
    const faults = createFaults(half);
    faults.add({ fault: "throttle", ...rule });
    return Array.from({ length: 6 }, () => faults.strike(call).length).join("");
  };
  expect(pattern({})).toBe("111111");
  expect(pattern({ nth: 3 })).toBe("001000");
  expect(pattern({ times: 2 })).toBe("110000");
  expect(pattern({ nth: 2, times: 3 })).toBe("011100");
});

test("a probability is drawn from the seed's randomness", () => {
  let drawn = 0;
  const faults = createFaults(() => (drawn++ % 4) / 4); // 0, 0.25, 0.5, 0.75
  faults.add({ fault: "throttle", probability: 0.5 });
  expect(Array.from({ length: 8 }, () => faults.strike(call).length).join("")).toBe("11001100");
});

test("a rule can be taken back, and all of them", () => {
  const faults = createFaults(half);
  const remove = faults.add({ fault: "delay", ms: 100 });
  faults.add({ fault: "deny" });
  remove();
  expect(faults.strike(call)).toEqual([{ fault: "deny" }]);
  faults.clear();
  expect(faults.list()).toEqual([]);
});

test("what is no rule is refused", () => {
  const faults = createFaults(half);
  expect(() => faults.add({ fault: "explode" } as never)).toThrow();
  expect(() => faults.add({ fault: "deny", acount: "222222222222" } as never)).toThrow(/acount/);
  expect(() => faults.add({ fault: "delay" } as never)).toThrow(/ms/);
});
