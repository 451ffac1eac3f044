// Checks the routes that steps of a rollout set: names, what they can match, and pods behind them.
// GR506 to GR508, GR510, GR515 and GR516.
import { formatPath, inWords, show, type Path, type Problem } from "../../problem";
import { speaksHttp } from "../../release/ports";
import type { Release } from "../../release/release";
import type { CanaryScale, RolloutStep } from "../../rollout/spec";
import { generatedNames } from "../generated-names";
import { hasHoles, type RolloutContext } from "./context";

type Kind = "header" | "mirror";

/** A step that sets or removes a managed route. */
interface RouteStep {
  readonly kind: Kind;
  readonly name: string;
  /** Whether it sets the route; else it removes it. */
  readonly sets: boolean;
  readonly index: number;
  /** Place of its mapping. */
  readonly path: Path;
}

/** Checks every step that sets or removes a route. */
export function checkManagedRoutes(context: RolloutContext): Problem[] {
  const { rollout, release, locate } = context;
  const steps = rollout.steps.flatMap((step, i) => routeStep(step, i, locate));
  return [
    ...rollout.steps.flatMap((step, i) => checkShare(step, locate(["rollout", "steps", i]))),
    ...steps.flatMap((step, i) => checkPair(step, steps.slice(0, i), context)),
    ...firstOfEach(steps).flatMap((step) => checkName(step, release)),
    ...checkProtocol(steps, release),
    ...checkPods(context),
  ];
}

/** The route that a step sets or removes; undefined for other steps. */
export function managedRoute(step: RolloutStep) {
  if ("setHeaderRoute" in step) return step.setHeaderRoute;
  return "setMirrorRoute" in step ? step.setMirrorRoute : undefined;
}

function routeStep(step: RolloutStep, index: number, locate: RolloutContext["locate"]) {
  const key = "setHeaderRoute" in step ? "setHeaderRoute" : "setMirrorRoute";
  const route = managedRoute(step);
  if (!route) return [];
  const { name, match } = route;
  const kind: Kind = key === "setHeaderRoute" ? "header" : "mirror";
  const path = locate(["rollout", "steps", index, key]);
  return [{ kind, name, sets: match !== undefined, index, path } satisfies RouteStep];
}

/** A share says that something is copied, and no match says that nothing is any more. */
function checkShare(step: RolloutStep, path: Path): Problem[] {
  if (!("setMirrorRoute" in step)) return [];
  const { match, percentage } = step.setMirrorRoute;
  if (match !== undefined || percentage === undefined) return [];
  return [
    {
      code: "GR516",
      path: formatPath([...path, "setMirrorRoute", "percentage"]),
      given: `percentage: ${percentage} without match`,
      allowed: "percentage beside match; a name alone removes the route",
      fix: "add `match: [{path: {prefix: /}}]` to copy from all requests, or remove percentage",
    },
  ];
}

function checkPair(
  step: RouteStep,
  earlier: readonly RouteStep[],
  { rollout }: RolloutContext,
): Problem[] {
  const { name, kind, sets, path } = step;
  const same = earlier.filter((one) => one.name === name);
  const other = same.find((one) => one.kind !== kind);
  if (other)
    return [
      {
        code: "GR506",
        path: formatPath([...path, "name"]),
        given: `the name ${show(name)}, which a ${other.kind} route has`,
        allowed: "a name of its own for each route",
        fix: "rename one of the two",
      },
    ];
  // A broken step that was cut out may be the one that sets it.
  if (sets || hasHoles(rollout.steps) || same.at(-1)?.sets) return [];
  return [
    {
      code: "GR507",
      path: formatPath(path),
      given: `the removal of ${show(name)}, which is not set here`,
      allowed: "the removal of a route that a step before it sets",
      fix: "add `match` to set the route, correct its name, or remove the step",
    },
  ];
}

function firstOfEach(steps: readonly RouteStep[]): RouteStep[] {
  return steps.filter(
    ({ name, kind }, i) => steps.findIndex((one) => one.name === name && one.kind === kind) === i,
  );
}

function checkName({ name, path }: RouteStep, release: Release): Problem[] {
  const taken = Object.entries(release.services).flatMap(([service, spec]) => {
    const declared = (spec.routes ?? []).map((route) => route.name);
    return [...declared, ...generatedNames(spec, release)].includes(name) ? [service] : [];
  });
  if (taken.length === 0) return [];
  return [
    {
      code: "GR508",
      path: formatPath([...path, "name"]),
      given: `the name ${show(name)}, which a route of ${inWords(taken)} has`,
      allowed: "a name that no route of a service has",
      fix: "rename it here",
    },
  ];
}

function checkProtocol(steps: readonly RouteStep[], { services }: Release): Problem[] {
  const [first] = steps;
  const all = Object.values(services);
  if (!first || all.length === 0 || all.some(speaksHttp)) return [];
  return [
    {
      code: "GR510",
      path: formatPath(first.path),
      given: `a ${first.kind} route in a release whose services all take TCP connections`,
      allowed: "header and mirror routes where a service takes HTTP requests",
      fix: "remove the step, and move connections by setWeight",
    },
  ];
}

/** Follows pods and routes from step to step: a version without weights keeps a pod only if asked. */
function checkPods({ rollout, locate }: RolloutContext): Problem[] {
  const routes = new Set<string>();
  let [scale, weight]: [CanaryScale | undefined, number] = [undefined, 0];
  return rollout.steps.flatMap((step, i): Problem[] => {
    if ("setWeight" in step) weight = step.setWeight;
    if ("setCanaryScale" in step) scale = step.setCanaryScale;
    for (const { name, sets } of routeStep(step, i, locate))
      if (sets) routes.add(name);
      else routes.delete(name);
    const moves = Object.keys(step).some((key) => /^set(Canary|Header|Mirror)/.test(key));
    if (!moves || routes.size === 0 || weight > 0 || !leavesNone(scale)) return [];
    return [
      {
        code: "GR515",
        path: formatPath(locate(["rollout", "steps", i])),
        given: `the route ${inWords([...routes])} to versions that setCanaryScale left without pods`,
        allowed: "routes to versions with pods",
        fix: "scale to at least 1 pod before the route is set, such as `setCanaryScale: {replicas: 1}`",
      },
    ];
  });
}

function leavesNone(scale: CanaryScale | undefined): boolean {
  if (!scale) return false;
  if ("replicas" in scale) return scale.replicas === 0;
  return "weight" in scale ? scale.weight === 0 : scale.matchTrafficWeight;
}
