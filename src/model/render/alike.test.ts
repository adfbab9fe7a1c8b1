import { expect, test } from "vitest";
import { listed, withoutParticulars } from "./alike.ts";

test.each<[string, Record<string, string | undefined>, string]>([
  [
    "spoke pay in account 222222222222 could not be seen",
    { spoke: "pay", account: "222222222222" },
    "spoke <spoke> in account <account> could not be seen",
  ],
  ["payments pays pay", { spoke: "pay" }, "payments pays <spoke>"],
  ["pre-pay, pay-dev, pay", { spoke: "pay" }, "pre-pay, pay-dev, <spoke>"],
  [
    "ssm is not in ssm.eu-west-1.amazonaws.com",
    { spoke: "ssm", zone: "ssm.eu-west-1.amazonaws.com" },
    "<spoke> is not in <zone>",
  ],
  ["arn:aws:iam::222222222222:role/spoke", { account: "222222222222" }, "arn:aws:iam::<account>:role/spoke"],
  ["nobody", { spoke: undefined, zone: "" }, "nobody"],
])("%s is told alike for everybody", (text, particulars, words) => {
  expect(withoutParticulars(text, particulars)).toBe(words);
});

test("a list names as many as it may, and says how many more there are", () => {
  expect(listed(["a", "b"], 2)).toBe("a, b");
  expect(listed(["a", "b", "c"], 1)).toBe("a … and 2 more");
  expect(listed(["a", "b", "c"], 0)).toBe("3");
});
