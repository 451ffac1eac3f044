import { expect } from "chai";
import type { FieldTree } from "../../../model/live-object";
import { differences } from "../../../operations/drift/differences";
import { ownershipOf } from "../../../operations/drift/managed-fields";

const item = (name: string) => `k:${JSON.stringify({ name })}`;

/** Paths and values that differ, where one manager owns fields as given. */
function found(declared: unknown, live: unknown, tree: FieldTree = {}) {
  const owners = ownershipOf([{ manager: "kubectl", operation: "Update", fieldsV1: tree }]);
  return differences(declared, live, { path: "", of: [], owners }).map(
    ({ path, from, to, writers }) => [path, from, to, writers.map(({ manager }) => manager).join()],
  );
}

describe("differences of a declared and a live object", () => {
  it("are none of what is equal, or left out because it is empty", () => {
    expect(found({ a: 1, b: [], c: "", d: {} }, { a: 1 })).to.deep.equal([]);
    expect(found({ a: { b: 0 } }, { a: {} })).to.deep.equal([]);
  });

  it("are none of fields that are not declared", () => {
    expect(found({ a: 1 }, { a: 1, b: 2 }, { "f:a": {}, "f:b": {} })).to.deep.equal([]);
    expect(found({ a: undefined }, { a: 2 }, { "f:a": {} })).to.deep.equal([]);
  });

  it("have the path, both values and the manager that owns the live one", () => {
    expect(found({ a: { b: 1 } }, { a: { b: 2 } }, { "f:a": { "f:b": {} } })).to.deep.equal([
      ["a.b", 1, 2, "kubectl"],
    ]);
  });

  it("quote a name with a dot or a slash", () => {
    const labels = { "example.com/team": "a" };
    expect(found({ labels }, { labels: {} }, { "f:labels": { "f:b": {} } })).to.deep.equal([
      ['labels["example.com/team"]', "a", undefined, ""],
    ]);
  });

  it("of a list with keys are those of the element with the same key, wherever it is", () => {
    const tree = { "f:env": { [item("A")]: { "f:value": {} }, [item("B")]: { "f:value": {} } } };
    const env = [{ name: "A", value: "1" }];
    const live = [
      { name: "B", value: "2" },
      { name: "A", value: "3" },
    ];
    expect(found({ env }, { env: live }, tree)).to.deep.equal([
      ["env[A].value", "1", "3", "kubectl"],
    ]);
    expect(found({ env }, { env: live.slice(0, 1) }, tree)).to.deep.equal([
      ["env[A]", env[0], undefined, ""],
    ]);
  });

  it("of a set are the values that are gone", () => {
    const tree = { "f:finalizers": { 'v:"b"': {} } };
    expect(found({ finalizers: ["a", "b"] }, { finalizers: ["b", "c"] }, tree)).to.deep.equal([
      ["finalizers", "a", undefined, ""],
    ]);
  });

  it("of the shares of a route are those of the same destination, in whatever order they are", () => {
    const to = (subset: string, weight: number) => ({
      destination: { host: "cart", subset, port: { number: 80 } },
      weight,
    });
    const tree = { "f:http": {} };
    const routes = (...route: object[]) => ({ http: [{ route }] });
    expect(
      found(routes(to("v2", 40), to("v3", 60)), routes(to("v3", 60), to("v2", 40)), tree),
    ).to.deep.equal([]);
    expect(
      found(routes(to("v2", 40), to("v3", 60)), routes(to("v3", 50), to("v2", 50)), tree),
    ).to.deep.equal([
      ["http[0].route[0].weight", 40, 50, "kubectl"],
      ["http[0].route[1].weight", 60, 50, "kubectl"],
    ]);
    expect(found(routes(to("v1", 100)), routes(to("v2", 100)), tree)).to.deep.equal([
      ["http[0].route[0]", to("v1", 100), undefined, "kubectl"],
      ["http[0].route[1]", undefined, to("v2", 100), "kubectl"],
    ]);
  });

  it("of the only share of a route are its weight, which is all where it is not said", () => {
    const to = (subset: string, weight?: number) => ({
      destination: { host: "cart", subset },
      ...(weight !== undefined && { weight }),
    });
    const routes = (...route: object[]) => ({ http: [{ name: "a", route }] });
    const tree = { "f:http": {} };
    expect(found(routes(to("v1")), routes(to("v1", 100)), tree)).to.deep.equal([]);
    const [weight] = found(routes(to("v1")), routes(to("v1", 40), to("v2", 60)), tree);
    expect(weight).to.deep.equal(["http[0].route[0].weight", 100, 40, "kubectl"]);
  });

  it("of routes are those of one name, and their order", () => {
    const [a, b, c] = ["a", "b", "c"].map((name) => ({ name, timeout: "1s" }));
    const tree = { "f:http": {} };
    expect(found({ http: [a, b] }, { http: [c, a, { ...b, timeout: "2s" }] }, tree)).to.deep.equal([
      ["http[1].timeout", "1s", "2s", "kubectl"],
      ["http[2]", undefined, c, "kubectl"],
    ]);
    expect(found({ http: [a, b] }, { http: [b, a] }, tree)).to.deep.equal([
      ["http", ["a", "b"], ["b", "a"], "kubectl"],
    ]);
  });

  it("of a list that was written as a whole are also fields and elements that are not declared", () => {
    const tree = { "f:http": {} };
    expect(found({ http: [{ a: 1 }] }, { http: [{ a: 1, b: 2 }, { c: 3 }] }, tree)).to.deep.equal([
      ["http[0].b", undefined, 2, "kubectl"],
      ["http[1]", undefined, { c: 3 }, "kubectl"],
    ]);
  });
});
