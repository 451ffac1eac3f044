import { expect } from "chai";
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import { readKinds, readLive } from "../../kubernetes/live-objects";
import type { UnreadableError } from "../../kubernetes/read-error";
import type { Manifest } from "../../model/manifests/metadata";
import { deployment, route } from "../support/live-objects";

const space = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } } as Manifest;
const named = (object: Manifest, name: string, namespace = "shop") =>
  ({ ...object, metadata: { ...object.metadata, name, namespace } }) as Manifest;
const wanted = [space, deployment, route] as Manifest[];

describe("the live objects of a cluster", () => {
  let api: FakeApiServer;

  beforeEach(async () => {
    api = await FakeApiServer.start({
      objects: [...wanted, named(route, "foreign"), named(route, "cart", "elsewhere")],
    });
  });

  afterEach(() => api.stop());

  it("are all of the kinds and namespaces that are wanted, with what they are", async () => {
    const found = await readKinds(api.client(), wanted);
    const names = found.map(({ apiVersion, kind, metadata }) =>
      [apiVersion, kind, metadata.namespace, metadata.name].join(" "),
    );
    expect(names).to.have.members([
      "v1 Namespace  shop",
      "apps/v1 Deployment shop cart-v2",
      "networking.istio.io/v1 VirtualService shop cart",
      "networking.istio.io/v1 VirtualService shop foreign",
    ]);
  });

  it("are read by one request for each kind and namespace, a Namespace by its name", async () => {
    await readKinds(api.client(), [...wanted, named(route, "other")]);
    expect(api.requests.map(({ path }) => path)).to.have.members([
      "/api/v1/namespaces/shop",
      "/apis/apps/v1/namespaces/shop/deployments",
      "/apis/networking.istio.io/v1/namespaces/shop/virtualservices",
    ]);
  });

  it("are those of the wanted names alone where names are asked for", async () => {
    const found = await readLive(api.client(), [route, named(route, "missing")]);
    expect(found.map(({ metadata }) => metadata.name)).to.deep.equal(["cart"]);
  });

  it("lack a Namespace that is not there", async () => {
    api.delete(space);
    expect(await readKinds(api.client(), [space])).to.deep.equal([]);
  });

  const refusals = [
    [403, /may not read objects of kind VirtualService in namespace shop \(403\): grant/, true],
    [401, /credentials are not accepted \(401\)/, false],
    [404, /knows no kind VirtualService of networking.istio.io\/v1: install Istio/, false],
    [500, /can't read objects of kind VirtualService in namespace shop: .* answers 500: /, false],
    ["reset", /can't read objects of kind VirtualService in namespace shop: /, false],
  ] as const;
  for (const [kind, text, forbidden] of refusals)
    it(`are refused in words where one kind is answered ${kind}`, async () => {
      api.fault({ kind, match: { kind: "VirtualService" } });
      const error = await readKinds(api.client(), wanted).catch((one: UnreadableError) => one);
      expect(error).to.include({ name: "UnreadableError", forbidden });
      expect(error).to.have.property("message").that.matches(text);
    });
});
