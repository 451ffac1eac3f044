// The one node of a cluster, which kwok keeps alive.
import { writeFileSync } from "node:fs";
import type { LabContext } from "../context";
import { type ControlPlane, controlPlaneNetwork } from "./control-plane";
import { KeptProcess, LabProcess } from "../process";

/** Port of every kubelet's API, on its node's address. */
export const kubeletPort = 10250;

/**
 * Registers the cluster's one node and starts kwok, which keeps it alive as a kubelet would: Ready, with
 * a Lease that is renewed. Pods are the pod agent's alone. Kwok could give them addresses, too, but after
 * a restart it gives away addresses that running pods have: two pods then answer on one address.
 */
export async function startNode(context: LabContext, plane: ControlPlane): Promise<void> {
  const { cluster, client } = plane;
  const stages = context.folder.file("clusters", cluster.name, "stages.yaml");
  // A YAML document may be written as JSON.
  writeFileSync(stages, JSON.stringify(nodeStage));
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
      daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
    },
  });
  const kwok = new LabProcess({
    name: `kwok of ${cluster.name}`,
    command: context.tools.kwok,
    args: [
      `--kubeconfig=${plane.kubeconfig}`,
      `--config=${stages}`,
      "--manage-all-nodes=true",
      `--node-ip=${cluster.address}`,
      "--node-lease-duration-seconds=40",
      "--server-address=127.0.0.1:10247",
    ],
    network: controlPlaneNetwork(cluster),
    log: context.folder.file("logs", `${cluster.name}-kwok.log`),
  });
  new KeptProcess(kwok, context.log);
}

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
