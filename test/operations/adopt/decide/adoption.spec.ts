import { expect } from "chai";
import fc from "fast-check";
import { adopt } from "../../../../operations/adopt/decide/adoption";
import { withoutDefaults } from "../../../../operations/adopt/decide/defaults";
import type { DeploymentManifest } from "../../../../model/manifests/deployment";
import type { GatewayManifest } from "../../../../model/manifests/gateway";
import type { Manifest } from "../../../../model/manifests/metadata";
import { manifests, planRelease } from "../../../../model/plan/plan";
import { samples } from "../../../oracle/arbitraries/arbitraries";
import { liveCluster } from "../../../support/live";

import { adopted, shop } from "./hand-written";

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

  it("names both of two Gateways, leaves them to their owners, and leads from each as before", () => {
    const { release, cart } = adopted(({ all, routes }) => {
      const gateway = all.find((one) => one.kind === "Gateway") as GatewayManifest;
      const metadata = { name: "inner", namespace: "edge" };
      const [server] = gateway.spec.servers ?? [];
      const servers = [{ ...server!, hosts: ["shop.corp.example"] }];
      all.push({
        ...gateway,
        metadata,
        spec: { selector: { istio: "inner" }, servers },
      } as Manifest);
      routes.spec.hosts!.push("shop.corp.example");
      routes.spec.gateways = ["edge/inner", ...routes.spec.gateways!];
    });
    expect(release.gateways).to.deep.equal({
      inner: { name: "inner", namespace: "edge", create: false, hosts: ["shop.corp.example"] },
      front: { name: "front", create: false, hosts: ["shop.example.com"] },
    });
    expect(cart?.expose).to.equal(true);
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
/** The pod templates of a cluster's Deployments by name, without what an API server would fill in. */
function templates(all: readonly Manifest[]): Record<string, object> {
  const deployments = all.filter(({ kind }) => kind === "Deployment") as DeploymentManifest[];
  return Object.fromEntries(
    deployments.map(({ metadata, spec }) => [metadata.name, withoutDefaults(spec.template)]),
  );
}
