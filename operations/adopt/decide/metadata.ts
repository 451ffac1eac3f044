/** Concludes what a declaration says of a live Service or Deployment beside its pods. Pure. */
import type { DeploymentManifest } from "../../../model/manifests/deployment";
import type { Metadata } from "../../../model/manifests/metadata";
import type { ServiceManifest } from "../../../model/manifests/service";
import type { ServiceSpec, VersionSpec } from "../../../model/release/release";
import { same } from "./pod-difference";

/** Selector, type, labels and annotations of a Service, as far as they are not the usual ones. */
export function serviceMetadata({
  metadata,
  spec: { selector, type },
}: ServiceManifest): Pick<ServiceSpec, "selector" | "type" | "labels" | "annotations"> {
  const { name, labels = {} } = metadata;
  const { app, ...others } = labels;
  const own = app === undefined || app === name ? others : labels;
  const annotations = annotationsOf(metadata);
  return {
    ...(selector && !same(selector, { app: name }) && { selector }),
    ...(type && type !== "ClusterIP" && { type: type as NonNullable<ServiceSpec["type"]> }),
    ...(Object.keys(own).length > 0 && { labels: own }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
}

/** Annotations of a Deployment, and how it replaces its pods. */
export function deploymentMetadata({
  metadata,
  spec: { strategy },
}: DeploymentManifest): Pick<VersionSpec, "annotations" | "strategy"> {
  const annotations = annotationsOf(metadata);
  return {
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...strategyOf(strategy),
  };
}

/** The way of a release is `maxUnavailable: 0` and `maxSurge: 25%`. */
function strategyOf(live: DeploymentManifest["spec"]["strategy"]): Pick<VersionSpec, "strategy"> {
  if (live?.type === "Recreate") return { strategy: "Recreate" };
  const { maxSurge, maxUnavailable } = live?.rollingUpdate ?? {};
  const rollingUpdate = {
    ...(maxSurge !== undefined && maxSurge !== "25%" && { maxSurge }),
    ...(maxUnavailable !== undefined && !isNone(maxUnavailable) && { maxUnavailable }),
  };
  return Object.keys(rollingUpdate).length > 0 ? { strategy: { rollingUpdate } } : {};
}

function isNone(pods: number | string): boolean {
  return pods === 0 || pods === "0%";
}

/** The annotations that a user gave: none of kubectl's own, and none of the controllers'. */
function annotationsOf({ annotations = {} }: Metadata): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).filter(
      ([key]) => !ofTools.some((prefix) => key.startsWith(prefix)),
    ),
  );
}

const ofTools = [
  "kubectl.kubernetes.io/",
  "deployment.kubernetes.io/",
  "pulumi.com/",
  "gray-release/",
];
