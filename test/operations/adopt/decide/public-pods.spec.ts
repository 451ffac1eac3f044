import { expect } from "chai";
import type { Container, PodSpec } from "kubernetes-types/core/v1";
import type { DeploymentManifest } from "../../../../model/manifests/deployment";
import { manifests, planRelease } from "../../../../model/plan/plan";
import { adopt } from "../../../../operations/adopt/decide/adoption";
import { byHand } from "./hand-written";

/** Parts of pods that the manifests of public applications have. */
const container: Readonly<Record<string, Partial<Container>>> = {
  "probes by gRPC": {
    readinessProbe: { grpc: { port: 8080, service: "cart" } },
    livenessProbe: { grpc: { port: 8080 }, periodSeconds: 5 },
  },
  "probes by a command, and with headers": {
    readinessProbe: { exec: { command: ["podcli", "check"] }, initialDelaySeconds: 5 },
    livenessProbe: {
      httpGet: { path: "/", port: 8080, httpHeaders: [{ name: "Cookie", value: "a=b" }] },
    },
    startupProbe: { tcpSocket: { port: 8080 }, failureThreshold: 30 },
  },
  "a security context": {
    securityContext: {
      ...{ allowPrivilegeEscalation: false, privileged: false, readOnlyRootFilesystem: true },
      capabilities: { drop: ["all"], add: ["NET_BIND_SERVICE"] },
    },
  },
  "commands, arguments and a working directory": {
    ...{ command: ["./podinfo"], args: ["--level=info"], workingDir: "/app", tty: true },
    terminationMessagePolicy: "FallbackToLogsOnError",
  },
  "variables of several sources": {
    env: [
      { name: "HOST", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
      { name: "URL", value: "http://$(HOST):80" },
      { name: "KEY", valueFrom: { secretKeyRef: { name: "keys", key: "a" } } },
      { name: "EMPTY", value: "" },
    ],
    envFrom: [{ prefix: "A_", configMapRef: { name: "all" } }],
  },
  "a preStop of its own": { lifecycle: { preStop: { exec: { command: ["sleep", "5"] } } } },
};

const pod: Readonly<Record<string, Partial<PodSpec>>> = {
  "an account": { serviceAccountName: "cart", automountServiceAccountToken: false },
  "a security context of the pod": {
    securityContext: { fsGroup: 1000, runAsGroup: 1000, runAsNonRoot: true, runAsUser: 1000 },
  },
  "volumes in memory, of claims and of ConfigMaps": {
    volumes: [
      { name: "tmp", emptyDir: { medium: "Memory" } },
      { name: "data", persistentVolumeClaim: { claimName: "data" } },
      { name: "all", projected: { sources: [{ configMap: { name: "a" } }] } },
    ],
  },
  "containers that run before, and one that stays": {
    initContainers: [
      { name: "wait", image: "busybox:1", command: ["sh", "-c", "sleep 1"] },
      { name: "log", image: "log:1", restartPolicy: "Always" },
    ],
  },
  "nodes, tolerations and affinity": {
    nodeSelector: { "kubernetes.io/os": "linux" },
    tolerations: [{ key: "spot", operator: "Exists", effect: "NoSchedule" }],
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 1, podAffinityTerm: { topologyKey: "zone" } },
        ],
      },
    },
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "ScheduleAnyway" },
    ],
  },
  "a short end": { terminationGracePeriodSeconds: 5 },
  "names and a priority": {
    hostAliases: [{ ip: "10.0.0.1", hostnames: ["db"] }],
    dnsConfig: { options: [{ name: "ndots", value: "1" }] },
    ...{ priorityClassName: "high", enableServiceLinks: false, shareProcessNamespace: true },
  },
};

/** The pod template of v1 before and after an adoption, and all that is told. */
function adopted(change: (template: DeploymentManifest["spec"]["template"]) => void) {
  const live = byHand(({ deployment }) => {
    const { template } = deployment.spec as unknown as DeploymentManifest["spec"];
    Object.assign(template.metadata ?? {}, {
      annotations: {
        "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z",
        "sidecar.istio.io/rewriteAppHTTPProbers": "true",
      },
    });
    change(template);
  });
  const { release, clusters, obstacles, changes, replacements } = adopt("shop", live);
  const [plan] = planRelease(release, clusters).clusters;
  const after = manifests(plan!).find(({ kind }) => kind === "Deployment") as DeploymentManifest;
  return {
    told: [...obstacles, ...changes, ...replacements],
    before: live[0]?.deployments[0]?.spec.template,
    after: after.spec.template,
  };
}

describe("pods of public applications, adopted", () => {
  for (const [what, parts] of Object.entries(container))
    it(`keep ${what}`, () => {
      const { told, before, after } = adopted(({ spec }) =>
        Object.assign(spec!.containers[0]!, structuredClone(parts)),
      );
      expect(told).to.deep.equal([]);
      expect(after).to.deep.equal(before);
    });

  for (const [what, parts] of Object.entries(pod))
    it(`keep ${what}`, () => {
      const { told, before, after } = adopted(({ spec }) =>
        Object.assign(spec!, structuredClone(parts)),
      );
      expect(told).to.deep.equal([]);
      expect(after).to.deep.equal(before);
    });

  it("keep another container beside the app, with its own ports and mounts", () => {
    const { told, before, after } = adopted(({ spec }) => {
      spec!.volumes = [{ name: "tmp", emptyDir: {} }];
      spec!.containers.push({
        ...{ name: "exporter", image: "exporter:1" },
        ports: [{ name: "exporter", containerPort: 9090 }],
        volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
      });
    });
    expect(told).to.deep.equal([]);
    expect(after).to.deep.equal(before);
  });
});
