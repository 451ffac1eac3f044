// The schemas of changes of versions: those of a stack, and those of one of its clusters.
import * as v from "valibot";
import { mapping, metadataKey, record, service, version } from "./common";
import { autoscaleFields, ownReplicas } from "./scaling";
import type { OwnVersionChanges, VersionChanges } from "../release/version-changes";
import { noted, optional, typed, type Field, type Fields, type Schema } from "./note";
import { allOptional, object } from "./objects";
import { textsOrNull, versionFields, versionSpec } from "./version";

const resources = object({
  requests: optional(v.nullable(textsOrNull), "What a node must have free for the container.", {
    example: { cpu: "100m" },
  }),
  limits: optional(v.nullable(textsOrNull), "What the container may use.", {
    example: { memory: "256Mi" },
  }),
});

const changedAnnotations = record(
  metadataKey,
  v.nullable(v.string("a string")),
  "a mapping of annotations to texts",
);

/** The keys of an autoscaler that change, which is merged by name; `null` removes one of them. */
const { max, ...otherLimits } = allOptional(autoscaleFields);
const changedAutoscale = object({
  max,
  ...(Object.fromEntries(
    Object.entries(otherLimits as Fields).map(([key, field]): [string, Field] => [
      key,
      { ...field, schema: v.nullable(field.schema) },
    ]),
  ) as typeof otherLimits),
});

/** The keys of a version, where each may be left out, and `null` removes what was declared. */
const { image, ...others } = allOptional({
  ...versionFields,
  env: { ...versionFields.env, schema: textsOrNull },
  annotations: { ...versionFields.annotations, schema: changedAnnotations },
  resources: { ...versionFields.resources, schema: resources },
  autoscale: { ...versionFields.autoscale, schema: changedAutoscale },
});
const changeFields = {
  image,
  ...(Object.fromEntries(
    Object.entries(others as Fields).map(([key, field]): [string, Field] => [
      key,
      { ...field, schema: v.nullable(field.schema) },
    ]),
  ) as typeof others),
};

const merges =
  "`env`, `annotations`, `resources`, `autoscale` and `pod` are merged by name, each other key takes the place of the one before, and `null` removes what was declared before.";

const versionChanges = changes<VersionChanges>(
  "VersionChanges",
  typed(
    "VersionChanges",
    `Keys of a version that change those of the release: ${merges} For a version that the release does not declare, \`image\` is needed.`,
    object(changeFields, { includes: [versionSpec] }),
  ),
);

/** Changes of versions by service. */
export const versionsSchema = record(
  service,
  record(version, versionChanges, mapping),
  "a mapping of services to versions",
);

const everywhere = "the callers of every cluster read it";

/** Why keys of a version can't differ between clusters. */
const alike: Readonly<Record<string, string>> = {
  container: "one name for all clusters: the settings of every cluster go over the same container",
  labels:
    "one value for all clusters: Services and subsets select the pods of every cluster by them",
  clusters: "the version itself says where it runs: one list for all clusters",
  loadBalancer: `one value for all clusters: ${everywhere}`,
  connectionPool: `one value for all clusters: ${everywhere}`,
  outlierDetection: `one value for all clusters: ${everywhere}`,
};

const ownFields = {
  ...(Object.fromEntries(
    Object.entries(changeFields as Fields).filter(([key]) => !Object.hasOwn(alike, key)),
  ) as typeof changeFields),
  replicas: optional(
    v.nullable(ownReplicas),
    "Number of pods in this cluster, in place of the version's `autoscale`, too; it never changes the traffic split.",
    { otherwise: "that of the version", example: 3 },
  ),
};

const ownVersionChanges = changes<OwnVersionChanges>(
  "OwnVersionChanges",
  typed(
    "OwnVersionChanges",
    `Keys of a version that one cluster changes: ${merges} What must be the same in every cluster can't stand here.`,
    object(ownFields, { alike }),
  ),
);

/** Changes of versions by service, in one cluster. */
export const ownVersionsSchema = record(
  service,
  record(version, ownVersionChanges, mapping),
  "a mapping of services to versions",
);

/** Gives a schema the type of changes, which is written by hand. */
function changes<T extends VersionChanges>(name: string, schema: Schema<unknown>): Schema<T> {
  const type = { text: name, from: { [name]: "./version-changes" } };
  return noted(schema, { type }) as Schema<T>;
}
