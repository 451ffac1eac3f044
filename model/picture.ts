import type { RouteArgs } from "./manifests/virtual-service";
import { placement } from "./placement";
import type { ClusterPlan, ReleasePlan } from "./plan";
import { phase } from "./phase";
import type { RouteMatch, RouteSpec, StringMatch, Weights } from "./routing";
import { routeWeights, shares } from "./weights";

/** Characters of a bar at 100 %. */
const barWidth = 20;

/** A picture of a release's traffic as text: for each primary cluster what enters, which route takes it, who answers. */
export function picture(plan: ReleasePlan): string {
  const { release } = plan;
  const head = `${release.name} in namespace ${release.namespace}: ${phase(plan)}`;
  return `${[head, ...plan.clusters.flatMap((cluster) => ["", ...drawCluster(plan, cluster)])].join("\n")}\n`;
}

function drawCluster(plan: ReleasePlan, { cluster, workloads, mesh }: ClusterPlan): string[] {
  const runs = workloads.map((w) => `${w.service} ${w.version} x${w.replicas ?? 1}`);
  const head = `${cluster.name} (${cluster.role ?? "primary"}) runs ${runs.join(", ") || "no version"}`;
  return [head, ...(mesh?.routes ?? []).flatMap((route) => drawService(plan, route))];
}

function drawService(plan: ReleasePlan, route: RouteArgs): string[] {
  const port = plan.release.gateway?.port ?? 80;
  const entry = route.gateway
    ? `gateway ${route.gateway.name} (${route.gateway.hosts.join(", ")} port ${port})`
    : "mesh";
  const special = (route.routes ?? []).map((r) => ({ when: condition(r), to: routeWeights(r.to) }));
  const branches = [...special, { when: "all other requests", to: route.weights }];
  return [
    `  ${entry} -> ${route.service}:${route.port}`,
    ...branches.flatMap(({ when, to }) => [
      ...(special.length > 0 ? [`    ${when}`] : []),
      ...drawShares(plan, route, to),
    ]),
  ];
}

function drawShares(plan: ReleasePlan, route: RouteArgs, weights: Weights): string[] {
  const clusters = plan.clusters.map(({ cluster }) => cluster);
  const versions = plan.release.services[route.service]?.versions ?? {};
  const taking = shares(weights, route.versions);
  const widest = Math.max(...taking.map(({ version }) => version.length));
  return taking.map(({ version, weight }) => {
    const bar = "#".repeat(Math.max(1, Math.round((weight / 100) * barWidth))).padEnd(barWidth);
    const spec = versions[version];
    const where = spec ? placement(spec, clusters).join(", ") : "";
    return `    ${String(weight).padStart(3)} % ${bar} ${version.padEnd(widest)}  in ${where}`;
  });
}

function condition({ name, match }: RouteSpec): string {
  return `${name}: ${describe(match)}`;
}

function describe({ headers, uri, method }: RouteMatch): string {
  return [
    ...Object.entries(headers ?? {}).map(([name, match]) => `header ${name} ${comparison(match)}`),
    ...(uri ? [`path ${comparison(uri)}`] : []),
    ...(method ? [`method ${comparison(method)}`] : []),
  ].join(" and ");
}

function comparison(match: StringMatch): string {
  if ("exact" in match) return `is ${match.exact}`;
  return "prefix" in match ? `begins with ${match.prefix}` : `matches ${match.regex}`;
}
