import { type Calls, hubCalls, sumOf } from "./calls.ts";
import { type RuleCase, type RuleJob, vpcsByAccount } from "./rule-jobs.ts";

/** The calls of each job in rule mode, by formula, which `README.md` spells out row by row. */
export function ruleFormulaOf(job: RuleJob, size: RuleCase): Calls {
  const { vpcs } = size;
  const rules = rulesOf(size);
  switch (job) {
    case "first spoke":
      return sumOf(
        seeHub(0, false),
        seeAccounts(size, 0),
        seeWay(),
        inspect(size, vpcs, 0, 0),
        makeAndShare(rules),
        spokes({ "route53resolver:ListResolverRules": pages(rules + 1) }), // they have arrived
        associate(size, 1, 0),
      );
    case "other spokes":
      return sumOf(
        seeHub(rules, true),
        seeAccounts(size, 1),
        seeWay(),
        inspect(size, vpcs, 1, rules),
        associate(size, vpcs, 1),
      );
    case "drift check":
      return sumOf(seeHub(rules, true), seeAccounts(size, vpcs));
    case "one spoke added":
      return sumOf(
        seeHub(rules, true),
        seeAccounts(size, vpcs),
        seeWay(),
        inspect(size, vpcs + 1, vpcs, rules),
        associate(size, vpcs + 1, vpcs),
      );
    case "one spoke removed":
      return sumOf(
        seeHub(rules, true),
        seeAccounts(size, vpcs + 1),
        spokes({ "route53resolver:DisassociateResolverRule": rules }),
        spokes({ "route53resolver:ListResolverRuleAssociations": looks(size, vpcs + 1, vpcs, vpcs) }),
        lookBetween(size, vpcs + 1, vpcs, vpcs + 1),
      );
  }
}

/** One for each name; or one for the Region, and one for what is excepted from it. */
export function rulesOf({ zones, rules }: RuleCase): number {
  return rules === "regional" ? 2 : zones;
}

/** Of a list of Resolver's, whose page has a hundred. */
export function pages(rows: number): number {
  return Math.max(1, Math.ceil(rows / 100));
}

/** Rows in an account's list of associations: each VPC's own, which AWS makes, and its rules'. */
export function rowsIn(size: RuleCase, account: number, joined: number): number {
  const all = vpcsByAccount(size, size.vpcs + 1)[account] ?? 0;
  return all + rulesOf(size) * (vpcsByAccount(size, joined)[account] ?? 0);
}

/** A new process looks at its hub: endpoints, zones, and of Resolver and RAM what rules need. AWS's own rule is in the list. */
function seeHub(rules: number, isShared: boolean): Calls {
  return {
    operator: { "sts:AssumeRole": 1 },
    hub: {
      "sts:GetCallerIdentity": 1,
      "ec2:DescribeVpcEndpoints": 1,
      "ec2:DescribeVpcEndpointServices": 1,
      "ec2:DescribeSecurityGroups": 1,
      "route53:ListHostedZones": 1,
      "route53resolver:ListResolverEndpoints": 1,
      "route53resolver:ListResolverEndpointIpAddresses": 2,
      "route53resolver:ListResolverRules": pages(rules + 1),
      "route53resolver:ListResolverRuleAssociations": rules > 0 ? 1 : 0,
      "ram:GetResourceShares": 1,
      "ram:GetResourceShareAssociations": isShared ? 2 : 0,
    },
    spokes: {},
  };
}

/** One list of associations for each account, in which the first `joined` spokes are. */
function seeAccounts(size: RuleCase, joined: number): Calls {
  const accounts = Array.from({ length: size.accounts }, (_, i) => pages(rowsIn(size, i, joined)));
  return {
    operator: { "sts:AssumeRole": size.accounts },
    hub: {},
    spokes: {
      "sts:GetCallerIdentity": size.accounts,
      "route53resolver:ListResolverRuleAssociations": accounts.reduce((sum, count) => sum + count, 0),
    },
  };
}

/** The way to the view VPC: what is between both endpoints, and what the VPC answers by. */
function seeWay(): Calls {
  return hubCalls({
    "ec2:DescribeSecurityGroups": 1,
    "ec2:DescribeSubnets": 1,
    "ec2:DescribeRouteTables": 1,
    "ec2:DescribeNetworkAcls": 1,
    "ec2:DescribeNetworkInterfaces": 1,
    "ec2:DescribeVpcs": 1,
    "ec2:DescribeVpcAttribute": 2,
    "ec2:DescribeVpcEndpoints": 1,
    "route53:ListHostedZonesByVPC": 1,
    "route53resolver:ListResolverRuleAssociations": 1,
  });
}

/** Each VPC that lacks a rule, and once for each of their accounts the rules that have arrived there. */
function inspect(size: RuleCase, vpcs: number, but: number, rules: number): Calls {
  const lacking = vpcsByAccount(size, vpcs, but);
  const accounts = lacking.filter((count) => count > 0).length;
  return spokes({
    "ec2:DescribeDhcpOptions": accounts,
    "ec2:DescribeSubnets": accounts, // the way that packets would take: none without subnets
    "ec2:DescribeVpcs": vpcs - but,
    "ec2:DescribeVpcAttribute": 2 * (vpcs - but),
    "ec2:DescribeVpcEndpoints": vpcs - but,
    "route53:ListHostedZonesByVPC": vpcs - but,
    "route53resolver:ListResolverRules": accounts * pages(rules + 1),
  });
}

/** The share is looked at once, for a request of the past may have been answered. */
function makeAndShare(rules: number): Calls {
  return hubCalls({
    "route53resolver:CreateResolverRule": rules,
    "ram:CreateResourceShare": 1,
    "ram:GetResourceShares": 1,
    "ram:AssociateResourceShare": 1 + pages(rules),
  });
}

/** In each account all rules of its spokes, and a look at the end. */
function associate(size: RuleCase, joined: number, before: number): Calls {
  return sumOf(
    spokes({
      "route53resolver:AssociateResolverRule": rulesOf(size) * (joined - before),
      "route53resolver:ListResolverRuleAssociations": looks(size, joined, before, joined),
    }),
    lookBetween(size, joined, before, joined),
  );
}

/** What is excepted from the Region's rule is seen to be there before that rule, and that rule to be gone before it goes. */
function lookBetween(size: RuleCase, to: number, from: number, joined: number): Calls {
  const count = size.rules === "regional" ? looks(size, to, from, joined, 1) : 0;
  return spokes({ "route53resolver:ListResolverRuleAssociations": count });
}

/** One list of each account that has one of these spokes; `rest`: how many rules of each are not there. */
function looks(size: RuleCase, to: number, from: number, joined: number, rest = 0): number {
  const changed = vpcsByAccount(size, to, from);
  return changed.reduce((sum, count, i) => {
    return count === 0 ? sum : sum + pages(rowsIn(size, i, joined) - rest * count);
  }, 0);
}

function spokes(counts: Calls["spokes"]): Calls {
  return { operator: {}, hub: {}, spokes: counts };
}
