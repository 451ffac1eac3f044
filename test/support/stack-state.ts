// The state of a stack as `pulumi stack export` gives it, for a release on some clusters.
import { manifests, planRelease } from "../../model/plan/plan";
import type { Cluster } from "../../model/release/cluster";
import type { Release } from "../../model/release/release";
import { objectName } from "../../model/live-object";
import type { StateResource } from "../../operations/without/resources";

const urn = (type: string, name: string) => `urn:pulumi:dev::gray-release::${type}::${name}`;

/** The reference of the provider of a cluster. */
export const providerOf = (cluster: string) =>
  `${urn("pulumi:providers:kubernetes", cluster)}::id-of-${cluster}`;

/** The URN of an object. */
export const urnOf = (cluster: string, object: string) =>
  urn("kubernetes:any", `${cluster} ${object}`);

/** How a state is made. */
export interface StateOptions {
  /** Pulumi's name of the release component. @default the release's */
  readonly component?: string;
  /** The name of a cluster's provider. @default the cluster's */
  readonly provider?: (cluster: string) => string;
  /** When the engine wrote the objects of a cluster last. */
  readonly modified?: Readonly<Record<string, string>>;
  /** Outputs of the component. */
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The resources of a stack whose last update applied all that a release plans. */
export function stateOf(
  release: Release,
  clusters: readonly Cluster[],
  { component = release.name, provider = (name) => name, modified, outputs }: StateOptions = {},
): StateResource[] {
  const top = urn("gray:index:GrayRelease", component);
  return [
    { urn: urn("pulumi:pulumi:Stack", "dev"), type: "pulumi:pulumi:Stack" },
    { urn: top, type: "gray:index:GrayRelease", ...(outputs && { outputs }) },
    ...planRelease(release, clusters).clusters.flatMap((plan) => {
      const { name } = plan.cluster;
      const part = urn("gray:index:MeshNamespace", `${component}-${name}`);
      return [
        { urn: part, type: "gray:index:MeshNamespace", parent: top },
        ...manifests(plan).map((manifest): StateResource => ({
          urn: urnOf(name, objectName(manifest)),
          type: `kubernetes:any`,
          custom: true,
          parent: manifest.kind === "Namespace" ? part : top,
          provider: providerOf(provider(name)),
          inputs: manifest as unknown as Record<string, unknown>,
          created: "2026-11-01T10:00:00Z",
          modified: modified?.[name] ?? "2026-11-02T10:00:00Z",
        })),
      ];
    }),
  ];
}
