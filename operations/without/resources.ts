/** Reads an exported state: which release and which cluster a resource belongs to. Pure. */

/** A resource as `pulumi stack export` gives it; secret values are not decrypted. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly external?: boolean;
  /** Whether it is replaced, and waits for its deletion. */
  readonly delete?: boolean;
  readonly parent?: string;
  /** `<URN of the provider>::<its id>`. */
  readonly provider?: string;
  readonly dependencies?: readonly string[] | null;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** When the engine created it, and changed it last, as RFC 3339. */
  readonly created?: string;
  readonly modified?: string;
}

/** The type of the component above all resources of a release. */
const releaseType = "gray:index:GrayRelease";

/** The name in a URN. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The name of the release component that a resource is below; undefined for other resources. */
export function releasesOf(
  resources: readonly StateResource[],
): (urn: string) => string | undefined {
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  return (urn) => {
    for (let at = byUrn.get(urn); at; at = byUrn.get(at.parent ?? ""))
      if (at.type === releaseType) return nameOf(at.urn);
    return undefined;
  };
}

/**
 * The cluster of each provider. A provider that the program made itself may have any name, so the
 * components count first that are named after the release and the cluster.
 *
 * @param clusters names of all clusters of the stack
 * @returns by the references of the providers, as resources hold them
 */
export function clustersByProvider(
  resources: readonly StateResource[],
  clusters: readonly string[],
): ReadonlyMap<string, string> {
  const releaseOf = releasesOf(resources);
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  const found = new Map<string, string>();
  const named = (provider: string) => provider.split("::").at(-2) ?? "";
  for (const { urn, parent = "", provider = "" } of resources) {
    const release = releaseOf(urn);
    if (release === undefined || provider === "") continue;
    const owner = nameOf(byUrn.get(parent)?.urn ?? "");
    const exact = clusters.find((cluster) => owner === `${release}-${cluster}`);
    const cluster = exact ?? clusters.find((one) => one === named(provider));
    if (cluster !== undefined && (exact !== undefined || !found.has(provider)))
      found.set(provider, cluster);
  }
  return found;
}
