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
  const copy: unknown = structuredClone(value);
  // From the end, so that a removed element does not move those before it.
  for (const path of [...broken].reverse()) cut(copy, wholeOf(path));
  const kept = asMapping(copy);
  const services = Object.entries(asMapping(kept.services)).map(([name, service]) => [
    name,
    salvageService(asMapping(service)),
  ]);
  return { ...kept, services: Object.fromEntries(services) } as unknown as Release;
}

function salvageService(service: Mapping): ServiceSpec {
  return {
    ...service,
    versions: asMapping(service.versions),
    routes: Array.isArray(service.routes) ? (service.routes as unknown[]) : [],
    ...(service.weights !== undefined && { weights: asMapping(service.weights) }),
  } as unknown as ServiceSpec;
}

/** Weights and routes make sense only whole: a sum without one of its parts would be a mistake of our own making. */
function wholeOf(path: Path): Path {
  if (path[0] !== "services") return path;
  if (path[2] === "weights") return path.slice(0, 3);
  return path[2] === "routes" ? path.slice(0, 4) : path;
}

type Mapping = Readonly<Record<string, unknown>>;

function asMapping(value: unknown): Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Mapping)
    : {};
}

function cut(value: unknown, path: Path): void {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], value);
  const last = path.at(-1);
  if (typeof parent !== "object" || parent === null || last === undefined) return;
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete (parent as Record<string, unknown>)[last];
}
