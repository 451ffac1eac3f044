import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import type { LiveObject } from "../../../model/live-object";
import { manifests } from "../../../model/plan/plan";
import { takeOwnership, takeOwnershipOfAll } from "../../../operations/adopt/take-ownership";
import { releaseSharedFields } from "../../../operations/drift/fields-released";
import { FakeClusters } from "../../support/fake-clusters";
import { route, weighted } from "../../support/live-objects";
import { release, service } from "../../support/releases";

/** The managers that own fields of an object, apart from its status. */
function owners(object: KubeObject | undefined): string[] {
  const all = object?.metadata.managedFields ?? [];
  return all.filter(({ subresource }) => subresource !== "status").map(({ manager }) => manager);
}

describe("taking ownership of an object", () => {
  let api: FakeApiServer;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    api.put(weighted(30), { manager: "kubectl-create" });
    api.put(weighted(30), { manager: "helm", operation: "Apply" });
  });

  afterEach(() => api.stop());

  const live = () => api.get(route);

  it("makes the stack the only owner of what it declares, and changes no value", async () => {
    const before = (live() as unknown as { spec: object }).spec;
    expect(await takeOwnership(api.client(), route)).to.have.members(["kubectl-create", "helm"]);
    expect(owners(live())).to.deep.equal(["gray-release"]);
    expect(live()).to.have.deep.property("spec", before);
    const change = api
      .client()
      .apply("/apis/networking.istio.io/v1/namespaces/shop/virtualservices/cart", weighted(50), {
        force: false,
      });
    expect(await change).to.have.property("spec");
  });

  it("leaves fields to others that the stack does not declare", async () => {
    const team = { ...route.metadata, labels: { team: "a" } };
    api.put({ ...weighted(30), metadata: team }, { manager: "kubectl-label" });
    await takeOwnership(api.client(), route);
    expect(owners(live())).to.have.members(["kubectl-label", "gray-release"]);
    expect(live()?.metadata.labels).to.deep.equal({ team: "a" });
  });

  it("reads the object again where another manager writes it meanwhile, and takes the newer one", async () => {
    api.before({ method: "PATCH", where: ({ query }) => query.dryRun === undefined }, () =>
      api.put(weighted(40), { manager: "kubectl-edit" }),
    );
    await takeOwnership(api.client(), route);
    expect(owners(live())).to.deep.equal(["gray-release"]);
    expect(live()).to.have.deep.property("spec", weighted(40).spec);
  });

  it("gives up after five attempts", async () => {
    const where = ({ query }: { query: Readonly<Record<string, string>> }) =>
      query.dryRun === undefined;
    api.fault({ kind: 409, match: { method: "PATCH", where }, message: "modified again" });
    const error = await takeOwnership(api.client(), route).catch((one: unknown) => one);
    expect((error as Error).message).to.equal("modified again");
    expect(api.asked({ method: "PATCH", where })).to.have.lengthOf(5);
  });

  it("does not try again where the API server refuses it", async () => {
    api.fault({ kind: 403, match: { method: "PATCH" }, message: "no right to patch" });
    const error = await takeOwnership(api.client(), route).catch((one: unknown) => one);
    expect((error as Error).message).to.equal("no right to patch");
    expect(api.asked({ method: "PATCH" })).to.have.lengthOf(1);
  });

  it("knows no object that does not exist, and makes none", async () => {
    api.delete(route);
    expect(await takeOwnership(api.client(), route)).to.equal(undefined);
    expect(api.asked({ method: "PATCH" })).to.deep.equal([]);
  });
});

