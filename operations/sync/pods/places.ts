/** Decides in which namespaces of a cluster pods must be connected to istiod. Pure. */
import type { Manifest } from "../../../model/manifests/metadata";
import { gatewayNamespaces } from "../../../model/plan/endpoint";
import { selectorText } from "../../../model/release/labels";
import type { ReachedCluster } from "../../clusters/reached";

/** Pods of a namespace: all of them, or those with some labels. */
export interface PodPlace {
  readonly namespace: string;
  /** As the API has it: `key=value`, comma. */
  readonly labelSelector?: string;
}

/**
 * Where the pods run through which the requests of a release go: its own, and those of the gateways
 * that its Gateways select.
 */
export function podPlaces({ plan, objects }: Pick<ReachedCluster, "plan" | "objects">): PodPlace[] {
  const { namespace } = plan.namespace;
  const gateways = objects.filter(({ kind }) => kind === "Gateway");
  const selectors = [...new Set(gateways.flatMap(selectorOf))];
  return [
    { namespace },
    ...gatewayNamespaces(plan, gateways)
      .filter((other) => other !== namespace)
      .flatMap((other) => selectors.map((labelSelector) => ({ namespace: other, labelSelector }))),
  ];
}

function selectorOf(gateway: Manifest): string[] {
  const { spec } = gateway as { readonly spec?: { readonly selector?: Record<string, string> } };
  const text = selectorText(spec?.selector ?? {});
  return text === "" ? [] : [text];
}
