import { codes, severityOf, type Code, type Severity } from "../checks/codes";
import { formatPath, type Path, type Problem } from "../problem";
import type { Planned } from "./planned-objects";

/** A mistake, or something worth knowing, with the planned object in which it shows. */
export interface Finding extends Problem {
  readonly severity: Severity;
  /** The object, such as `VirtualService shop/cart in west`; left out: it shows in the declaration already. */
  readonly object?: string;
  /** Names of the clusters in which it shows. @default it is not about a cluster */
  readonly clusters?: readonly string[];
}

/** What a rule found, before it is known where the user wrote what led to it. */
export interface RuleFinding {
  readonly code: Code;
  /** Place in the release, such as `services.cart.weights`. */
  readonly origin: Path;
  /** The object in which it shows. */
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
 * What the rules found, each once: what shows in the same object of several clusters is one finding.
 *
 * @param locate says where a part of the release was written
 * @param equalClusters for a cluster, the names of those that get the same objects
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
 * The findings that are not mere consequences of mistakes which were told already: those at the very same place, and
 * those around or inside it that stand for the same finding of Kiali or istioctl.
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
