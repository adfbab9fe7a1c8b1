import { type Fleet, fleet, HUB } from "../test/support/fleet.ts";
import type { Case } from "./jobs.ts";

/** Of each hub: enough that its account's tokens bound it. */
export const OF_EACH_HUB: Case = { zones: 8, vpcs: 4, accounts: 2 };

/** The same fleet so many times, each with accounts and VPCs of its own, and its endpoints by the same documents. */
export function fleetOfHubs(hubs: number, size: Case): Fleet {
  const { files, world } = fleet(size);
  const numbers = Array.from({ length: hubs }, (_, i) => i);
  const services = world.slice(0, world.indexOf("accounts:"));
  const [operator = "", ...accounts] = world
    .slice(services.length)
    .split(/\n(?= {2}")/)
    .slice(1);
  const ofHub = (text: string, i: number) =>
    text
      .replaceAll(HUB, `1${String(i).padStart(11, "0")}`)
      .replaceAll(/"2\d{8}(\d{3})"/g, (_, account) => `"2${String(i).padStart(8, "0")}${account}"`)
      .replaceAll(/-0([abe])0000/g, `-0$1${i.toString(16).padStart(4, "0")}`);
  const own = numbers.flatMap((i) =>
    files
      .filter(({ path }) => !path.startsWith("endpoints/"))
      .map(({ path, text }) => ({
        path: `${i}/${path}`,
        text: ofHub(text, i)
          .replace(/name: (hub|spoke)/, `name: h${i}-$1`)
          .replace("hub: hub,", `hub: h${i}-hub,`),
      })),
  );
  const all = numbers.map((i) => `h${i}-hub`).join(", ");
  const endpoints = files
    .filter(({ path }) => path.startsWith("endpoints/"))
    .map(({ path, text }) => ({ path, text: text.replace("[hub]", `[${all}]`) }));
  const lands = numbers.map((i) => ofHub(accounts.join("\n"), i));
  return {
    files: [...own, ...endpoints],
    world: `${services}accounts:\n${operator}\n${lands.join("\n")}`,
  };
}
