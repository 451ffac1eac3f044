// A shop that was written by hand, as an adoption finds it, and what the adoption makes of it.
import { expect } from "chai";
import { adopt } from "../../../../operations/adopt/decide/adoption";
import type { LiveCluster } from "../../../../operations/adopt/decide/live";
import type { DeploymentManifest } from "../../../../model/manifests/deployment";
import type { Manifest } from "../../../../model/manifests/metadata";
import type { ServiceManifest } from "../../../../model/manifests/service";
import type { DestinationRuleManifest } from "../../../../model/manifests/traffic-policy";
import type { VirtualServiceManifest } from "../../../../model/manifests/virtual-service";
import { manifests, planRelease } from "../../../../model/plan/plan";
import type { Release } from "../../../../model/release/release";
import { liveCluster } from "../../../support/live";

export const shop: Release = {
  name: "shop",
  namespace: "shop",
  mtls: "PERMISSIVE",
  gateway: { name: "front", hosts: ["shop.example.com"] },
  services: {
    cart: {
      port: 8080,
      virtualService: "cart-rules",
      expose: true,
      versions: {
        v1: { image: "cart:1", drainSeconds: 0, clusters: ["west"] },
        v2: { image: "cart:2", replicas: 2, drainSeconds: 0, clusters: ["east"] },
      },
      weights: { v1: 90, v2: 10 },
    },
  },
};

/** Somebody's objects in one cluster, which a spec may change. */
export class Objects {
  constructor(
    readonly cluster: string,
    readonly all: Manifest[],
  ) {}

  get deployment() {
    return this.kind<DeploymentManifest>("Deployment");
  }

  get service() {
    return this.kind<ServiceManifest>("Service");
  }

  get routes() {
    return this.kind<VirtualServiceManifest>("VirtualService");
  }

  get rules() {
    return this.all.filter(({ kind }) => kind === "DestinationRule") as DestinationRuleManifest[];
  }

  kind<T extends Manifest>(kind: string): Writable<T> {
    return this.all.find((one) => one.kind === kind) as Writable<T>;
  }

  drop(kind: string): void {
    this.all.splice(0, this.all.length, ...this.all.filter((one) => one.kind !== kind));
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] extends object ? Writable<T[K]> : T[K] };

/** The shop as if it had been written by hand. */
export function byHand(change: (objects: Objects) => void = () => undefined): LiveCluster[] {
  const plans = planRelease(shop, [{ name: "west" }, { name: "east" }]).clusters;
  return plans.map((plan) => {
    const objects = new Objects(plan.cluster.name, structuredClone(manifests(plan)));
    change(objects);
    return liveCluster(plan.cluster, objects.all);
  });
}

export function obstacles(change: (objects: Objects) => void): string[] {
  const told = adopt("shop", byHand(change)).obstacles;
  return told.map(({ object, field, cluster = "" }) => [cluster, object, field].join(" ").trim());
}

export function adopted(change: (objects: Objects) => void) {
  const { release, clusters, obstacles } = adopt("shop", byHand(change));
  expect(obstacles).to.deep.equal([]);
  return { release, clusters, cart: release.services.cart };
}
