// Compares two releases as `gray diff` does, for specs and for the reports of docs/reports.
import { compareStacks, type Comparison, type StackSides } from "../../../model/diff/compare";
import { declaredRollout } from "../../../model/diff/rollout";
import { orderOf, plannedSnapshot } from "../../../model/diff/snapshot";
import { planRelease } from "../../../model/plan/plan";
import type { Cluster } from "../../../model/release/cluster";
import type { Release, ServiceSpec } from "../../../model/release/release";
import { east, west } from "../releases";

/** A release, and where it runs. */
export interface Side {
  readonly release: Release;
  readonly clusters?: readonly Cluster[];
}

/** A release of one service `web` behind a gateway, with two versions in two clusters. */
export function shop(changes: Partial<ServiceSpec> = {}, more: Partial<Release> = {}): Release {
  return {
    name: "shop",
    namespace: "shop",
    gateway: { hosts: ["shop.example.com"] },
    services: {
      web: {
        port: 8080,
        expose: true,
        versions: { v1: { image: "acme/web:1" }, v2: { image: "acme/web:2" } },
        weights: { v1: 80, v2: 20 },
        ...changes,
      },
    },
    ...more,
  };
}

/** The two sides of a stack. */
export function sides(
  stack: string,
  before: Side | undefined,
  after: Side | undefined,
): StackSides {
  const plan = (side: Side) => planRelease(side.release, side.clusters ?? [west, east]);
  const rollout = after && declaredRollout(after.release);
  const [old, now] = [before && plan(before), after && plan(after)];
  return {
    stack,
    ...(old && { before: plannedSnapshot(old) }),
    ...(now && { after: plannedSnapshot(now) }),
    ...(rollout && { rollout }),
    order: orderOf((now ?? old)!),
    readySeconds: 600,
    forbidden: [],
    findings: [],
  };
}

/** The comparison of one stack. */
export function compared(
  before: Release,
  after: Release,
  clusters?: readonly Cluster[],
): Comparison {
  const on = clusters ? { clusters } : {};
  return compareStacks([sides("prod", { release: before, ...on }, { release: after, ...on })]);
}
