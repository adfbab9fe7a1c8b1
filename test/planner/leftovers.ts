import { alpha, beta, endpoint, hub, KMS, KMS_ENDPOINT, SSM, SSM_ENDPOINT } from "../support/scenario.ts";
import type { Files } from "../support/stage.ts";
import type { Spoilt } from "./estate.ts";
import type { Row } from "./row.ts";
import { denied, endpointView, KMS_VIEW, managedView, SSM_VIEW, service, VPC } from "./views.ts";
import { alias, foreignZone, own, zone } from "./zone.ts";

/** Another endpoint of the service, and the zone's alias at it. */
const OTHER = endpointView(KMS_ENDPOINT, "ssm");
const ALIASED_OTHER = [...own(SSM), alias(SSM, OTHER)];
const BY_ID: Files = [hub(), endpoint("ssm", { existing: { id: KMS_ENDPOINT } }), alpha()];
const cname = (target: string) => ({
  name: `x.${SSM}`,
  type: "CNAME",
  plain: { ttl: 300, values: [target] },
});

/** Documents name another endpoint than the managed one, and an earlier pass led the zone there. */
function replaced(ofHub: Spoilt["hub"] = {}, documents = BY_ID): Spoilt {
  return {
    documents,
    hub: { endpoints: [managedView(), OTHER], zones: [zone(SSM, { records: ALIASED_OTHER })], ...ofHub },
  };
}
/** No document wants the managed endpoint, and no zone of ours led there. */
const unwanted = (ofHub: Spoilt["hub"]): Spoilt => ({
  documents: [hub()],
  hub: { zones: [], endpoints: [managedView()], ...ofHub },
});
/** Beta joins meanwhile, and need not wait for a proof that alpha's being there gives. */
const AND_BETA: Files = [...BY_ID, beta()];
const JOINS = ["authorize", "associate", "deauthorize"] as const;
const PROVED = ["changeRecords", "awaitInsync", "deleteEndpoint"] as const;

