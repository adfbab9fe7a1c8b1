import { AwsError, type Json } from "../service.ts";
import { readScalar, writeScalar } from "./scalar.ts";
import type { Shape } from "./schema.ts";

type Element = { name: string; children: Element[]; text: string };

/** Reads the elements and texts of a document; attributes, comments and declarations are passed over. */
export function parseXml(xml: string): Element {
  const root: Element = { name: "", children: [], text: "" };
  const open = [root];
  for (const [, close, name, empty, text] of xml.matchAll(
    /<(\/?)([^\s>/?!]+)[^>]*?(\/?)>|<[?!][^>]*>|([^<]+)/g,
  )) {
    const top = open.at(-1) as Element;
    if (text) top.text += unescapeXml(text);
    else if (close) {
      if (open.pop()?.name !== name) throw malformed(`unexpected </${name}>`);
    } else if (name) {
      const element = { name, children: [], text: "" };
      top.children.push(element);
      if (!empty) open.push(element);
    }
  }
  if (open.length !== 1 || !root.children[0]) throw malformed("the document is not well-formed");
  return root.children[0];
}

/** The value that an element stands for, by shape. Members are found by name, in any order. */
export function readXml(shape: Shape, element: Element): unknown {
  if (shape.kind === "list") return element.children.map((child) => readXml(shape.item, child));
  if (shape.kind !== "structure") return readScalar(shape, element.text);
  refuseUnknown(shape, element);
  const value: Json = {};
  for (const [name, member] of shape.members) {
    const wireName = xmlName(name, member);
    const children = element.children.filter((child) => child.name === wireName);
    if (!children[0]) continue;
    const flat = member.traits.xmlFlattened;
    value[name] = flat ? children.map((child) => readXml(member.item, child)) : readXml(member, children[0]);
  }
  return value;
}

/** Route 53 checks bodies against its XML Schema; the words are that schema's validator's, as users have seen them. */
function refuseUnknown(shape: Shape, element: Element): void {
  const known = new Set(shape.members.map(([name, member]) => xmlName(name, member)));
  const unknown = element.children.find((child) => !known.has(child.name));
  if (unknown)
    throw malformed(
      `cvc-complex-type.2.4.a: Invalid content was found starting with element '${unknown.name}'.`,
    );
}

/** The members of a structure as elements, without the structure's own element; header members are left out. */
export function writeMembers(shape: Shape, value: Json): string {
  let xml = "";
  for (const [name, member] of shape.members) {
    if (!member.traits.httpHeader) xml += writeXml(member, xmlName(name, member), value[name]);
  }
  return xml;
}

function writeXml(shape: Shape, name: string, value: unknown): string {
  if (value == null) return "";
  if (shape.kind === "structure") return `<${name}>${writeMembers(shape, value as Json)}</${name}>`;
  if (shape.kind !== "list") return `<${name}>${escapeXml(writeScalar(shape, value))}</${name}>`;
  const flat = shape.traits.xmlFlattened;
  const itemName = flat ? name : xmlName("member", shape.item);
  const items = (value as unknown[]).map((item) => writeXml(shape.item, itemName, item)).join("");
  return flat ? items : `<${name}>${items}</${name}>`;
}

const xmlName = (name: string, shape: Shape): string => (shape.traits.xmlName as string | undefined) ?? name;

const ESCAPES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\r": "&#xD;",
  "\n": "&#xA;",
};
const NAMES: { readonly [name: string]: string } = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r\n]/g, (character) => ESCAPES[character] as string);
}

function unescapeXml(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (all, hex, decimal, name) => {
    if (name) return NAMES[name] ?? all;
    return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal));
  });
}

const malformed = (what: string) => new AwsError("InvalidInput", `Invalid XML: ${what}`);
