import type { Path } from "./problem";
import type { Release, ServiceSpec } from "./release";

/**
 * What is left of a release when its broken parts are cut out, so that the rest of it can still be checked and all
 * mistakes be told together. It is good for checks only, never for a plan.
 *
 * @param value what the user wrote
 * @param broken places inside it that have the wrong shape
 */
export function salvage(value: unknown, broken: readonly Path[]): Release {
  const kept = asMapping(cutOut(value, broken.map(wholeOf)));
  const services = Object.entries(asMapping(kept.services)).map(
    ([name, service]): [string, ServiceSpec] => [name, salvageService(asMapping(service))],
  );
  return { ...kept, services: Object.fromEntries(services) } as unknown as Release;
}

/**
 * A copy without some places. In a list a hole stays behind, so that what comes after keeps its index and with it the
 * path under which its own mistakes are told; `flatMap`, `filter` and `some` pass over holes.
 */
export function cutOut(value: unknown, places: readonly Path[]): unknown {
  const copy = structuredClone<unknown>(value);
  for (const place of places) cut(copy, place);
  return copy;
}

function salvageService(service: Mapping): ServiceSpec {
  return {
    ...service,
    // Its name still counts: weights refer to it.
    versions: Object.fromEntries(
      Object.entries(asMapping(service.versions)).map(([name, spec]) => [name, asMapping(spec)]),
    ),
    routes: Array.isArray(service.routes) ? (service.routes as unknown[]) : [],
    ...(service.weights !== undefined && { weights: asMapping(service.weights) }),
  } as unknown as ServiceSpec;
}

/**
 * Weights and routes make sense only whole: a sum without one of its parts would be a mistake of our own making. A
 * version stays whatever it holds, else the weights that name it would seem wrong.
 */
function wholeOf(path: Path): Path {
  if (path[0] !== "services") return path;
  if (path[2] === "weights") return path.slice(0, 3);
  if (path[2] === "versions" && path.length === 4) return [];
  return path[2] === "routes" ? path.slice(0, 4) : path;
}

type Mapping = Readonly<Record<string, unknown>>;

/** Whether a value is a mapping of names to values, as against a list, a text or nothing. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asMapping(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

function cut(value: unknown, path: Path): void {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], value);
  const last = path.at(-1);
  if (typeof parent !== "object" || parent === null || last === undefined) return;
  delete (parent as Record<string | number, unknown>)[last];
}
