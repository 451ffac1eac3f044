// Checks the key `mtls` against the key `injection`. GR115.
import { formatPath, type Problem } from "../problem";
import { hasSidecars } from "../release/sidecars";
import type { CheckContext } from "./context";

/** Only pods with sidecars can demand mutual TLS. */
export function checkMtls({ release, locate }: CheckContext): Problem[] {
  if (release.mtls !== "STRICT" || hasSidecars(release)) return [];
  return [
    {
      code: "GR115",
      path: formatPath(locate(["mtls"])),
      given: "STRICT, in a release whose injection is disabled",
      allowed: "PERMISSIVE; or STRICT with injection enabled or of a revision",
      fix: "remove mtls, or set injection to enabled",
    },
  ];
}
