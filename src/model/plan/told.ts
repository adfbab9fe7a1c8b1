import type { Finding } from "../finding.ts";
import type { WantedZone } from "./wanted-zones.ts";

/** Of one kind in one zone so many are told one by one; a fleet may have thousands, and nobody reads them. */
const ALIKE_MAX = 100;

/** What has to be said of clients, and where too many have the same, how many more there are. */
export class Told {
  readonly #findings: Finding[] = [];
  readonly #alike = new Map<WantedZone, Map<string, { count: number; readonly first: Finding }>>();

  add(zone: WantedZone, findings: readonly Finding[]): void {
    const inZone = this.#alike.get(zone) ?? new Map();
    this.#alike.set(zone, inZone);
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
