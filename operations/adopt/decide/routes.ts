/**
 * Concludes the weights, routes and request policy of a service from its live VirtualService. Pure.
 */
import { objectName } from "../../../model/live-object";
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import { readPolicy } from "../../../model/manifests/http-policy";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import { dnsLabel, serviceHost, subsetName } from "../../../model/release/names";
import type { MirrorSpec, RequestPolicy, RouteSpec, Weights } from "../../../model/release/routing";
import { answerPolicy } from "../../../model/routes/answer";
import {
  fullHost,
  isWithin,
  leadingTo,
  leadsTo,
  outsideKey,
  subsetVersions,
  type LiveDestination,
  type Outside,
} from "./hosts";
import { exposing } from "./exposed-paths";
import type { Live, LiveCluster, Tell } from "./live";
import { same } from "./pod-difference";
import {
  answerIn,
  everything,
  faultOf,
  hundredths,
  matchIn,
  mirrorsOf,
  reachedRoutes,
  routeCases,
  rounded,
  routeField,
  takesAll,
  type Destinations,
  type RouteCase,
} from "./route-cases";

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];

/** The weights, routes and policy that the VirtualService of a service has in one cluster. */
export interface ServiceRoutes {
  /** The VirtualService; left out where the service has none. */
  readonly object?: Live<VirtualServiceManifest>;
  readonly weights: Weights;
  readonly routes: readonly RouteSpec[];
  readonly policy: RequestPolicy;
  readonly mirror?: MirrorSpec;
  readonly defaultRoute?: string;
}

/**
 * The VirtualService that splits the requests of a service: none of those at a gateway that only
 * choose services by paths.
 */
export function routesObject(
  service: string,
  live: LiveCluster,
): Live<VirtualServiceManifest> | undefined {
  const apart = new Set(exposing(service, live));
  return leadingTo(service, live).find((one) => !apart.has(one));
}

/** Reads the routes of a service in one cluster, and reports what a release can't express. */
export function routesIn(
  service: string,
  versions: readonly string[],
  live: LiveCluster,
  tell: Tell,
  outside: Outside = {},
): ServiceRoutes {
  const object = routesObject(service, live);
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
  const apart = new Set(exposing(service, live));
  for (const other of leadingTo(service, live))
    if (other !== object && !apart.has(other))
      tell({
        cluster,
        object: objectName(other),
        why: `it routes to ${service} beside ${objectName(object)}; a release has one VirtualService for each service`,
      });
  const namespace = live.namespace.metadata.name;
  if (leadsTo(object, namespace).filter((host) => isWithin(host, namespace)).length > 1)
    tell({
      cluster,
      object: objectName(object),
      why: "it routes to several services; a release has one VirtualService for each service",
    });
  const reader = new Reader(service, versions, live, object, tell, outside);
  if (object.spec.tls) return reader.tls(object.spec.tls);
  return object.spec.tcp ? reader.tcp(object.spec.tcp) : reader.http(object.spec.http ?? []);
}

class Reader {
  private readonly subsets: ReadonlyMap<string, string>;
  private readonly host: string;

  constructor(
    service: string,
    private readonly versions: readonly string[],
    private readonly live: LiveCluster,
    private readonly object: Live<VirtualServiceManifest>,
    private readonly told: Tell,
    private readonly outside: Outside,
  ) {
    this.subsets = subsetVersions(service, live);
    this.host = serviceHost(service, live.namespace.metadata.name);
  }

  http(all: readonly HttpRoute[]): ServiceRoutes {
    const last = all.at(-1);
    const isDefault = last !== undefined && takesAll(last);
    if (!isDefault)
      this.tell(
        "spec.http",
        "its last route has conditions: a request that meets none gets 404 now, and would get an answer from the release",
      );
    const special = routeCases(all).filter(({ name }) => name !== undefined);
    const place = routeField(all.length - 1, "route", last?.name);
    const weights = last?.route ? this.weights(last.route, place) : undefined;
    const common = last ? readPolicy(last) : {};
    const mirror = isDefault ? this.mirrorOf(last) : undefined;
    return {
      object: this.object,
      weights: weights ?? everything(this.versions),
      policy: common,
      ...(mirror && { mirror }),
      ...(last?.name && dnsLabel.test(last.name) && { defaultRoute: last.name }),
      routes: reachedRoutes(
        special,
        (one) => this.special(one, common),
        (...told) => this.tell(...told),
      ),
    };
  }

