/** The form of what a look at a cluster finds in the way of a release. Pure. */
import { codes, severityOf, type Code } from "../../../model/checks/codes";
import { objectName, type LiveObject } from "../../../model/live-object";
import { inWords } from "../../../model/problem";
import type { Finding } from "../../../model/preflight/finding";

/** Something that stands in the way of a release, before its clusters are known. */
export type ForeignFinding = Omit<Finding, "clusters"> & { readonly object: string };

/** A finding about an object. */
export function foreignFinding(
  code: Code,
  object: LiveObject,
  { given, allowed, fix }: Pick<Finding, "given" | "allowed" | "fix">,
): ForeignFinding {
  const name = objectName(object);
  return { code, severity: severityOf(code), path: name, object: name, given, allowed, fix };
}

/** The findings of all clusters; the same one in several clusters is one. */
export function overClusters(found: ReadonlyMap<string, readonly ForeignFinding[]>): Finding[] {
  const groups = new Map<string, { readonly one: ForeignFinding; readonly clusters: string[] }>();
  for (const [cluster, findings] of found)
    for (const one of findings) {
      const key = JSON.stringify([one.code, one.object, one.given]);
      const group = groups.get(key) ?? { one, clusters: [] };
      group.clusters.push(cluster);
      groups.set(key, group);
    }
  return [...groups.values()].map(({ one, clusters }) => ({
    ...one,
    path: `${one.object} in ${inWords(clusters)}`,
    clusters,
  }));
}

/** The findings, of which those about some objects are no errors, because a user accepts them. */
export function accepting(findings: readonly Finding[], accept: readonly string[]): Finding[] {
  return findings.map((one) =>
    one.severity === "error" && accept.includes(one.object ?? "")
      ? { ...one, severity: "warning" }
      : one,
  );
}

/** The refusal for all findings that are errors, as the engine and `gray` show it. */
export function refusalText(findings: readonly Finding[]): string {
  const blocks = findings.map(
    ({ path, code, given, fix }, i) =>
      `${i + 1}. ${path}  [${code}: ${codes[code].title}]\n   found: ${given}\n   fix:   ${fix}`,
  );
  const [objects, stand] =
    findings.length === 1 ? ["1 object", "stands"] : [`${findings.length} objects`, "stand"];
  const accepted = [...new Set(findings.map(({ object }) => JSON.stringify(object)))].join(", ");
  return (
    `${objects} of other owners ${stand} in the way of this release. The update changed nothing.\n\n` +
    `${blocks.join("\n\n")}\n\n` +
    `To go on in spite of it: gray-release:accept in the stack file (accept of GrayRelease in your own program), with ${accepted}.\n`
  );
}

/** A warning or a note in one line. */
export function lineOf({ path, code, given, fix }: Finding): string {
  return `${path} [${code}]: ${given}. Fix: ${fix}.`;
}
