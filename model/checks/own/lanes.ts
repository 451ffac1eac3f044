// Checks the percentages of lanes that single clusters have of their own. GR012, GR133, GR134.
import { laneNames, lanePercent } from "../../release/lane-version";
import { formatPath, listed, type Problem } from "../../problem";
import { exposedByHttp } from "../../plan/exposure";
import type { Release } from "../../release/release";
import { sumPercent } from "../../release/weights";
import type { LocatedCluster } from "../locate";
import { unknownName } from "../unknown";

/**
 * Checks that the lanes of a cluster are lanes of the release, that their percentages have a sum of
 * at most 100 together with those of the release, and that requests can enter them.
 */
export function checkOwnLanes({ cluster, path }: LocatedCluster, release: Release): Problem[] {
  const own = Object.entries(cluster.lanes ?? {});
  const known = laneNames(release);
  // A lane that was cut out may have any name.
  if (own.length === 0 || known.length < (release.lanes?.lanes.length ?? 0)) return [];
  const at = (lane: string) => [...path, "lanes", lane];
  const unknown = own
    .filter(([lane]) => !known.includes(lane))
    .map(([lane]) =>
      unknownName({
        code: "GR012",
        path: at(lane),
        what: "lane",
        name: lane,
        known,
        allowed: listed(known) || "nothing: the release has no lanes",
        otherwise: "declare the lane in the release, or remove it here",
      }),
    );
  const taking = own.filter(([lane, percent]) => known.includes(lane) && percent > 0);
  const closed = exposedByHttp(release).length === 0;
  return [
    ...unknown,
    ...checkSum(cluster, release, formatPath([...path, "lanes"])),
    ...(closed ? taking.map(([lane]) => noEntry(lane, formatPath(at(lane)))) : []),
  ];
}

function checkSum(cluster: LocatedCluster["cluster"], { lanes }: Release, path: string): Problem[] {
  const taking = (lanes?.lanes ?? []).flatMap((lane) => {
    const percent = lanePercent(cluster, lane);
    return percent > 0 ? [{ name: lane.name, percent }] : [];
  });
  const total = sumPercent(taking.map(({ percent }) => percent));
  if (total <= 100) return [];
  const parts = taking.map(({ name, percent }) => `${name} ${percent}`);
  return [
    {
      code: "GR133",
      path,
      given: `a sum of ${total} (${parts.join(" + ")}) in ${cluster.name}`,
      allowed: "a sum of at most 100 for all lanes, those included that the cluster leaves out",
      fix: "lower the weights of some lanes until their sum is 100 or less",
    },
  ];
}

function noEntry(lane: string, path: string): Problem {
  return {
    code: "GR134",
    path,
    given: `a percentage for ${lane}, in a release that exposes no HTTP service`,
    allowed: "percentages only where a gateway leads to a service",
    fix: "expose the first service of the chain, or remove the percentage",
  };
}
