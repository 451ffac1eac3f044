/** What an adoption found and did, in words for a user. Pure. */
import type { Adoption } from "./decide/adoption";
import type { Obstacle, Replacement } from "./decide/live";
import type { Replaced } from "./decide/replaced";
import type { Difference } from "../drift/differences";
import { valueText } from "../drift/route-text";
import { objectName } from "../../model/live-object";
import type { Manifest } from "../../model/manifests/metadata";
import type { Foreseen } from "./foresee";

/** What a declaration can't say, with where and why. */
function obstaclesText(obstacles: readonly Obstacle[]): string {
  return obstacles
    .map(({ cluster, object, field, why }, i) => {
      const where = cluster === undefined ? "" : ` in cluster ${cluster}`;
      return `  ${i + 1}. ${object}${where}${field === undefined ? "" : `, ${field}`}\n     ${why}`;
    })
    .join("\n");
}

/** What was found, in a few lines. */
export function foundText({ release, clusters, left }: Adoption): string {
  const services = Object.entries(release.services).map(([name, { versions, weights }]) => {
    const shares = Object.keys(versions).map(
      (version) => `${version} ${(weights as Readonly<Record<string, number>>)[version] ?? 0} %`,
    );
    return `  ${name}: ${shares.join(", ")}`;
  });
  const names = clusters.map(({ name, role }) => (role === "remote" ? `${name} (remote)` : name));
  return [
    `Found in namespace ${release.namespace} of ${names.join(", ")}:`,
    ...services,
    ...left.map(({ name, why }) => `  left alone: Service ${name}, because ${why}`),
  ].join("\n");
}

/** What an update would change of live objects. */
function changesText(
  all: readonly {
    readonly cluster: string;
    readonly object: string;
    readonly changes: readonly Difference[];
  }[],
): string {
  return all
    .filter(({ changes }) => changes.length > 0)
    .map(({ cluster, object, changes }) => {
      const lines = changes.map(
        ({ path, from, to }) => `    ${path}: ${valueText(from)} => ${valueText(to)}`,
      );
      return [`  ${object} in cluster ${cluster}`, ...lines].join("\n");
    })
    .join("\n");
}

/** Objects that a release replaced, with the objects that take their place. */
function replacedText(replaced: readonly Replaced[]): string {
  return replaced
    .map(
      ({ cluster, object, by }) =>
        `  ${objectName(object)} in cluster ${cluster}: ${by.map(objectName).join(", ")} took its place`,
    )
    .join("\n");
}

/** What keeps a declaration from saying all that runs. */
export function obstaclesParagraph(obstacles: readonly Obstacle[]): string {
  return `A release can't express this, or would change it:\n${obstaclesText(obstacles)}`;
}

/** The Deployments whose pods an update replaces, and how. */
export function replacementsText(all: readonly Replacement[]): string {
  const lines = all.map(
    ({ cluster, object, field, by, why }) =>
      `  ${object}${cluster === undefined ? "" : ` in cluster ${cluster}`}, ${field}: ${by} takes its place\n     ${why}`,
  );
  return (
    "The pods of these Deployments would be replaced, once. pulumi up starts the new pods beside the old ones and leads the requests " +
    `to them when they are ready; --finish takes the old pods out of their Services, and then ends them:\n${lines.join("\n")}`
  );
}

/** What an update changes beside, without an effect on requests. */
export function besidesText(all: readonly Obstacle[]): string {
  return `An update would also change this, without an effect on requests or running pods:\n${obstaclesText(all)}`;
}

/** Objects of the last step that no adoption has marked. */
export function keptText(kept: readonly Replaced[]): string {
  const names = kept.map(({ object, cluster }) => `${objectName(object)} in cluster ${cluster}`);
  return `The command left these, because gray adopt --take-over did not name them as replaced: ${names.join(", ")}.`;
}

/** What would make an update replace running pods. */
export function restartsText(restarts: readonly Obstacle[]): string {
  return `An update would replace running pods:\n${obstaclesText(restarts)}`;
}

/** What still needs objects that a release has replaced. */
export function neededText(needed: readonly Obstacle[]): string {
  return `The command removed nothing, because some objects are still needed:\n${obstaclesText(needed)}`;
}

/** What the last step of an adoption removed. */
export function finishedText(replaced: readonly Replaced[]): string {
  return replaced.length > 0
    ? `The command removed what the release replaced:\n${replacedText(replaced)}`
    : "The release has replaced no object: there is nothing to remove.";
}

/** What a stack owns now. */
export interface Owned {
  readonly stack: string;
  /** Live objects whose fields the stack owns now. */
  readonly live: readonly { readonly cluster: string; readonly foreseen: Foreseen }[];
  /** Declared objects that no cluster has yet. */
  readonly fresh: readonly { readonly cluster: string; readonly manifest: Manifest }[];
  /** Managers that owned fields before; a name may occur more than once. */
  readonly owners: readonly string[];
  /** Live objects that --finish removes. */
  readonly replaced: readonly Replaced[];
}

/** What a stack owns now, and what its first update will change and make, as paragraphs. */
export function ownedText({ stack, live, fresh, owners, replaced }: Owned): string[] {
  const managers = [...new Set(owners)].sort();
  const changes = changesText(
    live.map(({ cluster, foreseen: { object, changes } }) => ({
      cluster,
      object: objectName(object),
      changes,
    })),
  );
  const made = fresh.map(
    ({ cluster, manifest }) => `  ${objectName(manifest)} in cluster ${cluster}`,
  );
  return [
    `Stack ${stack} owns its fields in ${live.length} objects now` +
      (managers.length > 0 ? `; ${managers.join(", ")} owned them before.` : "."),
    ...(changes ? [`pulumi up will change in them:\n${changes}`] : []),
    ...(made.length > 0 ? [`pulumi up will create:\n${made.join("\n")}`] : []),
    ...(replaced.length > 0 ? [`--finish will remove after that:\n${replacedText(replaced)}`] : []),
    `Now: pulumi stack init ${stack} && pulumi up -s ${stack}\n` +
      "It reports all objects as created, though it only updates those that exist.",
  ];
}

/** What to do once the stack file was written. */
export function writtenText(file: string, stack: string): string {
  return (
    `The command wrote ${file}, and changed nothing in the clusters. Read it (npx gray plan -s ${stack}), then:\n` +
    `  npx gray adopt -s ${stack} --take-over\n  pulumi stack init ${stack} && pulumi up -s ${stack}\n` +
    `  npx gray adopt -s ${stack} --finish\n` +
    "drainSeconds is 0 for versions whose pods do not drain: another value would replace the pods. Raise it with your next image."
  );
}
