import { expect } from "chai";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import type { Release, ServiceSpec } from "../../../model/release/release";
import { release } from "../../support/releases";

const image = "ghcr.io/acme/places:1";
const places: ServiceSpec = {
  ports: [
    { name: "http", port: 8080 },
    { name: "grpc", port: 6565, targetPort: 9000 },
  ],
  versions: { v1: { image }, v2: { image } },
  weights: { v1: 95, v2: 5 },
};

function objects(changes: Partial<ServiceSpec>, others: Partial<Release> = {}) {
  const services = { places: { ...places, ...changes } };
  const given = release({ gateway: { hosts: ["a.example.com"] }, services, ...others });
  const [plan] = planRelease(given, [{ name: "west" }]).clusters;
  return manifests(plan!);
}

const specOf = (kind: string, ...given: Parameters<typeof objects>) =>
  objects(...given).find((object) => object.kind === kind) as { readonly spec: never } | undefined;

function routesOf(...given: Parameters<typeof objects>): VirtualServiceManifest["spec"] {
  return specOf("VirtualService", ...given)!.spec;
}

const to = (subset: string, port: number) => ({
  destination: { host: "places.gray-demo.svc.cluster.local", port: { number: port }, subset },
});
const split = (port: number) => [
  { ...to("v1", port), weight: 95 },
  { ...to("v2", port), weight: 5 },
];

describe("a service with several ports", () => {
  it("has one Service, which tells Istio the protocol where a name does not", () => {
    const ports = [...places.ports!, { name: "metrics", port: 9090 }];
    expect(specOf("Service", { ports })?.spec).to.deep.equal({
      selector: { app: "places" },
      ports: [
        { name: "http", port: 8080, targetPort: 8080, protocol: "TCP" },
        { name: "grpc", port: 6565, targetPort: 9000, protocol: "TCP" },
        { name: "metrics", port: 9090, targetPort: 9090, appProtocol: "http", protocol: "TCP" },
      ],
    });
  });

  it("has pods whose ports have the names", () => {
    const { template } = specOf("Deployment", {})!.spec as {
      template: { spec: { containers: { ports: unknown }[] } };
    };
    expect(template.spec.containers[0]?.ports).to.deep.equal([
      { name: "http", containerPort: 8080 },
      { name: "grpc", containerPort: 9000 },
    ]);
  });

  it("splits the calls to each port by the same weights", () => {
    expect(routesOf({}).http).to.deep.equal([
      { name: "http.default", match: [{ port: 8080 }], route: split(8080) },
      { name: "grpc.default", match: [{ port: 6565 }], route: split(6565) },
    ]);
  });

  it("has TCP routes for connections, without what only requests can have", () => {
    const ports = [places.ports![0]!, { name: "redis", port: 6379 }];
    const routes = [
      { name: "get", match: { method: { exact: "GET" } }, to: "v2" },
      { name: "ours", match: { sourceLabels: { app: "web" } }, to: "v2" },
    ];
    const spec = routesOf({ ports, routes, sticky: {}, mirror: { version: "v2" }, timeout: "2s" });
    expect(spec.http?.map(({ name }) => name)).to.deep.equal([
      "http.get",
      "http.ours",
      "http.default-sticky-v1",
      "http.default-sticky-v2",
      "http.default",
    ]);
    expect(spec.tcp).to.deep.equal([
      { match: [{ port: 6379, sourceLabels: { app: "web" } }], route: [to("v2", 6379)] },
      { match: [{ port: 6379 }], route: split(6379) },
    ]);
  });

  it("keeps a user on one version on all ports, by one cookie", () => {
    const cookies = (routesOf({ sticky: {} }).http ?? []).flatMap(({ route = [] }) =>
      route.flatMap(({ headers }) => headers?.response?.add?.["set-cookie"] ?? []),
    );
    expect(cookies).to.have.length(4);
    expect(new Set(cookies).size).to.equal(2);
  });

  it("has routes of one port where the route names it", () => {
    const routes = [{ name: "beta", match: { port: "grpc" }, to: "v2" }];
    expect(routesOf({ routes }).http?.map(({ name }) => name)).to.deep.equal([
      "http.default",
      "grpc.beta",
      "grpc.default",
    ]);
  });
});

describe("the gateway, for a service with several ports,", () => {
  const gateways = ["gray-demo-gateway"];
  const mesh = { gateways: ["mesh"] };

  it("leads to the first one, or to the one that expose names", () => {
    expect(routesOf({ expose: true }).http?.map(({ match }) => match)).to.deep.equal([
      [{ gateways }, { port: 8080, ...mesh }],
      [{ port: 6565, ...mesh }],
    ]);
    expect(
      routesOf({ expose: { servicePort: "grpc" } }).http?.map(({ match }) => match),
    ).to.deep.equal([[{ port: 8080, ...mesh }], [{ gateways }, { port: 6565, ...mesh }]]);
  });

  it("has weights and lanes of its own on that port alone", () => {
    const weights = { gateway: { v1: 100 }, mesh: { v2: 100 } };
    expect(routesOf({ expose: true, weights }).http).to.deep.equal([
      { name: "http.default-gateway", match: [{ gateways }], route: [to("v1", 8080)] },
      {
        name: "http.default",
        match: [{ gateways }, { port: 8080, ...mesh }],
        route: [to("v2", 8080)],
      },
      { name: "grpc.default", match: [{ port: 6565, ...mesh }], route: [to("v2", 6565)] },
    ]);
    const lanes = { header: "x-lane", lanes: [{ name: "v2", weight: 10 }] };
    const names = routesOf({ expose: true }, { lanes }).http?.map(({ name }) => name);
    expect(names).to.deep.equal([
      "http.lane-v2",
      "http.default-lanes",
      "http.default",
      "grpc.lane-v2",
      "grpc.default",
    ]);
  });

  it("takes labels of callers for the mesh alone", () => {
    const routes = [{ name: "ours", match: { sourceLabels: { app: "web" } }, to: "v2" }];
    expect(routesOf({ expose: true, routes }).http?.[0]?.match).to.deep.equal([
      { sourceLabels: { app: "web" }, port: 8080 },
    ]);
  });

  it("reaches a service under the host * through a root, because the mesh calls the other ports", () => {
    const all = objects({ expose: true }, { gateway: {} });
    expect(
      all.filter(({ kind }) => kind === "VirtualService").map(({ metadata }) => metadata.name),
    ).to.deep.equal(["places-routes", "gray-demo-gateway", "places-mesh"]);
  });

  it("leads connections from a port of its own", () => {
    const ports = [places.ports![0]!, { name: "redis", port: 6379 }];
    const expose = { servicePort: "redis", port: 31400 };
    const spec = routesOf({ ports, expose });
    expect(spec.hosts).to.deep.equal(["places.gray-demo.svc.cluster.local"]);
    expect(spec.tcp?.[0]?.match).to.deep.equal([
      { port: 31400, gateways },
      { port: 6379, ...mesh },
    ]);
    expect(spec.http?.[0]?.match).to.deep.equal([{ port: 8080, ...mesh }]);
  });
});
