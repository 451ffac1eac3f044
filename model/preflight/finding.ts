// The type of a finding, and the step from findings of rules to findings with paths in the config.
import { codes, severityOf, type Code, type Severity } from "../checks/codes";
import { formatPath, type Path, type Problem } from "../problem";
import type { Planned } from "./planned-objects";

/** A mistake, a warning or an info, with the planned object that shows it. */
export interface Finding extends Problem {
  readonly severity: Severity;
  /**
   * The object, such as `VirtualService shop/cart in west`; left out: the declaration alone shows
   * the finding.
   */
  readonly object?: string;
  /** Names of the clusters that show it. @default the finding is not about a cluster */
  readonly clusters?: readonly string[];
}

/** A finding of a rule, before the program looks up the place in the user's config. */
export interface RuleFinding {
  readonly code: Code;
  /** Place in the release, such as `services.cart.weights`. */
  readonly origin: Path;
  /** The object that shows it. */
  readonly on: Planned;
  readonly given: string;
  readonly allowed: string;
  readonly fix: string;
}

/** A mistake in a declaration, as a finding. */
export function asFinding(problem: Problem): Finding {
  return { ...problem, severity: severityOf(problem.code) };
}

/**
 * The findings of rules with their paths. The same finding in the same object of several clusters
 * is one finding.
 *
 * @param locate finds the place where the user wrote a part of the release
 * @param equalClusters for a cluster, the names of all clusters with the same objects
 */
export function located(
  found: readonly RuleFinding[],
  locate: (inRelease: Path) => Path,
  equalClusters: ReadonlyMap<string, readonly string[]>,
): Finding[] {
  const groups = new Map<string, { first: RuleFinding; path: string; clusters: Set<string> }>();
  for (const one of found) {
    const path = formatPath(locate(one.origin));
    const key = JSON.stringify([one.code, path, one.given, nameOf(one.on)]);
    const group = groups.get(key) ?? { first: one, path, clusters: new Set() };
    for (const name of equalClusters.get(one.on.cluster) ?? [one.on.cluster])
      group.clusters.add(name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ first, path, clusters }) => ({
    code: first.code,
    severity: severityOf(first.code),
    path,
    given: first.given,
    allowed: first.allowed,
    fix: first.fix,
    object: `${nameOf(first.on)} in ${[...clusters].join(", ")}`,
    clusters: [...clusters],
  }));
}

/** Kind, namespace and name of an object. */
export function nameOf({ manifest: { kind, metadata } }: Planned): string {
  const { namespace, name } = metadata;
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/**
 * The findings that no reported mistake explains. A mistake explains the findings at its own path.
 * It also explains a finding around or inside its path if both have a code of Kiali or istioctl in
 * common.
 */
export function withoutConsequences(
  findings: readonly Finding[],
  told: readonly Problem[],
): Finding[] {
  return findings.filter((finding) => !told.some((problem) => isConsequence(finding, problem)));
}

function isConsequence(finding: Finding, problem: Problem): boolean {
  if (finding.path === problem.path) return true;
  if (!lies(finding.path, problem.path) && !lies(problem.path, finding.path)) return false;
  const like: readonly string[] = codes[problem.code].like;
  return codes[finding.code].like.some((code) => like.includes(code));
}

/** Whether a written path lies inside another one. */
function lies(inner: string, outer: string): boolean {
  return inner.startsWith(outer) && [".", "["].includes(inner.charAt(outer.length));
}
