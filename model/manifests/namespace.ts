import type { Manifest } from "./metadata";
import type { Release } from "../release/release";

/** What decides a release's namespace. */
export interface NamespaceArgs extends Pick<Release, "namespace" | "injection"> {
  /** Whether it is the release's; false: it exists, and is only named. @default true */
  readonly create?: boolean;
}

/**
 * The namespace, labelled so that Istio injects sidecars into its pods, or does not. The two labels exclude each other:
 * `istio-injection` wins over `istio.io/rev` where both stand
 * (https://istio.io/latest/docs/setup/upgrade/canary/).
 */
export function namespaceManifest({ namespace, injection = "enabled" }: NamespaceArgs): Manifest {
  const labels: Record<string, string> =
    typeof injection === "string"
      ? { "istio-injection": injection }
      : { "istio.io/rev": injection.revision };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } };
}
