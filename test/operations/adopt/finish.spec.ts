import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { replacedMark } from "../../../operations/adopt/decide/replaced";
import { finishAdoption } from "../../../operations/adopt/finish";
import { FakeClusters } from "../../support/fake-clusters";
import { release, service } from "../../support/releases";

const versions = { v1: { image: "web:1" } };
const shop = release({ namespace: "shop", services: { web: service({ versions }) } });
const of = [{ name: "west" }, { name: "east" }];
const old = {
  apiVersion: "networking.istio.io/v1",
  kind: "DestinationRule",
  metadata: { name: "old", namespace: "shop" },
  spec: { host: "web", subsets: [{ name: "v1", labels: { version: "v1" } }] },
};

describe("the end of an adoption", () => {
  let clusters: FakeClusters;
  let said: string[];

  beforeEach(async () => {
    clusters = await FakeClusters.start(shop, of);
    said = [];
  });

  afterEach(() => clusters.stop());

  const run = (force = false) =>
    finishAdoption(
      { settings: { release: shop, clusters: of }, clients: clusters.clients },
      { force, sleep: () => Promise.resolve(), reporter: { info: (text) => void said.push(text) } },
    );
  const pluralIn = ({ path }: { readonly path: string }) => path.split("/").at(-2);
  const deletions = () => clusters.all.flatMap(({ api }) => api.asked({ method: "DELETE" }));

  it("removes what the release has replaced, in the cluster that has it", async () => {
    clusters.api("east").put(old);
    expect(await run()).to.equal(true);
    expect(clusters.api("east").get(old)).to.equal(undefined);
    expect(deletions()).to.have.lengthOf(1);
    expect(said[0]).to.match(
      /^The command removed what the release replaced:\n {2}DestinationRule shop\/old in cluster east: .* took its place/,
    );
  });

  it("removes nothing where nothing was replaced, and says so", async () => {
    expect(await run()).to.equal(true);
    expect(deletions()).to.deep.equal([]);
    expect(said).to.deep.equal(["The release has replaced no object: there is nothing to remove."]);
  });

  it("removes nothing while one of the replaced objects is needed, unless it is forced", async () => {
    for (const { name } of of) clusters.api(name).put(old);
    clusters
      .api("west")
      .delete("/apis/networking.istio.io/v1/namespaces/shop/destinationrules/web-v1");
    expect(await run()).to.equal(false);
    expect(deletions()).to.deep.equal([]);
    expect(said[0]).to.match(
      /^The command removed nothing, because some objects are still needed:/,
    );
    expect(said[0]).to.contain("DestinationRule shop/old in cluster west");
    expect(await run(true)).to.equal(true);
    expect(deletions()).to.have.lengthOf(2);
  });

  /** A Deployment of another name whose pods the Service of the release selects. */
  const deployment = (annotations?: Record<string, string>) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "shop", ...(annotations && { annotations }) },
    spec: {
      selector: { matchLabels: { app: "web" } },
      template: { metadata: { labels: { app: "web" } } },
    },
  });
  const scaler = {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "web", namespace: "shop" },
    spec: { scaleTargetRef: { kind: "Deployment", name: "web" } },
  };
  const mark = { [replacedMark]: "web-v1" };

  it("removes a replaced Deployment and its autoscaler, which the adoption has marked", async () => {
    const api = clusters.api("west");
    api.put(deployment(mark));
    api.put(scaler);
    expect(await run()).to.equal(true);
    expect(deletions().map(pluralIn)).to.deep.equal(["horizontalpodautoscalers", "deployments"]);
  });

  it("leaves a Deployment and an autoscaler that no adoption has marked, by name", async () => {
    const api = clusters.api("west");
    api.put(deployment());
    api.put(scaler);
    expect(await run()).to.equal(true);
    expect(deletions()).to.deep.equal([]);
    expect(said[1]).to.match(/^The command left these, .*: Deployment shop\/web in cluster west/);
  });

  it("removes no pods before those of the new Deployment are ready", async () => {
    const api = clusters.api("west");
    api.put(deployment(mark));
    const path = "/apis/apps/v1/namespaces/shop/deployments/web-v1";
    const unready = { observedGeneration: 1, updatedReplicas: 1, availableReplicas: 0 };
    api.put({ ...api.get(path)!, status: unready } as KubeObject, { subresource: "status" });
    expect(await run()).to.equal(false);
    expect(deletions()).to.deep.equal([]);
    expect(said[0]).to.contain(
      "the pods of Deployment shop/web-v1, which takes its place, are not ready",
    );
  });

  it("removes a marked VirtualService before the rule whose subset it names", async () => {
    const api = clusters.api("west");
    const spec = {
      hosts: ["web"],
      http: [{ route: [{ destination: { host: "web", subset: "odd" } }] }],
    };
    const metadata = { name: "before", namespace: "shop", annotations: mark };
    api.put({ apiVersion: old.apiVersion, kind: "VirtualService", metadata, spec } as KubeObject);
    api.put({
      ...old,
      spec: { host: "web", subsets: [{ name: "odd", labels: {} }] },
    } as KubeObject);
    expect(await run()).to.equal(true);
    expect(deletions().map(pluralIn)).to.deep.equal(["virtualservices", "destinationrules"]);
  });

  it("fails where a cluster can't be read, before it removes anything", async () => {
    clusters.api("west").put(old);
    await clusters.api("east").refuse();
    const error = await run().catch((one: unknown) => one);
    expect((error as Error).message).to.match(/^cluster east: .*ECONNREFUSED/);
    expect(deletions()).to.deep.equal([]);
  });
});
