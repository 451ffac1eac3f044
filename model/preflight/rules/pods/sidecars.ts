// The rule on pods without sidecars, and on ports that bypass them. GR291, GR294, GR295, GR297.
import type { DeploymentManifest } from "../../../manifests/deployment";
import type { ServiceManifest } from "../../../manifests/service";
import { carries } from "../../../release/labels";
import { speaksHttp } from "../../../release/ports";
import {
  bypass,
  choosesPorts,
  demandedMtls,
  hasSidecars,
  injectKey,
  oddInject,
  sidecarOff,
} from "../../../release/sidecars";
import type { Release } from "../../../release/release";
import { matchesOf } from "../../../routes/alternatives";
import type { RuleFinding } from "../../finding";
import { placeOf } from "../../places";
import type { Planned, PlannedCluster, PlannedObjects } from "../../planned-objects";
import { podLabels } from "../../pods";

/** Tells what does not hold for pods that have no sidecar, or whose sidecar does not see a port. */
export function sidecars({ clusters, release }: PlannedObjects): RuleFinding[] {
  // Where no pod of the release has a sidecar, the declaration says so itself.
  if (!hasSidecars(release)) return [];
  return clusters.flatMap((cluster) =>
    cluster.deployments.flatMap((of) => {
      const { template } = of.manifest.spec;
      const off = sidecarOff(template);
      if (off === undefined) return [...odd(of), ...bypassing(of, cluster)];
      return [plain(of, off, release), ...notHolding(of, off, release)];
    }),
  );
}

function plain(of: Planned<DeploymentManifest>, off: string, release: Release): RuleFinding {
  const strict = demandedMtls(release) === "STRICT";
  return {
    code: "GR294",
    origin: of.origin,
    on: of,
    given: `pods without a sidecar (${off})${strict ? ", in a release whose other pods refuse plain text" : ""}`,
    allowed: "pods that take plain text and call no service of the release; or pods with a sidecar",
    fix: `remove ${off} to give them a sidecar`,
  };
}

function notHolding(of: Planned<DeploymentManifest>, off: string, release: Release): RuleFinding[] {
  const keys = keysThatDoNotHold(of, release);
  if (keys.length === 0) return [];
  return [
    {
      code: "GR295",
      origin: of.origin,
      on: of,
      given: `pods without a sidecar (${off}): ${keys.join("; ")}`,
      allowed: "pods with a sidecar, where these keys shall hold",
      fix: `remove ${off}, or move the service to a release of its own without these keys`,
    },
  ];
}

function keysThatDoNotHold({ origin }: Planned, release: Release): string[] {
  const [, name = "", , version = ""] = origin.map(String);
  const service = release.services[name];
  const followers = Object.entries(release.services)
    .filter(([, { follows }]) => follows?.includes(name))
    .map(([follower]) => follower);
  const bySource = Object.entries(release.services).flatMap(([other, { routes = [] }]) => {
    const all = routes.flatMap(({ match }) => matchesOf(match));
    const keys = [
      ...(all.some(({ sourceLabels: wanted }) => wanted && carries({ app: name, version }, wanted))
        ? ["sourceLabels"]
        : []),
      ...(all.some(({ sourceNamespace }) => sourceNamespace === release.namespace)
        ? ["sourceNamespace"]
        : []),
    ];
    return keys.map((key) => `routes of ${other} do not know their calls by ${key}`);
  });
  return [
    ...(release.access || service?.callers ? ["access refuses no caller of theirs"] : []),
    ...(release.mtls === "STRICT" ? ["mtls: STRICT does not protect them"] : []),
    ...(release.lanes && service && speaksHttp(service) ? ["their calls leave the lane"] : []),
    ...followers.map((one) => `${one} does not follow their calls`),
    ...bySource,
  ];
}

function odd(of: Planned<DeploymentManifest>): RuleFinding[] {
  return oddInject(of.manifest.spec.template).map((given) => ({
    code: "GR291",
    origin: placeOf(
      of,
      ["pod"],
      ["labels", "annotations"].map((kind) => ["pod", "metadata", kind, injectKey]),
    ),
    on: of,
    given,
    allowed: '"true" or "false", in quotes',
    fix: `write ${injectKey}: "false" for pods without a sidecar`,
  }));
}

function bypassing(of: Planned<DeploymentManifest>, { services }: PlannedCluster): RuleFinding[] {
  const { metadata, spec } = of.manifest;
  if (!choosesPorts(spec.template)) return [];
  const labels = podLabels(of);
  return services
    .filter(
      ({ manifest }) =>
        manifest.metadata.namespace === metadata.namespace &&
        carries(labels, manifest.spec.selector ?? {}),
    )
    .flatMap(({ manifest }) => targetPorts(manifest, of))
    .flatMap((port): RuleFinding[] => {
      const how = bypass(spec.template, port);
      if (how === undefined) return [];
      return [
        {
          code: "GR297",
          origin: placeOf(of, ["pod"], [["pod", "metadata", "annotations"]]),
          on: of,
          given: `the port ${port}, which ${how} keeps away from the sidecar`,
          allowed: "ports of the Service that the sidecar takes",
          fix: `take the port out of ${how}; or give the pods no sidecar: the label ${injectKey}: "false"`,
        },
      ];
    });
}

/** The numbers of the ports to which a Service leads in a pod. */
function targetPorts(
  { spec }: ServiceManifest,
  { manifest }: Planned<DeploymentManifest>,
): number[] {
  const named = (manifest.spec.template.spec?.containers ?? []).flatMap(({ ports = [] }) => ports);
  return (spec.ports ?? []).flatMap(({ port, targetPort = port }) =>
    typeof targetPort === "number"
      ? [targetPort]
      : named.filter(({ name }) => name === targetPort).map(({ containerPort }) => containerPort),
  );
}
