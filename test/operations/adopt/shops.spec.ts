import { expect } from "chai";
import { parseConfig } from "../../../model/config/parse";
import { adoptShop, untold, type AdoptedShop } from "../../support/shops/adopted";
import { bookinfo } from "../../support/shops/bookinfo";
import { boutique } from "../../support/shops/boutique";
import { podinfo } from "../../support/shops/podinfo";
import { sockShop } from "../../support/shops/sock-shop";

const shops = { bookinfo, boutique, podinfo, "sock-shop": sockShop };

for (const [name, shop] of Object.entries(shops))
  describe(`the public shop ${name}, adopted`, () => {
    let found: AdoptedShop;

    before(async () => {
      found = await adoptShop(shop());
    });

    it("changes only what was told, and makes a declaration without a mistake", () => {
      expect(untold(found)).to.deep.equal([]);
      const clusters = [{ name: "eu", context: "eu" }];
      const parsed = parseConfig({ release: found.release, clusters }, { presets: {} });
      expect("problems" in parsed ? parsed.problems : []).to.deep.equal([]);
    });

    it("replaces pods only where that was told", () => {
      const replaced = new Set(found.replacements.map(({ by }) => by));
      const deployments = found.created.filter((one) => one.startsWith("Deployment"));
      expect(deployments.filter((one) => !replaced.has(one))).to.deep.equal([]);
      expect(found.written.filter((one) => one.includes("spec.template"))).to.deep.equal([]);
    });
  });

describe("BookInfo, adopted", () => {
  it("keeps all of its pods, its paths at the gateway, its routes and weights", async () => {
    const { release, replacements, obstacles, left } = await adoptShop(bookinfo());
    expect({ replacements, obstacles, left }).to.deep.equal({
      replacements: [],
      obstacles: [],
      left: [],
    });
    expect(release.gateway).to.deep.equal({ name: "bookinfo-gateway" });
    expect(release.services.productpage?.expose).to.deep.equal({
      paths: [
        { exact: "/productpage" },
        { prefix: "/static" },
        { exact: "/login" },
        { exact: "/logout" },
        { prefix: "/api/v1/products" },
      ],
    });
    expect(release.services.reviews).to.deep.include({
      weights: { v1: 50, v3: 50 },
      routes: [
        { name: "route-1", match: { headers: { "end-user": { exact: "jason" } } }, to: "v2" },
      ],
      labels: { service: "reviews" },
    });
  });
});

describe("sock-shop, adopted", () => {
  it("keeps its label and its node port, and leaves databases alone", async () => {
    const { release, replacements, obstacles, left } = await adoptShop(sockShop());
    expect(left.map((one) => one.name)).to.have.members([
      "carts-db",
      "orders-db",
      "user-db",
      "rabbitmq",
    ]);
    expect(release.services["front-end"]).to.deep.include({
      selector: { name: "front-end" },
      type: "NodePort",
      labels: { name: "front-end" },
      annotations: { "prometheus.io/scrape": "true" },
    });
    // The ports have no names, from which Istio reads the protocol.
    expect([...new Set(obstacles.map(({ field }) => field))]).to.deep.equal(["spec.ports[80]"]);
    expect(replacements.map(({ object, field }) => [object, field])).to.deep.include([
      "Deployment sock-shop/carts",
      "spec.template.metadata.labels.version",
    ]);
    expect(replacements).to.have.length(8);
  });
});

describe("Online Boutique, adopted", () => {
  it("keeps its container's name and all of its pods' settings, and leaves the second Service and the cache alone", async () => {
    const { release, replacements, obstacles, left } = await adoptShop(boutique());
    expect(obstacles).to.deep.equal([]);
    expect(left.map((one) => one.name)).to.have.members(["frontend-external", "redis-cart"]);
    expect(replacements).to.have.length(10);
    const { v1 } = release.services.cartservice?.versions ?? {};
    expect(v1).to.deep.include({ container: "server", serviceAccountName: "cartservice" });
    expect(v1?.pod?.spec?.containers?.[0]).to.have.nested.property(
      "securityContext.readOnlyRootFilesystem",
      true,
    );
    expect(release.services.cartservice).to.deep.include({
      port: 7070,
      protocol: "grpc",
      portName: "grpc",
    });
  });
});

describe("podinfo, adopted", () => {
  it("keeps both ports with their named targets, the names in its container, and its autoscaler", async () => {
    const { release, obstacles } = await adoptShop(podinfo());
    expect(obstacles).to.deep.equal([]);
    expect(release.services.podinfo).to.deep.include({
      ports: [
        { name: "http", port: 9898, targetPort: "http" },
        { name: "grpc", port: 9999, targetPort: "grpc" },
      ],
    });
    const { v1 } = release.services.podinfo?.versions ?? {};
    expect(v1).to.deep.include({ container: "podinfod", autoscale: { min: 2, max: 4, cpu: 99 } });
    expect(v1).to.not.have.property("replicas");
    expect(v1?.pod?.spec?.containers?.[0]?.ports).to.have.length(3);
  });
});
