/** Finds VirtualServices of other owners that lead to a service past its weights. Pure. */
import { listed } from "../../../model/problem";
import { serviceHost } from "../../../model/release/names";
import { fullHost } from "../../adopt/decide/hosts";
import type { Around } from "./around";
import { foreignFinding, type ForeignFinding } from "./finding";

/** The services with several versions that run somewhere: only those have weights to go past. */
export function splitServices({ plan }: Pick<Around, "plan">): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { service } of plan.mesh?.subsets ?? [])
    counts.set(service, (counts.get(service) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count > 1).map(([service]) => service));
}

/**
 * The findings about VirtualServices that have other hosts and lead to a service of the release
 * themselves. Istio evaluates one VirtualService for a request: the weights of the destination's own
 * one do not count
 * (https://istio.io/latest/docs/ops/common-problems/network-issues/#route-rules-have-no-effect-on-ingress-gateway-requests).
 *
 * @param told names of objects about which there is a finding already
 */
export function pastWeights(around: Around, told: ReadonlySet<string>): ForeignFinding[] {
  const { namespace } = around.plan.namespace;
  const services = new Map(
    [...splitServices(around)].map((service) => [serviceHost(service, namespace), service]),
  );
  return [...around.foreignByKey.values()].flatMap((object): ForeignFinding[] => {
    const { metadata, spec = {} } = object;
    const routes = [...(spec.http ?? []), ...(spec.tcp ?? []), ...(spec.tls ?? [])];
    const found = routes.flatMap(({ route = [] }) =>
      route.flatMap(({ destination }) => {
        const host = fullHost(destination?.host ?? "", metadata.namespace ?? "");
        const service = services.get(host);
        return service === undefined ? [] : [service];
      }),
    );
    const finding = foreignFinding("GR368", object, {
      given: `it leads to ${listed([...new Set(found)])} itself, so these requests don't follow the weights`,
      allowed: "routes of the release, or a delegate of it",
      fix: "let it delegate to the release's VirtualService, or take its hosts into the release",
    });
    return found.length > 0 && !told.has(finding.object) ? [finding] : [];
  });
}
