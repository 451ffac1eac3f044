import { formatPath, type Problem } from "../problem";
import type { Release } from "../release/release";
import { hasSidecars } from "../release/sidecars";
import type { Locate } from "./locate";

/** Only pods with sidecars can demand mutual TLS. */
export function checkMtls(release: Release, locate: Locate): Problem[] {
  if (release.mtls !== "STRICT" || hasSidecars(release)) return [];
  return [
    {
      code: "GR115",
      path: formatPath(locate(["mtls"])),
      given: "STRICT, where injection is disabled",
      allowed: "PERMISSIVE, or injection enabled or of a revision",
      fix: "remove mtls, or set injection to enabled",
    },
  ];
}
