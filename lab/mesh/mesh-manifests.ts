// The objects of an Istio installation: CRDs, webhooks, namespace, as the lab needs them.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import type { Cluster } from "../clusters";
import type { LabContext } from "../context";
import type { KubeObject } from "../../kubernetes/client";
import { LabError } from "../types";

/** A webhook configuration, as far as the lab changes it. */
interface WebhookConfiguration extends KubeObject {
  webhooks: { clientConfig: { service?: { path?: string }; url?: string; caBundle?: string } }[];
}

/** Stand-ins in the generated text for what differs from cluster to cluster. */
const placeholders = { cluster: "lab-cluster-name", istiod: "lab-istiod.invalid" };

/** Settings of the installation, by the names of Istio's operator API. */
const settings = [
  "profile=minimal",
  // Adds the validation webhook for objects without a revision label, as `istioctl install` does.
  "values.defaultRevision=default",
  "values.global.meshID=gray-lab",
  `values.global.multiCluster.clusterName=${placeholders.cluster}`,
  `values.global.caAddress=${placeholders.istiod}:15012`,
  `meshConfig.defaultConfig.discoveryAddress=${placeholders.istiod}:15012`,
  // Names of Services are resolved by the sidecar: the lab has no cluster DNS.
  "meshConfig.defaultConfig.proxyMetadata.ISTIO_META_DNS_CAPTURE=true",
  "meshConfig.defaultConfig.concurrency=1",
  // A stock Envoy has none of the extensions that these need.
  "meshConfig.enablePrometheusMerge=false",
  "values.telemetry.enabled=false",
];

/** The parts of the installation that the lab replaces: istiod runs as a process, not as a pod. */
const leftOut = new Set([
  "Deployment",
  "HorizontalPodAutoscaler",
  "PodDisruptionBudget",
  "Service",
]);

/**
 * All objects that `istioctl` would install, apart from istiod itself. Parsing 800 KB of YAML takes
 * longer than an API server's start, so the result is kept in the state folder as JSON.
 */
export async function meshObjects(context: LabContext): Promise<KubeObject[]> {
  const { istioctl } = context.tools;
  const { mtimeMs, size } = statSync(istioctl);
  const key = createHash("sha256")
    .update(JSON.stringify([istioctl, mtimeMs, size, settings]))
    .digest("hex")
    .slice(0, 16);
  const file = context.folder.file(`mesh-${key}.json`);
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(await generate(istioctl)));
  return JSON.parse(readFileSync(file, "utf8")) as KubeObject[];
}

async function generate(istioctl: string): Promise<KubeObject[]> {
  const flags = settings.flatMap((setting) => ["--set", setting]);
  const run = promisify(execFile);
  const { stdout } = await run(istioctl, ["manifest", "generate", ...flags], {
    maxBuffer: 64 << 20,
  }).catch((error: Error) => {
    throw new LabError(`istioctl could not print the mesh's manifests: ${error.message}`);
  });
  const { parseAllDocuments } = await import("yaml");
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as KubeObject | null)
    .filter((object): object is KubeObject => object !== null)
    .filter((object) => !leftOut.has(object.kind ?? ""));
}

/**
 * The objects as one cluster needs them.
 *
 * @param istiod the cluster whose istiod serves it: itself, or the first primary.
 * @param authority PEM of the mesh's root, which signs istiod's certificate.
 */
export function objectsFor(
  objects: KubeObject[],
  cluster: Cluster,
  istiod: Cluster,
  authority: string,
): KubeObject[] {
  const text = JSON.stringify(objects)
    .replaceAll(placeholders.cluster, cluster.name)
    .replaceAll(placeholders.istiod, istiod.address);
  // An istiod takes a remote cluster's name from the path; without one it would use its own.
  const suffix = cluster === istiod ? "" : `/cluster/${cluster.name}`;
  return (JSON.parse(text) as KubeObject[]).map((object) =>
    object.kind?.endsWith("WebhookConfiguration")
      ? withUrls(object as WebhookConfiguration, istiod.address, suffix, authority)
      : object,
  );
}

function withUrls(
  configuration: WebhookConfiguration,
  address: string,
  suffix: string,
  authority: string,
): WebhookConfiguration {
  const injects = configuration.kind === "MutatingWebhookConfiguration";
  const caBundle = Buffer.from(authority).toString("base64");
  return {
    ...configuration,
    webhooks: configuration.webhooks.map((webhook) => {
      const path = webhook.clientConfig.service?.path ?? "";
      return {
        ...webhook,
        clientConfig: {
          url: `https://${address}:15017${path}${injects ? suffix : ""}`,
          caBundle,
        },
        // istiod sets it on its own cluster when it is ready; said at once, no object slips through.
        failurePolicy: "Fail",
      };
    }),
  };
}
