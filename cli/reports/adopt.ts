import type { Adoption } from "../../operations/adopt/decide";
import type { Obstacle } from "../../operations/adopt/live";
import type { Replaced } from "../../operations/adopt/replaced";
import type { Difference } from "../../operations/drift/differences";
import { objectName } from "../../model/live-object";
import { show } from "../../model/problem";

/** What a declaration can't say, one line each, by cluster. */
export function obstaclesText(obstacles: readonly Obstacle[]): string {
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
    ...(left.length > 0 ? [`  left alone, no versions: Service ${left.join(", ")}`] : []),
  ].join("\n");
}

/** What an update would change of objects that are there. */
export function changesText(
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
        ({ path, from, to }) => `    ${path}: ${show(from)} => ${show(to)}`,
      );
      return [`  ${object} in cluster ${cluster}`, ...lines].join("\n");
    })
    .join("\n");
}

/** Objects in whose place others stand. */
export function replacedText(replaced: readonly Replaced[]): string {
  return replaced
    .map(
      ({ cluster, object, by }) =>
        `  ${objectName(object)} in cluster ${cluster}: in its place ${by.map(objectName).join(", ")}`,
    )
    .join("\n");
}
