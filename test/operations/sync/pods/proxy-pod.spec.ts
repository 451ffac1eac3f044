import { expect } from "chai";
import { proxyOfPod } from "../../../../operations/sync/pods/proxy-pod";
import { proxyPod } from "../../../support/proxies";

describe("the proxy of a pod", () => {
  it("is called as istiods list it, with the cluster and the revision that injection wrote", () => {
    const expected = { proxy: "web-0.shop", cluster: "west", revision: "default" };
    expect(proxyOfPod(proxyPod("web-0.shop"))).to.deep.equal(expected);
    expect(proxyOfPod(proxyPod("web-0.shop", { isNative: true }))).to.deep.equal(expected);
  });

  it("has the revision of the pod's label where nothing injected it", () => {
    const labels = { "istio.io/rev": "1-31" };
    expect(proxyOfPod(proxyPod("gw.edge", { revision: null, labels, env: {} }))).to.deep.equal({
      ...{ proxy: "gw.edge", revision: "1-31" },
    });
  });

  it("is none of a pod that is not ready or that ends, and none of one without a proxy", () => {
    expect(proxyOfPod(proxyPod("web.shop", { isReady: false }))).to.equal(undefined);
    expect(proxyOfPod(proxyPod("web.shop", { container: "sidecar" }))).to.equal(undefined);
    const pod = proxyPod("web.shop");
    const metadata = { ...pod.metadata, deletionTimestamp: "2026-11-27T03:00:00Z" };
    expect(proxyOfPod({ ...pod, metadata })).to.equal(undefined);
    expect(proxyOfPod({ metadata: pod.metadata, ...{ status: pod.status } })).to.equal(undefined);
  });

  it("is none of an agent without an Envoy, which connects only when its application does", () => {
    const env = { ISTIO_META_CLUSTER_ID: "west", DISABLE_ENVOY: "true" };
    expect(proxyOfPod(proxyPod("web.shop", { env }))).to.equal(undefined);
  });
});
