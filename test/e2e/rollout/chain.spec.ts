import { expect } from "chai";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import type { AppAnswer } from "../../../lab/apps/app-answer";
import { chainOf } from "../../../lab/apps/chain";
import { steadyLoad } from "../../../lab/load/load";
import { planRelease } from "../../../model/plan/plan";
import type { Release, ServiceSpec, VersionSpec } from "../../../model/release/release";
import type { ServiceWeights } from "../../../model/release/routing";
import { withState } from "../../../model/rollout/overlay";
import { plainState } from "../../../model/rollout/state-at";
import type { FleetWeights } from "../../../model/rollout/state";
import { drive } from "../../../operations/rollout/drive";
import { DrivingPort } from "../../../operations/rollout/driving";
import { recordStore } from "../../../operations/rollout/record/store";
import { FastLane } from "../../../operations/rollout/routes/lane";
import { needsEngine } from "../../../operations/rollout/routes/needs-engine";
import type { LaneCluster } from "../../../operations/rollout/routes/port";
import { rolloutRecord } from "../../support/rollout/record";
import { cluster } from "../support/lab";
import { Project } from "../support/project";

const names = ["west", "east"] as const;
const host = "chain.example.com";
const tester = { "x-tester": "yes" };
const isTester = { headerName: "x-tester", headerValue: { exact: "yes" } };

/** A service that calls the next one, in one cluster or in both. */
function service(app: string, calls?: string, more: Partial<ServiceSpec> = {}): ServiceSpec {
  const version: VersionSpec = {
    image: `example.com/${app}:1`,
    ...(calls && { env: { upstream_url: `http://${calls}:8000/` } }),
  };
  return { port: 8000, versions: { v1: version, v2: version }, weights: { v1: 100 }, ...more };
}

const release: Release = {
  name: "chain",
  namespace: "chain",
  gateway: { hosts: [host] },
  services: {
    web: service("web", "cart", { expose: true }),
    cart: service("cart", "stock", { follows: ["web"] }),
    stock: service("stock", undefined, { follows: ["cart"] }),
  },
};

const all = (version: string): FleetWeights => {
  const services: Record<string, ServiceWeights> = {};
  for (const name of Object.keys(release.services)) services[name] = { [version]: 100 };
  const weights = { services, lanes: {} };
  return Object.fromEntries(names.map((name) => [name, weights]));
};
const uniform = ["v1", "v2"].map((one) => `web ${one} > cart ${one} > stock ${one}`);

describe("a chain of services that a rollout releases together", () => {
  const stack = "chain";
  let project: Project;

  before(async () => {
    project = new Project();
    project.write(stack, release);
    await project.init(stack);
    await project.up(stack);
  });

  after(() => {
    project.drop(release.namespace);
    project.remove();
  });

  /** What a driver works with, in this process. */
  const driving = () => {
    const clusters = names.map((name): LaneCluster => ({
      cluster: { name },
      client: Promise.resolve({ ok: true, value: clientOf(cluster(name).kubeconfig) }),
    }));
    const plan = planRelease(
      release,
      clusters.map((one) => one.cluster),
    );
    const lane = new FastLane({
      clusters,
      settle: { seconds: 1, minimum: 0, limit: 60, stragglers: 0 },
    });
    const store = recordStore({
      place: { release: release.name, namespace: release.namespace },
      clusters: clusters.map(({ client, cluster: { name } }) => ({ cluster: name, client })),
      home: "west",
    });
    const port = new DrivingPort({
      ...{ plan, clusters, lane, store, needsEngine },
      ask: () => Promise.reject(new Error("there is no gate")),
      updateStack: () => Promise.resolve(undefined),
      refusal: () => undefined,
    });
    return { plan, clusters, lane, store, port };
  };

  /** Requests through both gateways, those of testers and others, by the chain that answered. */
  const underLoad = async (action: () => Promise<void>): Promise<Record<string, number>> => {
    const stop = new AbortController();
    const seen: Record<string, number> = {};
    const loads = names.flatMap((name) =>
      [{}, tester].map((headers) =>
        steadyLoad({
          ...{ url: `${cluster(name).gateway}/`, headers: { host, ...headers } },
          ...{ concurrency: 3, pause: 50, signal: stop.signal },
          onAnswer: ({ status, body }) => {
            if (status !== 200) return;
            const chain = chainOf(JSON.parse(body) as AppAnswer);
            seen[chain] = (seen[chain] ?? 0) + 1;
          },
        }),
      ),
    );
    await action().finally(() => stop.abort());
    for (const { failures, total } of await Promise.all(loads)) {
      expect(failures).to.deep.equal({});
      expect(total).to.be.greaterThan(20);
    }
    return seen;
  };

  it("keeps the version of every request at every moment, on its way there and back", async () => {
    const { plan, clusters, lane, store, port } = driving();
    const [start, goal] = [all("v1"), all("v2")];
    const since = new Date().toISOString();
    const record = rolloutRecord({
      ...{ release: release.name, start, goal, startedAt: since, decisions: [] },
      spec: {
        steps: [
          { setHeaderRoute: { name: "testers", match: [isTester] } },
          { pause: { duration: "1s" } },
          { setWeight: 50 },
          { pause: { duration: "1s" } },
        ],
      },
      at: { index: -1, from: -1, state: "done", since },
      current: plainState(start),
    });
    const seen = await underLoad(async () => {
      expect(await store.save(record, undefined)).to.equal("saved");
      expect((await drive({ port, by: "a spec" })).end).to.equal("ended");
      const at = (weights: FleetWeights) => withState(plan, plainState(weights)).clusters;
      const [now, back] = [at(goal), at(start)];
      const changes = clusters.map((one, i) => ({ ...one, from: [now[i]!], next: back[i]! }));
      const outcomes = await lane.takeBack(changes);
      expect(outcomes.map(({ trouble }) => trouble)).to.deep.equal([undefined, undefined]);
      await lane.settle(changes);
      lane.close();
    });
    expect(Object.keys(seen).sort()).to.deep.equal(uniform);
  });
});
