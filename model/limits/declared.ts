// The table of the limits that one declaration shows; `gray check`, previews and updates run it.
import type { ReleasePlan } from "../plan/plan";
import type { PreflightPlaces } from "../preflight/preflight";
import type { Problem } from "../problem";
import { allowedHosts, wildcardHosts } from "./hosts";
import { limitContext, type Limit } from "./limit";
import { strictMtls } from "./mutual-tls";
import { equalPrimaries } from "./primaries";
import { declaredPods } from "./ready-pods";
import { allowedRegistries } from "./registries";
import type { LimitsSpec } from "./spec";

/** Each of them, in the order of their codes. */
const declared: readonly Limit[] = [
  declaredPods,
  allowedHosts,
  wildcardHosts,
  allowedRegistries,
  strictMtls,
  equalPrimaries,
];

/** The limits that a plan breaks, whatever the clusters have now. */
export function declaredProblems(
  plan: ReleasePlan,
  limits: LimitsSpec,
  places?: PreflightPlaces,
): Problem[] {
  const context = limitContext(plan, limits, places);
  return declared.flatMap((limit) => limit(context));
}
