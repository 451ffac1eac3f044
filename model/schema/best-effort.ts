import type { Path } from "../problem";
import type { Release, ServiceSpec } from "../release/release";
import { deepest } from "../release/reserved-names";

/**
 * What is left of a release when its broken parts are cut out, so that the rest of it can still be checked and all
 * mistakes be told together. It is good for checks only, never for a plan.
 *
 * @param value what the user wrote
 * @param broken places inside it that have the wrong shape
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
    // That there is a gateway, or access, or are lanes, counts whatever they hold.
    ...(declared.access !== undefined && { access: asMapping(kept.access) }),
    ...(declared.gateway !== undefined && { gateway: asMapping(kept.gateway) }),
    ...(declared.lanes !== undefined && { lanes: bestEffortLanes(asMapping(kept.lanes)) }),
    services: Object.fromEntries(services),
  } as unknown as Release;
}

/**
 * A copy without some places. In a list a hole stays behind, so that what comes after keeps its index and with it the
 * path under which its own mistakes are told; `flatMap`, `filter` and `some` pass over holes.
 */
export function cutOut(value: unknown, places: readonly Path[]): unknown {
  const copy = copyOf(value);
  for (const place of places) cut(copy, place);
  return copy;
}

/**
 * As JSON has it: a release in code may hold functions and other things that can't be cloned. What nests deeper than any
 * declaration is left out.
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
    // Its name still counts: weights refer to it.
    versions: Object.fromEntries(
      Object.entries(asMapping(service.versions)).map(([name, spec]) => [name, asMapping(spec)]),
    ),
    routes: Array.isArray(service.routes) ? (service.routes as unknown[]) : [],
    ...(service.weights !== undefined && { weights: asMapping(service.weights) }),
    // Weights by origin and lanes refer to it.
    ...(service.expose === undefined && Boolean(declared.expose) && { expose: true }),
  } as unknown as ServiceSpec;
}

function bestEffortLanes(lanes: Mapping): Mapping {
  return { ...lanes, lanes: asMapping(lanes.lanes) };
}

/**
 * Most parts make sense only whole: a sum of weights without one of them would be a mistake of our own making. A version
 * stays whatever it holds, else the weights that name it would seem wrong; and what depends on a protocol goes with it.
 */
function wholeOf(path: Path): Path[] {
  const [top, name, part] = path;
  if (top === "gateway" || top === "access") return [path.slice(0, 2)];
  if (top === "lanes") return [path.slice(0, name === "lanes" ? 3 : 2)];
  if (top !== "services" || part === undefined) return [path];
  if (part === "versions") return path.length === 4 ? [] : [path.slice(0, 5)];
  if (part === "routes" || part === "follows") return [path.slice(0, 4)];
  if (part === "protocol")
    return ["protocol", "portName", "expose"].map((key) => ["services", name ?? "", key]);
  return [path.slice(0, 3)];
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
