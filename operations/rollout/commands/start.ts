/** Decides whether a rollout may start, and with which record. Pure. */
import { inWords } from "../../../model/problem";
import type { LiveObject } from "../../../model/live-object";
import { manifests, type ClusterPlan, type ReleasePlan } from "../../../model/plan/plan";
import { versionedName } from "../../../model/release/names";
import { podsOf } from "../../../model/rollout/goal";
import type { Mark, RolloutRecord } from "../../../model/rollout/record";
import type { RolloutSpec } from "../../../model/rollout/spec";
import type { ClusterWeights, FleetWeights } from "../../../model/rollout/state";
import {
  gainingVersions,
  losingVersions,
  templatesOf,
  type VersionKey,
} from "../../../model/rollout/template-hash";
import { compare } from "../../drift/decide";
import { readyPods, rolledOut, type RollingDeployment } from "../../pods/rolled-out";
import { begun } from "../decide/transitions";
import type { Overlay } from "../overlay/decide";
import { declaredGoal, type Difference } from "../overlay/same-goal";
import { placeOf, type Edit } from "./edits";

/** What a cluster has. */
export interface LiveCluster {
  /** Objects of the kinds that the plan has. */
  readonly objects: readonly LiveObject[];
  /** Services without a route; none in a remote cluster. */
  readonly routeless: readonly string[];
}

/** What a start follows from. */
export interface StartQuestion {
  readonly stack: string;
  /** The release as the stack declares it. */
  readonly plan: ReleasePlan;
  readonly spec: RolloutSpec;
  /** How the weights that clusters have stand to the declared ones. */
  readonly overlay: Overlay;
  /** What the clusters have, by name; a cluster that is left out has nothing. */
  readonly live: ReadonlyMap<string, LiveCluster>;
  /** Whether a rollout that ended without reaching the same goal may begin anew. */
  readonly again: boolean;
  /** Unique for the rollout. */
  readonly id: string;
  readonly mark: Mark;
}

/** The first record of a rollout, or why none starts. */
export function startOf(question: StartQuestion): Edit {
  const { stack, plan, spec, overlay, live, again, id, mark } = question;
  const { standing, record: last } = overlay;
  switch (standing.kind) {
    case "runs":
      return {
        refused: `rollout ${standing.record.id} runs: it is at ${placeOf(standing.record)}, and ${startedBy(standing.record)}. Fix: npx gray rollout status -s ${stack}`,
      };
    case "reached":
      return { said: "No rollout is due: the clusters have the weights that the stack declares." };
    case "ended":
      if (again) break;
      return {
        refused: `the rollout to these weights was ${standing.record.status}, so it is not due again. Fix: change the goal, or begin it anew: npx gray rollout retry -s ${stack}`,
      };
    case "due":
      if (!again) break;
      return {
        refused: `no rollout to these weights ended before its goal. Fix: npx gray rollout start -s ${stack}`,
      };
  }
  const owed = last?.owed ?? [];
  if (owed.length > 0)
    return {
      refused: `${inWords(owed)} ${owed.length === 1 ? "does" : "do"} not have yet what the last rollout left. Fix: pulumi up -s ${stack}`,
    };
  const goal = scoped(declaredGoal(plan), standing.open);
  const start = scoped(overlay.state.weights, standing.open);
  const gaining = gainingVersions(start, goal);
  const missing = plan.clusters.flatMap((one) =>
    missingParts(one, gaining, live.get(one.cluster.name)),
  );
  if (missing.length > 0)
    return {
      refused: `the clusters lack what the new weights need:\n${missing.map((one) => `  ${one}`).join("\n")}\nFix: pulumi up -s ${stack}, and wait for the pods`,
    };
  const primaries = Object.keys(goal);
  const record = begun(
    {
      ...{ id, release: plan.release.name, home: primaries[0] ?? "", primaries },
      ...{ spec, start, goal },
      pods: Object.fromEntries(
        plan.clusters
          .filter(({ cluster }) => primaries.includes(cluster.name))
          .map(({ cluster, workloads }) => [
            cluster.name,
            podsOf(
              workloads.filter(({ service, version }) => gaining.has(`${service}/${version}`)),
            ),
          ]),
      ),
      templates: templatesOf(plan.clusters, gaining),
      losing: templatesOf(plan.clusters, losingVersions(start, goal)),
    },
    (last?.epoch ?? 0) + 1,
    mark,
  );
  return { record, said: `Rollout ${id} of ${plan.release.name} has begun.` };
}

/**
 * What a cluster lacks of what versions need: their pods, the DestinationRules that hold their
 * subsets, and routes. Without them a step would send requests to nothing.
 */
function missingParts(
  plan: ClusterPlan,
  versions: ReadonlySet<VersionKey>,
  { objects, routeless }: LiveCluster = { objects: [], routeless: [] },
): string[] {
  const cluster = plan.cluster.name;
  const needed = new Set([...versions].map((key) => versionedName(...namesOf(key))));
  const declared = manifests(plan).filter(
    ({ kind, metadata }) =>
      (kind === "Deployment" || kind === "DestinationRule") && needed.has(metadata.name),
  );
  const lacks = compare(declared, objects).flatMap(({ object, found, differences }) => {
    const name = `${object.kind} ${object.metadata.name}`;
    if (!found) return [`${cluster} has no ${name}`];
    if (differences.length > 0) return [`${name} in ${cluster} is not as declared`];
    if (object.kind !== "Deployment") return [];
    const deployment = found as unknown as RollingDeployment;
    if (rolledOut(deployment)) return [];
    const { replicas } = deployment.spec;
    return [`${name} in ${cluster}: ${readyPods(deployment)} of ${replicas} pods are available`];
  });
  const services = new Set([...versions].map((key) => namesOf(key)[0]));
  return [
    ...lacks,
    ...routeless
      .filter((name) => services.has(name))
      .map((name) => `${cluster} has no route of ${name}`),
  ];
}

function namesOf(key: VersionKey): [string, string] {
  const [service = "", version = ""] = key.split("/");
  return [service, version];
}

/** The services and lanes of weights that move in some cluster; others are no part of a rollout. */
function scoped(weights: FleetWeights, open: readonly Difference[]): FleetWeights {
  const services = new Set(open.flatMap((one) => ("service" in one ? [one.service] : [])));
  const lanes = new Set(open.flatMap((one) => ("lane" in one ? [one.lane] : [])));
  const pick = <T>(of: Readonly<Record<string, T>>, names: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(of).filter(([name]) => names.has(name)));
  return Object.fromEntries(
    Object.entries(weights).map(([cluster, own]): [string, ClusterWeights] => [
      cluster,
      { services: pick(own.services, services), lanes: pick(own.lanes, lanes) },
    ]),
  );
}

function startedBy({ decisions, startedAt }: RolloutRecord): string {
  return `${decisions[0]?.by ?? "somebody"} started it at ${startedAt}`;
}
