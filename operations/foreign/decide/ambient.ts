/** Finds out whether the labels of the release's namespace take its pods out of sidecar mode. Pure. */
import { hasSidecars, injectKey } from "../../../model/release/sidecars";
import type { Around } from "./around";
import { foreignFinding, type ForeignFinding } from "./finding";

const [mode, waypoint, ingressWaypoint] = [
  "istio.io/dataplane-mode",
  "istio.io/use-waypoint",
  "istio.io/ingress-use-waypoint",
];

/**
 * The finding about a namespace in ambient mode. A pod with a sidecar stays out of ambient mode
 * (https://istio.io/latest/docs/ambient/migrate/enable-ambient-mode/), so the labels alone do no harm
 * where the pods get sidecars. Without sidecars, calls from pods in ambient mode reach the Service as
 * connections, and no VirtualService splits them unless a waypoint does.
 */
export function ambient({ plan, live }: Pick<Around, "plan" | "live">): ForeignFinding[] {
  const { namespace } = live;
  if (!namespace) return [];
  const { labels = {} } = namespace.metadata;
  const isAmbient = labels[mode] === "ambient";
  const through = labels[waypoint];
  const hasWaypoint = through !== undefined && through !== "none";
  const fix = `remove the label from the namespace, or run the release in another one`;
  const allowed = "a namespace whose pods get sidecars";
  if (hasWaypoint && labels[ingressWaypoint] === "true")
    return [
      foreignFinding("GR360", namespace, {
        given: `its label ${ingressWaypoint} sends requests from ingress gateways to the waypoint ${through}, which does not keep the version that the gateway chose`,
        allowed,
        fix,
      }),
    ];
  const wanted = hasSidecars(plan.namespace);
  if (isAmbient && wanted && !getSidecars(plan, labels))
    return [
      foreignFinding("GR360", namespace, {
        given: `its label ${mode} is ambient, and no label of it asks for sidecars: the pods would get none, and no VirtualService would split the calls among them`,
        allowed,
        fix: `label the namespace istio-injection=enabled, ${fix}`,
      }),
    ];
  const label = isAmbient ? `${mode} is ambient` : `${waypoint} is ${through}`;
  return isAmbient || hasWaypoint
    ? [
        foreignFinding("GR361", namespace, {
          given: `its label ${label}: calls from pods in ambient mode don't follow the weights${wanted ? "; pods with sidecars and the gateway do" : ", requests from the gateway do"}`,
          allowed,
          fix,
        }),
      ]
    : [];
}

/** Whether the pods of a release get sidecars, by the labels of their namespace or by their own. */
function getSidecars(
  { namespace, workloads }: Around["plan"],
  labels: Readonly<Record<string, string>>,
): boolean {
  if (namespace.create !== false) return true;
  if (labels["istio-injection"] === "enabled" || labels["istio.io/rev"] !== undefined) return true;
  return workloads.every(({ pod, labels: own }) => {
    const all: Readonly<Record<string, unknown>> = { ...own, ...pod?.metadata?.labels };
    return all[injectKey] === "true";
  });
}
