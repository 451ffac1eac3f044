// The benchmark of adoptions: four public shops, from running namespaces under load.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeClient, KubeObject } from "../../kubernetes/client";
import { objectPath } from "../../kubernetes/object-path";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { sendRequests, steadyLoad } from "../../lab/load/load";
import type { LabCluster } from "../../lab/types";
import type { VirtualServiceSpec } from "../../model/istio/virtual-service-spec";
import type { Release } from "../../model/release/release";
import { rolledOut, type RollingDeployment } from "../../operations/pods/rolled-out";
import { asApplied } from "../../test/support/shops/adopted";
import type { Full } from "../../test/support/shops/parts";
import type { Machine } from "../machine";
import type { Session } from "../session";
import { sumOf } from "../statistics";
import { ShopProject } from "./project";
import { callerOf, shops, type ServedShop } from "./shops";

/** What the adoption of one shop came to. */
export interface ShopResult {
  readonly name: string;
  /** Deployments whose pods were announced to be replaced, and all others that run pods. */
  readonly announced: number;
  readonly kept: number;
  /** Seconds of the first update, of the last step and of the weight change. */
  readonly upSeconds: number;
  readonly finishSeconds: number;
  readonly changeSeconds: number;
  readonly requests: number;
  readonly failed: number;
}

/** What a run came to. */
export interface ShopResults {
  readonly machine: Machine;
  readonly shops: readonly ShopResult[];
}

/** Connections for each of two flows, and milliseconds for which each rests between requests. */
export const [connections, pause] = [4, 50] as const;

/**
 * Adopts each shop in a lab of its own cluster, under load through the gateway and from inside the
 * mesh, and changes weights afterwards.
 *
 * @param only names of shops; none: all of them
 * @throws Error where a step does not end as it must, pods are replaced that were not announced, or
 *   the weights don't get to the routes
 */
export async function runShops(session: Session, only: readonly string[]): Promise<ShopResults> {
  const [west] = await session.startLab(["west"]);
  if (!west) throw new Error("the lab has no cluster");
  const chosen = shops().filter(({ name }) => only.length === 0 || only.includes(name));
  const results: ShopResult[] = [];
  for (const shop of chosen) {
    results.push(await adoptOne(session, west, shop));
    const client = clientOf(west.kubeconfig);
    for (const space of [shop.shop.namespace, `${shop.name}-caller`])
      await client.delete(`/api/v1/namespaces/${space}`);
  }
  return { machine: session.machine, shops: results };
}

async function adoptOne(
  { work, engine, log }: Session,
  west: LabCluster,
  served: ServedShop,
): Promise<ShopResult> {
  const { name, shop, host } = served;
  const { namespace } = shop;
  const client = clientOf(west.kubeconfig);
  const callerHost = `caller.${host}`;
  await apply(client, [...served.objects, ...callerOf(served, callerHost)]);
  await untilServed(client, west, served, callerHost);
  const stop = new AbortController();
  const loads = [
    { url: `${west.gateway}${shop.entry.path}`, headers: { host } },
    { url: `${west.gateway}/`, headers: { host: callerHost } },
  ].map((flow) => steadyLoad({ ...flow, concurrency: connections, pause, signal: stop.signal }));
  try {
    const project = new ShopProject(join(work, name), west, engine, namespace);
    const before = await podsOf(client, namespace);
    const announcement = await project.declare(false, [0, 1]);
    const announced = announcedIn(announcement);
    if (announced.length > 0 || announcement.includes("can't express"))
      await project.declare(true, [0]);
    await project.gray([0], "--take-over");
    await project.pulumi("stack", "init");
    const upSeconds = await timed(() => project.pulumi("up", "--yes", "--skip-preview"));
    const finishSeconds = await timed(() => project.gray([0], "--finish"));
    const after = await podsOf(client, namespace);
    const gone = before.filter((pod) => !after.some(({ uid }) => uid === pod.uid));
    const unannounced = gone.filter(
      ({ pod }) => !announced.some((deployment) => isOf(pod, deployment)),
    );
    if (unannounced.length > 0)
      throw new Error(
        `${name}: pods were replaced without a word: ${unannounced.map(({ pod }) => pod).join(", ")}`,
      );
    await project.pulumi("preview", "--expect-no-changes");
    const changeSeconds = await timed(() => shift(project, client, namespace));
    await sleep(1000);
    stop.abort();
    const totals = await Promise.all(loads);
    const [requests, failed] = [sumOf(totals, "total"), sumOf(totals, "failed")];
    const kept = new Set(before.map(({ pod }) => pod.split("-").slice(0, -2).join("-"))).size;
    log(
      `${name}: ${failed} of ${requests} requests failed, ${announced.length} Deployments replaced`,
    );
    const steps = { upSeconds, finishSeconds, changeSeconds };
    return {
      name,
      announced: announced.length,
      kept: kept - announced.length,
      ...steps,
      requests,
      failed,
    };
  } finally {
    stop.abort();
  }
}

