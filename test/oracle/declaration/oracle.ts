// Says where a declaration sends a request, by what its types promise. This file knows nothing of
// Istio's objects and nothing of the planner.
import type { Cluster } from "../../../model/release/cluster";
import type { Release, ServiceSpec } from "../../../model/release/release";
import type {
  FaultSpec,
  MirrorSpec,
  RequestPolicy,
  RouteSpec,
  Weights,
} from "../../../model/release/routing";
import { entered } from "./entry";
import { milliseconds } from "./durations";
import { anyHolds, cookies } from "./match";
import type { DeclaredPort } from "./ports";
import type { Call, HttpRequest } from "../istio/types";

/** One kind of answer and its share of the requests, 0 to 1. */
export interface Share {
  readonly version: string;
  readonly share: number;
  /** Lane into which the request is put: its header is written. */
  readonly lane?: string;
  /**
   * Whether the weights choose the version, because the lane has none of its own here.
   *
   * @default false
   */
  readonly byWeights?: boolean;
  /** Value of the sticky cookie that the answer sets. */
  readonly cookie?: { readonly name: string; readonly key: string; readonly seconds: number };
}

/** What happens to a request. */
export type Verdict =
  | { readonly kind: "none" }
  | { readonly kind: "redirect" }
  /** Any pod of the Service answers: no rule of the release acts on this call. */
  | { readonly kind: "unsplit"; readonly service: string; readonly port: DeclaredPort }
  | ({ readonly kind: "split"; readonly service: string; readonly port: DeclaredPort } & Branch);

/** How requests of one kind are split, and what is done with them. */
export interface Branch {
  readonly shares: readonly Share[];
  readonly policy: RequestPolicy;
  /** What proxies answer, where no version does. */
  readonly answer?: Pick<RouteSpec, "redirect" | "directResponse">;
  readonly mirror?: MirrorSpec;
  readonly fault?: FaultSpec;
}

/** Where a release, seen from one of its primary clusters, sends a request. */
export function verdict(
  release: Release,
  clusters: readonly Cluster[],
  cluster: Cluster,
  call: Call,
): Verdict {
  const entry = entered(release, call);
  if (entry.kind !== "service") return entry;
  const { service, port } = entry;
  const branch = branchOf(new View(release, clusters, cluster, service, port), call);
  return { kind: "split", service, port, ...(port.tcp ? asConnection(branch) : branch) };
}

/** Connections split as requests do; nothing of them can be copied, changed or made to fail. */
function asConnection({ shares: all }: Branch): Branch {
  return { shares: all, policy: {} };
}

/** A service as one cluster's proxies see it. */
class View {
  readonly spec: ServiceSpec;

  constructor(
    readonly release: Release,
    private readonly clusters: readonly Cluster[],
    private readonly cluster: Cluster,
    readonly service: string,
    readonly port: DeclaredPort,
  ) {
    this.spec = release.services[service] as ServiceSpec;
  }

  /** Whether a version is declared and some cluster runs it. */
  runs(version: string | undefined): version is string {
    const spec = version === undefined ? undefined : this.spec.versions[version];
    if (!spec) return version !== undefined && Boolean(this.spec.outside?.[version]);
    return this.clusters.some(({ name }) => spec.clusters?.includes(name) ?? true);
  }

  /** The weights for requests of one origin. */
  weights(from: Call["from"]): Weights {
    const weights = this.cluster.weights?.[this.service] ?? this.spec.weights;
    const { gateway, mesh } = weights as Readonly<Record<string, unknown>>;
    if (typeof gateway === "object" && typeof mesh === "object")
      return (from === "gateway" ? gateway : mesh) as Weights;
    return weights as Weights;
  }

  /** The lanes that requests enter at the gateway of this cluster, with their percentages. */
  entered(): { readonly name: string; readonly percent: number }[] {
    const own = this.cluster.lanes ?? {};
    return (this.release.lanes?.lanes ?? [])
      .map(({ name, weight = 0 }) => ({ name, percent: own[name] ?? weight }))
      .filter(({ percent }) => percent > 0);
  }

  /** The version that answers in a lane: its own, else the baseline, else none in particular. */
  laneVersion(lane: string): string | undefined {
    const { lanes } = this.release;
    const spec = lanes?.lanes.find(({ name }) => name === lane);
    const own = spec?.versions?.[this.service] ?? spec?.version ?? lane;
    return [own, lanes?.baseline].find((version) => this.runs(version));
  }
}

/** The first branch that takes the request. */
function branchOf(view: View, call: Call): Branch {
  const http = call.protocol === "http" ? call : undefined;
  return useful(
    (http && (inLane(view, http) ?? enteringLane(view, http))) ??
      byRoutes(view, call) ??
      following(view, call) ??
      byWeights(view, call),
  );
}

/** A copy for the version that answers anyway would tell nothing. */
function useful(branch: Branch): Branch {
  const only = branch.shares.every(({ version }) => version === branch.mirror?.version);
  return only ? { ...branch, mirror: undefined } : branch;
}

function alone(view: View, version: string, lane?: string): Branch {
  return { shares: [{ version, share: 1, ...(lane && { lane }) }], policy: policyOf(view.spec) };
}

function shares(weights: Weights, lane?: string): Share[] {
  return Object.entries(weights)
    .filter(([, weight]) => weight > 0)
    .map(([version, weight]) => ({ version, share: weight / 100, ...(lane && { lane }) }));
}

/** 1. The request carries the header of a lane. */
function inLane(view: View, request: HttpRequest): Branch | undefined {
  const { lanes } = view.release;
  const lane = lanes && request.headers[lanes.header.toLowerCase()];
  if (lane === undefined || !lanes?.lanes.some(({ name }) => name === lane)) return undefined;
  const version = view.laneVersion(lane);
  return version === undefined ? undefined : alone(view, version);
}

