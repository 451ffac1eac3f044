// Checks a moment of an update: what some proxy may see then, and what is wrong with that.
import type { Pods, RouteObject, RuleObject, WorldCluster } from "./world";

/** A subset that some proxy's routes name. */
interface Named {
  readonly host: string;
  readonly subset: string;
  readonly port?: number;
}

/**
 * What is wrong for some proxy, however late it learns of each kind of object in each cluster: what
 * holds for all of its views must hold for every combination of states that may be seen.
 */
export function violations(clusters: readonly WorldCluster[]): string[] {
  const named = new Map<string, Named>();
  const wrong: string[] = [];
  for (const cluster of clusters.filter(({ primary }) => primary)) {
    const here = namedIn(cluster).filter(({ host }) => !cluster.leaving.has(host));
    for (const one of here) named.set(`${one.host}/${one.subset}`, one);
    const told = [
      ...here.flatMap((one) => unreachable(one, cluster, clusters)),
      ...cluster.routes.seen.flatMap((routes) => danglingDelegates(routes)),
    ];
    wrong.push(...told.map((what) => `${cluster.name}: ${what}`));
  }
  return [...new Set([...wrong, ...plainCallers([...named.values()], clusters)])];
}

function namedIn({ routes }: WorldCluster): Named[] {
  const all = routes.seen.flatMap((objects) => [...objects.values()].flatMap(destinations));
  return [...new Map(all.map((one) => [`${one.host}/${one.subset}`, one])).values()];
}

function destinations({ spec }: RouteObject): Named[] {
  const http = spec.http ?? [];
  const targets = [
    ...http.flatMap(({ route = [], mirror }) => [
      ...route.map(({ destination }) => destination),
      mirror,
    ]),
    ...(spec.tcp ?? []).flatMap(({ route = [] }) => route.map(({ destination }) => destination)),
  ];
  return targets.flatMap((target) =>
    target?.subset || target?.host.endsWith(outsideDomain)
      ? [{ host: target.host, subset: target.subset ?? "", port: target.port?.number }]
      : [],
  );
}

function unreachable(one: Named, at: WorldCluster, all: readonly WorldCluster[]): string[] {
  const { host, subset, port } = one;
  if (host.endsWith(outsideDomain)) return unknownHost(one, at);
  const what = `${subset} of ${host}`;
  for (const services of at.services.seen) {
    const service = [...services.values()].find(({ metadata }) => hostOf(metadata) === host);
    if (!service) return [`a route names ${what}, which is no Service`];
    const ports = service.spec.ports ?? [];
    if (!ports.some((known) => known.port === port))
      return [`a route names port ${port} of ${host}, which the Service does not have`];
  }
  return at.rules.seen.flatMap((rules): string[] => {
    const found = merged([...rules.values()], host, subset);
    if (!found) return [`a route names the subset ${what}, which no rule has`];
    const pods = podsOf(host, found.labels);
    const reached = all.some((cluster) => cluster.pods.seen.every((seen) => pods(seen).length > 0));
    if (!reached) return [`a route names ${what}, of which some proxy sees no pods`];
    const plain = all.flatMap((cluster) => cluster.pods.seen.flatMap(pods));
    if (found.mode === "ISTIO_MUTUAL" && plain.some(({ sidecar }) => !sidecar))
      return [`callers speak mutual TLS to pods of ${what} that have no sidecar`];
    return [];
  });
}

/** The end of the names that stand for hosts outside the mesh. */
const outsideDomain = ".outside.internal";

function unknownHost({ host, port }: Named, at: WorldCluster): string[] {
  const entries = at.entries.seen.every((seen) =>
    [...seen.values()].some(
      ({ spec }) => spec.hosts.includes(host) && spec.ports.some(({ number }) => number === port),
    ),
  );
  const rules = at.rules.seen.every((seen) =>
    [...seen.values()].some(({ spec }) => spec.host === host),
  );
  if (entries && rules) return [];
  return [
    `a route names ${host}, of which some proxy knows not ${entries ? "whether it speaks TLS" : "the port"}`,
  ];
}

/**
 * A subset as istiod merges it from the rules of its host: in the order of their creation, the
 * first policy of the host is that of all subsets that say nothing themselves (mergeDestinationRule
 * in istiod's pilot/pkg/model/destination_rule.go).
 */
function merged(rules: readonly RuleObject[], host: string, subset: string) {
  const ofHost = rules.filter(({ spec }) => spec.host === host);
  const found = ofHost
    .flatMap(({ spec }) => spec.subsets ?? [])
    .find(({ name }) => name === subset);
  if (!found) return undefined;
  const forHost = ofHost.find(({ spec }) => spec.trafficPolicy)?.spec.trafficPolicy;
  return { labels: found.labels ?? {}, mode: (found.trafficPolicy?.tls ?? forHost?.tls)?.mode };
}

function podsOf(host: string, labels: Readonly<Record<string, string>>) {
  const wanted = Object.entries({ app: host.split(".")[0] ?? "", ...labels });
  return (seen: ReadonlyMap<string, readonly Pods[]>): Pods[] =>
    [...seen.values()].flat().filter((pods) => wanted.every(([k, v]) => pods.labels[k] === v));
}

function danglingDelegates(routes: ReadonlyMap<string, RouteObject>): string[] {
  const targets = [...routes.values()].flatMap(({ spec }) =>
    (spec.http ?? []).flatMap(({ delegate }) => (delegate ? [delegate] : [])),
  );
  return targets
    .filter(({ namespace, name }) => !routes.has(`VirtualService ${namespace}/${name}`))
    .map(({ name }) => `a route delegates to ${name}, which is not there`);
}

/** Pods without a sidecar that get requests make some in plain text, which no pod may refuse. */
function plainCallers(named: readonly Named[], clusters: readonly WorldCluster[]): string[] {
  const all = clusters.flatMap(({ pods }) =>
    pods.seen.flatMap((seen) => [...seen.values()].flat()),
  );
  const strict = clusters.some(({ demands }) =>
    demands.seen.some((seen) =>
      [...seen.values()].some(({ spec }) => spec.mtls?.mode === "STRICT"),
    ),
  );
  if (!strict || !all.some(({ sidecar }) => sidecar)) return [];
  return all
    .filter(({ sidecar, alone }) => !sidecar && !alone)
    .filter(({ labels }) => named.some(({ host }) => host.split(".")[0] === labels.app))
    .filter(({ labels }) => named.some((one) => isOf(one, labels)))
    .map(
      ({ labels }) =>
        `pods of ${labels.app} ${labels.version} call in plain text where mutual TLS is demanded`,
    );
}

function isOf({ host, subset }: Named, { app, version = "" }: Pods["labels"]): boolean {
  return host.split(".")[0] === app && subset === version.toLowerCase().replace(/[^a-z0-9-]/g, "-");
}

function hostOf({ name, namespace }: { readonly name: string; readonly namespace?: string }) {
  return `${name}.${namespace}.svc.cluster.local`;
}
