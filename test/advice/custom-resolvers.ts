import type { Reason } from "../../src/model/reasons.ts";
import { ALPHA } from "../support/scenario.ts";
import { type Advice, again, others, type Scene } from "./advice.ts";
import { failing, ONE, staged } from "./scenes.ts";

const FORWARD = "have those hosts' servers forward the names to the resolver of a VPC that has them";
const NAME = "name AmazonProvidedDNS in the DHCP options of …";
const ALLOW = "allow ec2:DescribeDhcpOptions to the spokes' roles in … (docs/iam.md)";

const CUSTOM = { domainNameServers: ["10.1.0.9"] };

/** Hosts of alpha's VPC ask somebody else's server. */
async function asking(): Promise<Scene> {
  const { stage, files } = await staged(ONE, { alphaVpc: { dhcpOptions: CUSTOM } })();
  const vpc = stage.cloud.estate.network.vpcs.get(ALPHA.vpc);
  return { stage, files, mend: () => delete vpc?.dhcpOptions };
}

/** Told while a spoke joins, so the next pass says no more of it. */
export const CUSTOM_RESOLVERS = {
  CustomResolver: [
    {
      todo: `${FORWARD}, or ${NAME}`,
      scene: asking,
      ways: [
        { does: FORWARD, follow: again },
        { does: NAME, follow: others },
      ],
    },
  ],
  CustomResolverNotChecked: [
    {
      todo: ALLOW,
      scene: failing({ fault: "deny", operation: "DescribeDhcpOptions" }),
      ways: [{ does: ALLOW, follow: others }],
    },
    {
      todo: "run again",
      scene: failing({ fault: "error", operation: "DescribeDhcpOptions", code: "InvalidInput", status: 400 }),
      ways: [{ does: "run again", follow: again }],
    },
  ],
} satisfies Partial<Record<Reason, readonly Advice[]>>;
