import { serviceLabel, serviceNamesIn } from "../../../desired/service.ts";
import { nearest } from "../../../desired/suggest.ts";
import { type Region, zoneNameOf } from "../../../ids.ts";
import type { ServiceView } from "../../../observed/hub.ts";

/**
 * `did you mean "kinesis-streams"?` for a service that AWS does not list, or undefined. What a service is called
 * elsewhere comes first: its words in another order or under another prefix, its private DNS names, AWS's product name,
 * some of its words. Letters are compared last, and almost only in long words: `ses` is no slip of `sns`.
 */
export function serviceHint(
  service: string,
  region: Region,
  listed: readonly ServiceView[],
): string | undefined {
  const label = bare(serviceLabel(service).toLowerCase());
  const written = wordsOf(label);
  const ways: readonly ((service: ServiceView) => boolean)[] = [
    ({ name }) => sameWords(written, wordsOf(serviceLabel(name))),
    ({ privateNames }) => privateNames.some((name) => labelOfName(name, region) === label),
    ({ name }) => (PRODUCTS.get(label) ?? []).includes(serviceLabel(name)),
    ({ name }) => written.every((word) => wordsOf(serviceLabel(name)).includes(word)),
    ({ name }) => isSlip(written, wordsOf(serviceLabel(name))),
  ];
  for (const way of ways) {
    const meant = listed.filter(way).map(({ name }) => `"${shortest(name, region)}"`);
    if (meant.length > NAMED_MAX) return undefined;
    if (meant.length > 0) return `did you mean ${meant.join(" or ")}?`;
  }
  return undefined;
}

/** More are no hint. */
const NAMED_MAX = 4;

/** What AWS's console and CLI call services whose endpoints have another name. */
const PRODUCTS: ReadonlyMap<string, readonly string[]> = new Map([
  ["cloudwatch", ["monitoring"]],
  ["efs", ["elasticfilesystem"]],
  ["elb", ["elasticloadbalancing"]],
  ["elbv2", ["elasticloadbalancing"]],
  ["emr", ["elasticmapreduce"]],
  ["eventbridge", ["events"]],
  ["ses", ["email", "email-smtp"]],
  ["sesv2", ["email", "email-smtp"]],
  ["stepfunctions", ["states"]],
]);

function wordsOf(label: string): readonly string[] {
  return label.toLowerCase().split(/[._-]/);
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
  return a.toSorted().join(".") === b.toSorted().join(".");
}

const LONG = 6;

/** A letter doubled, in any word; one wrong, or two swapped, where it is long enough for another service to be further away. */
function isSlip(written: readonly string[], words: readonly string[]): boolean {
  return (
    written.length === words.length &&
    words.every((word, i) => {
      const own = written[i] ?? "";
      if (own === word || undoubled(own) === undoubled(word)) return true;
      return Math.max(own.length, word.length) >= LONG && nearest(own, [word], 1) !== undefined;
    })
  );
}

/** `sssm` and `ssm` are both `sm`. */
function undoubled(word: string): string {
  return word.replace(/(.)\1+/g, "$1");
}

/** `*.dkr.ecr.eu-west-1.amazonaws.com` → `dkr.ecr`. */
function labelOfName(name: string, region: Region): string {
  return bare(zoneNameOf(name).split(`.${region}.`).join("."));
}

function bare(label: string): string {
  return label.replace(/\.amazonaws\.com(\.cn)?$/, "");
}

/** As a document may write it; in China in full, for there the prefix may be what was wrong. */
function shortest(name: string, region: Region): string {
  const label = serviceLabel(name);
  return serviceNamesIn(label, region).includes(name) && !region.startsWith("cn-") ? label : name;
}
