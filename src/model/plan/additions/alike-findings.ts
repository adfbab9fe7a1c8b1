import type { Finding } from "../../finding.ts";
import type { WantedZone } from "../wanted/zones/wanted-zones.ts";

/** Of one kind for one name so many are told one by one; a fleet may have thousands, and nobody reads them. */
const ALIKE_MAX = 100;

/** What has to be said of clients, and where too many have the same, how many more there are. */
export class Told {
  readonly #findings: Finding[] = [];
  readonly #alike = new Map<string, Map<string, { count: number; readonly first: Finding }>>();

  add({ hub, settled, ref }: WantedZone, findings: readonly Finding[]): void {
    if (findings.length === 0) return;
    const place = [hub.name, settled.endpoint.name, ref.name].join(" "); // its shards together
    const inZone = this.#alike.get(place) ?? new Map();
    this.#alike.set(place, inZone);
    for (const finding of findings) {
      const same = inZone.get(finding.reason) ?? { count: 0, first: finding };
      inZone.set(finding.reason, same);
      same.count += 1;
      if (same.count <= ALIKE_MAX) this.#findings.push(finding);
    }
  }

  findings(): Finding[] {
    const all = [...this.#alike.values()].flatMap((inZone) => [...inZone.values()]);
    return [...this.#findings, ...all.filter(({ count }) => count > ALIKE_MAX).map(theRest)];
  }
}

function theRest({ count, first }: { count: number; first: Finding }): Finding {
  const { spoke: _spoke, vpc: _vpc, account: _account, action: _action, ...alike } = first;
  return {
    ...alike,
    message: `and ${count - ALIKE_MAX} more VPCs like these, the first of which: ${first.message}`,
  };
}
