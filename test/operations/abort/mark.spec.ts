import { expect } from "chai";
import { manifests } from "../../../model/plan/plan";
import { abortedKey } from "../../../operations/abort/mark";
import { abort } from "../../../operations/abort/run";
import { RouteGuard } from "../../../operations/guard/run";
import { noteManager } from "../../../operations/stable/note";
import { FakeClusters } from "../../support/fake-clusters";
import { release, service } from "../../support/releases";

const versions = { v1: { image: "web:1" }, v2: { image: "web:2" } };
const shop = (v2: number) =>
  release({
    namespace: "shop",
    services: { web: service({ versions, stable: "v1", weights: { v1: 100 - v2, v2 } }) },
  });
const west = { name: "west" };
const route = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices/web";

describe("an abort beside an update that has not moved the routes yet", () => {
  let clusters: FakeClusters;

  // The file says 80/20 already, and the cluster has all traffic on v1.
  beforeEach(async () => {
    clusters = await FakeClusters.start(shop(0), [west]);
  });

  afterEach(() => clusters.stop());

  async function run(v2 = 20) {
    const [outcome] = await abort({
      settings: { release: shop(v2), clusters: [west] },
      clients: clusters.clients.map((value) => Promise.resolve({ ok: true as const, value })),
      ...{ wanted: new Map(), force: false },
    });
    return outcome;
  }

  const live = () => clusters.api("west").get(route)!;

  it("writes no route, and stops the update from moving them", async () => {
    const guard = new RouteGuard(
      clusters.all.map(({ plan, client }) => ({
        ...{ plan, client, cluster: plan.cluster, objects: manifests(plan) },
      })),
    );
    await guard.check();
    expect(await run()).to.deep.include({ written: [], asPlanned: true });
    const refused = await guard.check().catch((error: Error) => error.message);
    expect(refused).to.contain("west: VirtualService shop/web");
  });

  it("marks the routes under the field manager of the notes, without a push", async () => {
    const { generation } = live().metadata;
    await run();
    const { annotations, managedFields = [], ...after } = live().metadata;
    expect(annotations?.[abortedKey]).to.match(/^\d{4}-\d\d-\d\dT/);
    expect(after.generation).to.equal(generation);
    const writer = managedFields.find((one) => JSON.stringify(one).includes(abortedKey));
    expect(writer?.manager).to.equal(noteManager);
  });

  it("names the cluster whose routes it can't mark", async () => {
    clusters.api("west").fault({ kind: 403, match: { method: "PATCH" }, message: "no right" });
    expect((await run())?.failure).to.equal(
      "an update that runs now could still move its routes: no right",
    );
  });

  it("marks nothing where the service has nothing to abort", async () => {
    await run(0);
    expect(live().metadata.annotations ?? {}).to.not.have.property(abortedKey);
  });
});
