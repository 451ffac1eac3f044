// The rule on how pods end: drains that agree, and time to stop after them. GR292, GR293, GR298.
import type { Container } from "kubernetes-types/core/v1";
import { readProxyConfig, proxyConfigKey, type ProxyConfig } from "../../../manifests/proxy-config";
import type { DeploymentManifest } from "../../../manifests/deployment";
import { show } from "../../../problem";
import type { RuleFinding } from "../../finding";
import { placeOf } from "../../places";
import type { Planned, PlannedObjects } from "../../planned-objects";

/** Kubernetes' default for the grace period of a pod, in seconds. */
const usualGracePeriod = 30;

/** A command that does nothing but sleep, in a shell or without one. */
const commandSleep = /^(?:\S*sh -c )?(?:\S*\/)?sleep (\d+)s?$/;

/** What a container does before it gets the signal to stop. */
type Handler = NonNullable<NonNullable<Container["lifecycle"]>["preStop"]>;

/** Places inside a version. */
const annotation = ["pod", "metadata", "annotations", proxyConfigKey];
const gracePeriod = ["pod", "spec", "terminationGracePeriodSeconds"];

/** A duration as Istio's proxy config has it: protobuf's JSON takes seconds alone. */
const seconds = /^(\d+(?:\.\d{1,9})?)s$/;

/** Compares the drains of the app and of its sidecar with each other and with the grace period. */
export function drains({ clusters }: PlannedObjects): RuleFinding[] {
  // Most pods of a release have one and the same config, and to read YAML takes time.
  const known = new Map<string, ProxyConfig | undefined>();
  const read = (text: string) => {
    if (!known.has(text)) known.set(text, readProxyConfig(text));
    return known.get(text);
  };
  return clusters.flatMap(({ deployments }) => deployments).flatMap((of) => drain(of, read));
}

function drain(of: Planned<DeploymentManifest>, read: typeof readProxyConfig): RuleFinding[] {
  const { metadata, spec } = of.manifest.spec.template;
  const text = metadata?.annotations?.[proxyConfigKey];
  const config = text === undefined ? {} : read(text);
  const place = placeOf(of, annotation);
  const unreadable = (given: string, allowed: string): RuleFinding => ({
    code: "GR298",
    origin: place,
    on: of,
    given,
    allowed,
    fix: "correct the annotation, or remove it",
  });
  if (!config)
    return [unreadable("a text that is no YAML mapping", "fields of Istio's ProxyConfig, as YAML")];
  const [, written] = typeof config.drain === "string" ? (seconds.exec(config.drain) ?? []) : [];
  if (config.drain !== undefined && written === undefined)
    return [
      unreadable(
        `terminationDrainDuration: ${show(config.drain)}`,
        "seconds with their unit, such as 30s",
      ),
    ];
  const sidecar = written === undefined ? undefined : Number(written);
  const app = sleepOf(of);
  const grace = spec?.terminationGracePeriodSeconds ?? usualGracePeriod;
  return [
    ...(app !== undefined && sidecar !== undefined && app !== sidecar
      ? [differing(of, app, sidecar)]
      : []),
    ...killed(of, grace, Math.max(app ?? 0, sidecar ?? 0)),
  ];
}

/** The longest time for which a container sleeps before it gets the signal to stop. */
function sleepOf({ manifest }: Planned<DeploymentManifest>): number | undefined {
  const sleeps = (manifest.spec.template.spec?.containers ?? []).flatMap(
    ({ lifecycle }) => sleepIn(lifecycle?.preStop) ?? [],
  );
  return sleeps.length > 0 ? Math.max(...sleeps) : undefined;
}

/** By its own field, or by the command, which images of before Kubernetes 1.30 have. */
function sleepIn(preStop: Handler | undefined): number | undefined {
  const { sleep, exec } = preStop ?? {};
  if (sleep) return sleep.seconds;
  // The fields of a pod have no schema here: a command may be anything.
  const command: unknown = exec?.command;
  const words = Array.isArray(command) ? command.join(" ") : "";
  const [, seconds] = commandSleep.exec(words) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}

function differing(of: Planned<DeploymentManifest>, app: number, sidecar: number): RuleFinding {
  const longer = Math.max(app, sidecar);
  return {
    code: "GR293",
    origin: placeOf(of, ["drainSeconds"], [["drainSeconds"], annotation, ["pod", "spec"]]),
    on: of,
    given: `the app answers for ${app} seconds (preStop), its sidecar drains for ${sidecar} (${proxyConfigKey})`,
    allowed: "the same time for both, which drainSeconds sets",
    fix: `set drainSeconds: ${Math.ceil(longer)}, and remove terminationDrainDuration and preStop from pod`,
  };
}

function killed(of: Planned<DeploymentManifest>, grace: number, drained: number): RuleFinding[] {
  if (drained === 0 || grace > drained) return [];
  return [
    {
      code: "GR292",
      origin: placeOf(of, gracePeriod, [gracePeriod, ["drainSeconds"], annotation]),
      on: of,
      given: `${grace}, with a drain of ${drained} seconds`,
      allowed: `more than ${drained}: the drain, and the seconds that the app needs to stop`,
      fix: `set it to ${Math.ceil(drained) + 10} or more, remove it, or set drainSeconds below ${grace}`,
    },
  ];
}
