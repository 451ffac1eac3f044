import { expect } from "chai";
import type { KubeClient } from "../../kubernetes/client";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { setUsage } from "../../lab/metrics/pod-metrics";
import type { AutoscaleSpec } from "../../model/release/scaling";
import type { VirtualServiceManifest } from "../../model/manifests/virtual-service";
import { cluster } from "./support/lab";
import { eventually } from "./support/lab-parts";
import { previewSteps, Project } from "./support/project";
import { underLoad } from "./support/under-load";

const stack = "scaled";
const space = "gray-scaled";
const host = "scaled.example";
const versions = ["gray-release:release", "services", "shop", "versions"];
const [v1, v2] = ["shop-v1", "shop-v2"].map(
  (name) => `/apis/apps/v1/namespaces/${space}/deployments/${name}`,
) as [string, string];
const autoscalerOfV2 = `/apis/autoscaling/v2/namespaces/${space}/horizontalpodautoscalers/shop-v2`;
const route = `/apis/networking.istio.io/v1/namespaces/${space}/virtualservices/shop`;

/** Percent of the requested CPU that the autoscalers aim at. */
const aim = 50;

interface Scaled {
  readonly spec: { readonly replicas: number };
  readonly status?: { readonly readyReplicas?: number };
}

describe("an autoscaled version, with the controller of a real cluster", () => {
  let project: Project;
  let west: KubeClient;
  const stop = new AbortController();
  /** For how many pods each version has work. */
  const work = { v1: 4, v2: 1 };
  let metrics: Promise<void>;

  /** Says that all pods of a version share its work; an app and its sidecar request 100m each. */
  const measure = async () => {
    while (!stop.signal.aborted) {
      for (const [version, path, amount] of [
        ["v1", v1, work.v1],
        ["v2", v2, work.v2],
      ] as const) {
        const cpu = `${Math.round((2 * aim * amount) / Math.max(1, (await pods(path)).wanted))}m`;
        await setUsage(west, { namespace: space, labels: { app: "shop", version } }, { cpu });
      }
      await new Promise((done) => setTimeout(done, 300));
    }
  };

  before(async () => {
    west = clientOf(cluster("west").kubeconfig);
    project = new Project();
    const version = (tag: string, replicas: number) => ({
      image: `example.com/shop:${tag}`,
      replicas,
      clusters: ["west"],
      resources: { requests: { cpu: "100m" } },
      pod: { metadata: { annotations: { "sidecar.istio.io/proxyCPU": "100m" } } },
    });
    project.write(stack, {
      name: stack,
      namespace: space,
      gateway: { hosts: [host] },
      services: {
        shop: {
          port: 8080,
          expose: true,
          versions: { v1: version("1", 4), v2: version("2", 1) },
          weights: { v1: 90, v2: 10 },
          stable: "v1",
        },
      },
    });
    await project.init(stack);
    await project.up(stack);
    metrics = measure();
  });

  after(async () => {
    stop.abort();
    await metrics;
    west.close();
    project.drop(space);
    project.remove();
  });

  const pods = async (path: string) => {
    const { spec, status } = await west.request<Scaled>("GET", path);
    return { wanted: spec.replicas, ready: status?.readyReplicas ?? 0 };
  };

  const autoscale = (name: string, spec: AutoscaleSpec) => {
    project.edit(stack, [...versions, name, "replicas"], undefined);
    project.edit(stack, [...versions, name, "autoscale"], spec);
  };

  /** The fewest pods that a Deployment wanted while something was done. */
  const fewestDuring = async (path: string, work: Promise<unknown>) => {
    let over = false;
    const done = work.finally(() => (over = true));
    let fewest = Number.POSITIVE_INFINITY;
    while (!over) {
      fewest = Math.min(fewest, (await pods(path)).wanted);
      await new Promise((next) => setTimeout(next, 50));
    }
    await done;
    return fewest;
  };

  /** The ready pods of v2 when the route gives it its larger share. */
  const readyWhenMoved = (share: number) =>
    eventually(
      `v2 gets ${share} %`,
      async () => {
        const { spec } = await west.request<VirtualServiceManifest>("GET", route);
        const shares = spec.http?.flatMap(({ route: all = [] }) => all) ?? [];
        return shares.some(
          ({ weight, destination }) => destination.subset === "v2" && weight === share,
        )
          ? (await pods(v2)).ready
          : undefined;
      },
      90,
    );

  const noDrift = async () => {
    const { code, output } = await project.gray("drift", "-s", stack);
    expect(code, output).to.equal(0);
  };

  it("keeps its pods as it is turned on, is scaled while weights move, gets pods before half of the traffic, and keeps them as it is turned off", async function () {
    this.timeout(240_000);
    await underLoad(host, ["v1", "v2"], async () => {
      autoscale("v1", { min: 2, max: 8, cpu: aim });
      autoscale("v2", { min: 1, max: 6, cpu: aim, prescale: true });
      expect(await fewestDuring(v1, project.up(stack))).to.equal(4);

      // Work for 6 pods comes while an update moves the weights.
      work.v1 = 6;
      project.edit(stack, ["gray-release:weights"], { shop: { v1: 80, v2: 20 } });
      const [fewest] = await Promise.all([
        fewestDuring(v1, project.up(stack)),
        eventually("v1 has 6 ready pods", async () => (await pods(v1)).ready === 6),
      ]);
      expect(fewest).to.be.at.least(4);
      await noDrift();

      // 6 pods for 80 %: half of the traffic needs 3.75.
      project.edit(stack, ["gray-release:weights"], { shop: { v1: 50, v2: 50 } });
      const [{ output }, ready] = await Promise.all([project.up(stack), readyWhenMoved(50)]);
      expect(output).to.match(/shop v2 in west gets 4 pods before its share grows/);
      expect(ready).to.be.at.least(4);
      await noDrift();
      expect(await previewSteps(project, stack)).to.deep.equal([
        `update kubernetes:autoscaling/v2:HorizontalPodAutoscaler ${stack}-west-shop-v2-autoscaler`,
      ]);

      project.edit(stack, [...versions, "v2", "autoscale"], undefined);
      const refused = await project.try("up", "--yes", "--skip-preview", "--stack", stack);
      expect(refused.code, refused.output).to.not.equal(0);
      const { wanted } = await pods(v2);
      expect(refused.output).to.contain(`Set \`replicas\` to ${wanted} or more`);
      project.edit(stack, [...versions, "v2", "replicas"], wanted);
      expect(await fewestDuring(v2, project.up(stack))).to.equal(wanted);
      expect(await west.get(autoscalerOfV2)).to.equal(undefined);
      await noDrift();
    });
  });
});