  tcp([route, ...more]: NonNullable<VirtualServiceSpec["tcp"]>): ServiceRoutes {
    if (more.length > 0)
      this.tell("spec.tcp", "it has several routes; the release takes the first");
    const weights = this.weights(route?.route ?? [], "spec.tcp[0].route");
    return { object: this.object, weights, routes: [], policy: {} };
  }

  tls([route, ...more]: NonNullable<VirtualServiceSpec["tls"]>): ServiceRoutes {
    if (more.length > 0)
      this.tell("spec.tls", "it has several routes; the release takes the first");
    const weights = this.weights(route?.route ?? [], "spec.tls[0].route");
    return { object: this.object, weights, routes: [], policy: {} };
  }

  /** None where the route neither answers by itself nor leads to versions of the service. */
  private special({ at, route, name = "" }: RouteCase, common: RequestPolicy): RouteSpec[] {
    const field = (part: string) => routeField(at, part, route.name);
    // A match without conditions takes every request, or has none that a release can say.
    const [first, ...more] = (route.match ?? [])
      .map((one) => matchIn(one))
      .filter((one) => Object.keys(one).length > 0);
    if (!first) return [];
    const match = more.length > 0 ? [first, ...more] : first;
    const answer = answerIn(route);
    if (answer) {
      const own = answerPolicy(readPolicy(route));
      return [{ name, match, ...answer, ...(!same(own, answerPolicy(common)) && own) }];
    }
    // The comparison of both tells these.
    if (!route.route?.every(({ destination: to }) => this.isOwn(to?.host) || this.outsideName(to)))
      return [];
    const weights = this.weights(route.route ?? [], field("route"));
    const [[only = ""] = []] = [Object.keys(weights)];
    const policy = readPolicy(route);
    const mirror = this.mirrorOf(route);
    const fault = faultOf(route.fault);
    return [
      {
        name,
        match,
        to: Object.keys(weights).length === 1 ? only : weights,
        ...(!same(policy, common) && policy),
        ...(mirror && { mirror }),
        ...(fault && { fault }),
      },
    ];
  }

  private mirrorOf(route: HttpRoute): MirrorSpec | undefined {
    const [{ destination, percentage } = {}] = mirrorsOf(route);
    if (!destination) return undefined;
    const version = this.isOwn(destination.host)
      ? this.known(destination.subset)
      : this.outsideName(destination);
    const percent = percentage?.value ?? 100;
    return version === undefined ? undefined : { version, ...(percent !== 100 && { percent }) };
  }

  /** The name of a destination outside of the release. */
  private outsideName(to: LiveDestination | undefined): string | undefined {
    const wanted = to && outsideKey(to, this.live.namespace.metadata.name);
    return Object.keys(this.outside).find((name) => this.outside[name]?.key === wanted);
  }

  private isOwn(host = ""): boolean {
    return fullHost(host, this.live.namespace.metadata.name) === this.host;
  }

  /** Percentages by version; Istio takes weights relative to their sum. */
  private weights(destinations: Destinations, field: string): Weights {
    const sum = destinations.reduce((all, { weight = 0 }) => all + weight, 0);
    const shares = hundredths(
      destinations,
      ({ destination: to }) => this.outsideName(to) ?? this.versionOf(to?.subset, field),
    );
    if (Object.values(shares).some((share) => !Number.isInteger(share)))
      this.tell(
        field,
        `its weights have the sum ${sum} and make no percentages with at most two decimals`,
      );
    return Object.keys(shares).length > 0 ? rounded(shares) : everything(this.versions);
  }

  private versionOf(subset: string | undefined, field: string): string | undefined {
    const version = this.known(subset);
    if (version !== undefined) return version;
    this.tell(
      field,
      subset === undefined
        ? "a destination has no subset: its requests go by the number of pods; a release splits them by weights"
        : `no running version has the subset ${subset}`,
    );
    return undefined;
  }

  private known(subset: string | undefined): string | undefined {
    if (subset === undefined) return this.versions.length === 1 ? this.versions[0] : undefined;
    const version =
      this.subsets.get(subset) ?? this.versions.find((one) => subsetName(one) === subset);
    return version !== undefined && this.versions.includes(version) ? version : undefined;
  }

  private tell(field: string, why: string): void {
    this.told({ cluster: this.live.cluster.name, object: objectName(this.object), field, why });
  }
}
