import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { lookAt, readyDeployments } from "../../../operations/abort/look";
import { FakeClusters } from "../../support/fake-clusters";
import { release, service } from "../../support/releases";

const versions = { v1: { image: "web:1" }, v2: { image: "web:2" } };
const shop = release({ namespace: "shop", services: { web: service({ versions }) } });
const deployment = "/apis/apps/v1/namespaces/shop/deployments/web-v2";

describe("what an abort reads of a cluster", () => {
  let clusters: FakeClusters;

  beforeEach(async () => {
    clusters = await FakeClusters.start(shop, [{ name: "west" }]);
  });

  afterEach(() => clusters.stop());

  it("is its VirtualServices and the names of its DestinationRules, by one request each", async () => {
    const [{ api, client, plan }] = clusters.all as [(typeof clusters.all)[number]];
    const { routes, rules } = await lookAt(client, plan);
    expect(routes.map(({ metadata }) => metadata.name)).to.deep.equal(["web"]);
    expect([...rules]).to.include.members(["web-v1", "web-v2"]);
    expect(api.requests.map(({ method }) => method)).to.deep.equal(["GET", "GET"]);
  });

  it("is which Deployments have an available pod", async () => {
    const [{ api, client, plan }] = clusters.all as [(typeof clusters.all)[number]];
    const live = api.get(deployment)!;
    api.put({ ...live, status: {} } as KubeObject, { subresource: "status" });
    expect(await readyDeployments(client, plan)).to.deep.equal(["web-v1"]);
  });
});
