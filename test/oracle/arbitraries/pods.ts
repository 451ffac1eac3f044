// Draws what a version says about its pods.
import type { PodOverrides, Probes } from "../../../model/release/pod";
import type { VersionSpec } from "../../../model/release/release";
import type { OwnVersionChanges } from "../../../model/release/version-changes";
import type { Draw } from "./draw";

type PodFields = Probes & Pick<VersionSpec, "serviceAccountName" | "drainSeconds" | "pod">;

/** What a version may say about its pods. */
export function podFields(draw: Draw): PodFields {
  if (!draw.chance(30)) return {};
  const fields = draw.parts<Required<Omit<PodFields, "livenessProbe" | "startupProbe">>>(40, {
    readinessProbe: () => ({ httpGet: { path: "/", port: draw.one([80, "http"]) } }),
    serviceAccountName: () => "runner",
    drainSeconds: () => draw.one([0, 5, 20, 600]),
    pod: () => pod(draw),
  });
  const removed = fields.pod?.spec?.containers?.some(({ ports }) => ports === null);
  return removed ? { ...fields, readinessProbe: { httpGet: { path: "/", port: 80 } } } : fields;
}

function pod(draw: Draw): PodOverrides {
  return draw.parts<Required<PodOverrides>>(60, {
    metadata: () => ({
      labels: { team: "shop" },
      annotations: draw.one<Readonly<Record<string, string>>>([
        { "acme.com/on-call": "shop" },
        { "proxy.istio.io/config": "holdApplicationUntilProxyStarts: true\n" },
        { "sidecar.istio.io/inject": "false" },
      ]),
    }),
    spec: () =>
      draw.one<NonNullable<PodOverrides["spec"]>>([
        { nodeSelector: { disktype: "ssd" } },
        { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" },
        { containers: [{ ports: null }, { name: "exporter", image: "exporter:1" }] },
        {
          containers: [{ env: [{ name: "MODE", value: "canary" }] }],
          terminationGracePeriodSeconds: 900,
        },
        { containers: [oneOfFields(draw)], volumes: [{ name: "cache", emptyDir: {} }] },
      ]),
  });
}

const command = ["true"];

/** Fields of the app's container of which Kubernetes takes one, in place of those generated. */
function oneOfFields(draw: Draw): object {
  const handlers = [{ exec: { command } }, { httpGet: { path: "/", port: 80 } }];
  const probes = [
    { exec: { command } },
    { tcpSocket: { port: 80 }, periodSeconds: 2 },
    { grpc: { port: 80 } },
  ];
  return {
    ...draw.parts<{ readonly [key: string]: unknown }>(50, {
      lifecycle: () => ({ preStop: draw.one(handlers), postStart: { sleep: { seconds: 1 } } }),
      readinessProbe: () => draw.one(probes),
      livenessProbe: () => draw.one(probes),
      startupProbe: () => draw.one(probes),
      env: () => [
        draw.one([
          { name: "MODE", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
          { name: "MODE", valueFrom: { secretKeyRef: { name: "mode", key: "mode" } } },
        ]),
      ],
      volumeMounts: () => [{ name: "cache", mountPath: "/cache" }],
      securityContext: () => ({ seccompProfile: { type: "RuntimeDefault" } }),
    }),
  };
}

/** The keys that a cluster changes. */
type Changed =
  | "image"
  | "replicas"
  | "env"
  | "annotations"
  | "resources"
  | "strategy"
  | "disruptionBudget"
  | "pod";

/** What one cluster may change of a version with such pods. */
export function ownChanges(draw: Draw, pods: PodOverrides = {}): OwnVersionChanges {
  // Labels, ports and sidecars must be alike in all clusters, so no cluster may take them away.
  const { metadata, spec: { containers, hostNetwork } = {} } = pods;
  const removable = !metadata && !containers && !hostNetwork;
  return draw.parts<Required<Pick<OwnVersionChanges, Changed>>>(50, {
    image: () => "ghcr.io/acme/app:own",
    replicas: () => draw.one([draw.whole(1, 9), null]),
    env: () => ({ REGION: draw.one(["own", null]) }),
    annotations: () => ({ team: draw.one(["own", null]) }),
    resources: () => ({ requests: { cpu: "250m" }, limits: draw.one([{ memory: "1Gi" }, null]) }),
    strategy: () => draw.one([{ rollingUpdate: { maxSurge: 1 } }, null]),
    disruptionBudget: () => draw.one([{ maxUnavailable: 1 }, null]),
    pod: () =>
      draw.one([
        { spec: { nodeSelector: { disktype: "own" }, terminationGracePeriodSeconds: 900 } },
        { spec: { containers: [{ resources: { limits: { cpu: "1" } } }] } },
        ...(removable ? [null] : []),
      ]),
  });
}
