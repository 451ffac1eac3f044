import { expect } from "chai";
import type { Code } from "../../../model/checks/codes";
import type { Cluster } from "../../../model/release/cluster";
import { planRelease } from "../../../model/plan/plan";
import type { RuleFinding } from "../../../model/preflight/finding";
import {
  plannedObjects,
  type PlannedCluster,
  type PlannedObjects,
  type PlannedRoutes,
} from "../../../model/preflight/planned-objects";
import { preflightObjects } from "../../../model/preflight/preflight";
import type { Release } from "../../../model/release/release";
import { east, service, west } from "../../support/releases";

/** The same type, with everything in it open to change. */
type Open<T> = T extends object ? { -readonly [K in keyof T]: Open<T[K]> } : T;

export type OpenCluster = Open<PlannedCluster>;
export type OpenRoutes = Open<PlannedRoutes>;

const both = {
  v1: { image: "ghcr.io/acme/app:1" },
  v2: { image: "ghcr.io/acme/app:2" },
};

/** A release without mistakes: `web` behind a gateway, `cart` with copies, and `ads` with one version. */
export const shop: Release = {
  name: "shop",
  namespace: "shop",
  gateway: { hosts: ["shop.example"] },
  services: {
    web: service({
      expose: true,
      versions: both,
      weights: { v1: 80, v2: 20 },
      routes: [{ name: "tester", match: { headers: { "x-tester": { exact: "yes" } } }, to: "v2" }],
    }),
    cart: service({ versions: both, weights: { v1: 60, v2: 40 }, mirror: { version: "v2" } }),
    ads: service({ versions: { v1: both.v1 }, weights: { v1: 100 } }),
  },
};

/** What the rules find in the objects of a release, after a change to them. */
export function found(
  change: (mesh: Open<PlannedObjects>) => void = () => undefined,
  release: Release = shop,
  clusters: readonly Cluster[] = [west, east],
): RuleFinding[] {
  const mesh = structuredClone(plannedObjects(planRelease(release, clusters)));
  change(mesh as Open<PlannedObjects>);
  return preflightObjects(mesh);
}

/** Expects a change to every cluster's objects to make one rule speak, and the unchanged objects none. */
export function expectOnly(
  code: Code,
  change: (cluster: OpenCluster) => void,
  release: Release = shop,
): RuleFinding[] {
  expect(codesOf(found(undefined, release))).to.deep.equal([]);
  const after = found((mesh) => mesh.clusters.forEach(change), release);
  expect(codesOf(after)).to.deep.equal([code]);
  return after;
}

/** Expects the same of a change to the objects of the cluster `east` alone. */
export function expectOnlyInEast(
  code: Code,
  change: (cluster: OpenCluster) => void,
  release: Release = shop,
): RuleFinding[] {
  return expectOnly(
    code,
    (cluster) => {
      if (cluster.name === "east") change(cluster);
    },
    release,
  );
}

/** The codes of findings, each once. */
export function codesOf(findings: readonly RuleFinding[]): Code[] {
  return [...new Set(findings.map(({ code }) => code))];
}

/** An object of a list, by name. */
export function named<T extends { manifest: { metadata: { name: string } } }>(
  list: readonly T[],
  name: string,
): T {
  const one = list.find(({ manifest }) => manifest.metadata.name === name);
  if (!one) throw new Error(`there is no object ${name}`);
  return one;
}

/** The HTTP routes of a VirtualService. */
export function http({ virtualServices }: OpenCluster, name: string) {
  return named(virtualServices, name).manifest.spec.http ?? [];
}

/** A copy of an object under another name. */
export function copyOf<T extends { manifest: { metadata: { name: string } } }>(
  one: T,
  name: string,
): T {
  const copy = structuredClone(one);
  copy.manifest.metadata.name = name;
  return copy;
}
