import { expect } from "chai";
import { written } from "../../../model/manifests/ownership";
import { manifests } from "../../../model/plan/plan";
import { allDrift } from "../../../operations/drift/report";
import { driftOf } from "../../../operations/drift/run";
import { RefusalError } from "../../../operations/refusal";
import { resultOf } from "../../../operations/result";
import { FakeClusters } from "../../support/fake-clusters";
import { release, service } from "../../support/releases";

const versions = { v1: { image: "web:1" } };
const shop = release({ namespace: "shop", services: { web: service({ versions }) } });
const of = [{ name: "west" }, { name: "east" }];
const routePath = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices/web";

describe("gray drift over clusters", () => {
  let clusters: FakeClusters;

  beforeEach(async () => {
    clusters = await FakeClusters.start(shop, of);
  });

  afterEach(() => clusters.stop());

  const applied = () =>
    new Map(
      clusters.all.map(({ plan }) => [plan.cluster.name, manifests(plan).map(written)] as const),
    );

  function run(
    back: boolean,
    readApplied: (secrets: boolean) => Promise<ReturnType<typeof applied>> = () =>
      Promise.resolve(applied()),
  ) {
    const settings = { release: shop, clusters: of, settle: { seconds: 0 } };
    const sleep = () => Promise.resolve();
    const clients = clusters.clients.map((client) => resultOf(Promise.resolve(client)));
    const about = { stack: "dev", settings: settings as never, clients, readApplied, sleep };
    return driftOf(about, back);
  }

  it("finds the drift of every cluster, with its name", async () => {
    for (const { name } of of) clusters.api(name).delete(routePath);
    const found = await run(false);
    expect(allDrift(found)).to.deep.equal(
      of.map(({ name }) => ({ cluster: name, object: "VirtualService shop/web", kind: "deleted" })),
    );
    expect(found.takenBack).to.equal(false);
    expect(clusters.api("west").get(routePath)).to.equal(undefined);
  });

  it("takes it back with secret values, which it asks for only then", async () => {
    clusters.api("east").delete(routePath);
    const asked: boolean[] = [];
    const readApplied = (secrets: boolean) => {
      asked.push(secrets);
      return Promise.resolve(applied());
    };
    await run(false, readApplied);
    expect(asked).to.deep.equal([false]);
    const found = await run(true, readApplied);
    expect(asked).to.deep.equal([false, false, true]);
    expect(found.takenBack).to.equal(true);
    expect(clusters.api("east").get(routePath)).to.have.property("spec");
    expect(allDrift(await run(false))).to.deep.equal([]);
  });

  it("takes nothing back where it is not known what was applied last", async () => {
    clusters.api("west").delete(routePath);
    const error = await run(true, () => Promise.reject(new Error("no stack dev"))).catch(
      (one: unknown) => one,
    );
    expect(error).to.be.instanceOf(RefusalError);
    expect((error as Error).message).to.match(/^can't take drift back.*: no stack dev$/);
    const writes = clusters.api("west").asked({ where: ({ method }) => method !== "GET" });
    expect(writes).to.deep.equal([]);
  });

  it("compares with the declaration where the state can't be read", async () => {
    const found = await run(false, () => Promise.reject(new Error("no stack dev")));
    expect(found.baseline).to.include({ from: "declared", why: "no stack dev" });
    expect(allDrift(found)).to.deep.equal([]);
  });
});
