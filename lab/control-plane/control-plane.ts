// The control plane of one cluster: etcd, API server, controllers, scheduler.
import { closeSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type ApiServerFaults, faultsOf } from "../faults/api-server-faults";
import { auditLogName, auditPolicy } from "./audit-policy";
import type { Cluster } from "../clusters";
import type { LabContext } from "../context";
import { kubeconfig } from "./kubeconfig";
import { KubeClient, type KubeObject } from "../../kubernetes/client";
import { addPodMetrics } from "../metrics/pod-metrics";
import { logTail, openLog } from "../log-file";
import { KeptProcess, LabProcess, type ProcessOptions } from "../process";
import { LabError, labFieldManager } from "../types";

/** Port of every API server, on its own cluster's address. */
export const apiServerPort = 6443;

/** A cluster whose API server answers. */
export interface ControlPlane {
  cluster: Cluster;
  client: KubeClient;
  /** Path of a kubeconfig with the address inside the lab. */
  kubeconfig: string;
  /** What can be done to the API server, for trials. */
  faults: ApiServerFaults;
  /** Ends the API server at once, then the database in order, so that its data are whole. */
  stop: () => Promise<void>;
}

/** Name of the network namespace of a cluster's control plane and istiod. */
export function controlPlaneNetwork(cluster: Cluster): string {
  return `control-plane-${cluster.name}`;
}

/**
 * Starts etcd and the API server of a cluster, and the controllers and the scheduler once it answers.
 * Each cluster has a network namespace, so all use their usual ports.
 *
 * @throws LabError when a process ends before the API server is ready.
 */
export async function startControlPlane(
  context: LabContext,
  cluster: Cluster,
): Promise<ControlPlane> {
  const { tools, folder, pki } = context;
  const network = controlPlaneNetwork(cluster);
  await context.network.add(network, cluster.address);
  const data = folder.makeFolder("clusters", cluster.name);
  const server = `https://${cluster.address}:${apiServerPort}`;
  const access = { server, authority: pki.apiAuthority.certificate, token: pki.adminToken };
  const inside = `${data}/inside.kubeconfig`;
  writeFileSync(inside, kubeconfig({ name: cluster.name, ...access }), { mode: 0o600 });

  const options = (name: string, command: string, args: string[]): ProcessOptions => ({
    name: `${name} of ${cluster.name}`,
    command,
    args,
    network,
    log: folder.file("logs", `${cluster.name}-${name}.log`),
  });
  const etcd = new LabProcess(options("etcd", tools.etcd, etcdArgs(data)));
  const tokens = `${data}/tokens.csv`;
  writeFileSync(tokens, `${pki.adminToken},admin,admin,system:masters\n`, { mode: 0o600 });
  const certificate = await pki.apiServerFiles(cluster);
  const kubeletClient = await pki.kubeletClientFiles(cluster);
  const policy = `${data}/audit-policy.json`;
  writeFileSync(policy, JSON.stringify(auditPolicy));
  const audit = folder.file("logs", auditLogName(cluster.name));
  closeSync(openLog(audit));
  const api = new LabProcess(
    options("kube-apiserver", tools.kubeApiserver, [
      ...apiServerArgs(cluster),
      `--cert-dir=${data}`,
      `--tls-cert-file=${certificate.certificate}`,
      `--tls-private-key-file=${certificate.key}`,
      `--kubelet-client-certificate=${kubeletClient.certificate}`,
      `--kubelet-client-key=${kubeletClient.key}`,
      `--kubelet-certificate-authority=${pki.apiAuthorityFile}`,
      `--service-account-key-file=${pki.serviceAccountKey(cluster)}`,
      `--service-account-signing-key-file=${pki.serviceAccountKey(cluster)}`,
      `--token-auth-file=${tokens}`,
      `--audit-policy-file=${policy}`,
      `--audit-log-path=${audit}`,
    ]),
  );
  const client = new KubeClient({
    fieldManager: labFieldManager,
    server,
    ca: pki.apiAuthority.certificate,
    token: pki.adminToken,
  });
  await ready(client, [etcd, api]);
  await Promise.all([makeRoom(client, cluster), addPodMetrics(client)]);
  const keptEtcd = new KeptProcess(etcd, context.log);
  const keptApi = new KeptProcess(api, context.log);
  const keep = (process: ProcessOptions, restarted?: () => void): void => {
    new KeptProcess(new LabProcess(process), context.log, restarted);
  };
  await client.delete(controllerLease);
  keep(
    options("kube-controller-manager", tools.kubeControllerManager, [
      `--kubeconfig=${inside}`,
      `--controllers=${controllers.join(",")}`,
      // Without an API server it ends after 10 s, as in a real cluster. One that lived on would take the time without
      // heartbeats for the node's fault, and Ready from all pods, as soon as the API server is back.
      "--leader-elect=true",
      `--service-account-private-key-file=${pki.serviceAccountKey(cluster)}`,
      "--bind-address=127.0.0.1",
      ...autoscalerArgs,
    ]),
    () => void freeLease(client),
  );
  keep(
    options("kube-scheduler", tools.kubeScheduler, [
      `--kubeconfig=${inside}`,
      "--leader-elect=false",
      "--bind-address=127.0.0.1",
    ]),
  );
  const stop = async (): Promise<void> => {
    // etcd would wait for the API server's open watches before it ends.
    await keptApi.stop(0);
    await keptEtcd.stop(3_000);
  };
  return { cluster, client, kubeconfig: inside, faults: faultsOf(keptApi, client), stop };
}

