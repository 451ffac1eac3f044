import * as fs from "node:fs";
import type { LabContext } from "./context";
import { controlPlaneNetwork } from "./control-plane";
import type { ControlPlane } from "./control-plane";
import { LabProcess } from "./process";

/**
 * Registers the cluster's one node and starts kwok, which keeps it alive and plays the first part of
 * a kubelet for its pods: an address and the phase Running. The pod agent plays the rest.
 */
export async function startNode(context: LabContext, plane: ControlPlane): Promise<void> {
  const { cluster, client } = plane;
  const stages = context.folder.file("clusters", cluster.name, "stages.yaml");
  // YAML documents may be written as JSON.
  fs.writeFileSync(stages, [nodeStage, podStage].map((s) => JSON.stringify(s)).join("\n---\n"));
  const node = {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: cluster.node,
      labels: {
        "kubernetes.io/hostname": cluster.node,
        "kubernetes.io/os": "linux",
        "topology.kubernetes.io/region": cluster.name,
        "topology.kubernetes.io/zone": `${cluster.name}-1`,
      },
    },
    spec: { podCIDR: cluster.podRange, podCIDRs: [cluster.podRange] },
  };
  await client.apply(`/api/v1/nodes/${cluster.node}`, node);
  await client.patch(`/api/v1/nodes/${cluster.node}/status`, {
    status: {
      // What tells Istio, and people, where the node ports are: the host's loopback.
      addresses: [
        { type: "InternalIP", address: cluster.address },
        { type: "ExternalIP", address: "127.0.0.1" },
        { type: "Hostname", address: cluster.node },
      ],
    },
  });
  new LabProcess({
    name: `kwok of ${cluster.name}`,
    command: context.tools.kwok,
    args: [
      `--kubeconfig=${plane.kubeconfig}`,
      `--config=${stages}`,
      "--manage-all-nodes=true",
      `--cidr=${cluster.podRange}`,
      `--node-ip=${cluster.address}`,
      "--node-lease-duration-seconds=40",
      "--server-address=127.0.0.1:10247",
    ],
    network: controlPlaneNetwork(cluster),
    log: context.folder.file("logs", `${cluster.name}-kwok.log`),
  });
}

const doesNotExist = (key: string): object => ({ key, operator: "DoesNotExist" });

/** The node is Ready; kwok renews its Lease, which is its heartbeat. */
const nodeStage = {
  apiVersion: "kwok.x-k8s.io/v1alpha1",
  kind: "Stage",
  metadata: { name: "node-ready" },
  spec: {
    resourceRef: { apiGroup: "v1", kind: "Node" },
    selector: {
      matchExpressions: [
        {
          key: '.status.conditions.[] | select( .type == "Ready" ) | .status',
          operator: "NotIn",
          values: ["True"],
        },
      ],
    },
    next: {
      statusTemplate: `
{{ $now := Now }}
conditions:
{{ range NodeConditions }}
- lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $now | Quote }}
  message: {{ .message | Quote }}
  reason: {{ .reason | Quote }}
  status: {{ .status | Quote }}
  type: {{ .type | Quote }}
{{ end }}
allocatable: {cpu: "64", memory: 256Gi, pods: "250"}
capacity: {cpu: "64", memory: 256Gi, pods: "250"}
phase: Running
`,
    },
  },
};

/**
 * A scheduled pod gets its address and runs, with no container ready. Kwok does nothing afterwards:
 * it never marks a pod Ready and never deletes one, so it gives an address away again only when the
 * pod agent, after the pod's network namespace is gone, has removed the pod from the API.
 */
const podStage = {
  apiVersion: "kwok.x-k8s.io/v1alpha1",
  kind: "Stage",
  metadata: { name: "pod-started" },
  spec: {
    resourceRef: { apiGroup: "v1", kind: "Pod" },
    selector: {
      matchExpressions: [
        doesNotExist(".metadata.deletionTimestamp"),
        doesNotExist(".status.podIP"),
      ],
    },
    next: {
      statusTemplate: `
{{ $now := Now }}
conditions:
- {type: PodReadyToStartContainers, status: "True", lastTransitionTime: {{ $now | Quote }}}
- {type: Initialized, status: "False", reason: ContainersNotInitialized, lastTransitionTime: {{ $now | Quote }}}
- {type: ContainersReady, status: "False", reason: ContainersNotReady, lastTransitionTime: {{ $now | Quote }}}
- {type: Ready, status: "False", reason: ContainersNotReady, lastTransitionTime: {{ $now | Quote }}}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  imageID: ""
  name: {{ .name | Quote }}
  ready: false
  started: false
  restartCount: 0
  state: {waiting: {reason: ContainerCreating}}
{{ end }}
{{ $hostIPs := NodeIPsWith .spec.nodeName }}
{{ with $hostIPs }}
hostIP: {{ index . 0 | Quote }}
hostIPs:
{{ range . }}
- ip: {{ . | Quote }}
{{ end }}
{{ end }}
{{ $podIPs := PodIPsWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) }}
{{ with $podIPs }}
podIP: {{ index . 0 | Quote }}
podIPs:
{{ range . }}
- ip: {{ . | Quote }}
{{ end }}
{{ end }}
phase: Running
startTime: {{ $now | Quote }}
`,
    },
  },
};
