// Finds what a rollout can do and its author hardly means. GR505, GR509 and GR511.
import { formatPath, inWords, type Problem } from "../../problem";
import { isPrimary } from "../../release/cluster-role";
import type { Cluster } from "../../release/cluster";
import type { Release, ServiceSpec } from "../../release/release";
import { fixedReplicas } from "../../release/replicas";
import { isByOrigin, weightsIn } from "../../release/weights";
import type { Locate } from "../locate";
import { analysisWarnings } from "./analysis-warnings";

/** The warnings about a rollout without mistakes. */
export function rolloutWarnings(
  release: Release,
  clusters: readonly Cluster[],
  locate: Locate,
): Problem[] {
  const { rollout, services } = release;
  if (!rollout) return [];
  const at = (index: number) => formatPath(locate(["rollout", "steps", index]));
  const first = (key: string) => rollout.steps.findIndex((step) => key in step);
  const moved = Object.entries(services).filter(([, spec]) => countOf(spec) > 1);
  return [
    ...goingBack(release, at),
    ...notScaled(moved, first("setCanaryScale"), at),
    ...oneOfSeveral(moved, clusters, first("setMirrorRoute"), at),
    ...analysisWarnings({ rollout, release, clusters, locate }),
  ];
}

function countOf({ versions, outside = {} }: ServiceSpec): number {
  return Object.keys(versions).length + Object.keys(outside).length;
}

function goingBack({ rollout }: Release, at: (index: number) => string): Problem[] {
  let before = 0;
  return (rollout?.steps ?? []).flatMap((step, i): Problem[] => {
    if (!("setWeight" in step)) return [];
    const [last, weight] = [before, step.setWeight];
    before = weight;
    if (weight >= last) return [];
    return [
      {
        code: "GR505",
        path: `${at(i)}.setWeight`,
        given: `${weight} after ${last}`,
        allowed: "weights that grow from step to step",
        fix: "correct the weight, or keep it where traffic should go back on the way",
      },
    ];
  });
}

type Moved = readonly (readonly [service: string, spec: ServiceSpec])[];

function notScaled(moved: Moved, index: number, at: (index: number) => string): Problem[] {
  if (index < 0) return [];
  return moved.flatMap(([service, { versions }]): Problem[] => {
    const names = Object.keys(versions).filter((name) => {
      const { autoscale, replicas } = versions[name]!;
      // A mapping has a number for each cluster.
      const number = typeof replicas === "object" ? 1 : replicas;
      return (
        fixedReplicas({ ...(autoscale && { autoscale }), replicas: number ?? 1 }) === undefined
      );
    });
    if (names.length === 0) return [];
    return [
      {
        code: "GR509",
        path: at(index),
        given: `pods of ${inWords(names)} of ${service}, whose number others decide`,
        allowed: "versions whose replicas the release declares",
        fix: "remove the step, or declare replicas in place of autoscale or external",
      },
    ];
  });
}

function oneOfSeveral(
  moved: Moved,
  clusters: readonly Cluster[],
  index: number,
  at: (index: number) => string,
): Problem[] {
  if (index < 0) return [];
  return moved.flatMap(([service, spec]): Problem[] => {
    const gaining = clusters.filter(isPrimary).flatMap((cluster) => {
      const weights = weightsIn(cluster, service, spec);
      return (isByOrigin(weights) ? [weights.gateway, weights.mesh] : [weights]).map((one) =>
        Object.keys(one).filter((name) => one[name]! > 0 && name !== spec.stable),
      );
    });
    // Where nobody says which one is stable, one of them may lose traffic.
    const most = spec.stable === undefined ? 2 : 1;
    const many = gaining.find((names) => names.length > most);
    if (!many) return [];
    return [
      {
        code: "GR511",
        path: at(index),
        given: `copies of requests for ${service}, in which ${inWords(many)} get traffic`,
        allowed: "one version that gains traffic",
        fix: "declare one version at a time in the weights, or copy by the mirror of a route",
      },
    ];
  });
}
