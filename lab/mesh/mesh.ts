// Starts one mesh over all clusters.
import { createHash } from "node:crypto";
import type { LabContext } from "../context";
import { apiServerPort, type ControlPlane } from "../control-plane/control-plane";
import { applyGateway } from "./gateway";
import { startIstiod } from "./istiod";
import { kubeconfig } from "../control-plane/kubeconfig";
import { type KubeClient, KubeError, type KubeObject } from "../../kubernetes/client";
import { objectPath } from "../../kubernetes/object-path";
import { meshObjects, objectsFor } from "./mesh-manifests";

/**
 * Installs the mesh over all clusters: in each primary an istiod that also reads every other cluster,
 * in each cluster the webhooks and an ingress gateway.
 */
export async function startMesh(
  context: LabContext,
  planes: ControlPlane[],
  objects: Promise<KubeObject[]>,
): Promise<void> {
  const primaries = planes.filter(({ cluster }) => cluster.role === "primary");
  const first = primaries[0] as ControlPlane;
  const generated = await objects;
  await Promise.all(
    planes.map(async (plane) => {
      const { cluster, client } = plane;
      const istiod = cluster.role === "primary" ? cluster : first.cluster;
      const authority = context.pki.meshAuthority.certificate;
      await applyAll(client, objectsFor(generated, cluster, istiod, authority));
      if (cluster.role === "primary") {
        await Promise.all(
          planes
            .filter((other) => other !== plane)
            .map((other) => applyRemoteSecret(context, client, other)),
        );
      }
      context.progress(`${cluster.name}: CRDs, webhooks and remote Secrets applied`);
    }),
  );
  await Promise.all(
    primaries.map(async (plane) => {
      await startIstiod(context, plane);
      context.progress(`${plane.cluster.name}: istiod ready`);
    }),
  );
  await Promise.all(planes.map(applyGateway));
}

/** The generated objects, starting the parse while the API servers start. */
export function prepareMesh(context: LabContext): Promise<KubeObject[]> {
  return meshObjects(context);
}

/**
 * Applies the mesh's objects. A cluster that has them already, from an earlier run, is left as it is: to
 * apply the CRDs alone keeps an API server busy for two seconds.
 */
async function applyAll(client: KubeClient, objects: KubeObject[]): Promise<void> {
  const hash = createHash("sha256").update(JSON.stringify(objects)).digest("hex");
  const marker = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "gray-release-lab", namespace: "istio-system" },
    data: { applied: hash },
  };
  const before = await client.get<typeof marker>(objectPath(marker));
  if (before?.data.applied !== hash) {
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "istio-system" } };
    await client.apply(objectPath(namespace), namespace);
    await Promise.all(objects.map((object) => client.apply(objectPath(object), object)));
    await client.apply(objectPath(marker), marker);
  }
  const served = ["networking.istio.io/v1", "security.istio.io/v1", "telemetry.istio.io/v1"];
  await Promise.all(served.map((group) => untilServed(client, group)));
}

/** A CRD is served a moment after it was created. */
async function untilServed(client: KubeClient, group: string): Promise<void> {
  for (;;) {
    try {
      await client.request("GET", `/apis/${group}`);
      return;
    } catch (error) {
      if (!(error instanceof KubeError && error.status === 404)) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** What `istioctl create-remote-secret` makes: it lets this cluster's istiod read the other one. */
async function applyRemoteSecret(
  context: LabContext,
  client: KubeClient,
  { cluster }: ControlPlane,
): Promise<void> {
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: `istio-remote-secret-${cluster.name}`,
      namespace: "istio-system",
      labels: { "istio/multiCluster": "true" },
      annotations: { "networking.istio.io/cluster": cluster.name },
    },
    stringData: {
      [cluster.name]: kubeconfig({
        name: cluster.name,
        server: `https://${cluster.address}:${apiServerPort}`,
        authority: context.pki.apiAuthority.certificate,
        token: context.pki.adminToken,
      }),
    },
  };
  await client.apply(objectPath(secret), secret);
}
