import type { VpcRef } from "../ids.ts";

export function where(vpc: VpcRef): string {
  return `${vpc.id} (${vpc.region})`;
}

/** `95` → `1 min 35 s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.ceil(seconds % 60);
  if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
