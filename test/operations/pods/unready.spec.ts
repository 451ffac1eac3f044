import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import { unreadyPods } from "../../../operations/pods/unready";

const labels = { app: "cart", version: "v2" };

const pod = (name: string, ready: boolean, metadata: object = {}): KubeObject =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "shop", labels, ...metadata },
    status: { conditions: [{ type: "Ready", status: ready ? "True" : "False", reason: "Slow" }] },
  }) as KubeObject;

describe("the pods of a Deployment that are not ready", () => {
  let api: FakeApiServer;

  beforeEach(async () => {
    api = await FakeApiServer.start();
  });

  afterEach(() => api.stop());

  const unready = () => unreadyPods(api.client(), "shop", labels);

  it("are told with the reason, without those that are ready, that leave, or of other versions", async () => {
    api.put(pod("ready", true));
    api.put(pod("slow", false));
    api.put(pod("leaving", false, { deletionTimestamp: "2026-11-26T10:00:00Z" }));
    api.put(pod("older", false, { labels: { app: "cart", version: "v1" } }));
    expect(await unready()).to.deep.equal([{ pod: "slow", reason: "Slow", why: "Slow" }]);
  });

  it("are none where all are ready", async () => {
    api.put(pod("ready", true));
    expect(await unready()).to.deep.equal([]);
  });

  it("may not exist at all, which has a reason of its own", async () => {
    expect(await unready()).to.deep.equal([
      { why: "it has no pod: a quota, or an admission webhook, may refuse its pods" },
    ]);
  });

  it("can't be told without the right to list them, or without an API server", async () => {
    api.fault({ kind: 403, times: 1, message: "no list" });
    expect(await unready()).to.deep.equal([{ why: "its pods can't be read (403, no list)" }]);
    await api.refuse();
    const [one] = await unready();
    expect(one?.why).to.match(/^its pods can't be read \(connect /);
  });
});
