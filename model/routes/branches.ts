// Computes the branches of a service's traffic, in the order in which proxies try them.
import { matchesOf, type Matches } from "./alternatives";
import { answerOf, answerPolicy } from "./answer";
import type { Branch, BranchMatch, BranchShare } from "./branch";
import { callerLabels, type Labels } from "../release/labels";
import { subsetName } from "../release/names";
import type { Path } from "../problem";
import type { MirrorSpec, RequestPolicy, RouteSpec, ServiceWeights } from "../release/routing";
import { requestPolicy } from "../release/policies";
import type { OutsideTargets } from "./outside";
import { withSessionAffinity, type SessionAffinity } from "./session-affinity";
import {
  isByOrigin,
  routeWeights,
  shares,
  sumPercent,
  weightsFrom,
  type Origin,
} from "../release/weights";
import { partsOf, wholeShares } from "./whole-shares";

/** The facts that decide how the requests of one service split, in one cluster. */
export interface TrafficArgs {
  /** Name of the service. */
  readonly service: string;
  /** Name of the branch that takes all the traffic that no other branch takes. */
  readonly defaultRoute: string;
  /** The versions, and destinations outside of the release, in the order in which routes have them. */
  readonly versions: readonly string[];
  readonly weights: ServiceWeights;
  /** The Gateway that leads to the service; left out for a service that only the mesh calls. */
  readonly gateway?: RouteGateway;
  /** The ways to a service to which several Gateways lead, in place of `gateway`. */
  readonly gateways?: readonly RouteGateway[];
  /** Proxies try them in order, before the weights. */
  readonly routes?: readonly RouteSpec[];
  /**
   * Routes that a rollout has set. Proxies try them before all declared ones; but calls of a service
   * that this one follows keep their version whatever they match.
   */
  readonly managed?: readonly RouteSpec[];
  /** The policies that hold on every branch. */
  readonly policy?: RequestPolicy;
  /** Copies of the requests that the weights split. */
  readonly mirror?: MirrorSpec;
  readonly sticky?: SessionAffinity;
  /**
   * The services whose calls keep their version here, with the versions that both services have.
   */
  readonly follows?: readonly FollowedService[];
  readonly lanes?: LaneTargets;
  /** Those of the versions that are destinations outside of the release. */
  readonly outside?: OutsideTargets;
}

/** The Gateways that lead to a service, in one form: an entry for each way. */
export function routeGateways({
  gateway,
  gateways,
}: Pick<TrafficArgs, "gateway" | "gateways">): readonly RouteGateway[] {
  return gateways ?? (gateway ? [gateway] : []);
}

/** A Gateway that leads to a service. */
export interface RouteGateway {
  /** Its name, with `<namespace>/` before it if the service is in another namespace. */
  readonly name: string;
  /** Its hosts that lead to the service. */
  readonly hosts: readonly string[];
  /** Its port that leads to the service, for connections only. */
  readonly port?: number;
  /** Name of the service's port to which it leads. @default the first one */
  readonly servicePort?: string;
  /** Whether it passes TLS on by its hosts, without looking into it. @default false */
  readonly sni?: boolean;
}

/** A service whose calls keep their version here. */
export interface FollowedService {
  readonly service: string;
  readonly versions: readonly string[];
  /**
   * The labels of its pods, by version.
   *
   * @default the labels `app` and `version`
   */
  readonly labels?: Readonly<Record<string, Labels>>;
}

/** The lanes as one service sees them. */
export interface LaneTargets {
  /** Header that says the lane. */
  readonly header: string;
  /** All lanes of the release, in their order. */
  readonly lanes: readonly LaneTarget[];
}

/** The target of a lane in one service. */
export interface LaneTarget {
  readonly name: string;
  /** The lane's version here, or the baseline's; left out: the service's weights. */
  readonly version?: string;
  /** Requests that enter the lane at the gateway. */
  readonly match?: Matches;
  /** Percent of the other requests that enter the lane. */
  readonly weight: number;
}

/**
 * All branches of a service in their order: lanes first, so that a call never leaves its lane; then
 * the declared routes, calls that keep their version, and the weights.
 */
export function branches(args: TrafficArgs): Branch[] {
  const { sticky, follows = [] } = args;
  const keep = (split: Branch[]) =>
    sticky ? split.flatMap((branch) => withSessionAffinity(branch, sticky)) : split;
  const managed = keep(routeBranches(args, "managed"));
  return [
    ...laneBranches(args),
    ...enteringBranches(args),
    ...(follows.length === 0 ? managed : []),
    ...keep(routeBranches(args, "routes")),
    ...followBranches(args),
    ...(follows.length > 0 ? managed : []),
    ...keep(weightedEntry(args)),
    ...keep(defaultBranches(args)),
  ];
}

function at(args: TrafficArgs, ...inside: Path): Path {
  return ["services", args.service, ...inside];
}

