// The rule on what an application may not share with the sidecar of its pod: ports, user, probes. GR374 to GR376.
import type { Container } from "kubernetes-types/core/v1";
import type { DeploymentManifest } from "../../../manifests/deployment";
import { listed } from "../../../problem";
import { bypass, demandedMtls, hasSidecars, sidecarOff } from "../../../release/sidecars";
import type { Release } from "../../../release/release";
import type { RuleFinding } from "../../finding";
import { placeOf } from "../../places";
import type { Planned, PlannedObjects } from "../../planned-objects";

/**
 * The ports that a sidecar listens on
 * (https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio).
 */
const proxyPorts = [15000, 15001, 15002, 15004, 15006, 15008, 15020, 15021, 15090];

/**
 * The user and the group of a sidecar, whose connections nobody redirects
 * (https://istio.io/latest/docs/ops/deployment/application-requirements/#pod-requirements).
 */
const proxyId = 1337;

/** The sidecar itself, where `pod` changes what Istio's webhook adds. */
const proxyName = "istio-proxy";

const rewriteKey = "sidecar.istio.io/rewriteAppHTTPProbers";
const probes = ["readinessProbe", "livenessProbe", "startupProbe"] as const;

/** Tells where an application takes what its sidecar needs. */
export function besideSidecars({ clusters, release }: PlannedObjects): RuleFinding[] {
  if (!hasSidecars(release)) return [];
  return clusters
    .flatMap(({ deployments }) => deployments)
    .filter(({ manifest }) => sidecarOff(manifest.spec.template) === undefined)
    .flatMap((of) => [...takenPorts(of), ...sameUser(of), ...plainProbes(of, release)]);
}

function apps({ manifest }: Planned<DeploymentManifest>): readonly Container[] {
  const { containers = [] } = manifest.spec.template.spec ?? {};
  return containers.filter(({ name }) => name !== proxyName);
}

function takenPorts(of: Planned<DeploymentManifest>): RuleFinding[] {
  const taken = apps(of)
    .flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort))
    .filter((port) => proxyPorts.includes(port));
  if (taken.length === 0) return [];
  return [
    {
      code: "GR374",
      origin: of.origin,
      on: of,
      given: `the port ${listed(taken.map(String))} of a container`,
      allowed: `other ports than ${listed(proxyPorts.map(String))}`,
      fix: "let the application listen on another port",
    },
  ];
}

function sameUser(of: Planned<DeploymentManifest>): RuleFinding[] {
  const { securityContext } = of.manifest.spec.template.spec ?? {};
  const all = [
    { where: ["pod", "spec", "securityContext"], context: securityContext },
    ...apps(of).map((one) => ({
      where: ["pod", "spec", "containers", one.name, "securityContext"],
      context: one.securityContext,
    })),
  ];
  return all.flatMap(({ where, context }) =>
    (["runAsUser", "runAsGroup"] as const)
      .filter((key) => context?.[key] === proxyId)
      .map((key) => ({
        code: "GR375",
        origin: placeOf(of, ["pod"], [[...where, key]]),
        on: of,
        given: `${key}: ${proxyId}, which is the sidecar's`,
        allowed: "a user and a group of its own",
        fix: `set another ${key}`,
      })),
  );
}

/** A sidecar that demands mutual TLS refuses the kubelet, which has no certificate of the mesh. */
function plainProbes(of: Planned<DeploymentManifest>, release: Release): RuleFinding[] {
  const { template } = of.manifest.spec;
  if (template.metadata?.annotations?.[rewriteKey] !== "false") return [];
  if (demandedMtls(release) !== "STRICT") return [];
  const asked = apps(of).flatMap((one) =>
    probes.filter((name) => {
      const port = one[name]?.httpGet?.port;
      if (port === undefined) return false;
      const number = (one.ports ?? []).find((known) => known.name === port)?.containerPort ?? port;
      return bypass(template, Number(number)) === undefined;
    }),
  );
  if (asked.length === 0) return [];
  return [
    {
      code: "GR376",
      origin: placeOf(of, ["pod"], [["pod", "metadata", "annotations", rewriteKey]]),
      on: of,
      given: `${rewriteKey}: "false", with ${listed([...new Set(asked)])} by HTTP`,
      allowed: "probes that the sidecar answers, or that ask by exec",
      fix: `remove the annotation ${rewriteKey}`,
    },
  ];
}
