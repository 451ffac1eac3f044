/** Names of clusters in sentences: many of them are a number. Pure. */
import { inWords } from "../../../../model/problem";

/** Up to so many clusters of a list are named. */
const mostNames = 6;

/** Clusters by their names, or how many they are. */
export function clusterNames(names: readonly string[]): string {
  return names.length <= mostNames ? inWords(names) : `${names.length} clusters`;
}

/** A sentence in which long lists of these clusters are numbers. */
export function shortened(text: string, clusters: ReadonlySet<string>): string {
  return text.replace(/[\w.-]+(?:, [\w.-]+)+ and [\w.-]+/g, (list) => {
    const names = list.split(/, | and /);
    return names.every((name) => clusters.has(name)) ? clusterNames(names) : list;
  });
}
