import type { Release } from "./release";

/** Whether the pods of a release get sidecars. */
export function hasSidecars({ injection }: Pick<Release, "injection">): boolean {
  return injection !== "disabled";
}

/** What the pods of a release demand of their callers: mutual TLS, unless they could not speak it themselves. */
export function demandedMtls(
  release: Pick<Release, "injection" | "mtls">,
): NonNullable<Release["mtls"]> {
  return release.mtls ?? (hasSidecars(release) ? "STRICT" : "PERMISSIVE");
}
