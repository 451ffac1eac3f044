import { expect } from "chai";
import { covers } from "../../../model/limits/hosts";
import { holds } from "../../../model/limits/registries";

describe("the registry of an image", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["docker.io", "nginx", true],
    ["docker.io", "nginx:1.27@sha256:0123", true],
    ["docker.io/library", "nginx", true],
    ["docker.io/istio", "istio/examples-helloworld-v1:1.0", true],
    ["docker.io", "index.docker.io/acme/web", true],
    ["index.docker.io", "acme/web", true],
    ["docker.io/acme", "acme2/web", false],
    ["docker.io", "localhost/web", false],
    ["localhost:5000", "localhost:5000/web:1", true],
    ["localhost", "localhost:5000/web:1", false],
    ["registry.example:5000/shop", "registry.example:5000/shop/web", true],
    ["registry.example", "registry.example:5000/shop/web", false],
    ["registry.example/shop", "registry.example/shop", true],
    ["registry.example/shop", "registry.example/shop:2", true],
    ["registry.example", "registry.example.evil.org/web", false],
    ["docker.io", "registry.example/web", false],
    ["GHCR.io/acme", "ghcr.io/acme/web:1", true],
    ["ghcr.io/acme", "GHCR.IO/acme/web", true],
    ["GHCR.io/acme", "ghcr.io/acme2/web", false],
  ];
  for (const [registry, image, held] of cases)
    it(`says that ${image} is ${held ? "" : "not "}of ${registry}`, () => {
      expect(holds(registry, image)).to.equal(held);
    });
});

describe("an allowed host name", () => {
  it("covers itself, and with a wildcard all names below", () => {
    expect(covers("shop.example.com", "shop.example.com")).to.equal(true);
    expect(covers("*.example.com", "a.b.example.com")).to.equal(true);
    expect(covers("*.example.com", "*.shop.example.com")).to.equal(true);
    expect(covers("*", "*")).to.equal(true);
    expect(covers("*.example.com", "example.com")).to.equal(false);
    expect(covers("*.example.com", "*")).to.equal(false);
    expect(covers("*.example.com", "shop.badexample.com")).to.equal(false);
  });
});
