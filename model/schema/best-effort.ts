// Cuts broken parts out of a config, so that the checks can still look at the other parts.
import type { Path } from "../problem";
import type { Release, ServiceSpec } from "../release/release";
import type { RolloutSpec } from "../rollout/spec";
import { deepest } from "../release/reserved-names";

/**
 * A release without its broken parts, so that the checks can look at the rest and one run reports
 * all mistakes. Use it only for checks, never for a plan.
 *
 * @param value the release as the user wrote it
 * @param broken paths inside it whose values have the wrong form
 */
export function bestEffort(value: unknown, broken: readonly Path[]): Release {
  const kept = asMapping(cutOut(value, broken.flatMap(wholeOf)));
  const declared = asMapping(value);
  const services = Object.entries(asMapping(kept.services)).map(
    ([name, service]): [string, ServiceSpec] => [
      name,
      bestEffortService(asMapping(service), asMapping(asMapping(declared.services)[name])),
    ],
  );
  return {
    ...kept,
    // A declared gateway, access or lanes count as declared, even if all their parts are broken.
    ...(declared.access !== undefined && { access: asMapping(kept.access) }),
    ...(declared.gateway !== undefined && { gateway: asMapping(kept.gateway) }),
    ...(declared.gateways !== undefined && {
      gateways: { ...namesIn(declared.gateways), ...mappingsIn(kept.gateways) },
    }),
    ...(declared.lanes !== undefined && { lanes: bestEffortLanes(asMapping(kept.lanes)) }),
    ...(kept.rollout !== undefined && { rollout: withSteps(asMapping(kept.rollout)) }),
    services: Object.fromEntries(services),
  } as unknown as Release;
}

/** A rollout without its broken parts, for checks alone. */
export function bestEffortRollout(value: unknown, broken: readonly Path[]): RolloutSpec {
  const inRelease = broken.map((path) => ["rollout", ...path]);
  const kept = cutOut({ rollout: value }, inRelease.flatMap(wholeOf));
  return withSteps(asMapping(asMapping(kept).rollout));
}

/**
 * A copy without the values at some paths. In a list it leaves a hole, so that the later items keep
 * their index, and their mistakes keep their path; `flatMap`, `filter` and `some` skip holes.
 */
export function cutOut(value: unknown, places: readonly Path[]): unknown {
  const copy = copyOf(value);
  for (const place of places) cut(copy, place);
  return copy;
}

/**
 * A copy of lists and mappings; it keeps other values as they are, because a release in code may
 * hold functions, which can't be cloned. It leaves out values that are deeper than any declaration.
 */
function copyOf(value: unknown, depth = 0): unknown {
  if (depth > deepest) return undefined;
  if (Array.isArray(value)) return value.map((inside) => copyOf(inside, depth + 1));
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => [key, copyOf(inside, depth + 1)]),
  );
}

function bestEffortService(service: Mapping, declared: Mapping): ServiceSpec {
  return {
    ...service,
    // A version with a broken value stays under its name, because weights refer to it.
    versions: mappingsIn(service.versions),
    // So does a destination outside of the release.
    ...(declared.outside !== undefined && {
      outside: { ...namesOf(declared.outside), ...mappingsIn(service.outside) },
    }),
    routes: Array.isArray(service.routes) ? (service.routes as unknown[]) : [],
    ...(service.weights !== undefined && { weights: asMapping(service.weights) }),
    // A broken `expose` still counts as one, because weights by origin and lanes refer to it.
    ...(service.expose === undefined && Boolean(declared.expose) && { expose: true }),
  } as unknown as ServiceSpec;
}

function bestEffortLanes(lanes: Mapping): Mapping {
  return { ...lanes, lanes: Array.isArray(lanes.lanes) ? (lanes.lanes as unknown[]) : [] };
}

function withSteps(rollout: Mapping): RolloutSpec {
  const steps = Array.isArray(rollout.steps) ? (rollout.steps as unknown[]) : [];
  return { ...rollout, steps } as unknown as RolloutSpec;
}

/**
 * The paths to cut out for one broken path. Most parts have a meaning only as a whole: weights
 * without one of them would have a wrong sum. A version always stays, else the weights that name it
 * would seem wrong. Keys that depend on a broken protocol go together with it.
 */
function wholeOf(path: Path): Path[] {
  const [top, name, part] = path;
  if (top === "gateway" || top === "access") return [path.slice(0, 2)];
  // A broken gateway stays under its name, because services refer to it.
  if (top === "gateways") return path.length === 2 ? [] : [path.slice(0, 3)];
  if (top === "lanes") return [path.slice(0, name === "lanes" ? 3 : 2)];
  if (top === "rollout") return wholeInRollout(path);
  if (top !== "services" || part === undefined) return [path];
  // Without one of its settings, the others may seem wrong: of a broken destination the name stays.
  if (part === "outside") return [path.slice(0, 4)];
  if (part === "versions") return path.length === 4 ? [] : [path.slice(0, 5)];
  if (part === "routes" || part === "follows") return [path.slice(0, 4)];
  if (part === "protocol")
    return ["protocol", "portName", "expose"].map((key) => ["services", name ?? "", key]);
  return [path.slice(0, 3)];
}

function wholeInRollout(path: Path): Path[] {
  const [, name] = path;
  if (["steps", "waves", "order"].includes(String(name))) return [path.slice(0, 3)];
  if (name !== "analysisTemplates") return [path.slice(0, 2)];
  // A broken template stays under its name, because analyses refer to it; so do templates that are no mapping.
  const template = path.slice(0, 3);
  return path.length < 4 ? [] : ["args", "metrics", "dryRun"].map((key) => [...template, key]);
}

type Mapping = Readonly<Record<string, unknown>>;

/** Whether a value is a mapping of names to values, and not a list, a text or nothing. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asMapping(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

/** The names of a mapping, or of a list in its place, each without a value. */
function namesOf(value: unknown): Record<string, Mapping> {
  return isMapping(value) ? namesIn(Object.keys(value).map((name) => ({ name }))) : namesIn(value);
}

/** The names in a list in place of a mapping, so that what refers to them does not seem wrong. */
function namesIn(value: unknown): Record<string, Mapping> {
  const names = Array.isArray(value) ? value.map((one: unknown) => asMapping(one).name) : [];
  return Object.fromEntries(
    names.flatMap((name) => (typeof name === "string" ? [[name, {}]] : [])),
  );
}

/** Mappings by name; an empty one in place of each value that is none. */
function mappingsIn(value: unknown): Record<string, Mapping> {
  return Object.fromEntries(
    Object.entries(asMapping(value)).map(([name, inside]) => [name, asMapping(inside)]),
  );
}

function cut(value: unknown, path: Path): void {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], value);
  const last = path.at(-1);
  if (typeof parent !== "object" || parent === null || last === undefined) return;
  delete (parent as Record<string | number, unknown>)[last];
}
