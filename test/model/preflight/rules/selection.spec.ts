import { expect } from "chai";
import type { VersionSpec } from "../../../../model/release/release";
import { service } from "../../../support/releases";
import { found, shop } from "../mutated";

const image = "ghcr.io/acme/app:1";

/** Code and place of what the rules find, each once, in a release with another `cart`. */
function cart(changes: Parameters<typeof service>[0]): string[] {
  const services = { ...shop.services, cart: service({ weights: { v1: 100 }, ...changes }) };
  return places(found(undefined, { ...shop, services }));
}

function places(all: ReturnType<typeof found>): string[] {
  return [...new Set(all.map(({ code, origin }) => `${code} ${origin.join(".")}`))];
}

describe("labels of versions", () => {
  it("tell them apart", () => {
    const versions = {
      v1: { image, labels: { track: "stable" } },
      v2: { image, labels: { track: "canary" } },
    };
    expect(cart({ versions })).to.deep.equal([]);
  });

  it("are no part of another version's labels", () => {
    const track = { track: "stable" };
    const versions = {
      v1: { image, labels: track },
      v2: { image, labels: { ...track, tier: "web" } },
    };
    expect(cart({ versions })).to.deep.equal([
      "GR270 services.cart.versions.v1.labels",
      "GR272 services.cart.versions.v1.labels",
    ]);
  });

  it("are not among what another version says of its pods", () => {
    const pod = { metadata: { labels: { track: "stable" } } };
    const versions = { v1: { image, labels: { track: "stable" } }, v2: { image, pod } };
    expect(cart({ versions })).to.include("GR270 services.cart.versions.v1.labels");
  });

  it("may be none, with a warning as soon as there is another version", () => {
    const v1 = { image, labels: {} };
    expect(cart({ versions: { v1 } })).to.deep.equal([]);
    expect(cart({ versions: { v1, v2: { image } } })).to.deep.equal([
      "GR272 services.cart.versions.v1.labels",
    ]);
  });
});

describe("the selector of a service", () => {
  it("may be any label that its own pods carry", () => {
    const versions = { v1: { image } };
    expect(cart({ versions, selector: { "app.kubernetes.io/name": "cart" } })).to.deep.equal([]);
  });

  it("selects no pods of another service", () => {
    const versions = { v1: { image } };
    expect(cart({ versions, selector: { app: "web" } })).to.include("GR271 services.cart.selector");
  });
});

describe("a type of Service", () => {
  it("that leads past the gateway is told, with what pods refuse", () => {
    const versions = { v1: { image } };
    const services = { cart: service({ versions, weights: { v1: 100 }, type: "LoadBalancer" }) };
    const [strict] = found(undefined, { ...shop, gateway: undefined, services });
    expect(strict?.code).to.equal("GR274");
    expect(strict?.given).to.contain("refuse callers outside the mesh");
    const [plain] = found(undefined, {
      ...shop,
      gateway: undefined,
      mtls: "PERMISSIVE",
      services,
    });
    expect(plain?.given).to.equal("LoadBalancer: no weight splits what comes in by it");
  });
});

describe("a strategy", () => {
  const of = (strategy: VersionSpec["strategy"], replicas = 1) =>
    cart({ versions: { v1: { image, replicas, strategy } } });
  const told = ["GR273 services.cart.versions.v1.strategy"];

  it("that ends all pods first is told as what it is", () => {
    expect(of("Recreate", 3)).to.deep.equal(told);
    expect(of({ type: "Recreate" })).to.deep.equal(told);
    expect(of({ rollingUpdate: { maxUnavailable: 2 } }, 2)).to.deep.equal(told);
    expect(of({ rollingUpdate: { maxUnavailable: "100%" } }, 4)).to.deep.equal(told);
  });

  it("that keeps pods ready is not", () => {
    expect(of("RollingUpdate")).to.deep.equal([]);
    expect(of({ rollingUpdate: { maxSurge: 2 } })).to.deep.equal([]);
    // Kubernetes rounds down.
    expect(of({ rollingUpdate: { maxUnavailable: "50%" } })).to.deep.equal([]);
    expect(of({ rollingUpdate: { maxUnavailable: 1 } }, 2)).to.deep.equal([]);
  });
});
