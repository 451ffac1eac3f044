import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import type { DeploymentManifest } from "../../../model/manifests/deployment";
import type { Live } from "../../../operations/adopt/decide/live";
import { retire, retiredLabel } from "../../../operations/adopt/retire";

const namespace = "shop";
const owner = (kind: string, uid: string) => ({ ownerReferences: [{ kind, uid, name: uid }] });
const hash = { "pod-template-hash": "a1" };
const labels = { app: "cart" };

const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "cart", namespace, uid: "deployment-uid" },
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } },
} as unknown as Live<DeploymentManifest>;
const set = {
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: {
    name: "cart-a1",
    namespace,
    uid: "set-uid",
    ...owner("Deployment", "deployment-uid"),
  },
} as KubeObject;
const pod = (name: string, more: object) =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels: { ...labels, ...hash, tier: "web" }, ...more },
  }) as KubeObject;

const base = "/api/v1/namespaces/shop/pods";

describe("the end of a replaced Deployment", () => {
  let api: FakeApiServer;
  let waits: number[];
  /** What the API server had when callers got time. */
  let meanwhile: { labels: unknown; deployment: unknown }[];

  beforeEach(async () => {
    api = await FakeApiServer.start();
    [waits, meanwhile] = [[], []];
    api.put(deployment);
    api.put(set);
    api.put(pod("cart-a1-x", owner("ReplicaSet", "set-uid")));
    api.put(pod("cart-v1-b2-y", owner("ReplicaSet", "new-uid")));
    api.put(pod("by-hand", { labels }));
  });

  afterEach(() => api.stop());

  const sleep = (ms: number) => {
    waits.push(ms);
    meanwhile.push({
      labels: api.get(`${base}/cart-a1-x`)?.metadata.labels,
      deployment: api.get(deployment)?.spec,
    });
    return Promise.resolve();
  };
  const run = () =>
    retire(api.client(), deployment, {
      seconds: 7,
      selectors: [{ app: "cart", tier: "web" }],
      sleep,
    });

  it("takes its pods out of all Services first, gives callers time, and then ends them", async () => {
    await run();
    expect(waits).to.deep.equal([7000]);
    expect(meanwhile[0]?.labels).to.deep.equal({ ...hash, [retiredLabel]: "cart" });
    // A Deployment that is not paused would make another ReplicaSet.
    expect(meanwhile[0]?.deployment).to.deep.include({ paused: true });
    expect(api.get(`${base}/cart-a1-x`)).to.equal(undefined);
    expect(api.get(deployment)).to.equal(undefined);
  });

  it("removes its ReplicaSets without their pods, which would end at once", async () => {
    await run();
    const [deleted] = api.asked({ method: "DELETE", kind: "ReplicaSet" });
    expect(deleted?.body).to.deep.equal({ propagationPolicy: "Orphan" });
    expect(api.get(set)).to.equal(undefined);
  });

  it("leaves the pods of other Deployments, and those of no Deployment", async () => {
    await run();
    expect(api.get(`${base}/cart-v1-b2-y`)?.metadata.labels).to.include({ app: "cart" });
    expect(api.get(`${base}/by-hand`)?.metadata.labels).to.deep.equal(labels);
  });

  it("goes on where it broke off: with pods whose ReplicaSet is gone, and with those that have left", async () => {
    api.delete(set);
    api.delete(`${base}/cart-a1-x`);
    api.put(pod("left-over", {}));
    api.put(pod("retired", { labels: { ...hash, [retiredLabel]: "cart" } }));
    await run();
    expect(api.list("Pod").map(({ metadata }) => metadata.name)).to.have.members([
      "cart-v1-b2-y",
      "by-hand",
    ]);
  });

  it("waits until its ReplicaSets are gone, and gives up where they stay", async () => {
    api.fault({ kind: 404, match: { method: "DELETE", kind: "ReplicaSet" } });
    const error = await run().catch((one: unknown) => one);
    expect((error as Error).message).to.match(/cart-a1 does not go away/);
    expect(api.get(`${base}/cart-a1-x`)?.metadata.labels).to.include({ app: "cart" });
    expect(api.get(deployment)).to.have.property("kind");
  });
});
