/**
 * Concludes a version from a live Deployment, so that the release makes the same pod template.
 * Pure.
 */
import type { Container, PodTemplateSpec, Probe } from "kubernetes-types/core/v1";
import type { DeploymentManifest } from "../../../model/manifests/deployment";
import { podTemplate } from "../../../model/manifests/pod-template";
import type { Labels } from "../../../model/release/labels";
import type { PodOverrides } from "../../../model/release/pod";
import { containerPorts } from "../../../model/release/app-container";
import { servicePorts } from "../../../model/release/ports";
import type { ServiceSpec } from "../../../model/release/release";
import type { VersionInCluster } from "../../../model/release/version-changes";
import { withoutDefaults } from "./defaults";
import { difference, same } from "./pod-difference";

/** The facts of a version that its Deployment does not hold. */
export interface VersionFrame {
  readonly namespace: string;
  readonly service: string;
  readonly version: string;
  /** The service, without its versions. */
  readonly declared: Omit<ServiceSpec, "versions" | "weights">;
  /** Whether the release gives its pods sidecars. */
  readonly sidecar: boolean;
  /** Labels that tell its pods apart. @default the label `version` with the version's name */
  readonly labels?: Labels;
  /**
   * Whether another Deployment takes its place, whose pods have the labels of the release, too.
   * @default false
   */
  readonly isNew?: boolean;
}

/**
 * The version that a live Deployment runs, without its placement: fields of a version where they
 * exist, and `pod` for the rest, so that the pod template that the release generates is the live
 * one.
 */
export function versionOf(
  { spec }: DeploymentManifest,
  { isNew = false, ...frame }: VersionFrame,
): VersionInCluster {
  const running = withoutDefaults(spec.template) as PodTemplateSpec;
  const live = isNew ? withLabels(running, frame) : running;
  const { labels, service } = frame;
  const app = appContainer(live, frame);
  const common = {
    ...fieldsOf(live, app),
    ...(app.name !== service && { container: app.name }),
    ...replicas(spec.replicas),
    ...(labels && { labels }),
  };
  const sleep = app.lifecycle?.preStop?.sleep?.seconds;
  // `drainSeconds` says a drain in this program's form; 0 leaves every other form to `pod`.
  const [best] = [...new Set([0, sleep ?? 0])]
    .map((drainSeconds) => withPod({ ...common, drainSeconds }, live, frame))
    // A drain is added to the live config of the proxy, where that has none: other pods.
    .filter((one) => one.drainSeconds === 0 || same(live, generated(one, frame)))
    .sort((one, other) => JSON.stringify(one).length - JSON.stringify(other).length);
  return best as VersionInCluster;
}

/** A pod template with the labels that the release gives its pods. */
function withLabels(live: PodTemplateSpec, frame: VersionFrame): PodTemplateSpec {
  const labels = podTemplate({ image: "", ...args(frame) }).metadata?.labels;
  const metadata = { ...live.metadata, labels: { ...live.metadata?.labels, ...labels } };
  return { ...live, metadata };
}

/**
 * A version whose `pod` makes the generated pod template the live one. The ports that the program
 * writes depend on those that `pod` names, so the second look may differ from the first.
 */
function withPod(
  declared: VersionInCluster,
  live: PodTemplateSpec,
  frame: VersionFrame,
): VersionInCluster {
  const ports = (version: VersionInCluster) => ({ ports: portsFor(version, frame) });
  const looked = [declared, declared].reduce((version) => {
    const from = withoutDefaults(podTemplate({ ...declared, ...args(frame), ...ports(version) }));
    const pod = difference(from, live) as PodOverrides | undefined;
    return { ...declared, ...(pod && { pod }) };
  }, declared);
  return looked;
}

/** The pod template that a release makes of a version, without what API servers fill in. */
export function generated(version: VersionInCluster, frame: VersionFrame) {
  const ports = portsFor(version, frame);
  return withoutDefaults(podTemplate({ ...version, ...args(frame), ports }));
}

function portsFor(version: VersionInCluster, { service, declared }: VersionFrame) {
  return containerPorts(service, { ...declared, versions: {}, weights: {} }, version);
}

function args({ namespace, service, version, sidecar, declared: { selector } }: VersionFrame) {
  return { namespace, service, version, sidecar, ...(selector && { selector }) };
}

function replicas(count = 1): Pick<VersionInCluster, "replicas"> {
  return count === 1 ? {} : { replicas: count };
}

/**
 * The container that is the app: the one with the service's name, the one with the port to which the
 * Service leads, or else the first.
 */
function appContainer(
  template: PodTemplateSpec,
  { service, declared }: Pick<VersionFrame, "service" | "declared">,
): Container {
  const containers = template.spec?.containers ?? [];
  const [port] = servicePorts(declared);
  const serves = ({ ports = [] }: Container) =>
    ports.some(({ name, containerPort }) => [name, containerPort].includes(port?.targetPort));
  const named = containers.find(({ name }) => name === service);
  return named ?? containers.find(serves) ?? containers[0] ?? unnamed;
}

/** An API server takes no Deployment without a container. */
const unnamed: Container = { name: "" };

function fieldsOf(template: PodTemplateSpec, app: Container): VersionInCluster {
  const { image, imagePullPolicy, env, resources, ...probes } = app;
  const { serviceAccountName, imagePullSecrets = [] } = template.spec ?? { containers: [] };
  const secrets = imagePullSecrets.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return {
    image: image ?? "",
    ...plainEnv(env ?? []),
    ...plainResources(resources),
    ...(imagePullPolicy && {
      imagePullPolicy: imagePullPolicy as NonNullable<VersionInCluster["imagePullPolicy"]>,
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
function plainEnv(env: NonNullable<Container["env"]>): Pick<VersionInCluster, "env"> {
  if (env.length === 0 || env.some(({ valueFrom }) => valueFrom)) return {};
  return { env: Object.fromEntries(env.map(({ name, value }) => [name, value ?? ""])) };
}

function plainResources(resources: Container["resources"]): Pick<VersionInCluster, "resources"> {
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
