// Makes the pod template of one version, with its drain, probes, resources and overrides.
import type { Container, EnvVar, PodSpec, PodTemplateSpec } from "kubernetes-types/core/v1";
import { appContainerName, isApp, type GeneratedPort } from "../release/app-container";
import type { PodOverrides } from "../release/pod";
import { defaultDrainSeconds } from "../release/drain";
import { podLabels } from "../release/labels";
import type { WorkloadArgs } from "./workload-args";
import { envOrder, referredFirst } from "./env-order";
import { proxyConfigKey, withDrain } from "./proxy-config";
import { merged } from "./strategic-merge";

/** Kubernetes' default for the grace period of a pod, in seconds. */
const usualGracePeriod = 30;

/** Seconds between the end of the drain and the moment at which Kubernetes kills the app. */
const timeToStop = 10;

/**
 * The pod template of one version: the generated fields, with the version's own `pod` merged over
 * them.
 */
export function podTemplate(args: WorkloadArgs): PodTemplateSpec {
  const labels = podLabels(args.service, args.version, args);
  const drain = sidecarDrain(args);
  const generated: PodTemplateSpec = {
    metadata: {
      labels: { ...labels, ...(args.sidecar === false && { "sidecar.istio.io/inject": "false" }) },
      ...(drain !== undefined && {
        annotations: { [proxyConfigKey]: JSON.stringify({ terminationDrainDuration: drain }) },
      }),
    },
    spec: podSpec(args),
  };
  if (!args.pod) return generated;
  const app = appContainerName(args.service, args);
  const pod = appNamed(withSidecarDrain(args.pod, drain), app);
  const template = merged(generated, pod) as PodTemplateSpec;
  const own = pod.spec?.containers?.find(({ name }) => name === app)?.env ?? [];
  return own.length === 0 ? template : withVariablesInOrder(template, args, own);
}

/**
 * The template with the app's variables in the order that their references need, where `pod` adds
 * some, such as the address of the pod. Where `pod` names all variables, it decides their order.
 */
function withVariablesInOrder(
  template: PodTemplateSpec,
  args: WorkloadArgs,
  own: readonly unknown[],
): PodTemplateSpec {
  const { env = {} } = args;
  const app = appContainerName(args.service, args);
  const named = new Set(own.map((one) => (one as Partial<EnvVar>).name));
  if (Object.keys(env).every((name) => named.has(name))) return template;
  const containers = (template.spec?.containers ?? []).map((one) =>
    one.name === app && one.env ? { ...one, env: inOrderOfNeed(one.env) } : one,
  );
  return { ...template, spec: { ...template.spec, containers } };
}

function inOrderOfNeed(variables: readonly EnvVar[]): EnvVar[] {
  const byName = new Map(variables.map((one) => [one.name, one]));
  // One that is there twice is for the API server to judge.
  if (byName.size < variables.length) return [...variables];
  const values = variables.map(({ name, value = "" }) => [name, value] as const);
  const names = referredFirst([...byName.keys()], Object.fromEntries(values));
  return names.flatMap((name) => byName.get(name) ?? []);
}

/** The grace period of a version's pods in seconds; undefined: Kubernetes' default of 30. */
export function gracePeriod(drainSeconds = defaultDrainSeconds): number | undefined {
  return drainSeconds > 0 ? Math.max(usualGracePeriod, drainSeconds + timeToStop) : undefined;
}

/**
 * How long the sidecar drains, such as `5s`; undefined: as the mesh says. A sidecar that is an
 * ordinary container, not a native sidecar, ends together with the app, so it must answer as long
 * as the app does.
 */
function sidecarDrain({
  drainSeconds = defaultDrainSeconds,
  sidecar,
}: WorkloadArgs): string | undefined {
  return drainSeconds === 0 || sidecar === false ? undefined : `${drainSeconds}s`;
}

/** The overrides with the sidecar's drain added to their own config of the proxy, if they have one. */
function withSidecarDrain(pod: PodOverrides, drain: string | undefined): PodOverrides {
  const own = pod.metadata?.annotations?.[proxyConfigKey];
  if (typeof own !== "string" || drain === undefined) return pod;
  const annotations = { ...pod.metadata?.annotations, [proxyConfigKey]: withDrain(own, drain) };
  return { ...pod, metadata: { ...pod.metadata, annotations } };
}

function podSpec(args: WorkloadArgs): PodSpec {
  const grace = gracePeriod(args.drainSeconds);
  return {
    ...(args.serviceAccountName && { serviceAccountName: args.serviceAccountName }),
    ...(args.imagePullSecrets && {
      imagePullSecrets: args.imagePullSecrets.map((name) => ({ name })),
    }),
    ...(grace !== undefined && { terminationGracePeriodSeconds: grace }),
    containers: [appContainer(args)],
  };
}

function appContainer(args: WorkloadArgs): Container {
  const { image, imagePullPolicy, resources, drainSeconds = defaultDrainSeconds } = args;
  const { readinessProbe, livenessProbe, startupProbe } = args;
  const ports = portsOf(args);
  return {
    name: appContainerName(args.service, args),
    image,
    ...(imagePullPolicy && { imagePullPolicy }),
    ...(args.env && {
      env: envVars(args.env),
    }),
    ...(ports.length > 0 && { ports: ports.map((port) => ({ ...port })) }),
    ...(resources && { resources }),
    ...(readinessProbe && { readinessProbe }),
    ...(livenessProbe && { livenessProbe }),
    ...(startupProbe && { startupProbe }),
    // The app still answers proxies that do not know yet that its pod ends.
    ...(drainSeconds > 0 && { lifecycle: { preStop: { sleep: { seconds: drainSeconds } } } }),
  };
}

function envVars(env: Readonly<Record<string, string>>): EnvVar[] {
  return envOrder(env).map((name) => ({ name, value: env[name] ?? "" }));
}

/**
 * A port name has at most 15 characters in a container, but 63 in a Service; so the port of a
 * service with one has only a number.
 */
function portsOf({ ports, targetPort }: WorkloadArgs): readonly GeneratedPort[] {
  return ports ?? (targetPort === undefined ? [] : [{ containerPort: targetPort }]);
}

/** The overrides, with its name set on the app's container. */
export function appNamed(pod: PodOverrides, app: string): PodOverrides {
  const containers = pod.spec?.containers;
  if (!containers) return pod;
  const complete = containers.map((one) =>
    isApp(one, app, containers) ? { ...one, name: app } : one,
  );
  return { ...pod, spec: { ...pod.spec, containers: complete } };
}
