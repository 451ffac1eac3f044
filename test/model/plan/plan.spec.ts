import { expect } from "chai";
import { serviceManifest } from "../../../model/manifests/service";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { Cluster } from "../../../model/release/cluster";
import type { LanesSpec } from "../../../model/release/lanes";
import type { ServiceSpec } from "../../../model/release/release";
import { east, outpost, release, service, west } from "../../support/releases";

const kinds = (plan: ReturnType<typeof planRelease>, cluster: Cluster) =>
  plan.clusters
    .filter((one) => one.cluster.name === cluster.name)
    .flatMap((one) => manifests(one).map(({ kind, metadata }) => `${kind} ${metadata.name}`));

const everywhere = { v1: { image: "a:1" }, v2: { image: "a:2" } };

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
      ["cart", undefined],
      ["web", { name: "gray-demo-gateway", hosts: ["*"] }],
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
      cluster?.services
        .flatMap((one) => serviceManifest(one).spec.ports ?? [])
        .map(({ name, targetPort }) => [name, targetPort]),
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

describe("the lanes of a release", () => {
  const v1 = { image: "a:1" };
  const given = (changes: Partial<LanesSpec> = {}) =>
    release({
      services: {
        front: service({ expose: true, versions: { v1, v2: v1 } }),
        middle: service({ versions: { v1, v2: { ...v1, clusters: [] } } }),
        back: service({ versions: { v1, second: v1 } }),
      },
      lanes: {
        header: "x-lane",
        mode: "permissive",
        lanes: [{ name: "v2", versions: { back: "second" }, weight: 10 }],
        ...changes,
      },
    });
  const targets = (changes?: Partial<LanesSpec>) => {
    const [{ mesh } = { mesh: undefined }] = planRelease(given(changes), [west, east]).clusters;
    return mesh?.routes.map(({ service, lanes }) => [service, lanes?.lanes[0]?.version]);
  };

  it("lead to each service's version of the lane, where it runs anywhere", () => {
    expect(targets()).to.deep.equal([
      ["back", "second"],
      ["front", "v2"],
      ["middle", undefined],
    ]);
  });

  it("lead to the baseline where a service does not run the lane's version", () => {
    expect(targets({ baseline: "v1" })?.[2]).to.deep.equal(["middle", "v1"]);
  });

  it("do not concern connections, which carry no header", () => {
    const { services, ...rest } = given();
    const tcp = { ...rest, services: { ...services, back: service({ protocol: "tcp" }) } };
    const [{ mesh } = { mesh: undefined }] = planRelease(tcp, [west]).clusters;
    expect(mesh?.routes.map(({ lanes }) => lanes !== undefined)).to.deep.equal([false, true, true]);
  });
});

describe("what a service takes over from its declaration", () => {
  const planned = (services: Record<string, ServiceSpec>) =>
    planRelease(release({ services }), [west, east]).clusters[0]?.mesh;

  it("is the versions that it shares with followed callers, as far as they run", () => {
    const versions = { v1: { image: "a:1" }, v2: { image: "a:2", clusters: [] } };
    const mesh = planned({ web: service(), cart: service({ versions, follows: ["web"] }) });
    expect(mesh?.routes[0]?.follows).to.deep.equal([{ service: "web", versions: ["v1"] }]);
  });

  it("is its cookie, by default named after it and kept for a day; one of 0s has no age", () => {
    const mesh = planned({
      web: service({ sticky: {} }),
      cart: service({ sticky: { cookie: "c", ttl: "90m" } }),
      ads: service({ sticky: { cookie: "a", ttl: "0s" } }),
      zoo: service({ sticky: { cookie: "z", ttl: "1ms" } }),
    });
    expect(mesh?.routes.map(({ sticky }) => sticky)).to.deep.equal([
      { cookie: "a" },
      { cookie: "c", maxAge: 5400 },
      { cookie: "web-version", maxAge: 86_400 },
      { cookie: "z", maxAge: 1 },
    ]);
  });

  it("is the name of its default route, by default the port's", () => {
    const mesh = planned({
      web: service({ portName: "http-web" }),
      cart: service({ defaultRoute: "rest" }),
    });
    expect(mesh?.routes.map((route) => route.defaultRoute)).to.deep.equal(["rest", "http-web"]);
  });

  it("is how callers treat its pods, which its Deployments do not hold", () => {
    const versions = {
      v1: { image: "a:1", outlierDetection: { consecutive5xxErrors: 3 } },
    };
    const given = release({ services: { web: service({ versions, loadBalancer: "RANDOM" }) } });
    const [{ mesh, workloads } = { mesh: undefined, workloads: [] }] = planRelease(given, [
      west,
    ]).clusters;
    expect(mesh?.subsets[0]).to.deep.include({
      policy: { loadBalancer: "RANDOM" },
      versionPolicy: { outlierDetection: { consecutive5xxErrors: 3 } },
    });
    expect(workloads[0]).to.not.have.property("outlierDetection");
  });

  it("is TCP at a port of the Gateway, and no other server where nothing else is exposed", () => {
    const queue = service({ protocol: "tcp", expose: { port: 31400 } });
    const host = "queue.gray-demo.svc.cluster.local";
    const tcp = [{ port: 31400, hosts: [host] }];
    expect(planned({ queue })?.gateways[0]).to.deep.include({ http: false, tcp });
    expect(planned({ queue, web: service({ expose: true }) })?.gateways[0]?.http).to.equal(true);
    expect(planned({ web: service() })?.gateways[0]).to.deep.include({ http: true, tcp: [] });
  });
});
