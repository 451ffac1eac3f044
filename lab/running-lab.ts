// The lab inside its namespaces: starts control planes, mesh and gateways in order, and ends them.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import type { Server } from "node:net";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundlePrograms } from "./bundle";
import type { Cluster } from "./clusters";
import type { LabContext, LabTools } from "./context";
import { carryOut } from "./faults/control";
import { apiServerPort, type ControlPlane, startControlPlane } from "./control-plane/control-plane";
import { StateFolder, writePrivate } from "./folder";
import { forward } from "./network/forward";
import { loadNamespacePath } from "./mesh-load/objects";
import { gateway, gatewayPorts } from "./mesh/gateway";
import { kubeconfig } from "./control-plane/kubeconfig";
import { Kubelet } from "./control-plane/kubelet";
import { startNode } from "./control-plane/kwok";
import { Measurement } from "./metrics/measurement";
import { prometheusPort } from "./metrics/places";
import { prepareMesh, startMesh } from "./mesh/mesh";
import { isMapped } from "./network/namespaces";
import { LabNetwork } from "./network/network";
import { Pki } from "./control-plane/pki";
import { serveOrders } from "./orders";
import { PodAgent } from "./pods/pod-agent";
import { LabError } from "./types";

/** User ID of Istio's sidecars; the redirection lets its traffic pass. */
const istioProxyUser = 1337;

/** Time that a gateway gets to become ready before `up` fails. */
const gatewayTimeoutMs = 90_000;

/** Time that pods of an earlier run get to become ready before `up` goes on without them. */
const podTimeoutMs = 60_000;

/** What the supervisor got from the launcher. */
export interface LabPlan {
  folder: string;
  clusters: Cluster[];
  tools: LabTools;
  /** Listening sockets of the host by port. */
  listeners: Map<number, Server>;
  progress: (line: string) => void;
  log: (line: string) => void;
}

/** Everything that runs inside the namespaces. */
export class Lab {
  /** All clusters, the mesh and the gateways answer. */
  ready = false;
  private planes: ControlPlane[] = [];
  private agents: { plane: ControlPlane; agent: PodAgent }[] = [];
  private measurement: Measurement | undefined;

  constructor(private readonly plan: LabPlan) {}

  /** Starts everything; resolves when it is ready. */
  async start(): Promise<void> {
    const { plan } = this;
    privateRun();
    const folder = new StateFolder(plan.folder);
    folder.makeFolder("logs", "pods");
    const network = new LabNetwork();
    const [pki] = await Promise.all([Pki.open(folder), network.start(), bundlePrograms()]);
    const context: LabContext = {
      folder,
      tools: reachable(plan.tools),
      network,
      pki,
      proxyUser: isMapped(istioProxyUser) ? istioProxyUser : 0,
      progress: plan.progress,
      log: plan.log,
    };
    this.writeKubeconfigs(context);
    plan.progress("network and keys ready");
    const objects = prepareMesh(context);
    this.planes = await Promise.all(
      plan.clusters.map(async (cluster) => {
        const plane = await startControlPlane(context, cluster);
        // A mesh load ends with the lab in which it played; here is the first chance to remove what it wrote.
        await plane.client.delete(loadNamespacePath);
        this.publishApiServer(cluster);
        const agent = new PodAgent(context, plane);
        const kubelet = new Kubelet(context, plane, agent);
        await Promise.all([startNode(context, plane).then(() => agent.start()), kubelet.start()]);
        this.agents.push({ plane, agent });
        this.publishGateway(cluster, agent);
        this.publishPrometheus(cluster);
        plan.progress(`${cluster.name}: API server ready`);
        return plane;
      }),
    );
    const planeOf = (name: string) => this.planes.find(({ cluster }) => cluster.name === name);
    const measurement = new Measurement(context, this.agents);
    this.measurement = measurement;
    serveOrders(
      {
        fault: (order) => carryOut(order, (cluster) => planeOf(cluster)?.faults),
        metrics: (order) => measurement.order(order),
      },
      plan.log,
    );
    await startMesh(context, this.planes, objects);
    await measurement.clean();
    await this.podsReady();
    this.ready = true;
  }

  /** Ends what deserves an orderly end; the rest ends with the namespaces. */
  async stop(): Promise<void> {
    for (const { agent } of this.agents) agent.stop();
    await Promise.all([this.measurement?.stop(), ...this.planes.map((plane) => plane.stop())]);
  }

  private writeKubeconfigs({ folder, pki }: LabContext): void {
    for (const { name, apiPort } of this.plan.clusters) {
      const text = kubeconfig({
        name,
        server: `https://127.0.0.1:${apiPort}`,
        authority: pki.apiAuthority.certificate,
        token: pki.adminToken,
      });
      writePrivate(folder.kubeconfig(name), text);
    }
  }

  private publishApiServer({ apiPort, address }: Cluster): void {
    const target = { host: address, port: apiServerPort };
    forward(this.plan.listeners.get(apiPort) as Server, () => target);
  }

  private publishPrometheus({ prometheusPort: port, address }: Cluster): void {
    const target = { host: address, port: prometheusPort };
    forward(this.plan.listeners.get(port) as Server, () =>
      this.measurement?.isOn ? target : undefined,
    );
  }

  private publishGateway(cluster: Cluster, agent: PodAgent): void {
    let turn = 0;
    for (const { nodePort, targetPort } of gatewayPorts(cluster)) {
      forward(this.plan.listeners.get(nodePort) as Server, () => {
        const pods = agent.readyPods().filter(isGateway);
        const host = pods[(turn += 1) % pods.length]?.status.podIP;
        return host ? { host, port: targetPort } : undefined;
      });
    }
  }

  /** Waits for the gateways, and for the pods that an earlier run of the lab left. */
  private async podsReady(): Promise<void> {
    const start = Date.now();
    const deadline = start + podTimeoutMs;
    for (const { plane, agent } of this.agents) {
      while (!agent.readyPods().some(isGateway)) {
        if (Date.now() > start + gatewayTimeoutMs) {
          throw new LabError(
            `The gateway of ${plane.cluster.name} is not ready after ${gatewayTimeoutMs / 1000} s: ` +
              `see the logs of its sidecar and of istiod in ${this.plan.folder}/logs.`,
          );
        }
        await sleep(50);
      }
      this.plan.progress(`${plane.cluster.name}: gateway ready`);
    }
    for (const { agent } of this.agents) {
      while (agent.pendingPods().length > 0 && Date.now() < deadline) await sleep(50);
    }
  }
}

function isGateway({ metadata }: { metadata: { labels?: Record<string, string> } }): boolean {
  return metadata.labels?.istio === gateway.label;
}

/** Gives the lab a /run of its own, for the names of network namespaces and for the pods' files. */
function privateRun(): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run"]);
  mkdirSync("/run/netns");
  for (const name of ["pods", "tools"]) mkdirSync(`/run/lab/${name}`, { recursive: true });
}

/**
 * Mounts the tools that sidecars run where their user can reach them: the cache may lie in a home
 * folder that is closed to others.
 */
function reachable(tools: LabTools): LabTools {
  const mounted = (name: "pilotAgent" | "envoy"): string => {
    const target = `/run/lab/tools/${basename(tools[name])}`;
    writeFileSync(target, "");
    execFileSync("mount", ["--bind", tools[name], target]);
    return target;
  };
  return { ...tools, pilotAgent: mounted("pilotAgent"), envoy: mounted("envoy") };
}
