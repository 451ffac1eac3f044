// Plans what is outside of the release and gets a share of its requests.
import type { ExternalHostArgs } from "../manifests/outside/service-entry";
import type { Cluster } from "../release/cluster";
import type { ServiceSpec } from "../release/release";
import { outsideNames, outsideTarget } from "../routes/outside";
import { placedVersions } from "./placement";
import type { ResolvedService } from "./resolved-release";

/** The names that can get requests: versions that run somewhere, and destinations outside. */
export function answeringNames(spec: ServiceSpec, clusters: readonly Cluster[]): string[] {
  return [...placedVersions(spec, clusters), ...outsideNames(spec)];
}

/** The hosts outside the mesh for which the release makes objects. */
export function planExternalHosts(
  namespace: string,
  services: readonly ResolvedService[],
): ExternalHostArgs[] {
  return services.flatMap(({ name: service, spec: { outside = {} }, ports }) =>
    Object.entries(outside)
      .filter(([, { external }]) => external)
      .map(([name, spec]) => ({
        namespace,
        service,
        name,
        meshHost: outsideTarget(namespace, service, name, spec).host,
        host: spec.host,
        ...(spec.addresses && { addresses: spec.addresses }),
        ports: ports.map(({ name: portName, port, protocol }) => ({
          name: portName,
          number: port,
          protocol,
          to: spec.port ?? port,
        })),
        tls: spec.tls ?? false,
      })),
  );
}