/** Managed endpoints that no document wants: what may still lead there (semantics 12, 32). */
export const LEFTOVERS: readonly Row[] = [
  {
    sentence: "one that another endpoint replaced goes when the aliases are proved to lead to that",
    spoilt: replaced(),
    findings: [],
    actions: [...PROVED],
  },
  {
    sentence: "it stays while an alias of another name leads there, and nothing is proved for it meanwhile",
    spoilt: replaced(
      { adoptable: [foreignZone(KMS, { records: [...own(KMS), alias(KMS, SSM_VIEW)] })] },
      AND_BETA,
    ),
    findings: [`withheld EndpointInUse hub ${KMS}`],
    actions: [...JOINS],
    says: ["zone Z8"],
  },
  {
    sentence: "it stays while a CNAME of somebody's in our zone leads there",
    spoilt: replaced(
      {
        zones: [
          zone(SSM, {
            records: [...ALIASED_OTHER, cname(`${SSM_ENDPOINT}-abcdefgh.ssm.eu-west-1.vpce.amazonaws.com`)],
          }),
        ],
      },
      AND_BETA,
    ),
    findings: [`withheld EndpointInUse hub ${SSM}`, `note ForeignRecord hub ssm ${SSM}`],
    actions: [...JOINS],
  },
  {
    sentence: "not for one that leads elsewhere",
    spoilt: replaced({
      zones: [zone(SSM, { records: [...ALIASED_OTHER, cname("x.example")] })],
    }),
    findings: [`note ForeignRecord hub ssm ${SSM}`],
    actions: [...PROVED],
  },
  {
    sentence: "it stays while the zone's records cannot be read",
    spoilt: replaced({ zones: [zone(SSM, {}, { records: denied() })] }),
    findings: [`unknown AccessDenied hub ${SSM}`, `withheld EndpointInUse hub ${SSM}`],
    actions: [],
  },
  {
    sentence: "it stays while an adopted zone leads there, whose records stay as they are",
    spoilt: replaced({ zones: [], adoptable: [foreignZone(SSM)] }, [
      hub(),
      endpoint("ssm", { adoptZones: true, existing: { id: KMS_ENDPOINT } }),
      alpha(),
    ]),
    findings: [`withheld EndpointInUse hub ${SSM}`, `withheld AdoptedRecord hub ssm ${SSM}`],
    actions: [],
  },
  {
    sentence: "it stays while a zone of its name that is none of ours to read may lead there",
    spoilt: replaced({ strangers: [{ id: "Z9" as never, name: SSM as never }] }, AND_BETA),
    findings: [`withheld EndpointInUse hub ${SSM}`],
    actions: [...JOINS],
    says: ["Z9"],
  },
  {
    sentence: "it stays while a zone of ours that no document wants, and that stays, leads there",
    spoilt: replaced(
      {
        zones: [
          zone(SSM, { records: ALIASED_OTHER }),
          zone(KMS, {
            id: "Z2",
            set: "b",
            members: [VPC.anchor],
            records: [...own(KMS), alias(KMS, SSM_VIEW), { name: `x.${KMS}`, type: "TXT" }],
          }),
        ],
      },
      AND_BETA,
    ),
    findings: [`withheld EndpointInUse hub ${KMS}`, `withheld ForeignRecords hub ${KMS}`],
    actions: [...JOINS],
  },
  {
    sentence: "not for one of another name",
    spoilt: replaced({ strangers: [{ id: "Z9" as never, name: KMS as never }] }),
    findings: [],
    actions: [...PROVED],
  },
  {
    sentence: "aliases of other services are not proved for it",
    spoilt: replaced(
      {
        endpoints: [managedView(), OTHER, { ...KMS_VIEW, id: "vpce-0e000000000000003" as never }],
        zones: [
          zone(SSM, { records: ALIASED_OTHER }),
          zone(KMS, { id: "Z2", service: "kms", records: [...own(KMS), alias(KMS, KMS_VIEW)] }),
        ],
      },
      [...BY_ID, endpoint("kms")],
    ),
    findings: [],
    actions: [...PROVED],
  },
  {
    sentence: "where no document wants it, a zone of somebody's that leads there keeps it",
    spoilt: unwanted({ adoptable: [foreignZone(SSM)] }),
    findings: [`withheld EndpointInUse hub ${SSM}`],
    actions: [],
  },
  {
    sentence: "so does one whose records cannot be read",
    spoilt: unwanted({ adoptable: [foreignZone(SSM, {}, { records: denied() })] }),
    findings: [`withheld EndpointInUse hub ${SSM}`],
    actions: [],
  },
  {
    sentence: "one that leads elsewhere does not",
    spoilt: unwanted({ adoptable: [foreignZone(SSM, { records: ALIASED_OTHER })] }),
    findings: [],
    actions: ["deleteEndpoint"],
  },
  {
    sentence: "one that AWS is deleting already is left to it",
    spoilt: unwanted({ endpoints: [managedView({ state: "deleting" })] }),
    findings: [],
    actions: [],
  },
  {
    sentence: "another owner's is not ours to delete",
    spoilt: unwanted({ endpoints: [managedView({}, "others")] }),
    findings: [],
    actions: [],
  },
  {
    sentence: "it stays where its document may yet mean it: of two that fit",
    spoilt: { hub: { endpoints: [managedView(), OTHER] } },
    findings: ["withheld EndpointAmbiguous hub ssm"],
    actions: [],
  },
  {
    sentence: "by its id, though it is not available",
    spoilt: {
      documents: [hub(), endpoint("ssm", { existing: { id: SSM_ENDPOINT } }), alpha()],
      hub: { endpoints: [managedView({ state: "failed" })] },
    },
    findings: ["withheld EndpointNotAvailable hub ssm"],
    actions: [],
  },
  {
    sentence: "it stays where AWS's list lacks its service, for nobody knows which names lead there",
    spoilt: replaced({ services: [service("kms", KMS)] }),
    findings: ["withheld ServiceNotListed hub ssm"],
    actions: [],
  },
  {
    sentence: "it stays where a document of its set names a service that AWS does not list",
    spoilt: replaced({}, [hub(), endpoint("smm"), alpha()]),
    findings: [`withheld EndpointUnsettled hub ${SSM}`, "withheld ServiceNotListed hub smm"],
    actions: [],
  },
  {
    sentence: "a document of another set does not keep it",
    spoilt: replaced({}, [hub(), endpoint("smm", { set: "b" }), alpha()]),
    findings: ["withheld ServiceNotListed hub smm"],
    actions: ["disassociate", "awaitInsync", "awaitInsync", "deleteZone", "deleteEndpoint"],
  },
];
