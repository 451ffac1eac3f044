import { expect } from "chai";
import { Carriers } from "../../../../operations/sync/pods/carriers";
import { PodRights } from "../../../../operations/sync/pods/rights";
import type { Straggler } from "../../../../operations/sync/stragglers";
import { FakeClock } from "../../../support/ports";

const ready = { status: { conditions: [{ type: "Ready", status: "True" }] } };

const behind = (proxy: string, cluster = "mesh-west"): Straggler => ({
  ...{ proxy, cluster, type: "Cluster", why: "sent", istiod: "west" },
});

describe("the proxies that hold a stage up", () => {
  let clock: FakeClock;
  let asked: string[];
  let pods: Readonly<Record<string, object | Error>>;

  beforeEach(() => {
    [clock, asked] = [new FakeClock(), []];
  });

  const client = (cluster: string) => ({
    create: (_: string, body: object) => {
      const { spec } = body as { spec: { resourceAttributes: { namespace: string } } };
      const allowed = spec.resourceAttributes.namespace !== "closed";
      return Promise.resolve({ status: { allowed } } as never);
    },
    list: (path: string) => {
      asked.push(`${cluster} ${decodeURIComponent(path)}`);
      const pod = pods[path.split("%3D").at(-1) ?? ""];
      return pod instanceof Error
        ? Promise.reject(pod)
        : Promise.resolve((pod ? [pod] : []) as never);
    },
  });

  const carriers = () =>
    new Carriers(
      { clusterId: "mesh-west" },
      { client: client("west") },
      new Map([["east", client("east")]]),
      clock,
      new PodRights(),
    );

  const last = async (...all: Straggler[]) =>
    (await carriers().of(all, true)).map(({ proxy }) => proxy);

  it("are those whose pods are ready; others carry no traffic", async () => {
    pods = { a: { metadata: {}, ...ready }, b: { metadata: {}, status: {} } };
    expect(await last(behind("a.shop"), behind("b.shop"), behind("gone.shop"))).to.deep.equal([
      "a.shop",
    ]);
  });

  it("are also those whose pod may not be read, or whose cluster the stack does not have", async () => {
    pods = { a: new Error("forbidden") };
    expect(await last(behind("a.shop"), behind("b.shop", "elsewhere"))).to.deep.equal([
      ...["a.shop", "b.shop"],
    ]);
    expect(asked).to.deep.equal([
      "west /api/v1/namespaces/shop/pods?fieldSelector=metadata.name=a",
    ]);
  });

  it("are not looked up in a namespace whose pods the program may not list, and count", async () => {
    pods = {};
    expect(await last(behind("a.shop"), behind("b.closed"))).to.deep.equal(["b.closed"]);
    expect(asked).to.have.length(1);
  });

  it("are looked up in the cluster of the proxy, once for all its types", async () => {
    pods = {};
    const types = ["Cluster", "Listener"] as const;
    await last(...types.map((type) => ({ ...behind("v1.2.shop", "east"), type })));
    expect(asked).to.deep.equal([
      "east /api/v1/namespaces/shop/pods?fieldSelector=metadata.name=v1.2",
    ]);
  });

  it("are looked up after a second, and again after five", async () => {
    pods = { a: { metadata: {}, ...ready } };
    const some = carriers();
    const times = async (ms: number) => {
      await clock.sleep(ms);
      await some.of([behind("a.shop")], false);
      return asked.length;
    };
    expect([await times(0), await times(999), await times(1)]).to.deep.equal([0, 0, 1]);
    expect([await times(4999), await times(1)]).to.deep.equal([1, 2]);
  });

  it("are not looked up while they are many: they are only slow", async () => {
    pods = {};
    const some = carriers();
    const many = Array.from({ length: 21 }, (_, i) => behind(`pod-${i}.shop`));
    await some.of(many, false);
    await clock.sleep(2000);
    expect(await some.of(many, false)).to.have.length(21);
    expect(asked).to.deep.equal([]);
    expect(await some.of(many, true)).to.deep.equal([]);
  });
});
