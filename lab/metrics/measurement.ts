// Measures the mesh inside the supervisor: starts and ends collector and Prometheus, and lets proxies log.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { KubeObject } from "../../kubernetes/client";
import { objectPath } from "../../kubernetes/object-path";
import type { LabContext } from "../context";
import type { ControlPlane } from "../control-plane/control-plane";
import { gateway } from "../mesh/gateway";
import type { PodAgent } from "../pods/pod-agent";
import { type Pod, podParts } from "../pods/pod-spec";
import { hideStaticPod } from "../pods/static-pod";
import { KeptProcess, LabProcess } from "../process";
import { LabError } from "../types";
import type { CollectorStart } from "./collector";
import { untilTheyLog } from "./logging-proxies";
import {
  collectorEntry,
  gatewayFilter,
  prometheusPod,
  prometheusService,
  type Scope,
  scopeFilter,
  filterSelector,
} from "./objects";
import { metricsAddress, readyPath } from "./places";
import { Prometheus, untilAnswers } from "./prometheus";

/** What the host orders. */
export type MeasureOrder =
  | {
      readonly what: "measure";
      readonly scopes: readonly Scope[];
      /** Path of the program. */
      readonly prometheus: string;
      /** Milliseconds between two scrapes; undefined: as it is, 1,000 at first. */
      readonly scrapeMs?: number;
    }
  | { readonly what: "forget"; readonly scopes: readonly Scope[] | "all" }
  | { readonly what: "away" | "back"; readonly cluster: string };

/** A cluster whose mesh can be measured. */
interface MeasuredCluster {
  readonly plane: ControlPlane;
  readonly agent: PodAgent;
}

/** What runs while something is measured. */
interface Running {
  readonly collector: KeptProcess;
  readonly servers: ReadonlyMap<string, Prometheus>;
  scrapeMs: number;
}

const usualScrapeMs = 1_000;

