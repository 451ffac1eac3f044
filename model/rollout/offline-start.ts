// Where a rollout would begin, without a look at any cluster: for `gray plan`.
import { inWords } from "../problem";
import type { Release, ServiceSpec } from "../release/release";
import type { ServiceWeights, Weights } from "../release/routing";
import { isByOrigin, soleVersion, totalWeight } from "../release/weights";
import type { FleetWeights } from "./state";

/** Weights from which a user lets the sequence begin. */
export interface GivenStart {
  /** Left out: all services that have these versions. */
  readonly service?: string;
  readonly weights: Weights;
}

/** Where a rollout begins, and why there. */
export interface OfflineStart {
  readonly start: FleetWeights;
  /** Services whose stable version the config does not name, with the version that is taken for it. */
  readonly guessed: ReadonlyMap<string, string>;
}

/**
 * The weights at the start: those that a user gives, else all traffic on the stable version of each
 * service, and no percentage for any lane. Where the config names no stable version, the only other
 * version than that of the goal is taken for it; a service with one version stays as it is.
 *
 * @throws Error that says which service needs weights from the user
 */
export function offlineStart(
  { services }: Pick<Release, "services">,
  goal: FleetWeights,
  given: readonly GivenStart[] = [],
): OfflineStart {
  for (const one of given) checkGiven(services, one);
  const guessed = new Map<string, string>();
  const unknown: string[] = [];
  const starts = new Map<string, Weights>();
  for (const [service, spec] of Object.entries(services)) {
    const own = given.find((one) => one.service === service) ?? forAll(given, spec);
    if (own) starts.set(service, own.weights);
    else if (spec.stable !== undefined) starts.set(service, { [spec.stable]: 100 });
    else if (Object.keys(spec.versions).length > 1) {
      const version = onlyOther(service, spec, goal);
      if (version === undefined) unknown.push(service);
      else guessed.set(service, version);
      starts.set(service, { [version ?? ""]: 100 });
    }
  }
  if (unknown.length > 0) throw new Error(unknownText(unknown, services));
  const startOf = (service: string, wanted: ServiceWeights) => {
    const weights = starts.get(service);
    return weights ? like(wanted, weights) : wanted;
  };
  const start = Object.fromEntries(
    Object.entries(goal).map(([cluster, { services: wanted, lanes }]) => [
      cluster,
      {
        services: Object.fromEntries(
          Object.entries(wanted).map(([name, weights]) => [name, startOf(name, weights)]),
        ),
        lanes: Object.fromEntries(Object.keys(lanes).map((lane) => [lane, 0])),
      },
    ]),
  );
  return { start, guessed };
}

/**
 * Reads `v1=90,v2=10`, or `<service>:v1=90,v2=10`.
 *
 * @throws Error that says what is wrong with it
 */
export function parseStart(text: string): GivenStart {
  const [, service, list = ""] = /^(?:([^:=,]+):)?(.*)$/.exec(text) ?? [];
  const entries = list.split(",").map((one): [string, number] => {
    const [version = "", weight = ""] = one.split("=");
    return [version.trim(), /^\d+(\.\d{1,2})?$/.test(weight.trim()) ? Number(weight) : NaN];
  });
  const weights = Object.fromEntries(entries);
  if (entries.some(([version, weight]) => !version || Number.isNaN(weight)))
    throw new Error(`--from ${text}: give weights as v1=90,v2=10, or <service>:v1=90,v2=10`);
  if (totalWeight(weights) !== 100)
    throw new Error(`--from ${text}: the weights add up to ${totalWeight(weights)}, not to 100`);
  return { ...(service !== undefined && { service }), weights };
}

/** The one version beside that to which a rollout leads; undefined where there is no such one. */
function onlyOther(
  service: string,
  { versions }: ServiceSpec,
  goal: FleetWeights,
): string | undefined {
  const soles = Object.values(goal).flatMap((cluster) => {
    const sole = soleVersion(cluster.services[service] ?? {});
    return sole === undefined ? [] : [sole];
  });
  const others = Object.keys(versions).filter((version) => !soles.includes(version));
  return new Set(soles).size === 1 && others.length === 1 ? others[0] : undefined;
}

function unknownText(names: readonly string[], services: Release["services"]): string {
  const [first = ""] = names;
  const [version = "v1"] = Object.keys(services[first]?.versions ?? {});
  return (
    `the config names no stable version of ${inWords(names)}, so the start is not known. ` +
    `Fix: say where it begins, such as --from ${first}:${version}=100, or set \`stable\``
  );
}

function checkGiven(services: Release["services"], { service, weights }: GivenStart): void {
  const names = Object.keys(weights);
  if (service !== undefined && !Object.hasOwn(services, service))
    throw new Error(
      `--from: unknown service "${service}"; known: ${Object.keys(services).join(", ")}`,
    );
  const asked = service === undefined ? Object.values(services) : [services[service]!];
  if (!asked.some((spec) => hasAll(spec, names)))
    throw new Error(
      `--from: ${service ?? "no service"} has ${service === undefined ? "" : "not "}all of the versions ${names.join(", ")}`,
    );
}

function forAll(given: readonly GivenStart[], spec: ServiceSpec): GivenStart | undefined {
  return given.find(
    ({ service, weights }) => service === undefined && hasAll(spec, Object.keys(weights)),
  );
}

function hasAll({ versions, outside = {} }: ServiceSpec, names: readonly string[]): boolean {
  return names.every((name) => Object.hasOwn(versions, name) || Object.hasOwn(outside, name));
}

/** Weights in the form of others: by origin where those are. */
function like(form: ServiceWeights, weights: Weights): ServiceWeights {
  return isByOrigin(form) ? { gateway: weights, mesh: weights } : weights;
}
