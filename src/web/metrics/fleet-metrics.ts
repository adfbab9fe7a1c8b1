import { REASONS } from "../../model/reasons.ts";
import { type ObjectStatus, readiness, type Status } from "../../model/status/status.ts";
import type { Meters } from "./meters.ts";

const HUBS_MAX = 500;
const KINDS = ["Hub", "Endpoint", "Spoke"] as const;

/** What the status says of the fleet: only the instance that acts tells it. */
export function fleetMetrics(meters: Meters, status: () => Status, now: () => number): void {
  sourceMetrics(meters, status, now);
  objectMetrics(meters, status);
  findingMetrics(meters, status);
  nameMetrics(meters, status);
}

function sourceMetrics({ fleetGauge }: Meters, status: () => Status, now: () => number): void {
  fleetGauge({ name: "paused", help: "1 while nothing is to be changed." }, (set) =>
    set(status().paused ? 1 : 0),
  );
  fleetGauge({ name: "refusing", help: "1 while what the source shows does not rule." }, (set) =>
    set(status().source.refusal ? 1 : 0),
  );
  fleetGauge(
    {
      name: "revision_age_seconds",
      help: "Since the revision was applied by a whole pass, or first seen.",
      labelNames: ["which"],
    },
    (set) => {
      const { lastApplied, lastAttempted } = status().source;
      for (const [which, at] of [
        ["applied", lastApplied?.at],
        ["attempted", lastAttempted?.at],
      ] as const)
        if (at !== undefined) set((now() - at) / 1000, { which });
    },
  );
}

function objectMetrics({ fleetGauge }: Meters, status: () => Status): void {
  const countBy = (keysOf: (object: ObjectStatus) => readonly string[]) => {
    const counts = new Map<string, number>();
    for (const object of status().objects)
      for (const key of keysOf(object))
        counts.set(`${object.kind} ${key}`, (counts.get(`${object.kind} ${key}`) ?? 0) + 1);
    return counts;
  };
  fleetGauge(
    {
      name: "objects",
      help: "Documents, by kind and whether they are ready.",
      labelNames: ["kind", "ready"],
    },
    (set) => {
      const counts = countBy((object) => [readiness(object)]);
      for (const kind of KINDS)
        for (const ready of ["True", "False", "Unknown"])
          set(counts.get(`${kind} ${ready}`) ?? 0, { kind, ready });
    },
  );
  fleetGauge(
    {
      name: "conditions",
      help: "Documents with a condition that is there only while it is true, by kind.",
      labelNames: ["kind", "condition"],
    },
    (set) => {
      const counts = countBy(({ conditions }) => conditions.map(({ type }) => type));
      for (const kind of KINDS)
        for (const condition of ["Reconciling", "Stalled", "PathBlocked"])
          set(counts.get(`${kind} ${condition}`) ?? 0, { kind, condition });
    },
  );
}

function findingMetrics({ fleetGauge }: Meters, status: () => Status): void {
  fleetGauge(
    {
      name: "findings",
      help: "Findings of the last plan, by kind and reason.",
      labelNames: ["kind", "reason"],
    },
    (set) => {
      for (const [reason, { kinds }] of Object.entries(REASONS))
        for (const kind of kinds) set(0, { kind, reason });
      const isKnown = ({ reason }: { readonly reason: string }) => reason in REASONS;
      for (const { kind, reason, count } of status().findings.filter(isKnown)) set(count, { kind, reason });
      const others = status().findings.filter((finding) => !isKnown(finding));
      set(
        others.reduce((sum, { count }) => sum + count, 0),
        { kind: "unknown", reason: "other" },
      );
    },
  );
}

function nameMetrics({ fleetGauge }: Meters, status: () => Status): void {
  for (const [which, help] of [
    ["served", "Private DNS names that are shared."],
    ["wanted", "Private DNS names that should be."],
  ] as const)
    fleetGauge({ name: `names_${which}`, help, labelNames: ["hub"] }, (set) => {
      const hubs = status().objects.filter(({ kind }) => kind === "Hub");
      const count = ({ served, of }: ObjectStatus) => (which === "served" ? served : of);
      for (const hub of hubs.slice(0, HUBS_MAX)) set(count(hub), { hub: hub.name });
      if (hubs.length > HUBS_MAX)
        set(
          hubs.slice(HUBS_MAX).reduce((sum, hub) => sum + count(hub), 0),
          { hub: "other" },
        );
    });
}
