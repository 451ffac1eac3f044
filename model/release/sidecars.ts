// Decides whether pods have sidecars, and which mutual TLS mode follows from that.
import type { Release } from "./release";

/** Whether the pods of a release get sidecars. */
export function hasSidecars({ injection }: Pick<Release, "injection">): boolean {
  return injection !== "disabled";
}

/**
 * The mutual TLS mode that the pods demand of their callers: the declared one, else STRICT if they
 * have sidecars, because only pods with sidecars can speak mutual TLS.
 */
export function demandedMtls(
  release: Pick<Release, "injection" | "mtls">,
): NonNullable<Release["mtls"]> {
  return release.mtls ?? (hasSidecars(release) ? "STRICT" : "PERMISSIVE");
}
