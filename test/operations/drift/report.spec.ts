import { expect } from "chai";
import { compare, findDrift, type Drift } from "../../../operations/drift/decide";
import { driftAdvice, driftText } from "../../../operations/drift/report";
import { deployment, editedRoute, handledDeployment, route } from "../../support/live-objects";

const drift = findDrift({
  cluster: "east",
  compared: compare([deployment, route], [handledDeployment, editedRoute]),
  applied: true,
  manager: "gray-release",
});

describe("the report of drift", () => {
  it("has a block for each object and field manager, with fields, values and the time", () => {
    expect(driftText(drift.slice(2))).to.equal(
      [
        "1. VirtualService shop/cart in cluster east, by kubectl-edit, 2026-11-21 20:46:40 UTC",
        "   spec.http[0].route[0].weight (http-80, v1): from 80 to 30",
        "   spec.http[0].route[1].weight (http-80, v2): from 20 to 70",
      ].join("\n"),
    );
  });

  it("says of a scaled Deployment that an autoscaler would do it again", () => {
    const text = driftText(drift);
    expect(text).to.contain("1. Deployment shop/cart-v2 in cluster east, by kubectl through the");
    expect(text).to.contain("   spec.replicas: from 1 to 3\n   An autoscaler or `kubectl scale`");
  });

  it("shows no value of a container's variables, which may be secret", () => {
    const text = driftText(drift);
    expect(text).to.contain("env[LEVEL].value: from a value not shown to a value not shown");
    expect(text).to.not.match(/debug|info/);
  });

  it("shows a share of a route by its weight and version", () => {
    const [one] = drift.slice(2) as [Drift];
    const destination = { host: "cart.shop.svc.cluster.local", subset: "v3", port: { number: 80 } };
    const text = driftText([{ ...one, from: undefined, to: { destination, weight: 40 } }]);
    expect(text).to.contain("from nothing to 40 % to v3");
  });

  it("counts fields beyond the eighth of an object", () => {
    const [one] = drift.slice(2) as [Drift];
    expect(driftText(Array.from({ length: 11 }, () => one))).to.match(/\n {3}and 3 more fields$/);
  });

  it("says what was deleted, what no manager is known to have done, and what existed before", () => {
    const common = { cluster: "east", object: "VirtualService shop/cart" };
    const told = driftText([
      { ...common, kind: "deleted" },
      { ...common, object: "Service shop/cart", kind: "removed", path: "spec.http", from: 1 },
      { ...common, object: "Gateway shop/shop", kind: "foreign", manager: "helm" },
    ]);
    expect(told).to.contain("VirtualService shop/cart in cluster east, deleted");
    expect(told).to.contain("by an unknown field manager\n   spec.http: from 1 to nothing");
    expect(told).to.contain("by helm\n   it existed before this stack, which never wrote it");
  });

  it("advises for what is ours to take it back or keep it, for what was there before to adopt it", () => {
    expect(driftAdvice(drift, "prod")).to.contain("npx gray drift --take-over -s prod");
    expect(driftAdvice(drift, "prod")).to.match(
      /To keep it: .*, then run pulumi up -s prod, which makes the stack the only owner/,
    );
    expect(driftAdvice(drift, "prod")).to.not.contain("adopt");
    const [first] = drift as [Drift];
    const foreign = driftAdvice([{ ...first, kind: "foreign" }], "prod");
    expect(foreign).to.contain("gray adopt").and.not.contain("--take-over");
  });
});
