// Runs istiod, with the files that its Deployment would mount.
import { mkdirSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { LabContext } from "../context";
import { type ControlPlane, controlPlaneNetwork } from "../control-plane/control-plane";
import { istiodPod } from "./istiod-pod";
import { logTail } from "../log-file";
import { kubeTime } from "../pods/pod-status";
import { isShownReady, type ProcessState, showStaticPod, staticPodName } from "../pods/static-pod";
import { KeptProcess, LabProcess } from "../process";
import { LabError } from "../types";

/**
 * Starts the istiod of a primary cluster and waits until it is ready.
 *
 * @throws LabError when it ends while starting.
 */
export async function startIstiod(context: LabContext, plane: ControlPlane): Promise<void> {
  const { cluster } = plane;
  const work = context.folder.makeFolder("clusters", cluster.name, "istiod");
  writeSharedAuthority(context, `${work}/etc/cacerts`);
  const log = context.folder.file("logs", `${cluster.name}-istiod.log`);
  const istiod = new LabProcess({
    name: `istiod of ${cluster.name}`,
    command: context.tools.pilotDiscovery,
    args: [
      "discovery",
      `--kubeconfig=${plane.kubeconfig}`,
      `--clusterID=${cluster.name}`,
      "--namespace=istio-system",
      "--domain=cluster.local",
      "--ctrlz_port=0",
    ],
    env: {
      POD_NAME: staticPodName(istiodPod, cluster),
      POD_NAMESPACE: "istio-system",
      SERVICE_ACCOUNT: "istiod",
      REVISION: "default",
      CLUSTER_ID: cluster.name,
      PILOT_CERT_PROVIDER: "istiod",
      // The proxies dial this address, so istiod's certificate must carry it.
      ISTIOD_CUSTOM_HOST: cluster.address,
      INJECTION_WEBHOOK_CONFIG_NAME: "istio-sidecar-injector",
      VALIDATION_WEBHOOK_CONFIG_NAME: "istio-validator",
      // One istiod a cluster: waiting 30 s for the lease of a killed one would serve no test.
      ENABLE_LEADER_ELECTION: "false",
      // Extensions of Istio's own Envoy build, which the stock one lacks.
      PILOT_ENABLE_METADATA_EXCHANGE: "false",
      PILOT_ENABLE_ALPN_FILTER: "false",
      PILOT_DISABLE_MX_ALPN: "true",
    },
    cwd: work,
    network: controlPlaneNetwork(cluster),
    log,
  });
  while (!(await isReady(cluster.address))) {
    if (!istiod.running) {
      throw new LabError(
        `istiod of ${cluster.name} ended while starting. The end of ${log}:\n${logTail(log)}`,
      );
    }
    await sleep(100);
  }
  let state: ProcessState = { ready: true, restarts: 0, startedAt: kubeTime() };
  await showStaticPod(plane, istiodPod, state);
  new KeptProcess(istiod, context.log, (restarts) => {
    state = { ready: false, restarts, startedAt: kubeTime() };
  });
  const current = async (): Promise<ProcessState> => {
    const seen = state;
    // It may have been restarted while the question was on its way.
    if (!seen.ready && (await isReady(cluster.address)) && state === seen)
      state = { ...seen, ready: true };
    return state;
  };
  void keepShown(plane, current, (line) => context.log(`${istiod.options.name}: ${line}`));
}

/** Milliseconds between two looks at an istiod's pod. */
const lookMs = 250;

/**
 * Keeps an istiod's pod in the API as its process is, for as long as the lab runs: also after the API server was away,
 * and after another writer took Ready from it.
 */
async function keepShown(
  plane: ControlPlane,
  current: () => Promise<ProcessState>,
  log: (line: string) => void,
): Promise<void> {
  let shown: ProcessState | undefined;
  let failed = false;
  for (;;) {
    await sleep(lookMs);
    const state = await current();
    try {
      if (state !== shown || (await isShownReady(plane, istiodPod)) !== state.ready)
        await showStaticPod(plane, istiodPod, state);
      shown = state;
      failed = false;
    } catch (error) {
      if (!failed) log(`its pod's status: ${(error as Error).message}`);
      failed = true;
    }
  }
}

/** Where istiod looks for a root that is shared with others; a Secret alone is not read in time. */
function writeSharedAuthority(context: LabContext, folder: string): void {
  const { certificate, key } = context.pki.meshAuthority;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = {
    "ca-cert.pem": certificate,
    "root-cert.pem": certificate,
    "cert-chain.pem": certificate,
    "ca-key.pem": key,
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(`${folder}/${name}`, text, { mode: 0o600 });
  }
}

function isReady(address: string): Promise<boolean> {
  return new Promise((done) => {
    const request = http.get(`http://${address}:8080/ready`, { agent: false }, (response) => {
      response.resume();
      done(response.statusCode === 200);
    });
    request.on("error", () => done(false));
  });
}