/** Names of the Deployments that an announcement names as replaced. */
function announcedIn(text: string): string[] {
  return [
    ...text.matchAll(/Deployment [^/\s]+\/(\S+) in cluster \S+, \S+: Deployment \S+ takes/g),
  ].map(([, name = ""]) => name);
}

/** `<deployment>-<hash>-<suffix>` */
function isOf(pod: string, deployment: string): boolean {
  return pod.split("-").slice(0, -2).join("-") === deployment;
}

/** Gives a second version of some service half of its requests. */
async function shift(project: ShopProject, client: KubeClient, namespace: string): Promise<void> {
  const services = project.read<Release["services"]>(["gray-release:release", "services"]);
  const name = services.reviews ? "reviews" : (Object.keys(services)[0] ?? "");
  const { versions } = services[name]!;
  const [first = "", second] = Object.keys(versions);
  const next = second ?? "next";
  if (second === undefined) {
    const path = ["gray-release:release", "services", name, "versions", next];
    project.edit(path, { ...versions[first], image: `${versions[first]!.image}-next` });
  }
  project.edit(["gray-release:weights", name], { [first]: 50, [next]: 50 });
  await project.pulumi("up", "--yes", "--skip-preview");
  const routes = await client.list<KubeObject & { spec: VirtualServiceSpec }>(
    `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices`,
  );
  const shares = routes.flatMap(({ spec }) => spec.http ?? []).flatMap(({ route = [] }) => route);
  if (!shares.some(({ destination, weight }) => destination?.subset === next && weight === 50))
    throw new Error(`no route of ${namespace} gives ${next} of ${name} 50 %`);
}

async function apply(client: KubeClient, objects: readonly Full[]): Promise<void> {
  for (const object of objects) {
    const path = objectPath(object);
    const all = path.slice(0, path.lastIndexOf("/"));
    await client.create(`${all}?fieldManager=kubectl-client-side-apply`, asApplied(object));
  }
}

/** Waits until all pods are ready and both flows get answers. */
async function untilServed(
  client: KubeClient,
  { gateway }: LabCluster,
  { name, shop, host }: ServedShop,
  callerHost: string,
): Promise<void> {
  const began = Date.now();
  for (;;) {
    const deployments = await client.list<KubeObject>(
      `/apis/apps/v1/namespaces/${shop.namespace}/deployments`,
    );
    const ready = deployments.every((one) => rolledOut(one as unknown as RollingDeployment));
    const flows = [
      { url: `${gateway}${shop.entry.path}`, headers: { host } },
      { url: `${gateway}/`, headers: { host: callerHost } },
    ];
    const answers = ready
      ? await Promise.all(flows.map((flow) => sendRequests({ ...flow, count: 10 })))
      : [];
    if (answers.length > 0 && answers.every(({ failed }) => failed === 0)) return;
    if (Date.now() - began > 300_000) throw new Error(`${name} does not answer within 300 s`);
    await sleep(500);
  }
}

async function podsOf(client: KubeClient, namespace: string) {
  const all = await client.list<
    KubeObject & { metadata: { uid: string; deletionTimestamp?: string } }
  >(`/api/v1/namespaces/${namespace}/pods`);
  return all
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata: { name, uid } }) => ({ pod: name, uid }));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
