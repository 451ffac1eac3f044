// The part of a report about versions: which come, which go, and which pods change.
import type { StackComparison } from "../compare";
import type { FieldChange } from "../fields";
import type { VersionChange } from "../versions";
import { code, codes, prose } from "./escape";
import type { Block } from "./fit";

/** The most versions, and fields of one version, that are named. */
const most = { versions: 40, fields: 12 };

/** The changes of versions of a stack, as one list. */
export function versionBlocks(stack: StackComparison, group: string): Block[] {
  const { versions } = stack;
  if (versions.length === 0) return [];
  const lines = versions.slice(0, most.versions).map((one) => `- ${versionText(one, stack)}`);
  const more = versions.length - most.versions;
  return [
    {
      kind: "versions",
      group,
      text: [
        "#### Versions and their pods",
        "",
        ...lines,
        ...(more > 0 ? [`- And ${more} more.`] : []),
      ].join("\n"),
    },
  ];
}

function versionText(one: VersionChange, stack: StackComparison): string {
  const { service, version, clusters, change, image, pods, fields } = one;
  const who = `${code(version)} of ${code(service)}`;
  const where =
    clusters.length === stack.clusters.all.length && clusters.length > 1
      ? "in all clusters"
      : `in ${codes(clusters)}`;
  const count =
    pods === undefined
      ? "a number of pods that the release does not fix"
      : `${pods} pod${pods === 1 ? "" : "s"}`;
  const each = clusters.length > 1 ? " in each" : "";
  const moved = movesNamespace(one, stack);
  if (change === "added")
    return `**${moved ? "New in another namespace" : one.elsewhere ? "Also runs" : "New"}**: ${who} ${where}, ${count}${each}${image === undefined ? "" : `, image ${code(image)}`}. ${reached(one, stack)}`.trimEnd();
  if (change === "removed")
    return `**${moved ? "Goes from its old namespace" : "Goes"}**: ${who} ${where}, ${count}${each}. Its pods end last, when no proxy sends them requests any more.${one.elsewhere && !moved ? " It stays in other clusters." : ""}`;
  const list = fields.slice(0, most.fields).map(fieldText).join("; ");
  const more =
    fields.length > most.fields ? `; and ${fields.length - most.fields} more fields` : "";
  const how = one.recreates
    ? "all its pods end, and then new ones start: requests fail in between"
    : one.replaces
      ? "its pods are replaced by new ones, a few at a time, and requests go on meanwhile"
      : kept(fields);
  return `**Changed**: ${who} ${where}: ${list}${more}. Here ${how}.`;
}

/** Whether a version comes and goes in one cluster, which only another namespace can be the cause of. */
function movesNamespace(one: VersionChange, { versions }: StackComparison): boolean {
  return versions.some(
    ({ service, version, change, clusters }) =>
      service === one.service &&
      version === one.version &&
      change !== one.change &&
      change !== "changed" &&
      clusters.some((cluster) => one.clusters.includes(cluster)),
  );
}

/** What becomes of pods that no others replace. */
function kept(fields: readonly FieldChange[]): string {
  const { before, after } = fields.find(({ key }) => key === "replicas") ?? {};
  const [old, now] = [Number(before), Number(after)];
  if (now === 0) return "all its pods end";
  if (now < old) return `${old - now} of ${old} pods end, and the others keep running`;
  return now > old ? `its pods keep running, and ${now - old} more start` : "its pods keep running";
}

function fieldText({ key, before, after, hidden }: FieldChange): string {
  if (hidden) return `${code(key)} (values not shown)`;
  return `${code(key)} ${before === undefined ? "not set" : code(before)} => ${after === undefined ? "not set" : code(after)}`;
}

/** Whether requests reach a version that is new. */
function reached(
  { service, version, elsewhere }: VersionChange,
  { traffic, change }: StackComparison,
): string {
  // A version that is new in some clusters has its requests already.
  if (change === "added" || elsewhere) return "";
  const cases = traffic
    .filter(({ services }) => services.includes(service))
    .flatMap((one) => one.traffic.cases.map((each) => ({ ...each, joins: one.joins })));
  const gets = cases.filter(({ shares }) =>
    shares.some(({ target, after }) => target === version && after > 0),
  );
  if (gets.length === 0)
    return "**It gets no requests yet**: neither a weight nor a route names it.";
  return gets.some(({ when, allToPort }) => allToPort || when.length === 0)
    ? ""
    : `By weight it gets no requests; those of a route reach it: ${gets.map(({ name, when }) => (name === undefined ? when.map(prose).join(" and ") : code(name))).join(", ")}.`;
}
