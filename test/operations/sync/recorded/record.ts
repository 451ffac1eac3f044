/**
 * Records what the istiod of a lab tells around changes of a release, for the specs beside it:
 * `npx tsx test/operations/sync/recorded/record.ts`. It starts a lab of its own.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { states } from "../../../../bench/no-loss/operations";
import { shop } from "../../../../bench/no-loss/releases";
import { objectPath } from "../../../../kubernetes/object-path";
import type { KubeClient } from "../../../../kubernetes/client";
import { clientOf } from "../../../../lab/control-plane/kubeconfig";
import { down, up } from "../../../../lab/lab";
import type { Manifest } from "../../../../model/manifests/metadata";
import { stageOf, type Stage } from "../../../../model/kinds";
import { manifests, planRelease } from "../../../../model/plan/plan";
import type { Release } from "../../../../model/release/release";
import { rolledOut, type RollingDeployment } from "../../../../operations/pods/rolled-out";
import { Istiod } from "../../../../operations/sync/istiod";
import type { ProxyState } from "../../../../operations/sync/istiod-state";
import type { Look, Recording } from "./recording";

const cluster = { name: "east" };

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gray-record-"));
  try {
    const lab = await up({ folder, clusters: [cluster.name], attached: true });
    const [only] = lab.clusters;
    if (!only) throw new Error("the lab has no cluster");
    const client = clientOf(only.kubeconfig);
    const [istiod] = await Istiod.all(client, "istio-system");
    if (!istiod) throw new Error("the lab has no istiod");
    await recordAll(client, istiod);
    istiod.close();
    client.close();
  } finally {
    await down({ folder, wipe: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

async function recordAll(client: KubeClient, istiod: Istiod): Promise<void> {
  const release = (split: Parameters<typeof shop>[1]) => shop("recorded", split);
  const [before, gray, half] = [states.stable, states.gray, states.half].map(release);
  if (!before || !gray || !half) throw new Error("a state is missing");
  for (const stage of ["foundation", "workloads", "subsets", "policies", "routes"] as const)
    await apply(client, before, stage);
  await sleep(3000);
  const whole = await record(istiod, "add", async (note) => {
    for (const stage of ["workloads", "subsets"] as const) {
      await apply(client, gray, stage);
      note(stage);
      await sleep(700);
    }
  });
  await record(istiod, "shift", async (note) => {
    await apply(client, half, "routes");
    note("routes");
    await sleep(700);
  });
  const stop = new AbortController();
  const changes = churn(client, stop.signal);
  await sleep(2000);
  await record(istiod, "churn", async (note) => {
    await sleep(400);
    await apply(client, gray, "routes");
    note("routes");
    await sleep(1500);
  });
  stop.abort();
  await changes;
  await sleep(2000);
  await record(istiod, "removal", async (note) => {
    await apply(client, before, "routes");
    note("routes");
    await sleep(700);
    await leave(client, gray, before);
    note("deletions");
    await sleep(700);
  });
  writeFileSync(join(__dirname, "metrics.txt"), trimmedMetrics(whole));
}

async function apply(client: KubeClient, release: Release, stage: Stage): Promise<void> {
  const objects = objectsOf(release).filter((object) => stageOf(object) === stage);
  for (const object of objects) await client.apply(objectPath(object), object);
  for (const object of objects.filter(({ kind }) => kind === "Deployment"))
    for (;;) {
      const live = await client.get<RollingDeployment>(objectPath(object));
      if (live && rolledOut(live)) break;
      await sleep(100);
    }
}

async function leave(client: KubeClient, from: Release, to: Release): Promise<void> {
  const kept = new Set(objectsOf(to).map(objectPath));
  for (const object of objectsOf(from))
    if (!kept.has(objectPath(object))) await client.delete(objectPath(object));
}

function objectsOf(release: Release): Manifest[] {
  return planRelease(release, [cluster]).clusters.flatMap(manifests);
}

/** Changes an endpoint of a Service in another namespace, again and again. */
async function churn(client: KubeClient, signal: AbortSignal): Promise<void> {
  const metadata = { name: "busy", namespace: "elsewhere" };
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { ports: [{ name: "http", port: 80 }] },
  };
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "elsewhere" } };
  await client.apply(objectPath(namespace), namespace);
  await client.apply(objectPath(service), service);
  for (let i = 0; !signal.aborted; i += 1) {
    const slice = {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { ...metadata, labels: { "kubernetes.io/service-name": "busy" } },
      addressType: "IPv4",
      ports: [{ name: "http", port: 80 }],
      endpoints: [{ addresses: [`10.9.0.${(i % 250) + 1}`], conditions: { ready: true } }],
    };
    await client.apply(objectPath(slice), slice);
    await sleep(200);
  }
}

/** @returns the whole text of the metrics at the end */
async function record(
  istiod: Istiod,
  what: string,
  change: (note: (what: string) => void) => Promise<void>,
): Promise<string> {
  const beganMs = performance.now();
  const nowMs = () => Math.round(performance.now() - beganMs);
  const events: Recording["events"][number][] = [];
  const looks: Look[] = [];
  let over = false;
  const looking = (async () => {
    while (!over) {
      looks.push(await look(istiod, nowMs));
      await sleep(70);
    }
  })();
  await sleep(200);
  await change((done) => void events.push({ what: done, atMs: nowMs() }));
  over = true;
  await looking;
  const recording: Recording = { what, events, looks };
  writeFileSync(join(__dirname, `${what}.json`), textOf(recording));
  const { text } = await (istiod as unknown as { get(path: string): Promise<{ body: string }> })
    .get("/metrics")
    .then(({ body }) => ({ text: body }));
  return text;
}

/** A line for each look, with proxies only where they changed. */
function textOf({ looks, ...rest }: Recording): string {
  const head = JSON.stringify(rest).slice(0, -1);
  const same = ({ proxies }: Look, before?: Look) =>
    JSON.stringify(proxies) === JSON.stringify(before?.proxies);
  const lines = looks.map((one, i) =>
    JSON.stringify(same(one, looks[i - 1]) ? { reading: one.reading } : one),
  );
  return `${head},"looks":[\n${lines.join(",\n")}\n]}\n`;
}

async function look(istiod: Istiod, nowMs: () => number): Promise<Look> {
  const askedMs = nowMs();
  const metrics = await istiod.metrics();
  const answeredMs = nowMs();
  const { proxies } = await istiod.proxies();
  return { reading: { ...metrics, askedMs, answeredMs }, proxies: proxies.map(trimmed) };
}

/** Without what no decision looks at. */
function trimmed({ proxy, cluster_id, proxy_type, resources = {} }: ProxyState): ProxyState {
  return {
    ...(proxy && { proxy }),
    ...(cluster_id && { cluster_id }),
    ...(proxy_type && { proxy_type }),
    resources,
  };
}

/** The lines of the metrics that are read, and one that must not be. */
function trimmedMetrics(text: string): string {
  const read =
    /^(pilot_(inbound_updates|pushcontext_init|debounce_time|proxy_queue|xds_push_time)|process_cpu)/;
  const lines = text.split("\n").filter((line) => read.test(line));
  return `${lines.join("\n")}\n`;
}

void main();
