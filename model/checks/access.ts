import { formatPath, show, type Problem } from "../problem";
import type { Release } from "../release/release";
import { hasSidecars } from "../release/sidecars";
import type { Locate } from "./locate";

/** What says who may call is enforced. */
export function checkAccess(release: Release, locate: Locate): Problem[] {
  return release.access ? checkSidecars(release, locate) : checkCallers(release, locate);
}

function checkSidecars(release: Release, locate: Locate): Problem[] {
  if (hasSidecars(release)) return [];
  return [
    {
      code: "GR151",
      path: formatPath(locate(["access"])),
      given: "access, where injection is disabled",
      allowed: "access only where the pods have sidecars",
      fix: "remove access, or set injection to enabled",
    },
  ];
}

function checkCallers({ services }: Release, locate: Locate): Problem[] {
  return Object.entries(services).flatMap(([name, { callers }]): Problem[] => {
    if (!callers) return [];
    return [
      {
        code: "GR150",
        path: formatPath(locate(["services", name, "callers"])),
        given: `${show(callers)}, in a release that everybody may call`,
        allowed: "callers only where the release has access",
        fix: "add `access: {}` to the release, or remove callers",
      },
    ];
  });
}
