import type { Endpoint } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import { type Finding, type FindingPlace, finding } from "../../../finding.ts";
import { zoneNameOf } from "../../../ids.ts";
import type { HubView } from "../../../observed/hub.ts";
import { zoneRecord } from "../../../ownership.ts";
import { unlistedNames } from "./names.ts";

/**
 * AWS lists another account's service for the principals that it admits, so a service may well have an endpoint and be
 * in no list. The endpoint that a document names by its id shows then that the service exists, and `extraNames` are
 * shared. Not where the list is needed: for `names`, for switching the hub's private DNS off, and where zones show that
 * it named the service once (semantics 12).
 */
export function servesUnlisted(document: Endpoint, service: string, view: HubView): boolean {
  const { source, names = [], extraNames, hubPrivateDns } = document;
  if (source.by !== "id" || extraNames.length === 0 || names.length > 0 || hubPrivateDns === "turnOff")
    return false;
  const isShown = view.endpoints.some((e) => e.id === source.id && e.service === service);
  return isShown && !wasListed(service, view);
}

function wasListed(service: string, { zones, adoptable }: HubView): boolean {
  return [...zones, ...adoptable].some(({ comment, tags }) => {
    const record = zoneRecord(comment, valueIn(tags) ?? {});
    return record?.service === service && record.origin === "aws";
  });
}

/** What a document that serves wants of AWS's list, and the list does not have; `listed` is absent without the service. */
export function listNotes(
  place: FindingPlace,
  document: Endpoint,
  service: string,
  listed: readonly string[] | undefined,
): Finding[] {
  if (listed)
    return unlistedNames(document, listed).map((name) =>
      finding("note", { ...place, zone: zoneNameOf(name) }, nameNotListed(name, service, listed)),
    );
  if (document.names) return [];
  return [
    finding("note", place, {
      reason: "OnlyExtraNames",
      message: `AWS's list of endpoint services does not name ${service}; its endpoint is there, and extraNames alone are shared`,
      todo: "say so with names: [] in the document; else ask the provider to admit the hub's account",
    }),
  ];
}

function nameNotListed(name: string, service: string, listed: readonly string[]) {
  const twin = listed.find((other) => zoneNameOf(other) === zoneNameOf(name));
  return {
    reason: "NameNotListed",
    message: `AWS does not list ${name} among the private DNS names of ${service}`,
    todo: twin ? `it lists ${twin}: write that` : "to share it all the same, write it in extraNames instead",
  } as const;
}
