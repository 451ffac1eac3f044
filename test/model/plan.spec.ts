import { expect } from "chai";
import { manifests, planRelease } from "../../model/plan";
import type { Cluster } from "../../model/cluster";
import { east, outpost, release, service, west } from "../support/releases";

const kinds = (plan: ReturnType<typeof planRelease>, cluster: Cluster) =>
  plan.clusters
    .filter((one) => one.cluster.name === cluster.name)
    .flatMap((one) => manifests(one).map(({ kind, metadata }) => `${kind} ${metadata.name}`));

describe("the plan of a release", () => {
  it("gives a remote cluster namespace, Services and workloads, and nothing that the mesh reads", () => {
    const plan = planRelease(release({ services: { hello: service({ versions: everywhere }) } }), [
      west,
      outpost,
    ]);
    expect(kinds(plan, outpost)).to.deep.equal([
      "Namespace gray-demo",
      "Service hello",
      "Deployment hello-v1",
      "Deployment hello-v2",
    ]);
  });

  it("gives every cluster the Service, also where no version runs", () => {
    const plan = planRelease(release(), [west, east, { name: "empty" }]);
    expect(kinds(plan, { name: "empty" })).to.include("Service hello");
    expect(kinds(plan, { name: "empty" }).join()).to.not.contain("Deployment");
  });

  it("has no subset for a version that runs nowhere", () => {
    const versions = { ...everywhere, v2: { image: "a:2", clusters: [] } };
    const plan = planRelease(release({ services: { hello: service({ versions }) } }), [west]);
    expect(kinds(plan, west)).to.include("DestinationRule hello-v1");
    expect(kinds(plan, west)).to.not.include("DestinationRule hello-v2");
  });

  it("keeps the subset of a version that has no traffic yet", () => {
    const plan = planRelease(release(), [west, east]);
    expect(kinds(plan, west)).to.include("DestinationRule hello-v2");
  });

  it("takes a cluster's own weights for that cluster's route alone", () => {
    const ahead = { ...east, weights: { hello: { v1: 50, v2: 50 } } };
    const plan = planRelease(release(), [west, ahead]);
    expect(plan.clusters.map(({ mesh }) => mesh?.routes[0]?.weights)).to.deep.equal([
      { v1: 100 },
      { v1: 50, v2: 50 },
    ]);
  });

  it("leads the gateway to the exposed service only", () => {
    const services = { web: service({ expose: true }), cart: service() };
    const [{ mesh } = { mesh: undefined }] = planRelease(release({ services }), [west]).clusters;
    expect(mesh?.routes.map((route) => [route.service, route.gateway])).to.deep.equal([
      ["web", { name: "gray-demo-gateway", hosts: ["*"] }],
      ["cart", undefined],
    ]);
  });

  it("has no Gateway where the release has none", () => {
    const { gateway: _gateway, ...closed } = release({ services: { cart: service() } });
    expect(kinds(planRelease(closed, [west]), west).join()).to.not.contain("Gateway");
  });

  it("names ports http-<port> and targets the Service's port, unless the service says otherwise", () => {
    const services = { a: service(), b: service({ portName: "http", targetPort: 8080 }) };
    const [cluster] = planRelease(release({ services }), [west]).clusters;
    expect(
      cluster?.services.map(({ portName, targetPort }) => [portName, targetPort]),
    ).to.deep.equal([
      ["http-5000", 5000],
      ["http", 8080],
    ]);
    expect(cluster?.mesh?.routes.map(({ defaultRoute }) => defaultRoute)).to.deep.equal([
      "http-5000",
      "http",
    ]);
  });
});

const everywhere = { v1: { image: "a:1" }, v2: { image: "a:2" } };
