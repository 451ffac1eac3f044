// Checks that a rewrite fits a `pathPrefix`: it must end with a slash. GR323.
import { exposuresOf } from "../../plan/exposure";
import { formatPath, show, type Path, type Problem } from "../../problem";
import { matchesOf, type Matches } from "../../routes/alternatives";
import type { ServiceContext } from "../context";

/**
 * Checks each rewrite of a path that a `pathPrefix` may have matched. Envoy puts what follows the
 * prefix behind the rewrite, and the prefix that Istio gets ends with a slash.
 */
export function checkRewrites({ name, service, release, locate }: ServiceContext): Problem[] {
  const exposed = exposuresOf(release, name).some(({ paths }) =>
    paths.some((path) => "pathPrefix" in path),
  );
  const touches = (match: Matches) =>
    matchesOf(match).some(({ uri }) => (uri ? "pathPrefix" in uri : exposed));
  const lanes = service.expose ? (release.lanes?.lanes ?? []) : [];
  const entered = lanes.some(({ match }) => match && touches(match));
  const root = locate(["services", name]);
  const { rewrite } = service;
  const inherited = (service.routes ?? []).some((one) => !one.rewrite && touches(one.match));
  return [
    ...(exposed || entered || inherited ? checkEnd(rewrite?.uri, root) : []),
    ...(service.routes ?? []).flatMap((route, i) =>
      touches(route.match) ? checkEnd(route.rewrite?.uri, [...root, "routes", i]) : [],
    ),
  ];
}

function checkEnd(uri: string | undefined, path: Path): Problem[] {
  if (uri === undefined || uri.endsWith("/")) return [];
  return [
    {
      code: "GR323",
      path: formatPath([...path, "rewrite", "uri"]),
      given: `${show(uri)}, for paths that a pathPrefix takes`,
      allowed: "a path that ends with /",
      fix: `write ${uri}/`,
    },
  ];
}
