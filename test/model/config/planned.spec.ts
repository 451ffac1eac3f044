import { expect } from "chai";
import { parseConfig } from "../../../model/config/parse";
import type { StackConfig } from "../../../model/config/settings";
import { config, pathsOf, problemsOf, shop } from "../../support/config";
import { service } from "../../support/releases";

/** The gateway's host is that of `cart` inside the mesh, so that two VirtualServices hold it. */
const taking = {
  name: "shop",
  namespace: "shop",
  gateway: { hosts: ["cart.shop.svc.cluster.local"] },
  services: { web: service({ expose: true }), cart: service() },
};

function findingsOf(given: StackConfig) {
  return parseConfig(given, { presets: { shop } }).findings.map(
    ({ severity, code, path }) => `${severity} ${code} ${path}`,
  );
}

describe("what the planned objects of a config show", () => {
  it("is refused where it is an error", () => {
    const [problem, ...others] = problemsOf(config({ release: taking }));
    expect(others).to.deep.equal([]);
    expect(problem).to.include({
      code: "GR223",
      path: "gray-release:release.services.web",
      object: "VirtualService shop/web in west, east",
    });
  });

  it("is told beside the mistakes in the declaration, five of five in one run", () => {
    const five = config({
      release: taking,
      clusters: [
        { name: "west", kubeconfig: "w", weights: { web: { v1: 90, v2: 9 } } },
        { name: "east", kubeconfig: "e" },
      ],
      weights: { web: { v1: 50, v3: 50 } },
      versions: { web: { v1: { clusters: ["wset"] }, v2: {} } },
      lanes: { blue: 5 },
    });
    expect(pathsOf(five)).to.deep.equal([
      "gray-release:clusters[0].weights.web",
      "gray-release:lanes.blue",
      "gray-release:release.services.web",
      "gray-release:versions.web.v1.clusters[0]",
      "gray-release:weights.web.v3",
    ]);
  });

  it("is not told where it is a mere consequence of a mistake in the declaration", () => {
    for (const [changes, path] of [
      [{ weights: { web: { v9: 100 } } }, "weights.web.v9"],
      [{ weights: { web: { v1: 0 } } }, "weights.web"],
      [{ versions: { web: { v1: { clusters: ["nowhere"] } } } }, "versions.web.v1.clusters[0]"],
      [{ versions: { web: { v1: { clusters: [] } } } }, "release.services.web.weights.v1"],
      [{ versions: { web: { v1: { replicas: 0 } } } }, "release.services.web.weights.v1"],
    ] as const)
      expect(pathsOf(config(changes))).to.deep.equal([`gray-release:${path}`]);
  });

  it("is told beside the settings where it is none", () => {
    expect(findingsOf(config())).to.deep.equal([
      "info GR226 gray-release:release.services.web.expose",
      "info GR252 gray-release:release.gateway",
    ]);
    const given = config({
      clusters: [{ name: "west" }, { name: "east", weights: { cart: { v1: 1, v2: 99 } } }],
      hosts: ["shop.example"],
    });
    expect(findingsOf(given)).to.deep.equal(["info GR242 gray-release:clusters[1].weights.cart"]);
  });

  it("is not looked for where the declaration can't be read", () => {
    expect(findingsOf(config({ settle: "soon", release: taking }))).to.deep.equal([
      "error GR001 gray-release:settle",
    ]);
  });
});
