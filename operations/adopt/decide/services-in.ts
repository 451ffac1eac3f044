/** Finds the live Services that become services of a release, with their versions. Pure. */
import type { DeploymentManifest } from "../../../model/manifests/deployment";
import type { ServiceManifest } from "../../../model/manifests/service";
import { carries } from "../../../model/release/labels";
import type { Live, LiveCluster } from "./live";
import { protocolOf } from "./ports";
import { labelsOf, versionsIn, type LiveVersion } from "./versions";

/** A Service and the versions whose pods it selects, in one cluster. */
export interface LiveService {
  readonly live: LiveCluster;
  readonly service: Live<ServiceManifest>;
  readonly versions: readonly LiveVersion[];
}

/** A Service that stays outside of the release. */
export interface LeftService {
  readonly name: string;
  readonly why: string;
}

/** The Services of a cluster that become services of the release, and those that do not. */
export function servicesIn(live: LiveCluster): {
  readonly services: readonly LiveService[];
  readonly left: readonly LeftService[];
} {
  const left: LeftService[] = [];
  const services = live.services.flatMap((service): LiveService[] => {
    const { name } = service.metadata;
    const deployments = selectedBy(service, live);
    const why = whyLeft(service, deployments, live);
    if (why !== undefined) {
      left.push({ name, why });
      return [];
    }
    return [
      {
        live,
        service,
        versions: versionsIn(name, service.spec.selector ?? {}, deployments, live.deployments),
      },
    ];
  });
  return { services, left };
}

function selectedBy({ spec: { selector } }: ServiceManifest, { deployments }: LiveCluster) {
  if (!selector || Object.keys(selector).length === 0) return [];
  return deployments.filter((one) => carries(labelsOf(one), selector));
}

function whyLeft(
  service: Live<ServiceManifest>,
  deployments: readonly Live<DeploymentManifest>[],
  live: LiveCluster,
): string | undefined {
  const { name } = service.metadata;
  if (deployments.length === 0) return "it selects no Deployment";
  if (service.spec.clusterIP === "None") return "it is headless: callers choose pods themselves";
  const first = ownerOf(deployments, live);
  if (first && first !== name)
    return `it selects the same pods as Service ${first}, whose routes do not hold for it`;
  if (deployments.some((one) => labelsOf(one).version)) return undefined;
  const [port] = service.spec.ports ?? [];
  // New pods of a database would begin without its data, and there are no versions to choose from.
  return port && protocolOf(port, name, live, deployments).protocol === "tcp"
    ? "it speaks TCP, and its pods have no versions"
    : undefined;
}

/** Of several Services with the same pods, the one with their name, or else with the shortest. */
function ownerOf(
  deployments: readonly Live<DeploymentManifest>[],
  live: LiveCluster,
): string | undefined {
  const [deployment] = deployments;
  const names = live.services
    .filter(
      (one) =>
        one.spec.clusterIP !== "None" && deployment && selectedBy(one, live).includes(deployment),
    )
    .map(({ metadata }) => metadata.name);
  const own = names.find((name) => name === deployment?.metadata.name);
  return (
    own ?? names.sort((one, other) => one.length - other.length || one.localeCompare(other))[0]
  );
}
