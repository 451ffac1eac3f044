/** Decides which limits of a stack an update breaks, by what its clusters have now. Pure. */
import { declaredProblems } from "../../model/limits/declared";
import { freezeProblems } from "../../model/limits/freeze";
import type { LimitContext } from "../../model/limits/limit";
import { gains, type Gain } from "../../model/limits/gains";
import { lacksRollout, needsRollout } from "../../model/limits/needs-rollout";
import { stepProblems } from "../../model/limits/step";
import { formatPath, formatProblems, type Problem } from "../../model/problem";
import type { ServiceShares, SharesByCluster } from "../../model/limits/shares";
import type { NotesByCluster } from "../stable/note";
import type { LimitsLook } from "./look";
import type { GrowingVersion } from "./ready-pods";

/** Looks by the name of the cluster. */
export type LimitsLooks = ReadonlyMap<string, LimitsLook>;

/** An update of a stack with limits. */
export interface LimitsQuestion {
  readonly context: LimitContext;
  /** The clusters whose objects could be read. */
  readonly looks: LimitsLooks;
  /** Names of the clusters that were asked. */
  readonly asked: readonly string[];
  readonly notes: NotesByCluster;
  readonly now: Date;
  /**
   * Names of the clusters whose weights a rollout holds: its steps have limits of their own, and its
   * way back has none. @default none
   */
  readonly held?: ReadonlySet<string>;
}

/** What limits say about an update. */
export interface LimitsVerdict {
  /** What stops an update and its preview. */
  readonly broken: readonly Problem[];
  /** What would stop an update that changes more than this one. */
  readonly tolerated: readonly Problem[];
  /** What stops an update, and is a warning before. */
  readonly frozen: readonly Problem[];
  /** The versions that gain requests in some cluster, or get their first ones, apart from stable ones. */
  readonly growing: readonly GrowingVersion[];
}

/**
 * Judges an update. One that only goes back to stable versions, or changes nothing, has no limits: it
 * records an abort, or does the same.
 */
export function judgeLimits(question: LimitsQuestion): LimitsVerdict {
  const { context, looks, asked, now, held } = question;
  const { plan, limits } = context;
  const stable = stableOf(question);
  const shares = new Map([...looks].map(([cluster, look]) => [cluster, look.shares]));
  const all = gains(plan.clusters, shares);
  const others = all.filter(
    ({ cluster, service, version }) => stable(cluster, service) !== version,
  );
  const free = new Map([...shares].filter(([cluster]) => held?.has(cluster) !== true));
  const unseen = asked.filter((cluster) => !looks.has(cluster));
  const returns = all.length > 0 && others.length === 0;
  const changes =
    unseen.length > 0 ||
    [...looks.values()].some(
      ({ changed, removes }) =>
        removes || [...changed].some((stage) => stage !== "routes" || !returns),
    );
  const declared = declaredProblems(context);
  return {
    broken: [
      ...(changes ? declared : []),
      ...unseen.flatMap((cluster) => notCompared(context, cluster)),
      ...(lacksRollout(context)
        ? needsRollout(context, { shares, stable })
        : stepProblems(context, { shares: free, stable })),
    ],
    tolerated: changes ? [] : declared,
    frozen: changes ? freezeProblems(limits, now, [...context.root, "freeze"]) : [],
    growing: growing(gains(plan.clusters, withFirst(context, shares)), stable),
  };
}

/** Shares in which a service without routes has none yet. */
function withFirst({ plan }: LimitContext, shares: SharesByCluster): SharesByCluster {
  const none: ServiceShares = { gateway: new Map(), mesh: new Map() };
  const services = plan.resolved.services.map(({ name }) => name);
  return new Map(
    [...shares].map(([cluster, known]) => [
      cluster,
      new Map(services.map((name) => [name, known.get(name) ?? none])),
    ]),
  );
}

function growing(
  all: readonly Gain[],
  stable: (cluster: string, service: string) => string | undefined,
): GrowingVersion[] {
  const found = all
    // The release does not know the pods of what is outside, so nobody counts them.
    .filter(({ outside }) => !outside)
    .filter(({ cluster, service, version }) => stable(cluster, service) !== version)
    .map(({ service, version }) => [`${service}/${version}`, { service, version }] as const);
  return [...new Map(found).values()];
}

/** The version to which an abort would go back: the named one, or the noted one. */
function stableOf({ context, notes }: LimitsQuestion) {
  const { services } = context.plan.release;
  return (cluster: string, service: string) =>
    services[service]?.stable ?? notes.get(cluster)?.get(service)?.version;
}

/** A limit that needs the weights of a cluster; of two, the first one tells it. */
function notCompared(context: LimitContext, cluster: string): Problem[] {
  const compared = [
    ...(context.limits.step === undefined ? [] : ["step"]),
    ...(lacksRollout(context) ? ["rollout"] : []),
  ];
  return compared.slice(0, 1).map((key) => ({
    code: "GR409",
    path: formatPath([...context.root, key]),
    given: `the routes of ${cluster}, which this account may not read`,
    allowed: "clusters whose weights the update can compare",
    fix: "grant the rights that `npx gray rbac` prints, or remove the limit",
  }));
}

/** The message that stops an update. */
export function limitsRefusal(problems: readonly Problem[]): string {
  return formatProblems(
    problems,
    undefined,
    (count) =>
      `This update breaks ${count === 1 ? "a limit" : `${count} limits`} of the stack; nothing was touched.`,
  );
}
