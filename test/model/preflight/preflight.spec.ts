import { expect } from "chai";
import { planRelease } from "../../../model/plan/plan";
import { withoutConsequences, type Finding } from "../../../model/preflight/finding";
import { preflight } from "../../../model/preflight/preflight";
import type { Problem } from "../../../model/problem";
import { east, west } from "../../support/releases";
import { shop } from "./mutated";

const anyHost = { ...shop, gateway: {} };

describe("the preflight", () => {
  it("tells what shows in the same object of several clusters once, with all of them", () => {
    const north = { ...west, name: "north", weights: { ads: { v1: 100 } } };
    const [first, ...others] = preflight(planRelease(anyHost, [west, east, north]));
    expect(first).to.deep.equal({
      code: "GR226",
      severity: "info",
      path: "release.services.web.expose",
      given: "routes for * at the gateway alone, with 2 versions",
      allowed: "hosts other than *, or a VirtualService that delegates",
      fix: "if pods of the mesh call the service, set gateway.hosts, or `gateway.delegate: true`",
      object: "VirtualService shop/web in west, east, north",
      clusters: ["west", "east", "north"],
    });
    expect(others.map(({ code, object }) => [code, object])).to.deep.equal([
      ["GR252", "Gateway shop/shop-gateway in west, east, north"],
    ]);
  });

  it("says where a part of the release was written", () => {
    const locate = (path: readonly (string | number)[]) => ["gray-release:release", ...path];
    const [one] = preflight(planRelease(anyHost, [west]), { locate });
    expect(one?.path).to.equal("gray-release:release.services.web.expose");
  });

  it("says which cluster's own weights differ", () => {
    const first = { ...east, weights: { cart: { v1: 1, v2: 99 } } };
    const clusters = ["gray-release:clusters"];
    const [one, ...others] = preflight(planRelease(shop, [west, first]), { clusters });
    expect(others).to.deep.equal([]);
    expect(one?.path).to.equal("gray-release:clusters[1].weights.cart");
  });
});

describe("a finding", () => {
  const found = (path: string): Finding => ({
    code: "GR201",
    severity: "error",
    path,
    given: "",
    allowed: "",
    fix: "",
  });
  const told = (code: Problem["code"], path: string): Problem => ({ ...found(path), code });
  const left = (finding: string, problem: Problem) =>
    withoutConsequences([found(finding)], [problem]).length;

  it("at the place of a mistake is a consequence of it", () => {
    expect(left("weights.cart", told("GR106", "weights.cart"))).to.equal(0);
  });

  it("around or inside the place of a mistake is one where the two stand for the same", () => {
    expect(left("weights.cart", told("GR107", "weights.cart.v9"))).to.equal(0);
    expect(left("weights.cart.v9", told("GR107", "weights.cart"))).to.equal(0);
    expect(left("weights.cart", told("GR106", "weights.cart.v9"))).to.equal(1);
  });

  it("elsewhere is a mistake of its own", () => {
    expect(left("weights.cart", told("GR107", "weights.carts"))).to.equal(1);
    expect(left("weights.cart", told("GR107", "weights.web.v9"))).to.equal(1);
  });
});
