import { expect, test } from "vitest";
import type { ResolverRuleView } from "../../src/model/observed/resolver.ts";
import { ALPHA, alpha, beta, endpoint, hub, KMS, SSM } from "../support/scenario.ts";
import { alphaSees, planFor, type Spoilt } from "./estate.ts";
import {
  associated,
  association,
  EXCEPTING_HUB,
  resolverView,
  SYSTEM_VIEW,
  WIDE_VIEW,
} from "./rule-views.ts";
import { denied, KMS_VIEW, SSM_VIEW, VPC } from "./views.ts";
import { alias, foreignZone, own, SSM_ALIASED, zone } from "./zone.ts";

/** Where every private DNS name stands, by what was seen and what is planned. */

const OLD = "ssm-old.eu-west-1.amazonaws.com";
const NOT_THERE = alphaSees({ owner: undefined as never });
const onlyAnchor = (spoilt: Parameters<typeof zone>[2] = {}) => ({
  zones: [zone(SSM, { members: [VPC.anchor] }, spoilt)],
});
const withRecords = (records: ReturnType<typeof own>) => ({ hub: { zones: [zone(SSM, { records })] } });
const STALLED = { endpoints: [] };
const adopted = (records: ReturnType<typeof own>): Spoilt => ({
  documents: [hub(), endpoint("ssm", { adoptZones: true }), alpha()],
  hub: { zones: [], adoptable: [foreignZone(SSM, { records })] },
});

const NAMES: readonly [string, Spoilt, readonly string[]][] = [
  ["a zone with its alias and a client shares it", {}, [`ssm ${SSM} shared Z1`]],
  [
    "with its alias, and nobody who is to have it, it is shared too",
    { documents: [hub(), endpoint("ssm")], hub: onlyAnchor() },
    [`ssm ${SSM} shared Z1`],
  ],
  ["its first client joins: planned", { hub: onlyAnchor() }, [`ssm ${SSM} planned Z1`]],
  [
    "its first client is in another zone of the name: planned by a move",
    {
      documents: [
        hub(),
        endpoint("ssm", { set: "a" }, "ssm-a"),
        endpoint("ssm", { set: "b" }, "ssm-b"),
        alpha({ endpoints: { names: ["ssm-b"] } }),
        beta({ endpoints: { names: ["ssm-a"] } }),
      ],
      hub: {
        zones: [
          zone(SSM, { set: "a", members: [VPC.anchor, VPC.alpha, VPC.beta] }),
          zone(SSM, { id: "Z2", set: "b", members: [VPC.gamma] }),
        ],
      },
    },
    [`ssm-a ${SSM} shared Z1`, `ssm-b ${SSM} planned Z2`],
  ],
  ["its first client cannot join: withheld", { hub: onlyAnchor(), ...NOT_THERE }, [`ssm ${SSM} withheld Z1`]],
  ["a zone that is to be made", { hub: { zones: [] } }, [`ssm ${SSM} planned`]],
  ["a zone that cannot be made", { hub: { ...STALLED, zones: [] } }, [`ssm ${SSM} withheld`]],
  ["its alias is to be written", withRecords(own(SSM)), [`ssm ${SSM} planned Z1`]],
  ["its alias leads elsewhere", withRecords([...own(SSM), alias(SSM, KMS_VIEW)]), [`ssm ${SSM} planned Z1`]],
  [
    "its alias stands at a name beneath",
    withRecords([...own(SSM), alias(`x.${SSM}`)]),
    [`ssm ${SSM} planned Z1`],
  ],
  [
    "its alias is of another type",
    withRecords([...own(SSM), { ...alias(SSM), type: "AAAA" }]),
    [`ssm ${SSM} planned Z1`],
  ],
  [
    "one of two aliases is not there",
    { hub: { endpoints: [{ ...SSM_VIEW, dnsRecordIpType: "dualstack", ipAddressType: "dualstack" }] } },
    [`ssm ${SSM} planned Z1`],
  ],
  [
    "records that could not be read",
    { hub: { zones: [zone(SSM, {}, { records: denied() })] } },
    [`ssm ${SSM} unknown Z1`],
  ],
  [
    "VPCs that could not be read",
    { hub: { zones: [zone(SSM, {}, { vpcs: denied() })] } },
    [`ssm ${SSM} unknown Z1`],
  ],
  ["the endpoint cannot be told, and an alias stands there", { hub: STALLED }, [`ssm ${SSM} shared Z1`]],
  [
    "the endpoint cannot be told, and no alias stands there",
    { hub: { ...STALLED, zones: [zone(SSM, { records: [...own(SSM), { name: SSM, type: "A" }] })] } },
    [`ssm ${SSM} withheld Z1`],
  ],
  [
    "the endpoint cannot be told, and an alias stands beneath",
    { hub: { ...STALLED, zones: [zone(SSM, { records: [...own(SSM), alias(`*.${SSM}`)] })] } },
    [`ssm ${SSM} withheld Z1`],
  ],
  [
    "a name that AWS lists no more",
    { hub: { zones: [zone(SSM), zone(OLD, { id: "Z3" })] } },
    [`ssm ${SSM} shared Z1`, `ssm ${OLD} vanished Z3`],
  ],
  [
    "each endpoint's names are its own",
    {
      documents: [hub(), endpoint("ssm"), endpoint("kms"), alpha()],
      hub: {
        zones: [
          zone(SSM),
          zone(KMS, { id: "Z2", service: "kms", records: [...own(KMS), alias(KMS, KMS_VIEW)] }),
        ],
      },
    },
    [`kms ${KMS} shared Z2`, `ssm ${SSM} shared Z1`],
  ],
  ["in a zone of others, by their alias", adopted(SSM_ALIASED), [`ssm ${SSM} shared Z8`]],
  [
    "in a zone of others, whose record leads elsewhere",
    adopted([...own(SSM), alias(SSM, KMS_VIEW)]),
    [`ssm ${SSM} withheld Z8`],
  ],
];

const byRegion = (...associations: ReturnType<typeof association>[]): Spoilt => ({
  documents: [EXCEPTING_HUB, endpoint("ssm"), endpoint("kms"), alpha()],
  hub: { zones: [], resolver: resolverView({ rules: [SYSTEM_VIEW, WIDE_VIEW] }) },
  rules: { accounts: { [ALPHA.account]: associated(...associations) } },
});
const has = ({ id }: ResolverRuleView, status = "COMPLETE") => association(ALPHA, { rule: id, status });

const BY_RULES: readonly [string, Spoilt, readonly string[]][] = [
  [
    "the Region's rule shares what its SYSTEM rules do not keep back",
    byRegion(has(SYSTEM_VIEW), has(WIDE_VIEW)),
    [`kms ${KMS} shared`, `ssm ${SSM} withheld`],
  ],
  [
    "an association that failed shares nothing",
    byRegion(has(SYSTEM_VIEW), has(WIDE_VIEW, "FAILED")),
    [`kms ${KMS} withheld`, `ssm ${SSM} withheld`],
  ],
];

test.each([...NAMES, ...BY_RULES])("where a name stands: %s", (_, spoilt, expected) => {
  const { names } = planFor(spoilt);
  const told = names.map(({ endpoint: of, name, state, zones }) => [of, name, state, ...zones].join(" "));
  expect(told.sort()).toEqual(expected.toSorted());
});
