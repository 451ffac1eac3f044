// The table of the limits that one declaration shows; `gray check`, previews and updates run it.
import type { Problem } from "../problem";
import { allowedHosts, wildcardHosts } from "./hosts";
import type { Limit, LimitContext } from "./limit";
import { strictMtls } from "./mutual-tls";
import { equalPrimaries } from "./primaries";
import { declaredPods } from "./ready-pods";
import { allowedRegistries } from "./registries";
import { declaredSteps } from "./rollout-steps";

/** Each of them, in the order of their codes. */
const declared: readonly Limit[] = [
  declaredPods,
  allowedHosts,
  wildcardHosts,
  allowedRegistries,
  strictMtls,
  equalPrimaries,
  declaredSteps,
];

/**
 * The limits that a declaration breaks, whatever the clusters have now. In between, waves may split
 * requests differently.
 */
export function declaredProblems(context: LimitContext): Problem[] {
  const { goal = context.plan } = context;
  return declared.flatMap((limit) => limit({ ...context, plan: goal }));
}