/** Requests that are in a lane already, from any origin. */
function laneBranches(args: TrafficArgs): Branch[] {
  const { lanes, policy = {} } = args;
  return (lanes?.lanes ?? []).flatMap(({ name, version }, i) =>
    version === undefined
      ? []
      : [
          {
            name: `lane-${name}`,
            origin: ["lanes", "lanes", i],
            match: [{ headers: { [lanes!.header]: { exact: name } } }],
            shares: [{ version, weight: 100 }],
            policy,
          },
        ],
  );
}

/** Requests that enter a lane at the gateway because they meet its match. */
function enteringBranches(args: TrafficArgs): Branch[] {
  const { lanes, policy = {} } = args;
  if (!lanes || routeGateways(args).length === 0) return [];
  return lanes.lanes.flatMap((lane, i) =>
    lane.match
      ? [
          {
            name: `enter-${lane.name}`,
            origin: ["lanes", "lanes", i, "match"],
            match: matchesOf(lane.match).map((match) => inNoLane(lanes, match)),
            shares: wholeShares(inLane(args, lane, lanes.header)),
            policy,
          },
        ]
      : [],
  );
}

/** The requests at the gateway that are in no lane, and meet a match. */
function inNoLane({ header }: LaneTargets, match: BranchMatch = {}): BranchMatch {
  return { ...match, from: "gateway", withoutHeaders: { ...match.withoutHeaders, [header]: {} } };
}

function routeBranches(args: TrafficArgs, from: "routes" | "managed"): Branch[] {
  return (args[from] ?? []).map((route, i) => {
    const { name, match, to, mirror, fault } = route;
    const answer = answerOf(route);
    const split = wholeShares(shares(routeWeights(to), args.versions));
    const policy = { ...args.policy, ...requestPolicy(route) };
    return {
      name,
      origin: from === "managed" ? ["rollout"] : at(args, "routes", i),
      match: matchesOf(match),
      shares: split,
      ...(answer && { answer }),
      policy: answer ? answerPolicy(policy) : policy,
      ...copies(mirror, split),
      ...(fault && { fault }),
    };
  });
}

function followBranches(args: TrafficArgs): Branch[] {
  return (args.follows ?? []).flatMap(({ service, versions, labels }, i) =>
    versions.map((version) => ({
      name: `follow-${service}-${subsetName(version)}`,
      origin: at(args, "follows", i),
      match: [{ sourceLabels: labels?.[version] ?? callerLabels(service, version, {}) }],
      shares: [{ version, weight: 100 }],
      policy: args.policy ?? {},
    })),
  );
}

/** Requests at the gateway of which a random part enters lanes. */
function weightedEntry(args: TrafficArgs): Branch[] {
  const { lanes } = args;
  const entering = (lanes?.lanes ?? []).filter(({ weight }) => weight > 0);
  if (!lanes || entering.length === 0 || routeGateways(args).length === 0) return [];
  const rest = sumPercent([100, ...entering.map(({ weight }) => -weight)]);
  const weights = weightsFrom(args.weights, "gateway");
  const split = partsOf([
    { percent: rest, shares: shares(weights, args.versions) },
    ...entering.map((lane) => ({
      percent: lane.weight,
      shares: inLane(args, lane, lanes.header),
    })),
  ]);
  return [
    {
      name: `${args.defaultRoute}-lanes`,
      origin: ["lanes"],
      match: [inNoLane(lanes)],
      shares: split,
      policy: args.policy ?? {},
      ...copies(args.mirror, split),
    },
  ];
}

function defaultBranches(args: TrafficArgs): Branch[] {
  const branch = (origin?: Origin): Branch => {
    const split = wholeShares(shares(weightsFrom(args.weights, origin ?? "mesh"), args.versions));
    return {
      name: origin ? `${args.defaultRoute}-${origin}` : args.defaultRoute,
      origin: origin ? at(args, "weights", origin) : at(args, "weights"),
      ...(origin && { match: [{ from: origin }] satisfies BranchMatch[] }),
      shares: split,
      policy: args.policy ?? {},
      ...copies(args.mirror, split),
    };
  };
  if (!isByOrigin(args.weights)) return [branch()];
  const inMesh: Branch = { ...branch(), origin: at(args, "weights", "mesh") };
  return [branch("gateway"), inMesh];
}

/**
 * The shares of a lane: its version, or the service's weights if the lane has no version here.
 * Their sum is 100, in percent.
 */
function inLane(args: TrafficArgs, lane: LaneTarget, header: string): BranchShare[] {
  const to = lane.version
    ? [{ version: lane.version, weight: 100 }]
    : shares(weightsFrom(args.weights, "gateway"), args.versions);
  return to.map((share) => ({
    ...share,
    lane: { header, name: lane.name, ...(!lane.version && { byWeights: true }) },
  }));
}

/** The mirror of a branch, unless all its requests go to the mirrored version already. */
function copies(
  mirror: MirrorSpec | undefined,
  split: readonly BranchShare[],
): Pick<Branch, "mirror"> {
  if (!mirror) return {};
  return split.every(({ version }) => version === mirror.version) ? {} : { mirror };
}
