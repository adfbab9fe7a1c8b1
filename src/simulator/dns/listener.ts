import { createSocket, type Socket } from "node:dgram";
import { type AddressInfo, createServer, type Server } from "node:net";
import {
  AUTHORITATIVE_ANSWER,
  type Answer as DnsAnswer,
  decode,
  encode,
  type Packet,
  type Question,
} from "dns-packet";
import type { AddressType, Answer } from "./answer.ts";
import type { Resolve } from "./resolve.ts";

/** One VPC's resolver, listening. `address` and `port` are the same for UDP and TCP. */
export type DnsListener = { address: string; port: number; close(): Promise<void> };

/** What a UDP client takes when it does not say (RFC 1035). */
const UDP_BYTES = 512;

/** Answers DNS queries over UDP and TCP as the VPC's resolver would. Port 0: any free one. */
export async function listenDns(
  resolve: Resolve,
  vpcId: string,
  { port = 0, host = "127.0.0.1" }: { port?: number; host?: string } = {},
): Promise<DnsListener> {
  const reply = (query: Buffer) => replyTo(resolve, vpcId, query);
  const tcp = tcpServer(reply);
  await listening(tcp, () => tcp.listen(port, host));
  const bound = tcp.address() as AddressInfo;
  const udp = udpServer(reply);
  await listening(udp, () => udp.bind(bound.port, host));
  return {
    address: bound.address,
    port: bound.port,
    async close() {
      await Promise.all([
        new Promise<void>((closed) => udp.close(() => closed())),
        new Promise<void>((closed) => tcp.close(() => closed())),
      ]);
    },
  };
}

function listening(server: Server | Socket, start: () => void): Promise<void> {
  return new Promise((ready, fail) => {
    server.once("error", fail);
    server.once("listening", () => {
      server.off("error", fail);
      ready();
    });
    start();
  });
}

function udpServer(reply: (query: Buffer) => Packet | undefined): Socket {
  const server = createSocket("udp4");
  server.on("message", (query, peer) => {
    const answer = reply(query);
    if (!answer) return;
    const bytes = encode(answer);
    const fits = bytes.length <= UDP_BYTES;
    const truncated = { ...answer, flags: (answer.flags ?? 0) | TRUNCATED, answers: [], authorities: [] };
    server.send(fits ? bytes : encode(truncated), peer.port, peer.address);
  });
  return server;
}

const TRUNCATED = 1 << 9;

/** Over TCP each message comes after its length in two bytes. */
function tcpServer(reply: (query: Buffer) => Packet | undefined): Server {
  return createServer((socket) => {
    let pending = Buffer.alloc(0);
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      pending = Buffer.concat([pending, chunk as Buffer]);
      while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
        const end = 2 + pending.readUInt16BE(0);
        const answer = reply(pending.subarray(2, end));
        pending = pending.subarray(end);
        if (!answer) return socket.destroy();
        const bytes = encode(answer);
        const length = Buffer.alloc(2);
        length.writeUInt16BE(bytes.length);
        socket.write(Buffer.concat([length, bytes]));
      }
    });
  });
}

const RECURSION_DESIRED = 1 << 8;
const RECURSION_AVAILABLE = 1 << 7;
const SERVFAIL_CODE = 2;
const NXDOMAIN_CODE = 3;

/** Undefined for what is no DNS query. */
function replyTo(resolve: Resolve, vpcId: string, bytes: Buffer): Packet | undefined {
  const query = unlessThrown(() => decode(bytes));
  const question = query?.questions?.[0];
  if (query?.type !== "query" || !question) return undefined;
  const isAddress = question.type === "A" || question.type === "AAAA";
  const flags = RECURSION_AVAILABLE | ((query.flags ?? 0) & RECURSION_DESIRED) | AUTHORITATIVE_ANSWER;
  const head = { type: "response" as const, id: query.id ?? 0, questions: [question] };
  const answer = unlessThrown(() =>
    resolve(vpcId, question.name, isAddress ? (question.type as AddressType) : "A"),
  );
  // Nobody answered, or the VPC was deleted under its listener.
  if (!answer || answer.rcode === "SERVFAIL") return { ...head, flags: flags | SERVFAIL_CODE };
  const absent = answer.rcode === "NXDOMAIN";
  const addresses = isAddress ? answer.addresses : [];
  return {
    ...head,
    flags: flags | (absent ? NXDOMAIN_CODE : 0),
    answers: addresses.map((data) => record(question, answer, data)),
    ...(addresses.length === 0 ? { authorities: [startOfAuthority(question, answer)] } : {}),
  };
}

function unlessThrown<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Aliases are resolved inside AWS: the client sees addresses under the name that it asked for. */
const record = (question: Question, answer: Answer, data: string): DnsAnswer => ({
  type: question.type as AddressType,
  name: question.name,
  ttl: answer.ttlSeconds,
  data,
});

/** For an absent name, how long its absence may be remembered; its owner name shows which zone said so. */
function startOfAuthority(question: Question, { from, ttlSeconds }: Answer): DnsAnswer {
  const zoneName = "zoneName" in from ? from.zoneName : parentOf(question.name);
  return {
    type: "SOA",
    name: zoneName.replace(/\.$/, ""),
    ttl: ttlSeconds,
    data: {
      mname: "ns-1536.awsdns-00.co.uk",
      rname: "awsdns-hostmaster.amazon.com",
      serial: 1,
      refresh: 7200,
      retry: 900,
      expire: 1_209_600,
      minimum: 86_400,
    },
  };
}

const parentOf = (name: string): string => name.slice(name.indexOf(".") + 1);
