/**
 * Concludes a version from a live Deployment, so that the release makes the same pod template.
 * Pure.
 */
import type { Container, PodTemplateSpec, Probe } from "kubernetes-types/core/v1";
import type { DeploymentManifest } from "../../../model/manifests/deployment";
import { podTemplate } from "../../../model/manifests/pod-template";
import type { PodOverrides } from "../../../model/release/pod";
import type { VersionSpec } from "../../../model/release/release";
import { withoutDefaults } from "./defaults";
import { difference, same } from "./pod-difference";

/** The facts of a version that its Deployment does not hold. */
export interface VersionFrame {
  readonly namespace: string;
  readonly service: string;
  readonly version: string;
  /** 1 to 65535. */
  readonly targetPort: number;
  /** Whether the release gives its pods sidecars. */
  readonly sidecar: boolean;
}

/**
 * The version that a live Deployment runs, without its placement: fields of a version where they
 * exist, and `pod` for the rest, so that the pod template that the release generates is the live
 * one.
 */
export function versionOf({ spec }: DeploymentManifest, frame: VersionFrame): VersionSpec {
  const live = withoutDefaults(spec.template) as PodTemplateSpec;
  const declared = { ...fieldsOf(live, frame.service), ...replicas(spec.replicas) };
  const sleep = appContainer(live, frame.service)?.lifecycle?.preStop?.sleep?.seconds;
  // `drainSeconds` says a drain in this program's form; 0 leaves every other form to `pod`.
  const [best] = [...new Set([0, sleep ?? 0])]
    .map((drainSeconds): VersionSpec => {
      const pod = overrides({ ...declared, drainSeconds }, live, frame);
      return { ...declared, drainSeconds, ...(pod && { pod }) };
    })
    // A drain is added to the live config of the proxy, where that has none: other pods.
    .filter((one) => one.drainSeconds === 0 || same(live, generated(one, frame)))
    .sort((one, other) => JSON.stringify(one).length - JSON.stringify(other).length);
  return best as VersionSpec;
}

function overrides(
  declared: VersionSpec,
  live: PodTemplateSpec,
  frame: VersionFrame,
): PodOverrides | undefined {
  return difference(generated(declared, frame), live) as PodOverrides | undefined;
}

/** What a release makes of a version. */
function generated(declared: VersionSpec, frame: VersionFrame) {
  return withoutDefaults(podTemplate({ ...declared, ...frame }));
}

function replicas(count = 1): Pick<VersionSpec, "replicas"> {
  return count === 1 ? {} : { replicas: count };
}

/** The container that is the app: the one with its name, or else the first. */
function appContainer(template: PodTemplateSpec, service: string): Container | undefined {
  const containers = template.spec?.containers ?? [];
  return containers.find(({ name }) => name === service) ?? containers[0];
}

/** An API server takes no Deployment without a container. */
const unnamed: Container = { name: "" };

function fieldsOf(template: PodTemplateSpec, service: string): VersionSpec {
  const { image, imagePullPolicy, env, resources, ...probes } =
    appContainer(template, service) ?? unnamed;
  const { serviceAccountName, imagePullSecrets = [] } = template.spec ?? { containers: [] };
  const secrets = imagePullSecrets.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return {
    image: image ?? "",
    ...plainEnv(env ?? []),
    ...plainResources(resources),
    ...(imagePullPolicy && {
      imagePullPolicy: imagePullPolicy as NonNullable<VersionSpec["imagePullPolicy"]>,
    }),
    ...(secrets.length > 0 && { imagePullSecrets: secrets }),
    ...(serviceAccountName && { serviceAccountName }),
    ...probe("readinessProbe", probes.readinessProbe),
    ...probe("livenessProbe", probes.livenessProbe),
    ...probe("startupProbe", probes.startupProbe),
  };
}

function probe(name: "readinessProbe" | "livenessProbe" | "startupProbe", given?: Probe) {
  return given ? { [name]: given } : {};
}

/** Only where all of them are plain, because their order counts: one may refer to those before. */
function plainEnv(env: NonNullable<Container["env"]>): Pick<VersionSpec, "env"> {
  if (env.length === 0 || env.some(({ valueFrom }) => valueFrom)) return {};
  return { env: Object.fromEntries(env.map(({ name, value }) => [name, value ?? ""])) };
}

function plainResources(resources: Container["resources"]): Pick<VersionSpec, "resources"> {
  const { requests, limits } = resources ?? {};
  if (!requests && !limits) return {};
  const texts = (given: object) =>
    Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
  return {
    resources: {
      ...(requests && { requests: texts(requests) }),
      ...(limits && { limits: texts(limits) }),
    },
  };
}
