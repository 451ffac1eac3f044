// Checks the objects that a release brings beside its own.
import { formatPath, listed, show, type Path, type Problem } from "../../problem";
import { besideObjects, type BesideObject } from "../../plan/beside";
import { carries, serviceSelector, type Labels } from "../../release/labels";
import { dnsLabel } from "../../release/names";
import { isMapping } from "../../schema/best-effort";
import type { Code } from "../codes";
import type { CheckContext } from "../context";
import { whyRefused } from "./refused-kinds";
import { engineAnnotations } from "./selectors";
import { unknownName } from "../unknown";

type Fields = Readonly<Record<string, unknown>>;

/** An object whose type and name are known. */
interface Named {
  readonly of: BesideObject;
  readonly kind: string;
  readonly namespace: string;
  /** Such as `ConfigMap shop/settings`. */
  readonly title: string;
  readonly metadata: Fields;
}

/** Tells a mistake of an object, with the file and the line from which it comes. */
type Tell = (code: Code, given: string, allowed: string, fix: string, inside?: Path) => void;

/**
 * Checks that each object says what it is, that the release may bring it, and that no two of them have
 * one name in one cluster.
 */
export function checkManifests(context: CheckContext): Problem[] {
  const { release, clusters, locate } = context;
  const problems: Problem[] = [];
  const seen: Named[] = [];
  for (const of of besideObjects(release)) {
    const place = locate(of.origin);
    const tell: Tell = (code, given, allowed, fix, inside = []) => {
      const at = of.from ? place : [...place, ...inside];
      const what = of.from ? `${of.from}: ${given}` : given;
      problems.push({ code, path: formatPath(at), given: what, allowed, fix });
    };
    problems.push(
      ...checkClusters(
        of,
        clusters.map(({ name }) => name),
        place,
      ),
    );
    const named = namedOf(of, release.namespace, tell);
    if (!named) continue;
    checkLiveFields(named, tell);
    checkKind(named, context, tell);
    checkPods(named, context, tell);
    const annotations = isMapping(named.metadata.annotations) ? named.metadata.annotations : {};
    for (const { given, allowed, fix } of engineAnnotations(annotations, []))
      tell("GR183", given, allowed, fix, ["metadata", "annotations"]);
    const other = seen.find((one) => one.title === named.title && overlap(one.of, of));
    if (other)
      tell(
        "GR036",
        `a second ${named.title}${other.of.from ? `, after ${other.of.from}` : ""}`,
        "each object once in a cluster",
        "remove one of the two, or name other clusters for it",
      );
    seen.push(named);
  }
  return problems;
}

function checkClusters(
  { clusters = [] }: BesideObject,
  known: readonly string[],
  place: Path,
): Problem[] {
  // An empty list of clusters is one problem of the list (GR007).
  if (known.length === 0) return [];
  return clusters
    .filter((name) => !known.includes(name))
    .map((name) =>
      unknownName({
        code: "GR037",
        path: place,
        what: "cluster",
        name,
        known,
        otherwise: "name a cluster of the stack",
      }),
    );
}

function overlap({ clusters: one }: BesideObject, { clusters: other }: BesideObject): boolean {
  return !one || !other || one.some((name) => other.includes(name));
}

/** The parts that every object has (https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields). */
function namedOf(of: BesideObject, ownNamespace: string, tell: Tell): Named | undefined {
  const { apiVersion, kind, metadata } = of.object;
  const lacking = (field: string, given: unknown, allowed: string) => {
    tell("GR031", `${show(given)} as ${field}`, allowed, `set ${field}`, field.split("."));
    return undefined;
  };
  if (typeof apiVersion !== "string" || !/^[-a-z0-9.]+(\/[a-z0-9]+)?$/.test(apiVersion))
    return lacking("apiVersion", apiVersion, "a version such as v1, or networking.k8s.io/v1");
  if (typeof kind !== "string" || !/^[A-Z][A-Za-z0-9]*$/.test(kind))
    return lacking("kind", kind, "a kind such as ConfigMap");
  if (!isMapping(metadata))
    return lacking("metadata", metadata, "a mapping with the object's name");
  const { name, namespace = ownNamespace } = metadata;
  if (typeof name !== "string" || !/^[a-z0-9]([-a-z0-9.:]{0,251}[a-z0-9])?$/.test(name))
    return lacking(
      "metadata.name",
      name,
      "a name in lower case; a generated name would differ in every cluster",
    );
  if (typeof namespace !== "string" || !dnsLabel.test(namespace))
    return lacking("metadata.namespace", namespace, "a namespace, or none for the release's own");
  for (const field of ["labels", "annotations"])
    if (Object.values((metadata[field] ?? {}) as Fields).some((one) => typeof one !== "string"))
      return lacking(`metadata.${field}`, metadata[field], "a mapping of names to texts");
  return { of, kind, namespace, metadata, title: `${kind} ${namespace}/${name}` };
}

/** What an API server writes into an object; an apply with it is a conflict or is refused. */
const liveFields = ["uid", "resourceVersion", "generation", "creationTimestamp", "managedFields"];

function checkLiveFields({ title, metadata, of }: Named, tell: Tell): void {
  const found = [
    ...liveFields.filter((field) => metadata[field] != null).map((field) => `metadata.${field}`),
    ...(metadata.generateName === undefined ? [] : ["metadata.generateName"]),
    ...(of.object.status === undefined ? [] : ["status"]),
  ];
  if (found.length > 0)
    tell(
      "GR035",
      `${title} with ${found.join(", ")}`,
      "what you declare of an object; its API server adds the rest",
      `remove ${found.join(", ")}`,
    );
}

function checkKind({ kind, namespace, title, of }: Named, context: CheckContext, tell: Tell): void {
  const refused = whyRefused(of.object, namespace, context);
  if (refused) tell(refused.code, `${title}${refused.given}`, refused.allowed, refused.fix);
  else if (kind === "List")
    tell("GR031", "a List", "one object in each entry", "write its items as entries of their own");
}

/** Pods of other objects must not get requests that are meant for a service. */
function checkPods(named: Named, { release }: CheckContext, tell: Tell): void {
  const { namespace, title } = named;
  const labels = podLabelsOf(named);
  if (namespace !== release.namespace || !labels) return;
  const owner = Object.entries(release.services).find(([service, spec]) => {
    const selector = serviceSelector(service, spec);
    return Object.keys(selector).length > 0 && carries(labels, selector);
  });
  if (owner)
    tell(
      "GR038",
      `${title}, whose pods the Service ${owner[0]} selects`,
      "pods whose labels no Service of the release selects",
      `give its pods other labels than ${listed(Object.keys(serviceSelector(...owner)))} of ${owner[0]}`,
    );
}

function podLabelsOf({ kind, metadata, of }: Named): Labels | undefined {
  const spec = isMapping(of.object.spec) ? of.object.spec : {};
  const template = isMapping(spec.template) ? spec.template : {};
  const inside = isMapping(template.metadata) ? template.metadata : {};
  const labels = kind === "Pod" ? metadata.labels : inside.labels;
  return isMapping(labels) ? (labels as Labels) : undefined;
}
