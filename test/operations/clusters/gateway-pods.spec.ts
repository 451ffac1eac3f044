import { expect } from "chai";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import type { LiveObject } from "../../../model/live-object";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { GatewaySpec } from "../../../model/release/gateway";
import type { Release } from "../../../model/release/release";
import { gatewayPodsLost } from "../../../operations/clusters/gateway-pods";
import { release, west } from "../../support/releases";

const selector = { istio: "edge" };
const shop = (gateway: GatewaySpec, changes: Partial<Release> = {}) =>
  release({ access: {}, gateway: { selector, ...gateway }, ...changes });

describe("the pods of an ingress gateway", () => {
  let api: FakeApiServer;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    pod("edge-1", "edge", selector);
    pod("other", "istio-system", { istio: "ingressgateway" });
  });

  afterEach(() => api.stop());

  function pod(name: string, namespace: string, labels: Record<string, string>): void {
    const spec = { serviceAccountName: "front" };
    const metadata = { name, namespace, labels };
    const object: LiveObject & { spec: object } = { apiVersion: "v1", kind: "Pod", metadata, spec };
    api.put(object, { manager: "edge" });
  }

  /** What an update to a release would be refused for, from the objects of another release. */
  const lost = (after: Release, before?: Release): Promise<string[]> => {
    const [plan] = planRelease(after, [west]).clusters;
    const live = before ? planRelease(before, [west]).clusters.flatMap(manifests) : [];
    return gatewayPodsLost(api.client(), plan!, live);
  };

  it("are not shut out by a policy that takes them to be in another namespace", async () => {
    const [found, ...others] = await lost(shop({}));
    expect(others).to.deep.equal([]);
    expect(found).to.match(
      /^the pods of Gateway gray-demo\/gray-demo-gateway run in edge, such as edge-1, .* to hello/,
    );
    expect(found).to.match(/Set gateway\.workload: \{namespace: edge\}/);
  });

  it("are let in where the declaration says where they are", async () => {
    const workload = { namespace: "edge" };
    for (const given of [
      shop({ workload }),
      shop({ workload: { ...workload, serviceAccount: "front" } }),
      shop({}, { access: { gateway: "edge/front" } }),
      shop({}, { access: { callers: ["edge"] } }),
      shop({}, { access: undefined }),
    ])
      expect(await lost(given)).to.deep.equal([]);
    const another = shop({ workload: { ...workload, serviceAccount: "back" } });
    expect(await lost(another)).to.have.length(1);
  });

  it("are told when the update takes away what let them in, and not what never did", async () => {
    const open = shop({ workload: { namespace: "edge" } });
    expect(await lost(shop({}), open)).to.have.length(1);
    expect(await lost(shop({}), shop({}))).to.deep.equal([]);
  });

  it("are looked for by the selector of their gateway alone", async () => {
    const own = { ...shop({}), gateway: {} };
    expect(await lost(own)).to.deep.equal([]);
  });
});
