import { expect } from "chai";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import { foresee, restartsIn } from "../../../operations/adopt/foresee";
import { objectPath } from "../../../kubernetes/object-path";
import { noteManager, notePatch } from "../../../operations/stable/note";
import { deployment, route, weighted } from "../../support/live-objects";

describe("what a first update would do to a live object", () => {
  let api: FakeApiServer;

  beforeEach(async () => {
    api = await FakeApiServer.start();
  });

  afterEach(() => api.stop());

  it("is each value that it would change, from the live one to the declared one", async () => {
    api.put(weighted(30), { manager: "kubectl-create" });
    const foreseen = await foresee(api.client(), route);
    expect(foreseen?.object.kind).to.equal("VirtualService");
    expect(foreseen?.changes.map(({ path, from, to }) => [path, from, to])).to.deep.equal([
      ["spec.http[0].route[0].weight", 30, 80],
      ["spec.http[0].route[1].weight", 70, 20],
    ]);
  });

  it("leaves nothing written", async () => {
    api.put(weighted(30), { manager: "kubectl-create" });
    const before = api.get(route);
    await foresee(api.client(), route);
    expect(api.get(route)).to.deep.equal(before);
    expect(api.asked({ method: "PATCH" }).map(({ query }) => query.dryRun)).to.deep.equal(["All"]);
  });

  it("is nothing where the object is as declared, and knows no object that does not exist", async () => {
    api.put(route, { manager: "kubectl-create" });
    expect((await foresee(api.client(), route))?.changes).to.deep.equal([]);
    expect(await foresee(api.client(), deployment)).to.equal(undefined);
  });

  it("leaves a stable version that an update noted there before, and names no change of it", async () => {
    api.put(route, { manager: "kubectl-create" });
    const how = { fieldManager: noteManager };
    await api.client().mergePatch(objectPath(route), notePatch("v1"), how);
    expect((await foresee(api.client(), route))?.changes).to.deep.equal([]);
  });

  it("fails where the API server refuses the dry run", async () => {
    api.put(route);
    api.fault({ kind: 403, match: { method: "PATCH" }, message: "no right to patch" });
    const error = await foresee(api.client(), route).catch((one: unknown) => one);
    expect((error as Error).message).to.equal("no right to patch");
  });
});

describe("changes that replace pods", () => {
  const change = (path: string) => ({ path, of: [], from: "a", to: undefined, writers: [] });

  it("are those of a Deployment's pod template, each with both values", () => {
    const object = { ...deployment, metadata: { ...deployment.metadata } };
    const changes = [change("spec.replicas"), change("spec.template.spec.image")];
    expect(restartsIn("west", { object, changes })).to.deep.equal([
      {
        cluster: "west",
        object: "Deployment shop/cart-v2",
        field: "spec.template.spec.image",
        why: 'the live value is "a", the declared one nothing',
      },
    ]);
  });

  it("are none of another kind", () => {
    const changes = [change("spec.template.spec.image")];
    expect(
      restartsIn("west", { object: { ...route, metadata: route.metadata }, changes }),
    ).to.deep.equal([]);
  });
});