describe("taking ownership of all objects of a stack", () => {
  const versions = { v1: { image: "web:1" } };
  const shop = release({ namespace: "shop", services: { web: service({ versions }) } });
  const of = [{ name: "west" }, { name: "east" }];
  let clusters: FakeClusters;
  let said: string[];

  beforeEach(async () => {
    clusters = await FakeClusters.start(shop, of, "helm");
    said = [];
  });

  afterEach(() => clusters.stop());

  const run = (force = false) =>
    takeOwnershipOfAll(
      { stack: "shop", settings: { release: shop, clusters: of }, clients: clusters.clients },
      { force, reporter: { info: (text) => void said.push(text) } },
    );
  const deployment = "/apis/apps/v1/namespaces/shop/deployments/web-v1";
  const writes = () =>
    clusters.all.flatMap(({ api }) =>
      api.asked({ where: ({ method, query }) => method !== "GET" && query.dryRun === undefined }),
    );

  it("makes every object of every cluster the stack's, and says what comes next", async () => {
    expect(await run()).to.equal(true);
    for (const { api, plan } of clusters.all)
      for (const manifest of manifests(plan)) {
        const live = api.get(manifest);
        expect(owners(live)).to.include("gray-release");
        // No field has two owners, so an update can change each of them.
        expect(releaseSharedFields(live as unknown as LiveObject, "gray-release")).to.equal(
          undefined,
        );
      }
    const count = clusters.all.flatMap(({ plan }) => manifests(plan)).length;
    expect(said[0]).to.equal(
      `Stack shop owns its fields in ${count} objects now; helm owned them before.`,
    );
    expect(said.at(-1)).to.match(/^Now: pulumi stack init shop && pulumi up -s shop\n/);
  });

  it("tells objects that an update will make, and makes none itself", async () => {
    clusters.api("east").delete(deployment);
    await run();
    expect(said.join("\n")).to.contain(
      "pulumi up will create:\n  Deployment shop/web-v1 in cluster east",
    );
    expect(clusters.api("east").get(deployment)).to.equal(undefined);
  });

  it("marks a Deployment that is replaced, and names what the last step removes", async () => {
    const api = clusters.api("west");
    const labels = { app: "web" };
    const spec = { selector: { matchLabels: labels }, template: { metadata: { labels } } };
    const other = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "shop" },
    };
    api.put({ ...other, spec } as KubeObject, { manager: "kubectl-create" });
    await run();
    expect(api.get(other)?.metadata.annotations).to.deep.equal({
      "gray-release/replaced-by": "web-v1",
    });
    // The object is not the stack's own, so that an update does not take it for one of its own.
    expect(owners(api.get(other))).to.not.include("gray-release");
    expect(said.join("\n")).to.contain(
      "--finish will remove after that:\n  Deployment shop/web in cluster west: Deployment shop/web-v1 took its place",
    );
  });

  it("tells values that an update will change", async () => {
    const api = clusters.api("west");
    const live = api.get<KubeObject & { spec: object }>(deployment)!;
    api.put({ ...live, spec: { ...live.spec, replicas: 7 } } as KubeObject, { manager: "helm" });
    await run();
    expect(said.join("\n")).to.match(
      /pulumi up will change in them:\n {2}Deployment shop\/web-v1 in cluster west\n {4}spec\.replicas: 7 => 1/,
    );
  });

  it("writes nothing where an update would replace pods, unless it is forced", async () => {
    const api = clusters.api("west");
    const live = api.get(deployment)!;
    const spec = structuredClone(live.spec) as { template: { spec: { containers: object[] } } };
    Object.assign(spec.template.spec.containers[0]!, { image: "web:0" });
    api.put({ ...live, spec } as KubeObject, { manager: "helm" });
    expect(await run()).to.equal(false);
    expect(said).to.have.lengthOf(1);
    expect(said[0]).to.match(/^An update would replace running pods:\n.*Deployment shop\/web-v1/);
    expect(writes()).to.deep.equal([]);
    expect(await run(true)).to.equal(true);
    expect(said.at(-1)).to.match(/^Now: pulumi stack init shop && pulumi up/);
  });

  it("writes nothing where one of the dry runs is refused", async () => {
    const match = { method: "PATCH", kind: "VirtualService" };
    clusters.api("east").fault({ kind: 403, match, message: "no right" });
    const error = await run().catch((one: unknown) => one);
    expect((error as Error).message).to.equal("no right");
    expect(writes()).to.deep.equal([]);
  });
});
