import { expect } from "chai";
import { availableParallelism } from "node:os";
import { shop } from "../../../bench/no-loss/releases";
import type { KubeClient } from "../../../kubernetes/client";
import { objectPath } from "../../../kubernetes/object-path";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { sendRequests } from "../../../lab/load/load";
import { type PlayingLoad, startMeshLoad } from "../../../lab/mesh-load/mesh-load";
import type { Manifest } from "../../../model/manifests/metadata";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { Weights } from "../../../model/release/routing";
import { rolledOut, type RollingDeployment } from "../../../operations/pods/rolled-out";
import { RefusalError } from "../../../operations/refusal";
import { keyOf } from "../../../operations/sync/blocking";
import { Istiod } from "../../../operations/sync/istiod";
import { proxyOfPod, type PodWithProxy } from "../../../operations/sync/pods/proxy-pod";
import { behindProxies } from "../../../operations/sync/proxies";
import { MeshSync } from "../../../operations/sync/run";
import { neededTypes } from "../../../operations/sync/xds";
import { failureOf, Lines } from "../../support/ports";
import { eventually } from "../support/lab-parts";
import { ownLab, useOwnLab } from "../support/own-lab";

const host = "queued.example";
const space = "queued";
const version = (tag: string) => ({ image: `example.com/shop:${tag}`, drainSeconds: 0 });
const versions = { v1: version("1"), v2: version("2") };

/** What cluster west alone gets. */
function planOf(weights: Weights) {
  const [plan] = planRelease(shop(space, { versions, weights }), [{ name: "west" }]).clusters;
  if (!plan) throw new Error("nothing is planned");
  return { plan, objects: manifests(plan) };
}

const [split, away] = [planOf({ v1: 50, v2: 50 }), planOf({ v1: 100 })];
const routes = away.objects.filter(({ kind }) => kind === "VirtualService");
const needed = neededTypes(away.objects, "routes");

/** As many proxies as istiod sends to at once (pilot/pkg/features/tuning.go), and some more. */
const deaf = Math.min(100, 15 + 5 * availableParallelism()) + 5;

describe("a gateway that waits in istiod's push queue", () => {
  let client: KubeClient;
  let istiod: Istiod;
  let load: PlayingLoad | undefined;

  // Before the lab may end.
  after(async () => {
    await load?.stop();
    istiod.close();
    await client.delete(`/api/v1/namespaces/${space}`);
    client.close();
  });

  useOwnLab();

  before(async function () {
    this.timeout(120_000);
    client = clientOf(ownLab.cluster("west").kubeconfig);
    await write(split.objects);
    for (const object of split.objects.filter(({ kind }) => kind === "Deployment"))
      await eventually(`${object.metadata.name} is ready`, async () => {
        const live = await client.get<RollingDeployment>(objectPath(object));
        return live && rolledOut(live);
      });
    await eventually("both versions answer", async () => {
      const { failed, byVersion } = await send(20);
      return failed === 0 && Object.keys(byVersion).length === 2;
    });
    const [first] = await Istiod.all(client, "istio-system");
    if (!first) throw new Error("the lab has no istiod");
    istiod = first;
  });

  const send = (count: number) =>
    sendRequests({ url: `${ownLab.cluster("west").gateway}/`, headers: { host }, count });

  const write = async (objects: readonly Manifest[]) => {
    for (const object of objects) await client.apply(objectPath(object), object);
  };

  /** An update of the release to the version that stays, as far as it asks istiods. */
  const begin = (limit: number) => {
    const server = { url: new URL(client.options.server), entry: {} };
    return new MeshSync([{ ...away, cluster: { name: "west" }, server, client }], {
      settle: { seconds: 1, minimum: 0, limit, stragglers: 0 },
      reporter: new Lines(),
      mayBegin: Promise.resolve(),
    });
  };

  /** Whether istiod computes pushes, and no proxy leaves its queue. */
  const isHeldUp = async (): Promise<boolean> => {
    const before = await istiod.metrics();
    const now = await eventually("two pushes", async () => {
      const now = await istiod.metrics();
      return now.computed >= before.computed + 2 && now;
    });
    return now.dequeued === before.dequeued;
  };

  /** Whether the gateway seems to have taken a push, if nobody looks at the queue. */
  const seemsDone = async (push: number): Promise<boolean> => {
    const { proxies } = await istiod.proxies();
    const gateway = proxies.filter(({ proxy = "" }) => proxy.startsWith("istio-ingressgateway-"));
    expect(gateway, "the gateway is connected").to.have.length(1);
    const awaited = { push, needed, isOver: () => true };
    return behindProxies(gateway, new Map(), awaited).behind.length === 0;
  };

  it("has a pod that names its proxy, its cluster and its revision as istiod does, like each sidecar", async () => {
    const paths = [space, "istio-system"].map((one) => `/api/v1/namespaces/${one}/pods`);
    const pods = (await Promise.all(paths.map((path) => client.list<PodWithProxy>(path)))).flat();
    const found = pods.flatMap((pod) => proxyOfPod(pod) ?? []);
    const listed = (await istiod.proxies()).proxies.map(keyOf);
    expect(found.map(({ proxy, cluster }) => `${cluster}/${proxy}`)).to.have.members(
      listed.filter((key) => /^west\/.*\.(queued|istio-system)$/.test(key)),
    );
    expect(new Set(found.map(({ revision }) => revision))).to.deep.equal(
      new Set([istiod.revision]),
    );
  });

  it("is never taken for done, and a route that moves without looking at the queue loses requests", async function () {
    this.timeout(120_000);
    const update = begin(3);
    await update.before("workloads");
    load = await startMeshLoad({
      ...{ folder: ownLab.folder, cluster: "west", proxies: deaf, deaf },
      ...{ services: 2, endpoints: 1000, changesPerSecond: 5 },
    });
    await eventually("istiod sends nothing more", isHeldUp);
    const { computed } = await istiod.metrics();
    await write(routes);
    const pushed = await eventually("istiod computed a push with the routes", async () => {
      const now = await istiod.metrics();
      return now.computed > computed + 1 && now.computed;
    });

    // Without the queue: nothing was sent that is not acknowledged, so all seems done.
    await eventually("all seems done without the queue", () => seemsDone(pushed));
    const error = await failureOf(update.after("routes", true));
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.match(/istio-ingressgateway-\S+ waits in istiod's push queue/);

    // An update that took it for done would delete the pods now.
    const gone = away.objects.filter(
      ({ kind, metadata }) => kind === "Deployment" && metadata.name.endsWith("v2"),
    );
    for (const object of gone) await client.delete(objectPath(object));
    await eventually("requests are lost", async () => (await send(50)).failed > 0);

    await load.stop();
    load = undefined;
    await begin(30).before("workloads");
    expect((await send(200)).failures).to.deep.equal({});
  });
});
