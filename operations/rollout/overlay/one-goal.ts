/** Finds what an update must not change beside a rollout: a rollout has one goal. Pure. */
import type { Locate } from "../../../model/checks/locate";
import { inOrder } from "../../../model/order";
import type { ReleasePlan } from "../../../model/plan/plan";
import { formatPath, inWords, type Path, type Problem } from "../../../model/problem";
import type { Weights } from "../../../model/release/routing";
import { isPrimary } from "../../../model/release/cluster-role";
import { isByOrigin } from "../../../model/release/weights";
import type { RolloutRecord } from "../../../model/rollout/record";
import type { RolloutSpec } from "../../../model/rollout/spec";
import type { FleetWeights } from "../../../model/rollout/state";
import { declaredGoal, differencesOf, otherTemplates, type Difference } from "./same-goal";

/** What an update would apply, and where its parts were written. */
export interface DeclaredRollout {
  readonly plan: ReleasePlan;
  readonly spec: RolloutSpec;
  /** Finds the place of a part of the release. */
  readonly locate: Locate;
  /** Name of the stack, for commands in fixes. */
  readonly stack: string;
}

/**
 * Why an update must not go on while a rollout lives: it has another goal, another plan or other
 * clusters than the rollout, or lacks a version that the rollout gives requests.
 *
 * @param beside services and lanes that are no part of the rollout, and that the update would move
 */
export function otherGoal(
  record: RolloutRecord,
  declared: DeclaredRollout,
  beside: readonly Difference[],
): Problem[] {
  const { plan, spec, locate, stack } = declared;
  const abort = `To end the rollout: npx gray rollout abort -s ${stack}`;
  const problem = (
    code: Problem["code"],
    path: Path,
    [given, allowed, fix]: readonly [string, string, string],
  ): Problem => ({ code, path: formatPath(path), given, allowed, fix: `${fix}. ${abort}` });
  const moved = [...differencesOf(record.goal, declaredGoal(plan)), ...beside];
  const weights = perPart(moved).map(([part, place, clusters]) =>
    problem("GR531", locate(place), [
      `other weights of ${part} in ${inWords(clusters)} than those to which the rollout goes`,
      "the goal of the rollout that runs, until it has ended",
      `take the change of ${part} back`,
    ]),
  );
  const pods = perPart(otherTemplates(record, plan)).map(([part, place, clusters]) =>
    problem("GR534", locate(place), [
      `other pods of ${part} in ${inWords(clusters)} than those with which the rollout began`,
      "the pods that the rollout gives requests, until it has ended",
      `take the change of ${part} back`,
    ]),
  );
  const names = primariesOf(plan);
  return [
    ...lackedVersions([record.start, record.goal, record.current.weights], declared, true),
    ...weights,
    ...pods,
    ...(sameText(record.spec, spec)
      ? []
      : [
          problem("GR532", locate(["rollout"]), [
            "another plan than that of the rollout that runs",
            "the plan with which the rollout began, until it has ended",
            "take the change of the plan back",
          ]),
        ]),
    ...(sameText([...record.primaries].sort(), [...names].sort())
      ? []
      : [
          problem(
            "GR533",
            ["gray-release:clusters"],
            [
              `the primary clusters ${inWords(names)}`,
              `those of the rollout that runs: ${inWords(record.primaries)}`,
              "declare these until the rollout has ended",
            ],
          ),
        ]),
  ];
}

/** The primary clusters, those that a run leaves out included. */
export function primariesOf(plan: ReleasePlan): string[] {
  return plan.resolved.clusters.filter(isPrimary).map(({ name }) => name);
}

/**
 * The versions that get requests by some weights and that the plan does not run.
 *
 * @param lives whether a rollout holds these weights; else the clusters have them
 */
export function lackedVersions(
  fleets: readonly FleetWeights[],
  { plan, locate, stack }: Pick<DeclaredRollout, "plan" | "locate" | "stack">,
  lives: boolean,
): Problem[] {
  const running = new Map(
    plan.resolved.services.map(({ name, placed, outside }) => [
      name,
      new Set([...placed.map((version) => version.name), ...outside]),
    ]),
  );
  const lacked = fleets.flatMap((fleet) =>
    Object.entries(fleet).flatMap(([cluster, { services }]) =>
      Object.entries(services).flatMap(([service, weights]) => {
        const splits: readonly Weights[] = isByOrigin(weights)
          ? [weights.gateway, weights.mesh]
          : [weights];
        const named = splits.flatMap((split) => Object.keys(split).filter((one) => split[one]));
        return named
          .filter((version) => running.get(service)?.has(version) !== true)
          .map((version) => ({ cluster, service, version }));
      }),
    ),
  );
  return perPart(lacked).map(([part, , clusters]): Problem => {
    const [service = "", version = ""] = part.split(" ");
    return {
      code: "GR530",
      path: formatPath(locate(["services", service, "versions"])),
      given: lives
        ? `${version} of ${service} runs nowhere, and the rollout that runs gives it requests in ${inWords(clusters)}`
        : `${version} of ${service} runs nowhere, and gets requests in ${inWords(clusters)} until a rollout has moved them`,
      allowed: "every version that gets requests on the way from the present weights to the goal",
      fix: lives
        ? `keep ${version} until the rollout has ended. To end it: npx gray rollout abort -s ${stack}`
        : `keep ${version} until the rollout is done, and remove it with the next change`,
    };
  });
}

type Part =
  Difference | { readonly cluster: string; readonly service: string; readonly version: string };

/** Parts of the release in words, with their places and the clusters that have them. */
function perPart(all: readonly Part[]): [string, Path, string[]][] {
  const found = new Map<string, [string, Path, string[]]>();
  for (const one of all) {
    const [name, place]: [string, Path] =
      "lane" in one
        ? [`lane ${one.lane}`, ["lanes"]]
        : "version" in one
          ? [`${one.service} ${one.version}`, ["services", one.service, "versions", one.version]]
          : [one.service, ["services", one.service, "weights"]];
    const known = found.get(name) ?? [name, place, []];
    if (!known[2].includes(one.cluster)) known[2].push(one.cluster);
    found.set(name, known);
  }
  return [...found.values()];
}

/** Whether two declarations say the same, in whichever order of keys. */
function sameText(one: unknown, other: unknown): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}
