// Lists the route names that the program makes for a service, so that no declared route takes one.
import { outsideNames } from "../routes/outside";
import { laneNames } from "../release/lane-version";
import { defaultRoute, subsetName } from "../release/names";
import { speaksHttp } from "../release/ports";
import type { Release, ServiceSpec } from "../release/release";

/**
 * Names of the routes that the program adds to the declared routes of a service: for lanes,
 * followed services, origins and session affinity.
 */
export function generatedNames(service: ServiceSpec, release: Release): readonly string[] {
  const names = [...Object.keys(service.versions), ...outsideNames(service)];
  const rest = defaultRoute(service);
  const lanes = speaksHttp(service) ? laneNames(release) : [];
  const follows = (service.follows ?? []).flatMap((followed) =>
    names.map((version) => `follow-${followed}-${subsetName(version)}`),
  );
  const splits = [rest, `${rest}-gateway`, ...(lanes.length > 0 ? [`${rest}-lanes`] : [])];
  const split = (service.routes ?? []).flatMap((route) =>
    typeof route.to === "object" ? [route.name] : [],
  );
  const sticky = service.sticky
    ? [...splits, ...split].flatMap((route) => [
        ...names.map((v) => `${route}-sticky-${subsetName(v)}`),
        ...lanes.map((lane) => `${route}-sticky-lane-${lane}`),
      ])
    : [];
  return [
    ...splits,
    ...lanes.flatMap((lane) => [`lane-${lane}`, `enter-${lane}`]),
    ...follows,
    ...sticky,
  ];
}
