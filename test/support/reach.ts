import type { Cloud } from "../../src/simulator/cloud.ts";
import type { Source } from "../../src/simulator/dns/answer.ts";

/**
 * What a workload in the subnet meets that asks for the name and connects to port 443 of each address: `public`, `no answer`
 * in DNS, or `answered 10.0.0.4`, and where an address does not answer why.
 */
export function reach(cloud: Cloud, subnetId: string, name: string): string[] {
  const vpcId = cloud.estate.network.subnets.get(subnetId)?.vpcId ?? "";
  const { addresses, from } = cloud.resolve(vpcId, name);
  if (atLast(from).kind === "public") return ["public"];
  if (addresses.length === 0) return ["no answer"];
  return addresses.map((address) => {
    const { outcome, because } = cloud.connect({ subnetId, address, port: 443, protocol: "tcp" });
    return because === undefined ? `${outcome} ${address}` : `${outcome} ${address}: ${because}`;
  });
}

/** What answered in the end, where rules led. */
export function atLast(from: Source): Source {
  return from.kind === "rule" && from.behind ? atLast(from.behind) : from;
}
