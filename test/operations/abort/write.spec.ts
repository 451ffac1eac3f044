import { expect } from "chai";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import type { AbortedRoutes } from "../../../operations/abort/routes";
import { writeRoutes } from "../../../operations/abort/write";
import { systemClock } from "../../../operations/clock";
import { HandClock } from "../../support/hand-clock";

const routes = (name: string): AbortedRoutes => ({
  metadata: { name, namespace: "shop" },
  spec: { hosts: [name] },
  asPlanned: true,
});
const both = [routes("web"), routes("cart")];

describe("writing the routes of an abort", () => {
  let api: FakeApiServer;

  beforeEach(async () => {
    api = await FakeApiServer.start();
  });

  afterEach(() => api.stop());

  it("applies each of them by force, under the program's field manager", async () => {
    expect(await writeRoutes(api.client(), both, systemClock)).to.deep.equal({
      written: ["shop/web", "shop/cart"],
    });
    expect(api.requests.map(({ method, query }) => [method, query])).to.deep.equal(
      both.map(() => ["PATCH", { fieldManager: "gray-release", force: "true" }]),
    );
    expect(api.list("VirtualService")[0]).to.deep.include({ spec: { hosts: ["web"] } });
  });

  it("writes none where none has to change", async () => {
    expect(await writeRoutes(api.client(), [], systemClock)).to.deep.equal({ written: [] });
    expect(api.requests).to.deep.equal([]);
  });

  it("writes the others where one is refused, and gives the reason", async () => {
    api.fault({ kind: 500, match: { path: /web$/ }, message: "etcd is full" });
    expect(await writeRoutes(api.client(), both, systemClock)).to.deep.equal({
      written: ["shop/cart"],
      failure: "etcd is full",
    });
  });

  it("gives every reason where all are refused", async () => {
    api.fault({ kind: 403, match: { path: /web$/ }, message: "not web" });
    api.fault({ kind: 409, match: { path: /cart$/ }, message: "not cart" });
    expect(await writeRoutes(api.client(), both, systemClock)).to.deep.equal({
      written: [],
      failure: "not web; not cart",
    });
  });

  it("gives up an API server that takes a route and does not answer, and gives the reason once", async () => {
    api.fault({ kind: "stall" });
    const clock = new HandClock();
    const writing = writeRoutes(api.client(), both, clock);
    await clock.pass(10_000);
    expect(await writing).to.deep.equal({ written: [], failure: "no answer within 10 s" });
  });
});
