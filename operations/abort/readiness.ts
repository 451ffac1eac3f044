/** Decides whether traffic may go back to a version, by what clusters say of its pods. Pure. */
import { runsIn } from "../../model/plan/placement";
import { inWords } from "../../model/problem";
import { versionedName } from "../../model/release/names";
import type { AbortSettings } from "./aborted";
import type { AbortTarget, RefusedService } from "./targets";

/** What a cluster said: the Deployments that have a ready pod, nothing yet, or that it can't say. */
export type PodAnswer =
  | { readonly state: "told"; readonly ready: ReadonlySet<string> }
  | { readonly state: "pending" }
  | { readonly state: "failed" };

/** The answers, by name of the cluster. */
export type PodAnswers = ReadonlyMap<string, PodAnswer>;

/** What is known of a version's pods. */
export type Readiness =
  /** A cluster has a ready one, or a user does not want to know. */
  | { readonly known: "ready" }
  /** All clusters where the file places the version answered, and none has a ready one. */
  | { readonly known: "none"; readonly asked: readonly string[] }
  /** No cluster named a ready one, and these did not answer. */
  | { readonly known: "unsure"; readonly silent: readonly string[] };

/** A version of a service. */
export type Version = Pick<AbortTarget, "service" | "version">;

/** The clusters where the file places a version. */
export function placedIn({ release, clusters }: AbortSettings, { service, version }: Version) {
  const spec = release.services[service]?.versions[version];
  return clusters.flatMap((cluster) => (spec && runsIn(spec, cluster) ? [cluster.name] : []));
}

/**
 * What the answers say of a version. A ready pod in any cluster suffices, remote ones included: the
 * mesh leads to it.
 *
 * @param placed names of the clusters where the file places the version
 */
export function readinessOf(
  { service, version }: Version,
  answers: PodAnswers,
  placed: readonly string[],
): Readiness {
  const name = versionedName(service, version);
  for (const answer of answers.values())
    if (answer.state === "told" && answer.ready.has(name)) return { known: "ready" };
  const silent = placed.filter((cluster) => answers.get(cluster)?.state !== "told");
  return silent.length === 0 ? { known: "none", asked: placed } : { known: "unsure", silent };
}

/** Whether an answer may still come that changes what is known. */
export function mayChange(found: Readiness, answers: PodAnswers): boolean {
  return (
    found.known === "unsure" &&
    found.silent.some((cluster) => answers.get(cluster)?.state === "pending")
  );
}

/** Why a service must not go back to a version without a ready pod. */
export function unready({ service, version }: Version, asked: readonly string[]): RefusedService {
  const why = `no pod of ${service} ${version} is ready in ${inWords(asked)}`;
  return { service, why: `${why}. Fix: bring its pods back; --force goes on without them` };
}
