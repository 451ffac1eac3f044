import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import type { Cluster } from "../../../model/release/cluster";
import type { Release } from "../../../model/release/release";
import { abort } from "../../../operations/abort/run";
import { FakeClusters } from "../../support/fake-clusters";
import { release, service } from "../../support/releases";

const west: Cluster = { name: "west" };
const east: Cluster = { name: "east" };
const outpost: Cluster = { name: "outpost", role: "remote" };

/** Two services that share their traffic, each with a VirtualService of its own. */
function shop(v2: number): Release {
  const versions = { v1: { image: "shop:1" }, v2: { image: "shop:2" } };
  const weights = { v1: 100 - v2, v2 };
  const one = service({ versions, weights });
  return release({ namespace: "shop", services: { web: one, cart: one } });
}

const path = (name: string) =>
  `/apis/networking.istio.io/v1/namespaces/shop/virtualservices/${name}`;
const deployment = (name: string) => `/apis/apps/v1/namespaces/shop/deployments/${name}`;
const subset = (name: string) =>
  `/apis/networking.istio.io/v1/namespaces/shop/destinationrules/${name}`;
const all = ["shop/cart", "shop/web"];

describe("an abort over clusters", () => {
  let clusters: FakeClusters;

  afterEach(() => clusters.stop());

  /** Clusters that note v1 as the stable version of both services. */
  async function start(...of: readonly Cluster[]) {
    clusters = await FakeClusters.start(shop(20), of.length > 0 ? of : [west, east]);
    for (const { plan } of clusters.all.filter(({ plan }) => plan.mesh))
      for (const name of ["web", "cart"]) note(plan.cluster.name, name, "v1");
  }

  const note = (cluster: string, name: string, version: string | undefined) =>
    clusters.note(cluster, path(name), version);

  const settings = () => ({
    release: shop(20),
    clusters: clusters.all.map(({ plan }) => plan.cluster),
  });

  function run({ force = false, to = "" } = {}) {
    const clients = clusters.clients.map((value) => Promise.resolve({ ok: true as const, value }));
    const wanted = new Map(to ? [["web", to]] : []);
    return abort({ settings: settings(), clients, wanted, force });
  }

  /** How many routes by weight each VirtualService of a cluster has, by name. */
  function shares(cluster: string): Record<string, number> {
    const found = clusters.api(cluster).list<VirtualServiceManifest & KubeObject>("VirtualService");
    return Object.fromEntries(
      found.map(({ metadata, spec }) => [
        metadata.name,
        (spec.http ?? []).flatMap((one) => (one.match ? [] : (one.route ?? []))).length,
      ]),
    );
  }

  /** The subsets to which the routes of a VirtualService lead. */
  const only = (cluster: string, name: string) =>
    clusters
      .api(cluster)
      .get<VirtualServiceManifest & KubeObject>(path(name))!
      .spec.http!.flatMap(({ route = [] }) => route.map(({ destination }) => destination?.subset));

  const writes = (cluster: string) =>
    clusters.api(cluster).asked({ where: ({ method }) => method !== "GET" });

  it("writes the routes of every primary cluster, as they are planned", async () => {
    await start();
    const outcomes = await run();
    for (const [i, cluster] of ["west", "east"].entries()) {
      const { written, ...rest } = outcomes[i]!;
      expect(rest).to.deep.include({ cluster, asPlanned: true, refused: [] });
      expect(rest).to.not.have.property("failure");
      expect([...written].sort()).to.deep.equal(all);
      expect(shares(cluster)).to.deep.equal({ cart: 1, web: 1 });
    }
  });

  it("writes under the program's own field manager, and takes fields from others by force", async () => {
    await start(west);
    const api = clusters.api("west");
    const live = api.get<VirtualServiceManifest & KubeObject>(path("web"))!;
    const http = structuredClone(live.spec.http);
    http![0]!.route!.forEach((share, i) => (share.weight = [30, 70][i]));
    api.put({ ...live, spec: { ...live.spec, http } } as KubeObject, { manager: "kubectl-edit" });
    await run();
    const managers = api.get(path("web"))?.metadata.managedFields ?? [];
    const routes = managers.filter(({ fieldsV1 }) => JSON.stringify(fieldsV1).includes("f:http"));
    expect(routes.map(({ manager }) => manager)).to.deep.equal(["gray-release"]);
    expect(api.get(path("web"))?.metadata.annotations).to.include({
      "pulumi.com/patchFieldManager": "gray-release",
    });
  });

  it("writes no route when it is run again", async () => {
    await start();
    await run();
    const applied = () =>
      clusters.all.map(({ api }) => api.asked({ where: ({ query }) => "force" in query }).length);
    const before = applied();
    expect((await run()).map(({ written }) => written)).to.deep.equal([[], []]);
    expect(applied()).to.deep.equal(before);
  });

  for (const kind of ["VirtualService", "DestinationRule"] as const)
    it(`writes nothing in a cluster whose objects of kind ${kind} can't be read`, async () => {
      await start();
      clusters.api("west").fault({ kind: 403, match: { kind, method: "GET" } });
      const [first, second] = await run();
      expect(first).to.deep.include({ written: [], asPlanned: false });
      expect(first?.failure).to.match(/may not read objects of kind .* \(403\)/);
      expect(writes("west")).to.deep.equal([]);
      expect(second?.written).to.have.lengthOf(2);
    });

  for (const kind of [500, 409] as const)
    it(`tells which VirtualService was written where the API server answers another with ${kind}`, async () => {
      await start();
      const match = { method: "PATCH", path: path("cart") };
      clusters.api("west").fault({ kind, match, message: "not this one" });
      const [first, second] = await run();
      expect(first).to.deep.include({ written: ["shop/web"], failure: "not this one" });
      expect(shares("west")).to.deep.equal({ cart: 2, web: 1 });
      expect(second?.written).to.have.lengthOf(2);
      expect(second).to.not.have.property("failure");
    });

  it("leaves a service alone in a cluster without its subset, forced or not, and brings back all else", async () => {
    await start();
    clusters.api("east").delete(subset("web-v1"));
    const [first, second] = await run();
    expect([...first!.written].sort()).to.deep.equal(all);
    expect(second?.written).to.deep.equal(["shop/cart"]);
    expect(second?.withoutSubset.map(({ service: name }) => name)).to.deep.equal(["web"]);
    expect(second?.targets.map(({ service: name }) => name).sort()).to.deep.equal(["cart", "web"]);
    expect(only("east", "web")).to.deep.equal(["v1", "v2"]);
    const [, forced] = await run({ force: true });
    expect(forced?.withoutSubset).to.have.lengthOf(1);
    expect(only("east", "web")).to.deep.equal(["v1", "v2"]);
  });

  it("refuses a service of which no pod is ready in any cluster, alone, unless it is forced", async () => {
    await start();
    for (const cluster of ["west", "east"]) clusters.api(cluster).delete(deployment("web-v1"));
    for (const { refused, written } of await run()) {
      expect(written).to.deep.equal(["shop/cart"]);
      expect(refused).to.deep.equal([
        {
          service: "web",
          why: "no pod of web v1 is ready in west and east. Fix: bring its pods back; --force goes on without them",
        },
      ]);
    }
    expect(only("west", "web")).to.deep.equal(["v1", "v2"]);
    const outcomes = await run({ force: true });
    expect(outcomes.map(({ written }) => written)).to.deep.equal([["shop/web"], ["shop/web"]]);
  });

  it("takes a Deployment without an available pod for one that is not ready", async () => {
    await start(west);
    const api = clusters.api("west");
    const live = api.get(deployment("web-v1"))!;
    const status = { observedGeneration: 1, availableReplicas: 0 };
    api.put({ ...live, status } as KubeObject, { subresource: "status" });
    const [outcome] = await run();
    expect(outcome?.refused.map(({ service: name }) => name)).to.deep.equal(["web"]);
  });

  it("counts ready pods of remote clusters, and writes nothing there", async () => {
    await start(west, outpost);
    clusters.api("west").delete(deployment("web-v1"));
    const outcomes = await run();
    expect(outcomes.map(({ cluster }) => cluster)).to.deep.equal(["west"]);
    expect(writes("outpost")).to.deep.equal([]);
  });

  it("goes on where one cluster does not tell its pods and another has a ready one", async () => {
    await start();
    clusters.api("west").fault({ kind: 403, match: { kind: "Deployment" } });
    const outcomes = await run();
    expect(outcomes.map(({ written }) => written.length)).to.deep.equal([2, 2]);
  });

  it("leaves alone VirtualServices of others in the same namespace", async () => {
    await start(west);
    const api = clusters.api("west");
    const own = api.get(path("web"))!;
    const { apiVersion, kind, spec } = own as unknown as VirtualServiceManifest;
    const foreign = { apiVersion, kind, metadata: { name: "theirs", namespace: "shop" }, spec };
    api.put(foreign);
    const [outcome] = await run();
    expect([...outcome!.written].sort()).to.deep.equal(all);
    expect(shares("west")).to.include({ theirs: 2 });
  });

  it("keeps a route that another manager added, and says that the routes are not as planned", async () => {
    await start(west);
    const api = clusters.api("west");
    const live = api.get<VirtualServiceManifest & KubeObject>(path("web"))!;
    const match = [{ headers: { tester: { exact: "yes" } } }];
    const mine = { name: "mine", match, route: [live.spec.http![0]!.route![1]!] };
    const http = [mine, ...live.spec.http!];
    api.put({ ...live, spec: { ...live.spec, http } } as KubeObject, { manager: "kubectl-edit" });
    const [outcome] = await run();
    expect(outcome).to.deep.include({ asPlanned: false });
    const after = api.get<VirtualServiceManifest & KubeObject>(path("web"))!;
    expect(after.spec.http?.[0]).to.deep.equal(mine);
    expect(after.spec.http?.[1]?.route).to.have.lengthOf(1);
  });

  it("goes back to the version that each cluster notes, where they disagree", async () => {
    await start();
    note("west", "web", "v2");
    const outcomes = await run();
    const went = outcomes.map(({ targets }) =>
      targets.map((one) => `${one.service} ${one.version}`).sort(),
    );
    expect(went).to.deep.equal([
      ["cart v1", "web v2"],
      ["cart v1", "web v1"],
    ]);
    expect([only("west", "web"), only("east", "web")]).to.deep.equal([["v2"], ["v1"]]);
    expect(outcomes.map(({ asPlanned }) => asPlanned)).to.deep.equal([true, true]);
  });

  it("refuses a service that has no note, in that cluster alone, and brings the others back", async () => {
    await start();
    note("west", "web", undefined);
    const [first, second] = await run();
    expect(first?.written).to.deep.equal(["shop/cart"]);
    expect(first?.refused.map(({ service: name }) => name)).to.deep.equal(["web"]);
    expect(only("west", "web")).to.deep.equal(["v1", "v2"]);
    expect([...second!.written].sort()).to.deep.equal(all);
  });

  it("says where a cluster that does not answer would go back to, as far as a user says it", async () => {
    await start();
    await clusters.api("west").refuse();
    const [first] = await run({ to: "v1" });
    expect(first?.targets.map(({ service: name }) => name)).to.deep.equal(["web"]);
  });
});
