import { expect } from "chai";
import { cutOut, bestEffort } from "../../../model/schema/best-effort";

const versions = { v1: { image: "a:1" } };

describe("what is left of a release with mistakes", () => {
  it("has no broken part, and everything else", () => {
    const value = { name: 5, namespace: "shop", services: { cart: { port: "x", versions } } };
    expect(bestEffort(value, [["name"], ["services", "cart", "port"]])).to.deep.equal({
      namespace: "shop",
      services: { cart: { versions, routes: [] } },
    });
  });

  it("is copied only as deep as a declaration goes", () => {
    const deep = JSON.parse(`${"[".repeat(20_000)}${"]".repeat(20_000)}`) as unknown;
    const kept = bestEffort({ name: deep, namespace: "shop" }, []);
    expect(JSON.stringify(kept).length).to.be.lessThan(100);
  });

  it("has no weights where one of them is broken", () => {
    const value = { services: { cart: { versions, weights: { v1: 50, v2: "50" } } } };
    const kept = bestEffort(value, [["services", "cart", "weights", "v2"]]);
    expect(kept.services.cart).to.deep.equal({ versions, routes: [] });
  });

  it("keeps a version whatever it holds, since weights name it", () => {
    const value = { services: { cart: { versions: { v1: null, v2: { image: "a:2" } } } } };
    const kept = bestEffort(value, [["services", "cart", "versions", "v1"]]);
    expect(kept.services.cart?.versions).to.deep.equal({ v1: {}, v2: { image: "a:2" } });
  });

  it("keeps the name alone of a broken destination outside, since weights name it", () => {
    const [old, good] = [{ host: "old.example.com", external: "yes" }, { host: "a.b.svc" }];
    const kept = (outside: unknown, broken: string[]) =>
      bestEffort({ services: { cart: { versions, outside } } }, [
        ["services", "cart", "outside", ...broken],
      ]).services.cart?.outside;
    expect(kept({ old, good }, ["old", "external"])).to.deep.equal({ old: {}, good });
    expect(kept({ old: null, good }, ["old"])).to.deep.equal({ old: {}, good });
    expect(kept([{ name: "old" }], [])).to.deep.equal({ old: {} });
  });

  it("keeps the index of a route behind a broken one", () => {
    const good = { name: "b", match: { uri: { exact: "/" } }, to: "v1" };
    const value = { services: { cart: { versions, routes: [{ name: 1, to: 2 }, good] } } };
    const broken = ["name", "to"].map((key) => ["services", "cart", "routes", 0, key]);
    const routes = bestEffort(value, broken).services.cart?.routes;
    expect(routes?.[1]).to.deep.equal(good);
    expect(routes?.filter(() => true)).to.deep.equal([good]);
  });

  it("has no part of a service of which something is broken, but is exposed all the same", () => {
    const value = {
      services: { cart: { versions, mirror: { version: "v1", percent: 0 }, expose: { hosts: 5 } } },
    };
    const broken = [
      ["services", "cart", "mirror", "percent"],
      ["services", "cart", "expose", "hosts"],
    ];
    expect(bestEffort(value, broken).services.cart).to.deep.equal({
      versions,
      routes: [],
      expose: true,
    });
  });

  it("has nothing that depends on a protocol that is none", () => {
    const cart = { versions, protocol: "grcp", portName: "grpc-80", expose: { port: 80 } };
    const kept = bestEffort({ services: { cart } }, [["services", "cart", "protocol"]]);
    expect(kept.services.cart).to.deep.equal({ versions, routes: [], expose: true });
  });

  it("has a gateway and lanes where some were declared, whatever they hold", () => {
    expect(bestEffort({ gateway: 5, lanes: 5 }, [["gateway"], ["lanes"]])).to.deep.equal({
      gateway: {},
      lanes: { lanes: [] },
      services: {},
    });
    const lanes = { header: 5, lanes: [{ name: "a", weight: -1, version: "v1" }, { name: "b" }] };
    const broken = [
      ["lanes", "header"],
      ["lanes", "lanes", 0, "weight"],
    ];
    const kept = bestEffort({ lanes }, broken).lanes;
    expect(kept?.lanes[1]).to.deep.equal({ name: "b" });
    expect(kept?.lanes.filter(() => true)).to.deep.equal([{ name: "b" }]);
  });

  it("has the names of gateways that stand in a list, since services name them", () => {
    const gateways = [{ name: "public", hosts: ["a.example.com"] }, "internal"];
    expect(bestEffort({ gateways }, [["gateways"]]).gateways).to.deep.equal({ public: {} });
    const broken = { gateways: { public: { port: "80" }, internal: 7 } };
    expect(bestEffort(broken, [["gateways", "public", "port"]]).gateways).to.deep.equal({
      public: {},
      internal: {},
    });
  });

  it("is a release without services where nothing is", () => {
    for (const value of [null, 5, [], "x", { services: 5 }])
      expect(bestEffort(value, []).services).to.deep.equal({});
  });
});

describe("a copy without some places", () => {
  it("leaves the original as it was", () => {
    const original = { a: { b: 1, c: 2 } };
    expect(cutOut(original, [["a", "b"]])).to.deep.equal({ a: { c: 2 } });
    expect(original).to.deep.equal({ a: { b: 1, c: 2 } });
  });

  it("passes over places that are not there", () => {
    expect(cutOut({ a: 1 }, [["x", "y"], ["a", "b", "c"], []])).to.deep.equal({ a: 1 });
  });
});
