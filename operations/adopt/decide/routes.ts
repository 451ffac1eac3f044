/**
 * Concludes the weights, routes and request policy of a service from its live VirtualService. Pure.
 */
import { objectName } from "../../../model/live-object";
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import { readMatch } from "../../../model/manifests/http-match";
import { readPolicy } from "../../../model/manifests/http-policy";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import { dnsLabel, subsetName } from "../../../model/release/names";
import type { RequestPolicy, RouteSpec, Weights } from "../../../model/release/routing";
import { leadingTo, leadsTo, subsetVersions } from "./hosts";
import type { Live, LiveCluster, Tell } from "./live";
import { same } from "./pod-difference";

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];
type Destinations = readonly {
  readonly destination?: { readonly subset?: string };
  readonly weight?: number;
}[];

/** The weights, routes and policy that the VirtualService of a service has in one cluster. */
export interface ServiceRoutes {
  /** The VirtualService; left out where the service has none. */
  readonly object?: Live<VirtualServiceManifest>;
  readonly weights: Weights;
  readonly routes: readonly RouteSpec[];
  readonly policy: RequestPolicy;
  readonly defaultRoute?: string;
}

/** Reads the routes of a service in one cluster, and reports what a release can't express. */
export function routesIn(
  service: string,
  versions: readonly string[],
  live: LiveCluster,
  tell: Tell,
): ServiceRoutes {
  const [object, ...others] = leadingTo(service, live);
  const cluster = live.cluster.name;
  if (!object) {
    if (versions.length > 1)
      tell({
        cluster,
        object: `Service ${live.namespace.metadata.name}/${service}`,
        why: "no VirtualService splits its requests, so they go by the number of pods; a release splits them by weights",
      });
    return { weights: everything(versions), routes: [], policy: {} };
  }
  for (const other of others)
    tell({
      cluster,
      object: objectName(other),
      why: `it routes to ${service} beside ${objectName(object)}; a release has one VirtualService for each service`,
    });
  if (leadsTo(object, live.namespace.metadata.name).length > 1)
    tell({
      cluster,
      object: objectName(object),
      why: "it routes to several services; a release has one VirtualService for each service",
    });
  const reader = new Reader(service, versions, live, object, tell);
  return object.spec.tcp ? reader.tcp(object.spec.tcp) : reader.http(object.spec.http ?? []);
}

function everything([first = ""]: readonly string[]): Weights {
  return { [first]: 100 };
}

class Reader {
  private readonly subsets: ReadonlyMap<string, string>;

  constructor(
    service: string,
    private readonly versions: readonly string[],
    private readonly live: LiveCluster,
    private readonly object: Live<VirtualServiceManifest>,
    private readonly told: Tell,
  ) {
    this.subsets = subsetVersions(service, live);
  }

  http(all: readonly HttpRoute[]): ServiceRoutes {
    const last = all.at(-1);
    const isDefault = last !== undefined && takesAll(last);
    if (!isDefault)
      this.tell(
        "spec.http",
        "its last route has conditions: a request that meets none gets 404 now, and would get an answer from the release",
      );
    const special = isDefault ? all.slice(0, -1) : all;
    const weights = last?.route ? this.weights(last.route, "spec.http") : undefined;
    return {
      object: this.object,
      weights: weights ?? everything(this.versions),
      policy: last ? readPolicy(last) : {},
      ...(last?.name && dnsLabel.test(last.name) && { defaultRoute: last.name }),
      routes: special.map((route, i) => this.special(route, i, last ? readPolicy(last) : {})),
    };
  }

  tcp([route, ...more]: NonNullable<VirtualServiceSpec["tcp"]>): ServiceRoutes {
    if (more.length > 0)
      this.tell("spec.tcp", "it has several routes; the release takes the first");
    const weights = this.weights(route?.route ?? [], "spec.tcp");
    return { object: this.object, weights, routes: [], policy: {} };
  }

  private special(route: HttpRoute, i: number, common: RequestPolicy): RouteSpec {
    const field = `spec.http[${i}]`;
    const [match, ...more] = route.match ?? [];
    if (!match || more.length > 0)
      this.tell(field, "it has several sets of conditions; a route of a release has one");
    const weights = this.weights(route.route ?? [], field);
    const [[only = ""] = []] = [Object.keys(weights)];
    const policy = readPolicy(route);
    const { name } = route;
    return {
      name: name && dnsLabel.test(name) ? name : `route-${i + 1}`,
      match: readMatch(match ?? {}),
      to: Object.keys(weights).length === 1 ? only : weights,
      ...(!same(policy, common) && policy),
    };
  }

  /** Percentages by version; Istio takes weights relative to their sum. */
  private weights(destinations: Destinations, field: string): Weights {
    const sum = destinations.reduce((all, { weight = 0 }) => all + weight, 0);
    const shares: Record<string, number> = {};
    for (const { destination, weight = 0 } of destinations) {
      const version = this.versionOf(destination?.subset, field);
      if (version === undefined) continue;
      const percent = destinations.length === 1 ? 100 : (weight * 100) / sum;
      if (percent > 0) shares[version] = (shares[version] ?? 0) + percent;
    }
    if (Object.values(shares).some((share) => !Number.isInteger(share)))
      this.tell(field, `its weights have the sum ${sum} and make no whole percentages`);
    return Object.keys(shares).length > 0 ? rounded(shares) : everything(this.versions);
  }

  private versionOf(subset: string | undefined, field: string): string | undefined {
    if (subset === undefined) {
      const [only, ...more] = this.versions;
      if (more.length === 0) return only;
      this.tell(
        field,
        "a destination has no subset: its requests go by the number of pods; a release splits them by weights",
      );
      return undefined;
    }
    const version =
      this.subsets.get(subset) ?? this.versions.find((one) => subsetName(one) === subset);
    if (version !== undefined && this.versions.includes(version)) return version;
    this.tell(field, `no running version has the subset ${subset}`);
    return undefined;
  }

  private tell(field: string, why: string): void {
    this.told({ cluster: this.live.cluster.name, object: objectName(this.object), field, why });
  }
}

/** Whole percentages whose sum is 100. */
function rounded(shares: Readonly<Record<string, number>>): Weights {
  const [[first = ""] = [], ...others] = Object.entries(shares);
  const rest = others.map(([version, share]) => [version, Math.round(share)] as const);
  const left = 100 - rest.reduce((sum, [, share]) => sum + share, 0);
  return { [first]: left, ...Object.fromEntries(rest) };
}

function takesAll({ match = [] }: HttpRoute): boolean {
  return match.length === 0 || (match.length === 1 && same(match, [{ uri: { prefix: "/" } }]));
}
