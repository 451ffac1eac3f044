import { expect } from "chai";
import type { StaleError } from "../../../operations/sync/asked";
import { untilSynced } from "../../../operations/sync/wait";
import { client, clients, cluster, istiod, limit, scope } from "../../oracle/mesh/asked-istiod";
import { failureOf, FakeClock } from "../../support/ports";
import { proxyState } from "../../support/proxies";

describe("proxies that are behind when the time is over", () => {
  it("leaves as many proxies behind as it may, names them, and fails with one more", async () => {
    const slow = (...names: string[]) =>
      istiod({ proxies: [names.map((name) => proxyState(5, 4, name))] });
    const leave = (names: string[], stragglers: number | string) =>
      untilSynced([cluster("west", slow(...names))], clients, scope, {
        ...limit(new FakeClock()),
        stragglers,
      });
    const { behind } = await leave(["a.shop", "b.shop"], 2);
    expect(behind.map(({ istiod: at, proxy, why }) => [at, proxy, why])).to.deep.equal([
      ["west", "a.shop", "sent"],
      ["west", "b.shop", "sent"],
    ]);
    const error = await failureOf(leave(["a.shop", "b.shop"], 1));
    expect((error as StaleError).proxies).to.equal(2);
    expect((await failureOf(leave(["a.shop"], "99%"))).name).to.equal("StaleError");
  });

  it("does not wait again for proxies that were left behind before", async () => {
    const clock = new FakeClock();
    const one = istiod({ proxies: [[proxyState(5, 4, "a.shop"), proxyState(5, 5, "b.shop")]] });
    const { behind } = await untilSynced([cluster("west", one)], clients, scope, {
      ...limit(clock),
      ...{ stragglers: 1, leftBehind: new Set(["west//a.shop"]) },
    });
    expect(behind).to.have.length(1);
    expect(clock.now()).to.be.below(1000);
  });

  it("does not wait for a proxy whose pod is not ready", async () => {
    const clock = new FakeClock();
    const stuck = { ...proxyState(5, 4, "a.shop"), cluster_id: "west" };
    const asked: string[] = [];
    const unready = {
      ...client,
      list: <T>(path: string): Promise<readonly T[]> => {
        if (!path.includes("/pods?")) return client.list<T>(path);
        asked.push(path);
        return Promise.resolve([{ metadata: { name: "a" }, status: {} }] as never);
      },
    };
    const one = { ...cluster("west", istiod({ proxies: [[stuck]] })), client: unready };
    const { proxies, behind } = await untilSynced([one], clients, scope, limit(clock));
    expect({ proxies, behind }).to.deep.equal({ proxies: 1, behind: [] });
    expect(asked).to.deep.equal(["/api/v1/namespaces/shop/pods?fieldSelector=metadata.name%3Da"]);
    expect(clock.now()).to.be.within(1000, 2000);
  });
});
