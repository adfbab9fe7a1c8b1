import type { HopReport, HopWalk } from "../explain/hop.ts";
import type { EndpointPath, PathReport, PathWalk } from "../explain/path.ts";
import type { Step, Stop } from "../path/trace.ts";
import { visibleIn } from "./escape.ts";
import { type Paint, plain } from "./text.ts";

/** Each hop of each way, for a person on a terminal. */
export function pathText(raw: PathReport, paint: Paint = plain): string {
  const told = visibleIn(raw);
  const { spoke, hub, vpc, account, endpoints, hop } = told;
  const head = `spoke ${spoke}, ${vpc.id} (${vpc.region}, account ${account}) → hub ${hub}`;
  const none = ["", "no endpoint of this spoke could be looked at"];
  const body = endpoints.length > 0 ? endpoints.flatMap((one) => endpointLines(one, paint)) : none;
  const ofHop = hop ? hopLines(hop, paint) : [];
  return `${[paint("bold", head), ...body, ...ofHop, "", NOT_JUDGED].join("\n")}\n`;
}

const NOT_JUDGED = "not judged: security groups of the workloads themselves, firewalls on hosts, and proxies";

const WORDS: Record<EndpointPath["verdict"], string> = {
  reachable: "reachable, from every client subnet",
  partial: "reachable in part",
  blocked: "blocked, from every client subnet",
  unknown: "not known",
  nobody: "nobody to judge: there are no client subnets",
};

function endpointLines(
  { endpoint, verdict, stop, walks, zonesWithout }: EndpointPath,
  paint: Paint,
): string[] {
  const zones = zonesWithout.map(
    (zone) => `  no address in ${zone}: packets from there cross zones, which AWS charges for`,
  );
  return [
    "",
    `${paint("bold", `endpoint ${endpoint}`)}: ${WORDS[verdict]}`,
    ...(stop ? stopLines(stop) : []),
    ...walks.flatMap((walk) => walkLines(walk, paint)),
    ...zones,
  ];
}

const HOP_WORDS: Record<HopReport["verdict"], string> = {
  reachable: "queries get there and back",
  partial: "queries get there and back in part",
  blocked: "queries are blocked",
  unknown: "not known",
  nobody: "no address of the one has the family of the other",
};

function hopLines({ outbound, inbound, verdict, stop, walks }: HopReport, paint: Paint): string[] {
  return [
    "",
    `${paint("bold", `rules: ${outbound} → ${inbound}`)}: ${HOP_WORDS[verdict]}`,
    ...(stop ? stopLines(stop) : []),
    ...walks.flatMap((walk) => hopWalkLines(walk, paint)),
  ];
}

function hopWalkLines({ protocol, address, source, ...walk }: HopWalk, paint: Paint): string[] {
  const { subnet, zone } = walk;
  return linesOf(`${source} in ${subnet} (${zone}) → ${protocol.toUpperCase()} ${address}:53`, walk, paint);
}

function walkLines({ subnet, zone, address, port, ...walk }: PathWalk, paint: Paint): string[] {
  return linesOf(`${subnet} (${zone}) → ${address}:${port}`, walk, paint);
}

function linesOf(
  from: string,
  { verdict, steps, stop }: Pick<PathWalk, "verdict" | "steps" | "stop">,
  paint: Paint,
): string[] {
  return [
    `  ${from}  ${verdict}`,
    ...steps.map((step) => paint("dim", `    ✓ ${stepText(step)}`)),
    ...(stop ? stopLines(stop) : []),
  ];
}

function stopLines(stop: Stop): string[] {
  return [`    ${stop.kind === "blocked" ? "✗" : "?"} ${stepText(stop)}`, `      → ${stop.todo}`];
}

function stepText({ object, account, says }: Step): string {
  const what = says.includes(object) ? says : `${object} ${says}`;
  return account ? `${what} (account ${account})` : what;
}