function etcdArgs(data: string): string[] {
  return [
    `--data-dir=${data}/etcd`,
    "--listen-client-urls=http://127.0.0.1:2379",
    "--advertise-client-urls=http://127.0.0.1:2379",
    "--listen-peer-urls=http://127.0.0.1:2380",
    "--initial-advertise-peer-urls=http://127.0.0.1:2380",
    "--initial-cluster=default=http://127.0.0.1:2380",
    // The data outlive the processes but not a power cut, which is all that a lab needs.
    "--unsafe-no-fsync",
    "--log-level=warn",
  ];
}

function apiServerArgs(cluster: Cluster): string[] {
  return [
    "--etcd-servers=http://127.0.0.1:2379",
    `--secure-port=${apiServerPort}`,
    "--bind-address=0.0.0.0",
    // Without it the API server looks for a default route to the outside and refuses to start.
    `--advertise-address=${cluster.address}`,
    `--service-cluster-ip-range=${cluster.serviceRange}`,
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    "--authorization-mode=RBAC",
    // Names of nodes are in no DNS here.
    "--kubelet-preferred-address-types=InternalIP",
    "--allow-privileged=true",
    "--profiling=false",
  ];
}

/**
 * Makes room for thousands of Services. The range of the API server's flag stays as it was: Kubernetes changes no range that
 * exists, and the folder of an earlier lab has one.
 */
async function makeRoom(client: KubeClient, { moreServices }: Cluster): Promise<void> {
  await client.apply("/apis/networking.k8s.io/v1/servicecidrs/lab-more", {
    apiVersion: "networking.k8s.io/v1",
    kind: "ServiceCIDR",
    metadata: { name: "lab-more" },
    spec: { cidrs: [moreServices] },
  } as KubeObject);
}

/** The controllers that workloads of a release can need; each costs memory and start-up time. */
const controllers = [
  "deployment-controller",
  "replicaset-controller",
  "statefulset-controller",
  "daemonset-controller",
  "job-controller",
  "disruption-controller",
  "horizontal-pod-autoscaler-controller",
  "endpoints-controller",
  "endpointslice-controller",
  "namespace-controller",
  "garbage-collector-controller",
  "serviceaccount-controller",
  "root-ca-certificate-publisher-controller",
  "resourcequota-controller",
  "node-lifecycle-controller",
  "clusterrole-aggregation-controller",
];

/**
 * Autoscalers look every second, believe pods at once and wait for seconds before they take pods away: a trial has no
 * minutes.
 */
const autoscalerArgs = [
  "--horizontal-pod-autoscaler-sync-period=1s",
  "--horizontal-pod-autoscaler-cpu-initialization-period=0s",
  "--horizontal-pod-autoscaler-initial-readiness-delay=0s",
  "--horizontal-pod-autoscaler-downscale-stabilization=10s",
];

/** What the controllers hold while they run; a new process waits 15 s for one that ended without a word. */
const controllerLease =
  "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager";

/** Takes the lease from controllers that have ended: nothing else in the lab could still hold it. */
async function freeLease(client: KubeClient): Promise<void> {
  for (;;) {
    try {
      return await client.delete(controllerLease);
    } catch {
      // The controllers wait for the API server, too.
      await sleep(500);
    }
  }
}

async function ready(client: KubeClient, processes: LabProcess[]): Promise<void> {
  for (;;) {
    const dead = processes.find((process) => !process.running);
    if (dead) {
      throw new LabError(
        `${dead.options.name} ended while starting. The end of ${dead.options.log}:\n` +
          logTail(dead.options.log),
      );
    }
    const answer = await client.text("/readyz").catch(() => "");
    if (answer === "ok") return;
    await sleep(50);
  }
}
