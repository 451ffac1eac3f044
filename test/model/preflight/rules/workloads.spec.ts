import { expect } from "chai";
import { expectOnly, expectOnlyInEast, found, named, shop, type OpenCluster } from "../mutated";

function port(cluster: OpenCluster) {
  return named(cluster.services, "web").manifest.spec.ports![0]!;
}

describe("a Service", () => {
  for (const name of ["main", "httpx", "Web-http", ""])
    it(`does not call its port ${JSON.stringify(name)}`, () => {
      const [one] = expectOnly("GR230", (cluster) => (port(cluster).name = name));
      expect(one?.origin).to.deep.equal(["services", "web", "portName"]);
    });

  for (const name of ["http", "grpc-web-main", "tcp-1", "HTTP2-x", "mongo"])
    it(`may call its port ${JSON.stringify(name)}`, () => {
      const mesh = found(({ clusters }) => clusters.forEach((c) => (port(c).name = name)));
      expect(mesh).to.deep.equal([]);
    });

  it("leads to a port that pods listen on", () => {
    expectOnly("GR231", (cluster) => (port(cluster).targetPort = 9999));
  });

  it("may lead to any port of pods that name none", () => {
    const mesh = found(({ clusters }) =>
      clusters.forEach((cluster) => {
        port(cluster).targetPort = 9999;
        for (const { manifest } of cluster.deployments)
          delete manifest.spec.template.spec!.containers[0]!.ports;
      }),
    );
    expect(mesh).to.deep.equal([]);
  });

  it("may lead to a port by its name", () => {
    const mesh = found(({ clusters }) =>
      clusters.forEach((cluster) => {
        port(cluster).targetPort = "app";
        const { spec } = named(cluster.deployments, "web-v1").manifest.spec.template;
        spec!.containers[0]!.ports![0]!.name = "app";
      }),
    );
    expect(mesh).to.deep.equal([]);
  });

  it("selects no version", () => {
    expectOnly("GR232", ({ services }) => {
      named(services, "ads").manifest.spec.selector!.version = "v1";
    });
  });

  it("has the same type in every cluster", () => {
    const [one] = expectOnlyInEast("GR233", ({ services }) => {
      named(services, "web").manifest.spec.type = "ExternalName";
    });
    expect(one?.given).to.equal("the type ExternalName that west does not have");
  });

  it("has the same ports in every cluster", () => {
    expectOnlyInEast("GR233", (cluster) => (port(cluster).name = "http2-5000"));
  });

  it("is headless everywhere or nowhere", () => {
    expectOnlyInEast("GR233", ({ services }) => {
      named(services, "web").manifest.spec.clusterIP = "None";
    });
  });
});

describe("pods", () => {
  for (const label of ["app", "version"])
    it(`have the label ${label}`, () => {
      // Those of west are in the Service and the subset still.
      const [one] = expectOnlyInEast("GR234", ({ deployments }) => {
        delete named(deployments, "cart-v1").manifest.spec.template.metadata!.labels![label];
      });
      expect(one?.origin).to.deep.equal(["services", "cart", "versions", "v1"]);
    });
});

describe("pods with the labels of Helm charts", () => {
  it("are known to telemetry without app and version", () => {
    const mesh = found(({ clusters }) =>
      clusters.slice(1).forEach(({ deployments }) => {
        const { labels } = named(deployments, "cart-v1").manifest.spec.template.metadata!;
        delete labels!.app;
        Object.assign(labels!, { "app.kubernetes.io/name": "cart" });
      }),
    );
    expect(mesh).to.deep.equal([]);
  });
});

describe("a namespace", () => {
  it("asks for sidecars", () => {
    expectOnly("GR235", ({ namespaces }) => {
      (namespaces[0]!.manifest.metadata as { labels: object }).labels = {};
    });
  });

  it("does not refuse sidecars", () => {
    expectOnly("GR235", ({ namespaces }) => {
      namespaces[0]!.manifest.metadata.labels!["istio-injection"] = "disabled";
    });
  });

  it("asks in one way", () => {
    expectOnly("GR236", ({ namespaces }) => {
      namespaces[0]!.manifest.metadata.labels!["istio.io/rev"] = "canary";
    });
  });

  it("may ask for a revision", () => {
    const mesh = found(undefined, { ...shop, injection: { revision: "canary" } });
    expect(mesh).to.deep.equal([]);
  });
});

describe("mutual TLS", () => {
  it("is not switched off for a host whose pods demand it", () => {
    const [one] = expectOnly("GR237", ({ destinationRules }) => {
      named(destinationRules, "web-v1").manifest.spec.trafficPolicy!.tls = { mode: "DISABLE" };
    });
    expect(one?.given).to.equal(
      "TLS mode DISABLE for the host, but the PeerAuthentication demands STRICT",
    );
  });

  it("is not switched off for a subset whose pods demand it", () => {
    expectOnly("GR237", ({ destinationRules }) => {
      const [subset] = named(destinationRules, "web-v1").manifest.spec.subsets!;
      subset!.trafficPolicy!.tls = { mode: "SIMPLE" };
    });
  });

  it("is not switched off for a port whose pods demand it", () => {
    expectOnly("GR237", ({ destinationRules }) => {
      named(destinationRules, "web-v1").manifest.spec.trafficPolicy!.portLevelSettings = [
        { port: { number: 5000 }, tls: { mode: "DISABLE" } },
      ];
    });
  });

  it("is not spoken to pods that refuse it", () => {
    expectOnly("GR237", ({ peerAuthentications }) => {
      peerAuthentications[0]!.manifest.spec.mtls!.mode = "DISABLE";
    });
  });

  it("may be left to pods that take both", () => {
    const mesh = found(
      ({ clusters }) =>
        clusters.forEach(({ destinationRules }) => {
          named(destinationRules, "web-v1").manifest.spec.trafficPolicy!.tls = { mode: "DISABLE" };
        }),
      { ...shop, mtls: "PERMISSIVE" },
    );
    expect(mesh).to.deep.equal([]);
  });
});
