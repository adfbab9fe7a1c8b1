import { REGION } from "../support/fleet.ts";
import { ruleHub } from "../support/resolver-scene.ts";
import { ALPHA, alpha, endpoint, KMS_ENDPOINT, SSM_ENDPOINT, type WorldParts } from "../support/scenario.ts";
import { type Advice, adds, edited, type Scene, writes } from "./advice.ts";
import { ruled } from "./rule-scenes.ts";

/** What the view VPC does not know, and a rule would hand over to it. */

const API = `codeartifact.${REGION}.amazonaws.com`;
const REPOSITORIES = `host.d.${API}`;
const CODEARTIFACT: WorldParts = {
  endpoints: [
    { id: SSM_ENDPOINT, service: "codeartifact.api", privateDns: true },
    { id: KMS_ENDPOINT, service: "codeartifact.repositories" },
  ],
};
/** By its own private DNS, which says nothing of what lies below. */
const api = endpoint("codeartifact.api", { hubPrivateDns: "keep" }, "api");
const repositories = endpoint("codeartifact.repositories", { hubPrivateDns: "off" }, "repositories");
const regional = (except: readonly string[]) => ({
  rules: "regional",
  regional: { accept: true, except: [...except] },
});
const ACCEPT = {
  does: "set acceptShadowing: true",
  follow: writes("endpoint-api", { acceptShadowing: true }),
  serves: [[ALPHA.vpc, API]],
} as const;
const SHARE = {
  does: "share … in hub … too",
  follow: adds(repositories),
  serves: [
    [ALPHA.vpc, API],
    [ALPHA.vpc, REPOSITORIES],
  ],
} as const;

const perName = ruled(
  (own) => [own, api],
  (own) => [own, api, alpha()],
  undefined,
  CODEARTIFACT,
);
const ofRegion = ruled(
  (_own, scene) => [ruleHub(scene, {}, regional([])), api],
  (_own, scene) => [ruleHub(scene, {}, regional([])), api, alpha()],
  undefined,
  CODEARTIFACT,
);

export const RULE_SHADOWS: readonly Advice[] = [
  {
    todo: "share … in hub … too, or set acceptShadowing: true",
    scene: perName,
    ways: [SHARE, ACCEPT],
  },
  {
    todo: "write … in regional.except, share … in hub … too, or set acceptShadowing: true",
    scene: ofRegion,
    ways: [
      {
        does: "write … in regional.except",
        follow: (at: Scene, words: string) => {
          const [name = ""] = /\S+(?= in regional)/.exec(words) ?? [];
          const hub = JSON.parse(at.files.find(({ path }) => path === "hub-hub.yaml")?.text ?? "{}");
          const kept = regional([name.replace("*.", "")]);
          at.files = edited(at.files, "hub-hub", { resolver: { ...hub.spec.resolver, ...kept } });
        },
        serves: [[ALPHA.vpc, API]],
      },
      SHARE,
      ACCEPT,
    ],
  },
];
