import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { readKinds } from "../../../kubernetes/live-objects";
import { fieldManager, written } from "../../../model/manifests/ownership";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { Release } from "../../../model/release/release";
import { releaseWithRaised } from "../../../operations/scale/decide";
import { lookAtScale } from "../../../operations/scale/look";
import { changeOwners } from "../../../operations/scale/run";
import { mayBegin } from "../../../operations/update/begin";
import { UpdateSync } from "../../../operations/update/run";
import { failureOf, FakeClock, Lines } from "../../support/ports";
import { clusterAt, reachServing, stopAll, type FakeCluster } from "../../support/reached";
import { east, west } from "../../support/releases";
import { scaled } from "../scale/support";

const autoscale = { min: 1, max: 9, prescale: true };
const deployment = (name: string) => `/apis/apps/v1/namespaces/gray-demo/deployments/${name}`;
const autoscaler = (name: string) =>
  `/apis/autoscaling/v2/namespaces/gray-demo/horizontalpodautoscalers/${name}`;
const settings = { settle: { seconds: 3, minimum: 0, limit: 1, stragglers: 0 }, ready: 60 };

describe("an update that changes the number of pods", () => {
  let clusters: FakeCluster[];
  let lines: Lines;

  afterEach(() => stopAll(clusters));

  /** Clusters that have one release, with the plan of the next one. */
  const between = async (before: Release, after: Release) => {
    lines = new Lines();
    const plans = planRelease(after, [west, east]).clusters;
    const reached = await reachServing(before, west, east);
    clusters = reached.map((one, i) => ({
      ...one,
      plan: plans[i]!,
      objects: manifests(plans[i]!),
    }));
    return planRelease(after, [west, east]);
  };

  const begin = (plan: Parameters<typeof mayBegin>[1]["plan"]) =>
    mayBegin(clusters, { stack: "dev", plan, reporter: lines });

  /** What an autoscaler writes; the pods get ready at once. */
  const scale = (i: number, name: string, replicas: number) => {
    const { api } = clusterAt(clusters, i);
    const { metadata, ...live } = api.get(deployment(name))!;
    const { managedFields: _, ...rest } = metadata;
    const spec = { ...(live.spec as object), replicas };
    const by = { manager: "kube-controller-manager", subresource: "scale" };
    api.put({ ...live, metadata: rest, spec } as KubeObject, by);
    api.rollOut(deployment(name));
  };

  const half = { v1: 50, v2: 50 };
  const few = { v1: 90, v2: 10 };

  it("goes on beside what autoscalers wrote, and is up to date", async () => {
    for (const who of [{ autoscale }, { replicas: "external" } as const]) {
      const release = scaled({ replicas: 2 }, who, few);
      const plan = await between(release, release);
      scale(0, "hello-v2", 7);
      const { upToDate, scaling } = await begin(plan);
      expect([...upToDate]).to.include("workloads");
      expect(scaling).to.deep.equal({ raised: [], targets: [] });
      await stopAll(clusters);
    }
  });

  it("raises the fewest pods of a version whose share grows, says so, and waits for them", async () => {
    const before = scaled({ replicas: 9 }, { autoscale }, few);
    const plan = await between(before, scaled({ replicas: 9 }, { autoscale }, half));
    const start = await begin(plan);
    expect([...start.upToDate]).to.not.include("workloads");
    expect(lines.infos).to.deep.equal(
      ["west", "east"].map(
        (name) =>
          `hello v2 in ${name} gets 5 pods before its share grows (1 are ready now); the next update lowers the fewest pods again.`,
      ),
    );
    const applied = releaseWithRaised(plan, start.scaling.raised).clusters.flatMap(manifests);
    const fewest = applied.flatMap((one) =>
      one.kind === "HorizontalPodAutoscaler"
        ? [(one as unknown as { spec: { minReplicas: number } }).spec.minReplicas]
        : [],
    );
    expect(fewest).to.deep.equal([5, 5]);
    expect(start.scaling.targets.map(({ cluster, pods }) => [cluster, pods])).to.deep.equal([
      ["west", 5],
      ["east", 5],
    ]);
  });

  it("keeps the raised number while it looks for what was not recorded, and then waits for the pods", async () => {
    const before = scaled({ replicas: 9 }, { autoscale }, few);
    const plan = await between(before, scaled({ replicas: 9 }, { autoscale }, half));
    const start = await begin(plan);
    const clock = new FakeClock();
    const sync = new UpdateSync(clusters, {
      settings,
      start: Promise.resolve(start),
      reporter: lines,
      clock,
    });
    for (const { cluster, mesh: _, ...one } of releaseWithRaised(plan, start.scaling.raised)
      .clusters)
      for (const object of manifests({ cluster, ...one }))
        if (object.kind === "HorizontalPodAutoscaler")
          clusters
            .find((each) => each.cluster.name === cluster.name)!
            .api.put(written(object), { manager: fieldManager, operation: "Apply" });
    await sync.before("workloads");
    let looks = 0;
    const read = {
      method: "GET",
      where: ({ path }: { path: string }) => path === deployment("hello-v2"),
    };
    const scaleLater = () => (looks += 1) === 2 && [0, 1].forEach((i) => scale(i, "hello-v2", 5));
    clusterAt(clusters, 0).api.before(read, scaleLater, 9);
    await sync.after("workloads", true);
    expect(looks).to.be.at.least(2);
    const spec = clusterAt(clusters, 0).api.get(autoscaler("hello-v2"))?.spec as object;
    expect(spec).to.include({ minReplicas: 5 });
    await sync.end();
  });

  it("lowers the fewest pods again where no share grows", async () => {
    const release = scaled({ replicas: 9 }, { autoscale }, half);
    const plan = await between(
      scaled({ replicas: 9 }, { autoscale: { ...autoscale, min: 5 } }, half),
      release,
    );
    const { scaling, upToDate } = await begin(plan);
    expect(scaling).to.deep.equal({ raised: [], targets: [] });
    expect([...upToDate]).to.not.include("workloads");
    expect(lines.infos).to.deep.equal([]);
  });

  it("warns where the limit allows fewer pods than the share needs", async () => {
    const tight = { ...autoscale, prescale: { max: 3 } };
    const plan = await between(
      scaled({ replicas: 9 }, { autoscale: tight }, few),
      scaled({ replicas: 9 }, { autoscale: tight }, half),
    );
    await begin(plan);
    const limited = lines.warnings.filter((line) => line.includes("needs 5 pods"));
    expect(limited).to.have.length(2);
    expect(limited[0]).to.match(/^hello v2 in west .* and may have 3/);
  });

  it("waits for the declared fewest pods, too, where a version gets its first share", async () => {
    const declared = { autoscale: { min: 3, max: 9 } };
    const plan = await between(
      scaled({ replicas: 9 }, declared, { v1: 100 }),
      scaled({ replicas: 9 }, declared, half),
    );
    const { scaling } = await begin(plan);
    expect(scaling.raised).to.deep.equal([]);
    expect(scaling.targets.map(({ deployment: name, pods }) => [name, pods])).to.deep.equal([
      ["hello-v2", 3],
      ["hello-v2", 3],
    ]);
  });

  it("tells what becomes of the pods where an autoscaler is turned on or off", async () => {
    await begin(await between(scaled({ replicas: 5 }), scaled({ autoscale })));
    expect(lines.infos[0]).to.equal(
      "hello-v1 in west keeps its 5 pods; from now on its autoscaler decides, from 1 to 9.",
    );
    await stopAll(clusters);
    const off = await between(scaled({ autoscale }), scaled({ replicas: 7 }));
    scale(0, "hello-v1", 7);
    await begin(off);
    expect(lines.infos[0]).to.equal(
      "hello-v1 in west runs 7 pods, and 7 from now on: its autoscaler is deleted first, so that nothing else changes the number.",
    );
  });

  it("is refused where it would cut pods, with the number, and nothing is written", async () => {
    const plan = await between(scaled({ autoscale }), scaled({}));
    scale(1, "hello-v1", 7);
    const before = clusterAt(clusters, 1).api.requests.length;
    const { message } = await failureOf(begin(plan));
    expect(message).to.contain(
      "Deployment gray-demo/hello-v1 runs 7 pods, as its autoscaler left it, and would be cut to 1. Set `replicas` to 7 or more now",
    );
    const writes = clusterAt(clusters, 1)
      .api.requests.slice(before)
      .filter(({ method }) => method !== "GET");
    expect(writes).to.deep.equal([]);
  });

  it("takes the number that an update held as it broke off for the stack's own, and for no drift", async () => {
    const on = await between(scaled({ replicas: 5 }), scaled({ autoscale }));
    for (const { client, plan, objects } of clusters) {
      const { changes } = await lookAtScale(client!, plan, await readKinds(client!, objects));
      await changeOwners([{ client: client!, changes }]);
    }
    const back = planRelease(scaled({ replicas: 4 }), [west, east]);
    expect(back.clusters).to.have.length(on.clusters.length);
    clusters = clusters.map((one, i) => {
      const plan = back.clusters[i]!;
      return { ...one, plan, objects: manifests(plan) };
    });
    const { scale: looks } = await begin(back);
    const kinds = [...looks.values()].flatMap(({ changes }) => changes.map(({ kind }) => kind));
    expect(kinds).to.deep.equal(["own", "own"]);
  });

  it("is refused beside somebody else's autoscaler of the same Deployment", async () => {
    const plan = await between(scaled({ replicas: 2 }), scaled({ autoscale }));
    const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "hello-v1" };
    const metadata = { name: "by-hand", namespace: "gray-demo" };
    const kind = "HorizontalPodAutoscaler";
    const other = {
      apiVersion: "autoscaling/v2",
      kind,
      metadata,
      spec: { scaleTargetRef, maxReplicas: 3 },
    };
    clusterAt(clusters, 0).api.put(other);
    const { message } = await failureOf(begin(plan));
    expect(message).to.contain(`${kind} gray-demo/by-hand in cluster west scales hello-v1 already`);
  });

  it("asks for no autoscaler where the release never had one", async () => {
    const plan = await between(scaled({ replicas: 2 }), scaled({ replicas: 3 }));
    await begin(plan);
    expect(clusterAt(clusters, 0).api.asked({ kind: "HorizontalPodAutoscaler" })).to.deep.equal([]);
  });

  it("takes missing rights to read autoscalers for none, and a scaled Deployment for drift then", async () => {
    const plan = await between(scaled({ autoscale }), scaled({ replicas: 9 }));
    scale(0, "hello-v1", 7);
    clusterAt(clusters, 0).api.fault({ kind: 403, match: { kind: "HorizontalPodAutoscaler" } });
    const { message } = await failureOf(begin(plan));
    expect(message).to.contain("by kube-controller-manager through the subresource scale");
  });
});