/** Measures what it is told to. Orders are carried out one after the other, for specs side by side give them. */
export class Measurement {
  private readonly scopes = new Map<string, Scope>();
  private running: Running | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly context: LabContext,
    private readonly clusters: readonly MeasuredCluster[],
  ) {}

  /** Whether Prometheus servers run, or are only away. */
  get isOn(): boolean {
    return this.running !== undefined;
  }

  /** Carries out an order after those before it. */
  order(order: MeasureOrder): Promise<void> {
    const done = this.last.then(() => this.carryOut(order));
    this.last = done.catch(() => undefined);
    return done;
  }

  /** Removes what a lab left that went down while it measured. */
  async clean(): Promise<void> {
    await Promise.all(this.clusters.map(({ plane }) => removeObjects(plane)));
  }

  /** Ends the servers in order, so that their data are whole. */
  async stop(): Promise<void> {
    await Promise.all([...(this.running?.servers.values() ?? [])].map((server) => server.stop()));
  }

  private async carryOut(order: MeasureOrder): Promise<void> {
    if (order.what === "measure") return this.measure(order);
    if (order.what === "forget") return this.forget(order.scopes);
    const server = this.running?.servers.get(order.cluster);
    if (!server) {
      throw new LabError(
        this.running
          ? `The lab has no cluster "${order.cluster}".`
          : "Nothing is measured: `npm run lab -- metrics up` begins.",
      );
    }
    await server[order.what]();
  }

  private async measure({
    scopes,
    prometheus,
    scrapeMs,
  }: Extract<MeasureOrder, { what: "measure" }>): Promise<void> {
    await this.requireNamespaces(scopes);
    this.running ??= await this.start(prometheus, scrapeMs ?? usualScrapeMs);
    const { running } = this;
    if (scrapeMs !== undefined && scrapeMs !== running.scrapeMs) {
      running.scrapeMs = scrapeMs;
      await Promise.all([...running.servers.values()].map((one) => one.scrapeEvery(scrapeMs)));
    }
    await this.inPrimaries([collectorEntry]);
    await this.inPrimaries([gatewayFilter, ...scopes.map(scopeFilter)]);
    for (const scope of scopes) this.scopes.set(keyOf(scope), scope);
    await untilTheyLog(this.context, this.measuredPods(scopes));
  }

  private async forget(scopes: readonly Scope[] | "all"): Promise<void> {
    const forgotten = scopes === "all" ? [...this.scopes.values()] : scopes;
    for (const scope of forgotten) this.scopes.delete(keyOf(scope));
    if (this.scopes.size > 0) {
      const paths = forgotten.map((scope) => objectPath(scopeFilter(scope)));
      await Promise.all(
        this.primaries.flatMap(({ client }) => paths.map((path) => client.delete(path))),
      );
      return;
    }
    await this.clean();
    const { running } = this;
    this.running = undefined;
    await Promise.all([running?.collector.stop(0), ...serversOf(running).map((one) => one.stop())]);
  }

  private async start(program: string, scrapeMs: number): Promise<Running> {
    const { context } = this;
    const planes = this.clusters.map(({ plane }) => plane);
    const collector = new LabProcess({
      name: "collector of metrics",
      command: process.execPath,
      args: [
        "--import",
        pathToFileURL(require.resolve("tsx")).href,
        join(__dirname, "collector.ts"),
        JSON.stringify({
          clusters: planes.map(({ cluster: { name }, kubeconfig }) => ({ name, kubeconfig })),
        } satisfies CollectorStart),
      ],
      // Root of a user namespace would look for tsx's cache in a folder that belongs to the real root.
      env: { TSX_DISABLE_CACHE: "1" },
      log: context.folder.file("logs", "metrics-collector.log"),
    });
    const servers = new Map<string, Prometheus>();
    try {
      await untilAnswers(
        `http://${metricsAddress.host}:${metricsAddress.port}${readyPath}`,
        collector,
      );
      await Promise.all(
        planes.map(async (plane) =>
          servers.set(
            plane.cluster.name,
            await Prometheus.start(context, plane, { program, scrapeMs }),
          ),
        ),
      );
    } catch (error) {
      await Promise.all([collector.stop(0), ...[...servers.values()].map((one) => one.stop())]);
      throw error;
    }
    return { collector: new KeptProcess(collector, context.log), servers, scrapeMs };
  }

  /** Those whose istiod reads Istio's objects. */
  private get primaries(): ControlPlane[] {
    return this.clusters
      .map(({ plane }) => plane)
      .filter(({ cluster }) => cluster.role === "primary");
  }

  private async inPrimaries(objects: readonly KubeObject[]): Promise<void> {
    await Promise.all(this.primaries.map((plane) => applyAll(plane, objects)));
  }

  /** @throws LabError that names namespaces that a primary cluster lacks */
  private async requireNamespaces(scopes: readonly Scope[]): Promise<void> {
    const names = scopes.flatMap((scope) => (scope === "mesh" ? [] : [scope.namespace]));
    const missing = await Promise.all(
      this.primaries.flatMap(({ client, cluster }) =>
        names.map(async (name) =>
          (await client.get(`/api/v1/namespaces/${name}`)) ? [] : [`${name} in ${cluster.name}`],
        ),
      ),
    );
    const list = missing.flat().join(", ");
    if (list) throw new LabError(`These namespaces are not there: ${list}. Create them first.`);
  }

  /** The pods in some scopes that have a proxy and answer now, and the gateways. */
  private measuredPods(scopes: readonly Scope[]): Pod[] {
    const all = scopes.includes("mesh");
    const names = scopes.flatMap((scope) => (scope === "mesh" ? [] : [scope.namespace]));
    return this.clusters
      .flatMap(({ agent }) => agent.readyPods())
      .filter((pod) => podParts(pod).proxy)
      .filter(
        ({ metadata: { namespace = "", labels } }) =>
          all || names.includes(namespace) || labels?.istio === gateway.label,
      );
  }
}

function keyOf(scope: Scope): string {
  return scope === "mesh" ? "" : scope.namespace;
}

function serversOf(running: Running | undefined): Prometheus[] {
  return [...(running?.servers.values() ?? [])];
}

async function applyAll({ client }: ControlPlane, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) await client.apply(objectPath(object), object);
}

async function removeObjects({ client, cluster }: ControlPlane): Promise<void> {
  const found = await client.list<KubeObject>(
    `/apis/networking.istio.io/v1alpha3/envoyfilters?labelSelector=${encodeURIComponent(filterSelector)}`,
  );
  const filters = found.map((one) => ({
    ...one,
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
  }));
  for (const object of [...filters, collectorEntry, prometheusService])
    await client.delete(objectPath(object));
  await hideStaticPod({ client, cluster }, prometheusPod);
}
