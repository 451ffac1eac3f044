// Makes the Namespace of a release, with the label that asks for sidecars.
import type { Manifest } from "./metadata";
import type { Release } from "../release/release";

/** The arguments of the Namespace. */
export interface NamespaceArgs extends Pick<Release, "namespace" | "injection"> {
  /**
   * Whether the release makes it; false: another owner has made it, and the release only uses it.
   * @default true
   */
  readonly create?: boolean;
}

/**
 * The Namespace, with a label by which Istio injects sidecars into its pods, or does not. It never
 * has both labels, because `istio-injection` wins over `istio.io/rev`
 * (https://istio.io/latest/docs/setup/upgrade/canary/).
 */
export function namespaceManifest({ namespace, injection = "enabled" }: NamespaceArgs): Manifest {
  const labels: Record<string, string> =
    typeof injection === "string"
      ? { "istio-injection": injection }
      : { "istio.io/rev": injection.revision };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } };
}
