// Draws the lanes of a release.
import type { LanesSpec, LaneSpec } from "../../../model/release/lanes";
import type { Release, ServiceSpec } from "../../../model/release/release";
import { covers } from "../../../model/routes/match";
import type { RouteMatch } from "../../../model/release/routing";
import { present, type Draw } from "./draw";
import { portAtGateway, portsOf } from "../declaration/ports";
import { httpMatch } from "./matches";
import { running } from "./services";

const names = ["blue", "green", "v2", "canary"];

/** Lanes that every service has or, where they are permissive, that some service has. */
export function lanes(draw: Draw, { services }: Pick<Release, "services">): LanesSpec | undefined {
  const http = Object.entries(services).filter(([, spec]) => portsOf(spec).some(({ tcp }) => !tcp));
  if (http.length === 0) return undefined;
  const strict = draw.chance(50);
  const baselines = common(http);
  const entry = http.some(([, spec]) => spec.expose && !portAtGateway(spec).tcp);
  let left = 100;
  const entered: RouteMatch[] = [];
  const drawn = draw
    .some(names, 1)
    .slice(0, 3)
    .map((name): LaneSpec => {
      const weight = entry ? draw.maybe(50, () => draw.one([0, 5, 40, 0.5, 7.25])) : undefined;
      left -= weight ?? 0;
      const one = () => laneMatch(draw, http);
      const match = entry
        ? draw.maybe(50, () => (draw.chance(70) ? one() : [one(), one()]))
        : undefined;
      const matches = [match ?? []].flat();
      const reached = !matches.every((later) => entered.some((one) => covers(one, later)));
      entered.push(...matches);
      return present({
        name,
        ...placed(draw, name, http, strict),
        match: reached ? match : undefined,
        weight: left < 0 ? undefined : weight,
      });
    });
  return present({
    header: draw.one(["x-lane", "X-Lane"]),
    mode: strict ? draw.maybe(50, () => "strict" as const) : ("permissive" as const),
    baseline: baselines.length > 0 ? draw.maybe(50, () => draw.one(baselines)) : undefined,
    lanes: drawn,
  });
}

type Entries = readonly (readonly [string, ServiceSpec])[];

/** Versions that all services run. */
function common(services: Entries): string[] {
  const [[, first], ...others] = services as [Entries[0], ...Entries];
  return running(first.versions).filter((version) =>
    others.every(([, { versions }]) => running(versions).includes(version)),
  );
}

/** Which versions are the lane's. */
function placed(
  draw: Draw,
  name: string,
  services: Entries,
  strict: boolean,
): Omit<LaneSpec, "name"> {
  const own = (some: Entries) =>
    Object.fromEntries(
      some.map(([service, { versions }]) => [service, draw.one(running(versions))]),
    );
  const shared = common(services);
  if (strict && shared.includes(name) && draw.chance(50)) return {};
  if (strict && shared.length > 0 && draw.chance(50)) return { version: draw.one(shared) };
  if (strict) return { versions: own(services) };
  const version = draw.maybe(50, () => draw.one(["v1", "v2", "1.2_RC", "none"]));
  return present({ version, versions: own(draw.some(services, 1)) });
}

/** The first service's routes and the paths of all have conditions of their own: no path here. */
function laneMatch(draw: Draw, services: Entries) {
  return httpMatch(draw, {
    callers: { services: services.map(([name]) => name), versions: ["v1"] },
    origins: [],
    within: undefined,
    cookies: true,
  });
}
