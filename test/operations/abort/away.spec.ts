import { expect } from "chai";
import type { KubeClient } from "../../../kubernetes/client";
import type { Cluster } from "../../../model/release/cluster";
import type { AbortOutcome } from "../../../operations/abort/cluster";
import { abort } from "../../../operations/abort/run";
import type { Result } from "../../../operations/result";
import { FakeClusters } from "../../support/fake-clusters";
import { HandClock } from "../../support/hand-clock";
import { release, service } from "../../support/releases";

const versions = { v1: { image: "web:1" }, v2: { image: "web:2" } };
const shop = (weights: Record<string, number>) =>
  release({ namespace: "shop", services: { web: service({ versions, weights }) } });
const names: readonly Cluster[] = [{ name: "west" }, { name: "north" }, { name: "east" }];
const route = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices/web";
const rule = "/apis/networking.istio.io/v1/namespaces/shop/destinationrules/web-v1";
const deployment = "/apis/apps/v1/namespaces/shop/deployments/web-v1";
const never = <T>() => new Promise<T>(() => undefined);

describe("an abort while one cluster is away", () => {
  let clusters: FakeClusters;
  let clock: HandClock;

  beforeEach(async () => {
    clock = new HandClock();
    clusters = await FakeClusters.start(shop({ v1: 80, v2: 20 }), names);
    for (const { name } of names) clusters.note(name, route, "v1");
  });

  afterEach(() => clusters.stop());

  /** Aborts; `east` is a client of the third cluster in place of its own. */
  function run({ east, weights = { v1: 80, v2: 20 }, force = false }: RunOptions = {}) {
    const known: string[] = [];
    let others: () => void;
    const bothOthers = new Promise<void>((done) => (others = done));
    const clients = clusters.all.map(({ plan, client }) =>
      plan.cluster.name === "east" && east
        ? east
        : Promise.resolve({ ok: true as const, value: client }),
    );
    const ended = abort({
      settings: { release: shop(weights), clusters: names },
      ...{ clients, clock, force, wanted: new Map() },
      onOutcome: ({ cluster }: AbortOutcome) => {
        known.push(cluster);
        if (known.length === 2) others();
      },
    });
    return { known, bothOthers, ended };
  }

  const patches = (name: string) =>
    clusters.api(name).asked({ where: ({ method }) => method === "PATCH" }).length;

  /** Expects that the other clusters were written while the third one is silent, and ends its time. */
  async function expectOthersFirst(
    { known, bothOthers, ended }: ReturnType<typeof run>,
    limitMs?: number,
  ) {
    await bothOthers;
    expect([...known].sort()).to.deep.equal(["north", "west"]);
    expect([patches("west"), patches("north"), patches("east")]).to.deep.equal([1, 1, 0]);
    if (limitMs !== undefined) await clock.pass(limitMs);
    const outcomes = await ended;
    expect(known.at(-1)).to.equal("east");
    return outcomes;
  }

  it("writes the others while its API server is frozen, and gives it up after 5 s", async () => {
    clusters.api("east").fault({ kind: "stall" });
    const outcomes = await expectOthersFirst(run(), 5000);
    expect(outcomes.map(({ written }) => written.length)).to.deep.equal([1, 1, 0]);
    expect(outcomes[2]?.failure).to.equal("no answer within 5 s");
  });

  it("writes the others while its credential plugin hangs", async () => {
    let open: (result: Result<KubeClient>) => void = () => undefined;
    const running = run({ east: new Promise((done) => (open = done)) });
    await running.bothOthers;
    expect([patches("west"), patches("north")]).to.deep.equal([1, 1]);
    open({ ok: false, failure: "the credential plugin aws gave no credentials" });
    const [, , east] = await running.ended;
    expect(east?.failure).to.equal("the credential plugin aws gave no credentials");
    expect(clusters.api("east").requests).to.deep.equal([]);
  });

  it("writes the others where it has no client, such as without its context", async () => {
    const failure = "its context is missing";
    const { ended } = run({ east: Promise.resolve({ ok: false, failure }) });
    const outcomes = await ended;
    expect(outcomes.map(({ written }) => written.length)).to.deep.equal([1, 1, 0]);
    expect(outcomes[2]).to.deep.include({ failure, asPlanned: false });
  });

  for (const kind of [401, 403, 500, "reset"] as const)
    it(`writes the others where its API server answers with ${kind}`, async () => {
      clusters.api("east").fault({ kind });
      const outcomes = await run().ended;
      expect(outcomes.map(({ written }) => written.length)).to.deep.equal([1, 1, 0]);
      expect(outcomes[2]?.failure).to.match(/./);
    });

  it("writes the others where its API server refuses connections", async () => {
    await clusters.api("east").refuse();
    const outcomes = await run().ended;
    expect(outcomes.map(({ written }) => written.length)).to.deep.equal([1, 1, 0]);
    expect(outcomes[2]?.failure).to.match(/ECONNREFUSED/);
  });

  it("writes the others where it has no subset of the version, and names the service", async () => {
    clusters.api("east").delete(rule);
    const outcomes = await run().ended;
    expect(outcomes.map(({ written }) => written.length)).to.deep.equal([1, 1, 0]);
    expect(outcomes[2]?.withoutSubset.map((one) => one.service)).to.deep.equal(["web"]);
  });

  it("waits for no answer of it where another cluster has a ready pod", async () => {
    clusters.api("west").delete(deployment);
    clusters.api("east").fault({ kind: "stall" });
    const outcomes = await expectOthersFirst(run(), 5000);
    expect(outcomes.flatMap(({ unsure }) => unsure)).to.deep.equal([]);
  });

  it("waits 1 s for its pods where no other cluster has a ready one, then writes and says so", async () => {
    for (const name of ["west", "north"]) clusters.api(name).delete(deployment);
    clusters.api("east").fault({ kind: "stall", match: { kind: "Deployment" } });
    const running = run();
    await clock.pass(1000);
    const outcomes = await running.ended;
    expect(outcomes.map(({ written }) => written.length)).to.deep.equal([1, 1, 1]);
    for (const { unsure } of outcomes)
      expect(unsure).to.deep.equal([{ service: "web", version: "v1", silent: ["east"] }]);
  });

  it("writes nothing before that second is over", async () => {
    for (const name of ["west", "north"]) clusters.api(name).delete(deployment);
    const running = run({ east: never() });
    await clock.reached(1000);
    expect([patches("west"), patches("north")]).to.deep.equal([0, 0]);
    await clock.pass(1000);
    await running.bothOthers;
    expect([patches("west"), patches("north")]).to.deep.equal([1, 1]);
  });

  it("waits for no pods where it is forced, and asks for none", async () => {
    for (const name of ["west", "north"]) clusters.api(name).delete(deployment);
    const running = run({ east: never(), force: true });
    await running.bothOthers;
    expect(clusters.api("west").asked({ kind: "Deployment" })).to.deep.equal([]);
    expect([patches("west"), patches("north")]).to.deep.equal([1, 1]);
  });

  it("goes on at once where it says that it can't tell its pods, and says so", async () => {
    for (const name of ["west", "north"]) clusters.api(name).delete(deployment);
    clusters.api("east").fault({ kind: 403, match: { kind: "Deployment" } });
    const outcomes = await run().ended;
    expect(outcomes.map(({ written }) => written.length)).to.deep.equal([1, 1, 1]);
    expect(outcomes[0]?.unsure.map(({ silent }) => silent)).to.deep.equal([["east"]]);
  });

  it("is finished by a second run when the cluster is back, with the weights that the first one recorded", async () => {
    const thaw = clusters.api("east").fault({ kind: 500 });
    await run().ended;
    thaw();
    const outcomes = await run({ weights: { v1: 100 } }).ended;
    expect(outcomes.map(({ written }) => written)).to.deep.equal([[], [], ["shop/web"]]);
    expect(outcomes.map(({ asPlanned }) => asPlanned)).to.deep.equal([true, true, true]);
  });
});

interface RunOptions {
  readonly east?: Promise<Result<KubeClient>>;
  readonly weights?: Record<string, number>;
  readonly force?: boolean;
}