/** 2. A request without the header, at the gateway, that a lane's match asks for. */
function enteringLane(view: View, request: HttpRequest): Branch | undefined {
  if (!outsideLanes(view, request)) return undefined;
  const lanes = view.release.lanes?.lanes ?? [];
  const found = lanes.find(({ match }) => match && anyHolds(match, request));
  return found && { shares: laneShares(view, found.name), policy: policyOf(view.spec) };
}

function outsideLanes(view: View, request: HttpRequest): boolean {
  const header = view.release.lanes?.header.toLowerCase();
  return (
    header !== undefined && request.from === "gateway" && request.headers[header] === undefined
  );
}

function laneShares(view: View, lane: string): Share[] {
  const version = view.laneVersion(lane);
  if (version !== undefined) return shares({ [version]: 100 }, lane);
  return shares(view.weights("gateway"), lane).map((one) => ({ ...one, byWeights: true }));
}

/** 3. The user's routes. */
function byRoutes(view: View, call: Call): Branch | undefined {
  const { spec, service } = view;
  const route = spec.routes?.find(
    // No proxy answers a connection by itself.
    ({ match, to }) =>
      anyHolds(match, call, view.port.name) && !(view.port.tcp && to === undefined),
  );
  if (!route) return undefined;
  const { to, redirect, directResponse } = route;
  const policy = { ...policyOf(spec), ...policyOf(route) };
  if (to === undefined) {
    const { cors, headers } = policy;
    const own = { cors, headers: headers?.response && { response: headers.response } };
    return { shares: [], policy: own, answer: redirect ? { redirect } : { directResponse } };
  }
  const branch: Branch = {
    shares: typeof to === "string" ? shares({ [to]: 100 }) : shares(to),
    policy,
    ...(route.mirror && { mirror: route.mirror }),
    ...(route.fault && { fault: route.fault }),
  };
  const cookie = `${spec.sticky?.cookie ?? `${service}-version`}-${route.name}`;
  return sticky(view, call, branch, cookie);
}

/** 4. Calls from a service whose version this one keeps. */
function following(view: View, call: Call): Branch | undefined {
  if (call.from !== "mesh") return undefined;
  for (const leader of view.spec.follows ?? []) {
    const { versions = {} } = view.release.services[leader] ?? {};
    const version = Object.keys(versions).find((name) => {
      const wanted = Object.entries(identifying(view.release, leader, name));
      return view.runs(name) && wanted.every(([key, one]) => call.sourceLabels[key] === one);
    });
    if (version !== undefined) return alone(view, version);
  }
  return undefined;
}

/** The labels by which pods of a version, or of all versions, are known. */
export function identifying(
  { services }: Release,
  service: string,
  version?: string,
): Readonly<Record<string, string>> {
  const { selector = { app: service }, versions } = services[service] as ServiceSpec;
  if (version === undefined) return selector;
  const own = Object.entries(versions[version]?.labels ?? {});
  return { ...selector, ...(own.length > 0 ? Object.fromEntries(own) : { version }) };
}

/** 5 and 6. Everything else: by weights, at the gateway with the lanes' own percentages first. */
function byWeights(view: View, call: Call): Branch {
  const { spec, service } = view;
  const rest = shares(view.weights(call.from));
  const entering = call.protocol === "http" && outsideLanes(view, call) ? view.entered() : [];
  const taken = entering.reduce((sum, { percent }) => sum + percent, 0);
  const branch: Branch = {
    shares: [
      ...entering.flatMap(({ name, percent }) => scaled(laneShares(view, name), percent / 100)),
      ...scaled(rest, (100 - taken) / 100),
    ],
    policy: policyOf(spec),
    ...(spec.mirror && { mirror: spec.mirror }),
  };
  return sticky(view, call, branch, spec.sticky?.cookie ?? `${service}-version`);
}

function scaled(list: readonly Share[], factor: number): Share[] {
  return list
    .map((one) => ({ ...one, share: one.share * factor }))
    .filter(({ share }) => share > 0);
}

/** A user with a cookie stays where it says; everybody else gets one. */
function sticky(view: View, call: Call, branch: Branch, name: string): Branch {
  const { sticky: asked } = view.spec;
  if (!asked || call.protocol === "tcp") return branch;
  const keys = new Set(branch.shares.map(keyOf));
  if (keys.size < 2) return branch;
  const given = cookies(call)
    .filter((cookie) => cookie.name === name)
    .map(({ value }) => value);
  const kept = branch.shares.filter((one) => given.includes(keyOf(one)));
  const total = kept.reduce((sum, { share }) => sum + share, 0);
  if (total > 0) return { ...branch, shares: scaled(kept, 1 / total) };
  const seconds = milliseconds(asked.ttl ?? "24h") / 1000;
  return {
    ...branch,
    shares: branch.shares.map((one) => ({ ...one, cookie: { name, key: keyOf(one), seconds } })),
  };
}

/**
 * A cookie names a share by its lane, by its version as a subset's name spells it, or by both where
 * both say it.
 */
function keyOf({ lane, version, byWeights }: Share): string {
  const subset = version.toLowerCase().replace(/[^a-z0-9-]/g, "-");
  if (lane === undefined) return subset;
  return byWeights ? `lane.${lane}.${subset}` : `lane.${lane}`;
}

function policyOf({ timeout, retries, rewrite, cors, headers }: RequestPolicy): RequestPolicy {
  const all = Object.entries({ timeout, retries, rewrite, cors, headers });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}
