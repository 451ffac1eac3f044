// Checks the keys `access` and `callers`: a rule on callers must have an effect. GR150 and GR151.
import { formatPath, show, type Problem } from "../problem";
import { hasSidecars } from "../release/sidecars";
import type { CheckContext } from "./context";

/** Finds rules on callers that the mesh would not enforce. */
export function checkAccess(context: CheckContext): Problem[] {
  return context.release.access ? checkSidecars(context) : checkCallers(context);
}

function checkSidecars({ release, locate }: CheckContext): Problem[] {
  if (hasSidecars(release)) return [];
  return [
    {
      code: "GR151",
      path: formatPath(locate(["access"])),
      given: "access, in a release whose injection is disabled",
      allowed: "access only where the pods have sidecars",
      fix: "remove access, or set injection to enabled",
    },
  ];
}

function checkCallers({ release, locate }: CheckContext): Problem[] {
  return Object.entries(release.services).flatMap(([name, { callers }]): Problem[] => {
    if (!callers) return [];
    return [
      {
        code: "GR150",
        path: formatPath(locate(["services", name, "callers"])),
        given: `${show(callers)}, in a release that every workload may call`,
        allowed: "callers only where the release has access",
        fix: "add `access: {}` to the release, or remove callers",
      },
    ];
  });
}
