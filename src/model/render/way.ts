import type { Way, WayEndpoint } from "../explain/way.ts";

/** How a rule's questions go, hop by hop, for a person. */
export function wayWords(way: Way): string[] {
  const { targets, outbound, inbound, view, hop, hopWhy, silent, hub } = way;
  const sent = targets.map(({ ip, port, status }) => {
    const at = port === 53 ? ip : `${ip} port ${port}`;
    return status && status !== "ATTACHED" ? `${at} (${status})` : at;
  });
  const others = targets.filter(({ status }) => status === undefined).length;
  return [
    `${outbound ? `outbound endpoint ${endpoint(outbound)}` : "an outbound endpoint that is not shown"}, to ${sent.join(", ") || "addresses that are not shown"}`,
    ...(inbound && view && hub
      ? [`inbound endpoint ${endpoint(inbound)} of hub ${hub}, in ${view.vpc.id} (account ${view.account})`]
      : []),
    ...(inbound && others > 0
      ? [`${others} of the targets are not its addresses: what these answer cannot be seen`]
      : []),
    ...(hop && !hopWhy && !silent ? [HOP[hop]] : []),
    ...[hopWhy, silent].flatMap((why) => (why ? [`${why.message}${why.todo ? ` → ${why.todo}` : ""}`] : [])),
  ];
}

const HOP = {
  open: "queries get from the one to the other and answers back, by UDP and TCP 53",
  partial: "queries get from the one to the other in part",
  closed: "queries do not get from the one to the other",
  unread: "whether queries get from the one to the other is not known",
} as const;

function endpoint({ id, status, attached, addresses }: WayEndpoint): string {
  if (status === undefined) return `${id} (which no document names: not read)`;
  const answering =
    attached === undefined ? "its addresses were not read" : `${attached} of ${addresses} addresses ATTACHED`;
  return `${id} (${status}, ${answering})`;
}
