import { expect } from "chai";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import { objectPath } from "../../../kubernetes/object-path";
import { lookForDrift } from "../../../operations/drift/look";
import { deployment, route, weighted } from "../../support/live-objects";

const objects = [deployment, route];
const expected = { cluster: "east", objects, applied: true };

describe("a look for drift in a cluster", () => {
  let api: FakeApiServer;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    for (const one of objects) api.put(one, { manager: "gray-release", operation: "Apply" });
  });

  afterEach(() => api.stop());

  it("finds none where everything is as it was applied", async () => {
    expect(await lookForDrift(api.client(), expected)).to.deep.equal({
      cluster: "east",
      drift: [],
      held: [],
    });
  });

  it("finds what another manager changed, with its name", async () => {
    // Its hosts have two owners, too, but an object with drift is not told twice.
    api.put(route, { manager: "argocd-controller", operation: "Apply" });
    api.put(weighted(30), { manager: "kubectl-edit" });
    const { drift, held } = await lookForDrift(api.client(), expected);
    expect(drift.map(({ path, from, to, manager }) => [path, from, to, manager])).to.deep.equal([
      ["spec.http[0].route[0].weight", 80, 30, "kubectl-edit"],
      ["spec.http[0].route[1].weight", 20, 70, "kubectl-edit"],
    ]);
    expect(held).to.deep.equal([]);
  });

  it("finds an object that was applied and deleted", async () => {
    api.delete(route);
    const { drift } = await lookForDrift(api.client(), expected);
    expect(drift.map(({ object, kind }) => [object, kind])).to.deep.equal([
      ["VirtualService shop/cart", "deleted"],
    ]);
    const declared = await lookForDrift(api.client(), { ...expected, applied: false });
    expect(declared.drift).to.deep.equal([]);
  });

  it("finds an object that others made before, where it was only declared", async () => {
    api.delete(route);
    api.put(weighted(100), { manager: "helm" });
    const { drift } = await lookForDrift(api.client(), { ...expected, applied: false });
    expect(drift).to.have.lengthOf(1);
    expect(drift[0]).to.include({ kind: "foreign", manager: "helm" });
  });

  it("tells objects in which others own the same fields, with the same values", async () => {
    api.put(route, { manager: "argocd-controller", operation: "Apply" });
    const { drift, held } = await lookForDrift(api.client(), expected);
    expect(drift).to.deep.equal([]);
    expect(held.map(({ kind }) => kind)).to.deep.equal(["VirtualService"]);
  });

  it("does not look at objects of other names", async () => {
    const other = { ...weighted(1), metadata: { name: "theirs", namespace: "shop" } };
    api.put(other, { manager: "kubectl-create" });
    expect((await lookForDrift(api.client(), expected)).drift).to.deep.equal([]);
  });

  it("names the kind that the user may not read", async () => {
    api.fault({
      kind: 403,
      match: { path: objectPath(route).replace(/\/cart$/, "") },
    });
    const error = await lookForDrift(api.client(), expected).catch((one: unknown) => one);
    expect((error as Error).message).to.equal(
      "the kubeconfig's user may not read objects of kind VirtualService in namespace shop (403): grant the verbs get and list",
    );
  });

  it("says that its cluster refuses connections", async () => {
    await api.refuse();
    const error = await lookForDrift(api.client(), expected).catch((one: unknown) => one);
    expect((error as Error).message).to.match(/^can't read objects .*ECONNREFUSED/);
  });
});
