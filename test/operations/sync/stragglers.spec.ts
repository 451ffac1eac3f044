import { expect } from "chai";
import { allowedStragglers, countOf, owedBefore } from "../../../operations/sync/stragglers";
import { proxyOf } from "../../support/proxies";

const now = Date.UTC(2026, 10, 26, 10);
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();

describe("the proxies that an update may leave behind", () => {
  it("are so many, or a share of all proxies that is rounded down", () => {
    expect(allowedStragglers(0, 1000)).to.equal(0);
    expect(allowedStragglers(3, 1)).to.equal(3);
    expect(allowedStragglers("5%", 199)).to.equal(9);
    expect(allowedStragglers("5%", 19)).to.equal(0);
  });

  it("are none where a program gives a text that is no share", () => {
    expect(allowedStragglers("some", 1000)).to.equal(0);
  });

  it("count once each, however many types they owe and whichever istiod they are connected to", () => {
    const one = { proxy: "web.shop", cluster: "west", why: "sent", istiod: "west" } as const;
    const types = ["Cluster", "Listener"] as const;
    const both = types.map((type) => ({ ...one, type }));
    expect(countOf([...both, { ...one, type: "Cluster", cluster: "east" }])).to.equal(2);
  });
});

describe("a proxy that owes an acknowledgement since before the update", () => {
  const owed = (seconds: number, lastError?: string) =>
    owedBefore([proxyOf("web.shop", { Cluster: [3, 2, ago(seconds), lastError] })], now, 30_000);

  it("is named with type and time when it had the time of a whole update", () => {
    expect(owed(29)).to.deep.equal([]);
    expect(owed(30)).to.deep.equal([
      {
        ...{ proxy: "web.shop", cluster: "west", type: "Cluster" },
        why: "sent",
        sentTime: ago(30),
      },
    ]);
  });

  it("is named with the reason why it refused what was sent", () => {
    expect(owed(60, "no such secret").map(({ why, error }) => [why, error])).to.deep.equal([
      ["refused", "no such secret"],
    ]);
  });

  it("is none that acknowledged the newest, and none of which istiod does not tell the time", () => {
    const states = [
      proxyOf("a.shop", { Cluster: [3, 3, ago(99)] }),
      proxyOf("b.shop", { Cluster: [3, 2] }),
    ];
    expect(owedBefore(states, now, 30_000)).to.deep.equal([]);
  });

  it("does not owe what Envoy itself does not take", () => {
    const names = proxyOf("web.shop", {
      "type.googleapis.com/istio.networking.nds.v1.NameTable": [3, 2, ago(99)],
    });
    expect(owedBefore([names], now, 30_000)).to.deep.equal([]);
  });
});
