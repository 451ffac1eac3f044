// Says in which order an update happens, and roughly how long each part of it takes.
import type { DeploymentManifest } from "../manifests/deployment";
import type { Stage } from "../kinds";
import { identity } from "../live-object";
import { surgeOf } from "./capacity";
import { objectsIn, type ObjectChange } from "./objects";
import type { Snapshot, StageOrder } from "./snapshot";

/** A part of an update. */
export interface Step {
  /** A stage, or the deletions behind all stages. */
  readonly stage: Stage | "deletions";
  /** The changes that it makes. */
  readonly changes: readonly ObjectChange[];
  readonly seconds: Seconds;
}

/** A span of time. */
export interface Seconds {
  readonly least: number;
  readonly most: number;
}

/** The order of an update, with estimates. */
export interface Steps {
  readonly steps: readonly Step[];
  readonly total: Seconds;
  /** What the estimate is made from, in sentences. */
  readonly basis: readonly string[];
}

/**
 * Seconds from the begin of `pulumi up` to the first write: the engine starts, and the program looks
 * at every cluster. docs/figures.md, "The abort": `pulumi up` moved routes after 2.46 to 6.25 s.
 */
const beginning: Seconds = { least: 2, most: 6 };

/**
 * Seconds in which the API servers take the objects of a stage and proxies acknowledge it.
 * docs/figures.md: 0.33 s on an idle mesh ("A weight change"), up to 3.58 s with 500 slow proxies ("A
 * busy mesh").
 */
const syncing: Seconds = { least: 0.33, most: 3.58 };

/** Seconds that pods need at least to start, where their image is on the node already. */
const startingPods = 2;

/** Reads from the changes in which order they happen. */
export function stepsOf(
  changes: readonly ObjectChange[],
  { before, after }: { readonly before: Snapshot; readonly after: Snapshot },
  { order, readySeconds }: { readonly order: StageOrder; readonly readySeconds: number },
): Steps {
  const written = changes.filter(({ change }) => change !== "removed");
  const steps = order.flatMap((stage): Step[] => {
    const here = written.filter((one) => one.stage === stage);
    if (here.length === 0) return [];
    const pods = stage === "workloads" ? podSeconds(here, { before, after }) : undefined;
    const seconds = pods
      ? { least: pods + syncing.least, most: readySeconds + syncing.most }
      : syncing;
    return [{ stage, changes: here, seconds: rounded(seconds) }];
  });
  const going = changes.filter(({ change }) => change === "removed");
  const last: Step[] =
    going.length === 0
      ? []
      : [{ stage: "deletions", changes: going, seconds: rounded(ending(going, before)) }];
  const all = [...steps, ...last];
  const total = all.reduce(
    (sum, { seconds }) => ({ least: sum.least + seconds.least, most: sum.most + seconds.most }),
    all.length === 0 ? { least: 0, most: 0 } : beginning,
  );
  return { steps: all, total: rounded(total), basis: basisOf(all, readySeconds) };
}

/**
 * Seconds until all pods of a stage are ready at the earliest: batches by `maxSurge`, each as long as
 * the probe's delay and `minReadySeconds`. Undefined where no pod starts.
 */
function podSeconds(
  changes: readonly ObjectChange[],
  { before, after }: { readonly before: Snapshot; readonly after: Snapshot },
): number | undefined {
  const times = changes
    .filter(({ kind }) => kind === "Deployment")
    .flatMap((change) =>
      change.clusters.slice(0, 1).flatMap((cluster): number[] => {
        const find = (one: Snapshot) =>
          [...objectsIn(one, cluster).values()].find(
            ({ kind, metadata }) => kind === "Deployment" && metadata.name === change.name,
          ) as DeploymentManifest | undefined;
        const [was, is] = [find(before), find(after)];
        if (!is) return [];
        const pods = is.spec.replicas ?? 1;
        if (was && !change.replaces && pods <= (was.spec.replicas ?? 1)) return [];
        const surge = change.replaces ? Math.max(1, surgeOf(is, pods)) : pods;
        return [Math.ceil(pods / Math.max(1, surge)) * eachPod(is)];
      }),
    );
  return times.length === 0 ? undefined : Math.max(...times);
}

function eachPod({ spec }: DeploymentManifest): number {
  const containers = spec.template.spec?.containers ?? [];
  const delays = containers.map(({ readinessProbe }) => readinessProbe?.initialDelaySeconds ?? 0);
  return startingPods + Math.max(0, ...delays) + (spec.minReadySeconds ?? 0);
}

/** Pods answer until they have drained; an update waits until the objects are gone. */
function ending(going: readonly ObjectChange[], before: Snapshot): Seconds {
  const graces = going
    .filter(({ kind }) => kind === "Deployment")
    .flatMap(({ clusters: [first = ""], name, namespace }) => {
      const id = identity({
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name, ...(namespace !== undefined && { namespace }) },
      });
      const found = objectsIn(before, first).get(id) as DeploymentManifest | undefined;
      return found?.spec.template.spec?.terminationGracePeriodSeconds ?? 30;
    });
  return { least: 0.33, most: Math.max(3, ...graces) };
}

function rounded({ least, most }: Seconds): Seconds {
  return { least: Math.ceil(least), most: Math.ceil(most) };
}

function basisOf(steps: readonly Step[], readySeconds: number): string[] {
  if (steps.length === 0) return [];
  const pods = steps.some(({ stage, seconds }) => stage === "workloads" && seconds.most > 10);
  return [
    "2 to 6 s until the first write, and 0.3 to 4 s for each stage until proxies have taken it, as docs/figures.md measured.",
    ...(pods
      ? [
          `Pods: 2 s, the delay of their readiness probe and minReadySeconds for each batch of maxSurge, where the image is on the node; at most the ${readySeconds} s of gray-release:ready, after which the update stops and moves no route.`,
        ]
      : []),
    ...(steps.some(({ stage }) => stage === "deletions")
      ? ["Deletions: up to terminationGracePeriodSeconds of the pods that end."]
      : []),
  ];
}
