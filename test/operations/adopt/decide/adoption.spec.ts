import { expect } from "chai";
import fc from "fast-check";
import { adopt } from "../../../../operations/adopt/decide/adoption";
import { withoutDefaults } from "../../../../operations/adopt/decide/defaults";
import type { LiveCluster } from "../../../../operations/adopt/decide/live";
import type { DeploymentManifest } from "../../../../model/manifests/deployment";
import type { Manifest } from "../../../../model/manifests/metadata";
import type { ServiceManifest } from "../../../../model/manifests/service";
import type { DestinationRuleManifest } from "../../../../model/manifests/traffic-policy";
import type { VirtualServiceManifest } from "../../../../model/manifests/virtual-service";
import { manifests, planRelease } from "../../../../model/plan/plan";
import type { Release } from "../../../../model/release/release";
import { samples } from "../../../oracle/arbitraries/arbitraries";
import { liveCluster } from "../../../support/live";

const shop: Release = {
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
class Objects {
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
function byHand(change: (objects: Objects) => void = () => undefined): LiveCluster[] {
  const plans = planRelease(shop, [{ name: "west" }, { name: "east" }]).clusters;
  return plans.map((plan) => {
    const objects = new Objects(plan.cluster.name, structuredClone(manifests(plan)));
    change(objects);
    return liveCluster(plan.cluster, objects.all);
  });
}

function obstacles(change: (objects: Objects) => void): string[] {
  const told = adopt("shop", byHand(change)).obstacles;
  return told.map(({ object, field, cluster = "" }) => [cluster, object, field].join(" ").trim());
}

function adopted(change: (objects: Objects) => void) {
  const { release, clusters, obstacles } = adopt("shop", byHand(change));
  expect(obstacles).to.deep.equal([]);
  return { release, clusters, cart: release.services.cart };
}

describe("a release that is adopted", () => {
  it("is the one from which its objects were made", () => {
    const { release, clusters } = adopted(() => undefined);
    expect(release).to.deep.equal(shop);
    expect(clusters).to.deep.equal([{ name: "west" }, { name: "east" }]);
  });

  it("has the same pods, whatever was found, unless something is told", () => {
    let compared = 0;
    fc.assert(
      fc.property(samples, ({ release, clusters }) => {
        const plans = planRelease(release, clusters).clusters;
        if (release.createNamespace === false) return;
        const live = plans.map((plan) => liveCluster(plan.cluster, manifests(plan)));
        const found = adopt(release.name, live);
        if (found.obstacles.length > 0) return;
        compared++;
        const again = planRelease(found.release, found.clusters).clusters;
        expect(again.map((plan) => templates(manifests(plan)))).to.deep.equal(
          plans.map((plan) => templates(manifests(plan))),
        );
      }),
      { numRuns: 100 },
    );
    expect(compared).to.be.greaterThan(0);
  });

  it("keeps weights that differ between clusters with the cluster", () => {
    const { clusters, cart } = adopted(({ cluster, routes }) => {
      if (cluster === "east") routes.spec.http![0]!.route!.forEach((one) => (one.weight = 50));
    });
    expect(cart?.weights).to.deep.equal({ v1: 90, v2: 10 });
    expect(clusters[1]?.weights).to.deep.equal({ cart: { v1: 50, v2: 50 } });
  });

  it("reads short hosts, other names of subsets and weights of another sum", () => {
    const { cart } = adopted(({ routes, rules }) => {
      routes.spec.hosts = ["cart", "shop.example.com"];
      const names = { v1: "stable", v2: "next" } as Record<string, string>;
      for (const { destination } of routes.spec.http![0]!.route!) {
        destination.host = "cart";
        destination.subset = names[destination.subset ?? ""];
      }
      routes.spec.http![0]!.route![0]!.weight = 9;
      routes.spec.http![0]!.route![1]!.weight = 1;
      for (const rule of rules) {
        Object.assign(rule.spec, { host: "cart.shop" });
        for (const subset of rule.spec.subsets ?? []) subset.name = names[subset.name]!;
      }
    });
    expect(cart?.weights).to.deep.equal({ v1: 90, v2: 10 });
  });

  it("reads the conditions of a route, also on headers that a request must not have", () => {
    const match = {
      headers: { "x-user": { prefix: "t" } },
      withoutHeaders: { "x-group": { exact: "beta" }, "x-internal": {} },
      queryParams: { page: { exact: "1" } },
      uri: { prefix: "/cart" },
    };
    const { cart } = adopted(({ routes }) => {
      const [last] = routes.spec.http ?? [];
      if (last) routes.spec.http = [{ ...last, name: "some", match: [match] }, last];
    });
    const { queryParams, ...others } = match;
    expect(cart?.routes?.[0]?.match).to.deep.equal({ ...others, query: queryParams });
  });

  it("takes a cluster from which the mesh reads nothing as a remote one", () => {
    const { clusters } = adopted((objects) => {
      if (objects.cluster !== "east") return;
      for (const kind of ["DestinationRule", "VirtualService", "Gateway", "PeerAuthentication"])
        objects.drop(kind);
    });
    expect(clusters[1]).to.deep.equal({ name: "east", role: "remote" });
  });

  it("leaves a Gateway to its owners that holds more than a release can say", () => {
    const { release } = adopted(({ all }) => {
      const gateway = all.find((one) => one.kind === "Gateway") as unknown as {
        spec: { servers: object[] };
      };
      gateway.spec.servers.push({
        port: { number: 9000, name: "tcp", protocol: "TCP" },
        hosts: ["*"],
      });
    });
    expect(release.gateway).to.include({ name: "front", create: false });
  });
});

describe("what a release can't say", () => {
  it("is told of a Deployment that selects otherwise, or has another name", () => {
    expect(
      obstacles(({ deployment }) => {
        deployment.spec.selector = { matchLabels: { app: "cart" } };
      }),
    ).to.deep.equal([
      "west Deployment shop/cart-v1 spec.selector",
      "east Deployment shop/cart-v2 spec.selector",
    ]);
    expect(
      obstacles(({ deployment, cluster }) => {
        if (cluster === "west") deployment.metadata.name = "carts";
      }),
    ).to.deep.equal(["west Deployment shop/carts metadata.name"]);
  });

  it("is told of a version whose pods are not the same in all of its clusters", () => {
    expect(
      obstacles(({ deployment }) => {
        const labels = { app: "cart", version: "v1" };
        deployment.metadata.name = "cart-v1";
        deployment.spec.selector = { matchLabels: labels };
        deployment.spec.template.metadata!.labels = labels;
      }),
    ).to.include("east Deployment shop/cart-v1");
  });

  it("is told of a port whose name says no protocol", () => {
    expect(obstacles(({ service }) => (service.spec.ports![0]!.name = "web"))).to.deep.equal([
      "west Service shop/cart spec.ports",
      "east Service shop/cart spec.ports",
    ]);
  });

  it("is told of routes that would do something else", () => {
    expect(
      obstacles(({ routes, cluster }) => {
        if (cluster === "west") routes.spec.hosts = ["shop.example.com"];
      }),
    ).to.deep.equal(["west VirtualService shop/cart-rules spec.hosts"]);
  });

  it("is told of pods without sidecars, whom callers with mutual TLS would not reach", () => {
    const live = byHand(({ all, cluster }) => {
      const metadata = { name: `cart-${cluster}`, namespace: "shop", labels: { app: "cart" } };
      const name = cluster === "west" ? "istio-proxy" : "cart";
      all.push({
        apiVersion: "v1",
        kind: "Pod",
        metadata,
        ...{ spec: { containers: [{ name }] } },
      });
    });
    expect(adopt("shop", live).obstacles.map(({ object }) => object)).to.deep.equal([
      "Pod shop/cart-east",
    ]);
  });

  it("is told of TLS that is not the mesh's own, and of subsets by other labels", () => {
    expect(
      obstacles(({ rules, cluster }) => {
        if (cluster !== "west") return;
        Object.assign(rules[0]!.spec.trafficPolicy!, { tls: { mode: "DISABLE" } });
        rules[1]!.spec.subsets![0]!.labels = { version: "v2", tier: "a" };
      }),
    ).to.include.members([
      "west DestinationRule shop/cart-v1 spec.trafficPolicy",
      "west DestinationRule shop/cart-v2 spec.subsets[v2]",
    ]);
  });
});

/** The pod templates of a cluster's Deployments by name, without what an API server would fill in. */
function templates(all: readonly Manifest[]): Record<string, object> {
  const deployments = all.filter(({ kind }) => kind === "Deployment") as DeploymentManifest[];
  return Object.fromEntries(
    deployments.map(({ metadata, spec }) => [metadata.name, withoutDefaults(spec.template)]),
  );
}
