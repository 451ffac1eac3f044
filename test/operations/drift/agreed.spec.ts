import { expect } from "chai";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import type { LiveObject } from "../../../model/live-object";
import { takeAgreed, withOtherOwners } from "../../../operations/drift/agreed";
import { compare } from "../../../operations/drift/decide";
import { deployment, handledDeployment, live, route, weighted } from "../../support/live-objects";
import { Lines } from "../../support/ports";

const path = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices/cart";

describe("fields that another manager wrote with the declared values", () => {
  let api: FakeApiServer;
  let lines: Lines;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    lines = new Lines();
  });

  afterEach(() => api.stop());

  const take = (object = route) =>
    takeAgreed([{ cluster: "east", client: api.client(), object }], lines);
  const owners = () => (api.get(path)?.metadata.managedFields ?? []).map(({ manager }) => manager);
  const found = () => withOtherOwners(compare([route], [api.get(path) as unknown as LiveObject]));

  for (const operation of ["Update", "Apply"] as const)
    it(`become the stack's alone, whether they came by ${operation}, so that the next change passes`, async () => {
      api.put(weighted(50), { manager: "gray-release", operation: "Apply" });
      api.put(route, { manager: "somebody", operation });
      // The update that writes the kept values.
      await api.client().apply(path, route);
      expect(found()).to.deep.equal([route]);
      await take();
      expect(owners()).to.deep.equal(["gray-release"]);
      expect(lines.infos[0]).to.contain("VirtualService shop/cart in cluster east (somebody)");
      await api.client().apply(path, weighted(10), { force: false });
      expect(api.get(path)).to.have.deep.property("spec", weighted(10).spec);
    });

  it("become the stack's also where it had lost them", async () => {
    api.put(route, { manager: "gray-release", operation: "Apply" });
    api.put(weighted(50), { manager: "kubectl-edit" });
    api.put(route, { manager: "kubectl-edit" });
    expect(found()).to.deep.equal([route]);
    await take();
    expect(owners()).to.deep.equal(["gray-release"]);
  });

  it("are left alone where the value is another one again", async () => {
    api.put(route, { manager: "gray-release", operation: "Apply" });
    api.put(weighted(50), { manager: "kubectl-edit" });
    const before = api.get(path);
    await take();
    expect(api.get(path)).to.deep.equal(before);
    expect(lines.infos).to.deep.equal([]);
  });

  it("are none of an object that is the stack's alone, or of which others own other fields", async () => {
    api.put(route, { manager: "gray-release", operation: "Apply" });
    const team = { ...route, metadata: { ...route.metadata, labels: { team: "a" } } };
    api.put(team, { manager: "kubectl-label" });
    expect(found()).to.deep.equal([]);
    const before = api.get(path);
    await take();
    expect(api.get(path)).to.deep.equal(before);
  });

  it("are none where another manager only made the value around them", () => {
    const made = (manager: string, spec: object) => ({
      manager,
      operation: "Update" as const,
      fieldsV1: { "f:spec": spec as never },
    });
    const object = live(route, [
      made("gray-release", { "f:hosts": {}, "f:http": {} }),
      made("kubectl-client-side-apply", {}),
    ]);
    expect(withOtherOwners(compare([route], [object]))).to.deep.equal([]);
  });

  it("are found in lists with keys, such as a container's variables", () => {
    expect(withOtherOwners(compare([deployment], [handledDeployment]))).to.deep.equal([deployment]);
  });

  it("make a warning and no failure where the API server refuses it", async () => {
    api.put(route, { manager: "gray-release", operation: "Apply" });
    api.put(route, { manager: "argocd", operation: "Apply" });
    api.fault({ kind: 403, match: { method: "PATCH" }, message: "no right" });
    await take();
    expect(lines.warnings[0]).to.match(/VirtualService shop\/cart in cluster east: no right/);
  });
});
