import { expect } from "chai";
import { config, ownRelease, pathsOf, problemsOf, reachable } from "../../support/config";
import { release, service } from "../../support/releases";

describe("mistakes in the config", () => {
  it("are none in a correct config", () => {
    expect(problemsOf(config())).to.deep.equal([]);
    expect(problemsOf(ownRelease())).to.deep.equal([]);
  });

  it("are one, where Service and probes name the same port that no container has", () => {
    const probes = {
      readinessProbe: { httpGet: { port: "web" } },
      livenessProbe: { tcpSocket: { port: "web" } },
    };
    const versions = { v1: { image: "a:1", ...probes } };
    const short = ownRelease({ targetPort: "web", versions, weights: { v1: 100 } });
    expect(pathsOf(short)).to.deep.equal(["gray-release:release.services.web.targetPort"]);
    const ports = [
      { name: "http", port: 80, targetPort: "web" },
      { name: "http-more", port: 81 },
    ];
    const listed = ownRelease({ port: undefined, ports, versions, weights: { v1: 100 } });
    expect(pathsOf(listed)).to.deep.equal([
      "gray-release:release.services.web.ports[0].targetPort",
    ]);
    // A native sidecar may have the port, no other container that runs before.
    const beside = (more: object) => {
      const initContainers = [
        { name: "proxy", image: "p:1", ports: [{ name: "web", containerPort: 8080 }], ...more },
      ];
      return ownRelease({
        targetPort: "web",
        versions: { v1: { image: "a:1", pod: { spec: { initContainers } } } },
        weights: { v1: 100 },
      });
    };
    expect(pathsOf(beside({ restartPolicy: "Always" }))).to.deep.equal([]);
    expect(pathsOf(beside({}))).to.deep.equal(["gray-release:release.services.web.targetPort"]);
    // A second name is a second mistake.
    const other = { v1: { ...versions.v1, livenessProbe: { tcpSocket: { port: "admin" } } } };
    expect(
      pathsOf(ownRelease({ targetPort: "web", versions: other, weights: { v1: 100 } })),
    ).to.deep.equal([
      "gray-release:release.services.web.targetPort",
      "gray-release:release.services.web.versions.v1.livenessProbe",
    ]);
  });

  it("come all six together, from clusters, weights, versions and keys", () => {
    const six = config({
      clusters: [
        { name: "west", kubeconfig: "w", role: "primry" },
        { name: "east", context: "kind-esat" },
      ],
      weights: { web: { v1: 80, v2: 19 }, cart: { v1: 90, v3: 10 } },
      versions: { web: { v2: { replicas: -1 } } },
      hots: ["shop.example.com"],
    });
    expect(pathsOf(six)).to.deep.equal([
      "gray-release:clusters[0].role",
      "gray-release:clusters[1].context",
      "gray-release:hots",
      "gray-release:versions.web.v2.replicas",
      "gray-release:weights.cart.v3",
      "gray-release:weights.web",
    ]);
  });

  it("come all six together from one release that is written as an object", () => {
    const web = service({
      port: 70_000,
      weights: { v1: 60, v2: 60 },
      routes: [
        { name: "a", match: { method: { exact: "GET" } }, to: "v1" },
        { name: "b", match: { method: { exact: "GET" } }, to: "v1" },
        { name: "c", match: { uri: { exact: "/c" } }, to: "v9" },
      ],
    });
    const own = { ...release({ services: { web } }), mtls: "OFF", gatway: {} };
    expect(pathsOf(config({ release: own }))).to.deep.equal([
      "gray-release:release.gatway",
      "gray-release:release.mtls",
      "gray-release:release.services.web.port",
      "gray-release:release.services.web.routes[1].match",
      "gray-release:release.services.web.routes[2].to",
      "gray-release:release.services.web.weights",
    ]);
  });

  it("stand in the release where its own weights are wrong, because those of the config can't be read", () => {
    const web = service({ weights: { v1: 60, v2: 60 } });
    const own = release({ services: { web } });
    expect(pathsOf(config({ release: own, weights: { web: "80/20" } }))).to.deep.equal([
      "gray-release:release.services.web.weights",
      "gray-release:weights.web",
    ]);
  });

  it("are all told where several keys of one object are unknown", () => {
    expect(pathsOf(ownRelease({ prot: 1, weight: 2, rotes: 3 }))).to.deep.equal([
      "gray-release:release.services.web.prot",
      "gray-release:release.services.web.rotes",
      "gray-release:release.services.web.weight",
    ]);
  });

  it("are told of every cluster under its own index, also after one that can't be read at all", () => {
    const clusters = [
      7,
      { name: "west", context: "nowhere" },
      { name: "west", context: "kind-west" },
    ];
    expect(pathsOf(config({ clusters, release: "shop", versions: onWest }))).to.deep.equal([
      "gray-release:clusters[0]",
      "gray-release:clusters[1].context",
      "gray-release:clusters[2].name",
    ]);
  });

  it("are told of every route under its own index, also after one that can't be read", () => {
    const routes = [
      { name: "A", match: 5, to: "v1" },
      { name: "b", match: { uri: { exact: "/b" } }, to: "v9" },
      { name: "c", match: { uri: { exact: "/b" } }, to: "v1" },
    ];
    expect(pathsOf(ownRelease({ routes }))).to.deep.equal([
      "gray-release:release.services.web.routes[0].match",
      "gray-release:release.services.web.routes[0].name",
      "gray-release:release.services.web.routes[1].to",
      "gray-release:release.services.web.routes[2].match",
    ]);
  });

  it("are told once where one has others in its train", () => {
    const typo = { versions: { web: { v2: { clusters: ["esat"] } } } };
    const shifted = { weights: { web: { v1: 80, v2: 20 } } };
    expect(pathsOf(config({ ...typo, ...shifted }))).to.deep.equal([
      "gray-release:versions.web.v2.clusters[0]",
    ]);
    expect(pathsOf(config({ ...shifted, clusters: undefined }))).to.deep.equal([
      "gray-release:clusters",
    ]);
    expect(pathsOf(ownRelease({ versions: undefined }))).to.deep.equal([
      "gray-release:release.services.web.versions",
    ]);
    expect(pathsOf(ownRelease({ versions: { v1: null } }))).to.deep.equal([
      "gray-release:release.services.web.versions.v1",
    ]);
    expect(pathsOf(config({ release: 7, ...shifted }))).to.deep.equal(["gray-release:release"]);
  });

  it("do not hide what stands beside them", () => {
    const versions = { web: { v2: { replicas: "many" }, v3: { image: "ghcr.io/acme/web:3" } } };
    expect(
      pathsOf(config({ versions, weights: { web: { v1: 90, v3: 10 }, cart: 5 } })),
    ).to.deep.equal(["gray-release:versions.web.v2.replicas", "gray-release:weights.cart"]);
    const weights = { web: { v1: 99 } };
    const clusters = [
      { name: "west", context: "kind-west", role: "primry", weights },
      { name: "east", context: "kind-east" },
    ];
    expect(pathsOf(config({ clusters }), reachable)).to.deep.equal([
      "gray-release:clusters[0].role",
      "gray-release:clusters[0].weights.web",
    ]);
  });

  it("are told of clusters that are no names, beside other pods for some of them", () => {
    const v1 = { image: "a:1", replicas: 2 };
    const short = ownRelease({ versions: { v1 }, weights: { v1: 100 } });
    const versions = { web: { v1: { replicas: { west: 3 }, clusters: ["west", 5] } } };
    expect(pathsOf({ ...short, versions })).to.deep.equal([
      "gray-release:versions.web.v1.clusters[1]",
    ]);
  });

  it("are told of a preset's own fields too", () => {
    const preset = release({ services: { web: service({ port: 70_000 }) } });
    expect(pathsOf(config({ release: preset }))).to.deep.equal([
      "gray-release:release.services.web.port",
    ]);
  });
});

/** Places every version of the preset `shop` in west. */
const onWest = Object.fromEntries(
  ["web", "cart"].map((name) => [name, { v1: { clusters: ["west"] }, v2: { clusters: ["west"] } }]),
);
