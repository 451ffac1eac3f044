/** Finds the routes that steps of a rollout set, for an abort that takes them away. Pure. */
import type { VirtualServiceSpec } from "../../model/istio/virtual-service-spec";
import type { RolloutSpec } from "../../model/rollout/spec";

/**
 * Live routes without those that steps of a rollout set: they lead requests to the version that an
 * abort takes them from, or copy requests to it. The names of the steps tell them apart; a rollout
 * that runs has the plan that is declared.
 *
 * @param planned what the cluster gets
 * @returns the same value where there are none
 */
export function withoutManaged(
  live: VirtualServiceSpec,
  planned: VirtualServiceSpec,
  { steps }: RolloutSpec,
): VirtualServiceSpec {
  const names = steps.flatMap((step) =>
    "setHeaderRoute" in step
      ? [step.setHeaderRoute.name]
      : "setMirrorRoute" in step
        ? [step.setMirrorRoute.name]
        : [],
  );
  const declared = new Map((planned.http ?? []).map((one) => [one.name, one]));
  const kept = (live.http ?? []).filter(
    ({ name = "" }) => declared.has(name) || !names.some((one) => isNamed(name, one)),
  );
  const copying = steps.some((step) => "setMirrorRoute" in step);
  const http = kept.map((one) => {
    const ours = declared.get(one.name);
    if (!copying || !ours || !one.mirror || ours.mirror) return one;
    const { mirror: _mirror, mirrorPercentage: _percentage, ...rest } = one;
    return rest;
  });
  const same = http.length === live.http?.length && http.every((one, i) => one === live.http?.[i]);
  return live.http === undefined || same ? live : { ...live, http };
}

/** Whether a live route comes from the step with a name: for one port, one origin, or one cookie. */
function isNamed(live: string, step: string): boolean {
  const name = live.slice(live.indexOf(".") + 1);
  return (
    name === step ||
    (/^-(gateway|mesh|sticky-.+)$/.test(name.slice(step.length)) && name.startsWith(step))
  );
}
