import { foresee, handOver, type Takeover } from "../../operations/adopt/take-ownership";
import { namespaceContents } from "../../operations/adopt/read-namespace";
import { objectPath } from "../../kubernetes/object-path";
import type { LiveCluster, Obstacle } from "../../operations/adopt/live";
import { replacedBy, stillNeeded } from "../../operations/adopt/replaced";
import { objectName } from "../../model/live-object";
import { manifests, planRelease } from "../../model/plan/plan";
import type { Outcome } from "../frame/exit-codes";
import { changesText, obstaclesText, replacedText } from "../reports/adopt";
import { openStack, type StackCluster } from "../stack/clusters";

/** A stack whose file was written from what is there. */
export interface AdoptedStack {
  readonly stack: string;
  /** Whether to go on where pods would be replaced, or something is still needed. @default false */
  readonly force?: boolean | undefined;
}

/**
 * Hands the objects that are there over to a stack: their fields become its own, and no value of theirs changes.
 *
 * @returns `found` where something keeps it from being done
 */
export async function takeOver({ stack, force }: AdoptedStack): Promise<Outcome> {
  const opened = await openStack(stack);
  try {
    const { release, clusters } = opened.settings;
    const plans = planRelease(release, clusters).clusters;
    const objects = opened.clusters.flatMap(({ cluster, client }, i) =>
      manifests(plans[i] as (typeof plans)[number]).map((manifest) => ({
        cluster: cluster.name,
        client,
        manifest,
      })),
    );
    const seen = await Promise.all(
      objects.map(async (one) => ({ ...one, ahead: await foresee(one.client, one.manifest) })),
    );
    const there = seen.flatMap((one) => (one.ahead ? [{ ...one, ahead: one.ahead }] : []));
    const restarts = there.flatMap(({ cluster, ahead }) => restartsIn(cluster, ahead));
    if (restarts.length > 0) {
      print(`An update would replace running pods:\n${obstaclesText(restarts)}`);
      if (!force) return "found";
    }
    const from = await Promise.all(
      there.map(async ({ client, manifest }) => (await handOver(client, manifest)) ?? []),
    );
    const managers = [...new Set(from.flat())].sort();
    print(
      `Handed over to stack ${stack}: ${there.length} objects` +
        (managers.length > 0 ? `, held by ${managers.join(", ")} until now.` : "."),
    );
    const told = there.map(({ cluster, ahead }) => ({
      cluster,
      object: objectName(ahead.object),
      changes: ahead.changes,
    }));
    const changes = changesText(told);
    if (changes) print(`pulumi up will change of them:\n${changes}`);
    const fresh = seen.filter(({ ahead }) => !ahead);
    if (fresh.length > 0)
      print(
        `pulumi up will make:\n${fresh.map(({ cluster, manifest }) => `  ${objectName(manifest)} in cluster ${cluster}`).join("\n")}`,
      );
    print(
      `Now: pulumi up -s ${stack}. It tells all objects as new, and writes to those that are there.`,
    );
    return "done";
  } finally {
    opened.close();
  }
}

/** Any change of its pod template makes a Deployment replace its pods. */
function restartsIn(cluster: string, { object, changes }: Takeover): Obstacle[] {
  if (object.kind !== "Deployment") return [];
  return changes
    .filter(({ path }) => path.startsWith("spec.template"))
    .map(({ path, from, to }) => ({
      cluster,
      object: objectName(object),
      field: path,
      why: `${JSON.stringify(from) ?? "nothing"} is there, ${JSON.stringify(to) ?? "nothing"} is declared`,
    }));
}

/**
 * Removes what a release has replaced, once all that takes its place is there.
 *
 * @returns `found` where something keeps it from being done
 */
export async function finish({ stack, force }: AdoptedStack): Promise<Outcome> {
  const opened = await openStack(stack);
  try {
    const { release, clusters } = opened.settings;
    const live = await contentsOf(opened.clusters, release.namespace);
    const replaced = replacedBy(planRelease(release, clusters), live);
    const needed = replaced.flatMap((one): Obstacle[] => {
      const why = stillNeeded(
        one,
        live.find(({ cluster }) => cluster.name === one.cluster)!,
      );
      return why === undefined
        ? []
        : [{ cluster: one.cluster, object: objectName(one.object), why }];
    });
    if (needed.length > 0 && !force) {
      print(`Nothing was removed, because something is still needed:\n${obstaclesText(needed)}`);
      return "found";
    }
    for (const { cluster, object } of replaced)
      await opened.clusters
        .find((one) => one.cluster.name === cluster)
        ?.client.delete(objectPath(object));
    print(
      replaced.length > 0
        ? `Removed:\n${replacedText(replaced)}`
        : "There is nothing that the release has replaced.",
    );
    return "done";
  } finally {
    opened.close();
  }
}

/** All clusters at once; a mistake says in which it is. */
export function contentsOf(
  clusters: readonly StackCluster[],
  namespace: string,
): Promise<LiveCluster[]> {
  return Promise.all(
    clusters.map(({ cluster, client }) =>
      namespaceContents(client, cluster, namespace).catch((error: Error) => {
        throw new Error(`cluster ${cluster.name}: ${error.message}`, { cause: error });
      }),
    ),
  );
}

/** Prints a paragraph. */
export function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}
