// The rule on access: callers without certificates, closed services, open Gateways. GR250 to GR253.
import type { Path } from "../../problem";
import type { RuleFinding } from "../finding";
import type { Planned, PlannedCluster, PlannedObjects } from "../planned-objects";

/** Finds access that differs from what the declaration seems to say. */
export function access({ clusters, release }: PlannedObjects): RuleFinding[] {
  return clusters.flatMap((cluster) => [
    ...plainCallers(cluster),
    ...cluster.authorizationPolicies.flatMap(closedToAll),
    ...cluster.gateways.flatMap(wideOpen),
    ...(release.createNamespace === false ? foreignNamespace(cluster) : []),
  ]);
}

/**
 * Source: https://istio.io/latest/docs/concepts/security/#authorization-policies, on dependency on
 * mutual TLS.
 */
function plainCallers({ peerAuthentications, authorizationPolicies }: PlannedCluster) {
  return peerAuthentications.flatMap((of): RuleFinding[] => {
    const { metadata, spec } = of.manifest;
    const mode = spec.mtls?.mode;
    const limited = authorizationPolicies.some(
      ({ manifest }) => manifest.metadata.namespace === metadata.namespace,
    );
    if (!limited || spec.selector || mode === "STRICT") return [];
    return [
      {
        code: "GR250",
        origin: of.origin,
        on: of,
        given: `${mode ?? "no mode"}, where callers are known by their certificates`,
        allowed: "STRICT, where the release has access",
        fix: "remove mtls, once all callers speak mutual TLS",
      },
    ];
  });
}

function closedToAll(of: PlannedCluster["authorizationPolicies"][number]): RuleFinding[] {
  const { action = "ALLOW", rules = [] } = of.manifest.spec;
  if (action !== "ALLOW" || rules.length > 0) return [];
  return [
    {
      code: "GR251",
      origin: of.origin,
      on: of,
      given: "no caller: neither its namespace, nor the gateway, nor one that is listed",
      allowed: "at least one caller",
      fix: "list its callers, or leave access.sameNamespace out",
    },
  ];
}

function wideOpen(of: PlannedCluster["gateways"][number]): RuleFinding[] {
  const open = (of.manifest.spec.servers ?? []).find(
    ({ port, hosts, tls }) =>
      port.protocol === "HTTP" &&
      !tls?.httpsRedirect &&
      hosts.some((host) => host.split("/").at(-1) === "*"),
  );
  if (!open) return [];
  return [
    {
      code: "GR252",
      origin: of.origin,
      on: of,
      given: `every host on port ${open.port.number}, without TLS`,
      allowed: "hosts of the release's own, with tls, where others than its developers call",
      fix: "set gateway.hosts, or hosts of the stack, and gateway.tls; nothing, for a trial",
    },
  ];
}

function foreignNamespace({ services }: PlannedCluster): RuleFinding[] {
  const [first]: readonly Planned[] = services;
  if (!first) return [];
  const origin: Path = ["createNamespace"];
  return [
    {
      code: "GR253",
      origin,
      on: first,
      given: `the namespace ${first.manifest.metadata.namespace}, which others make`,
      allowed: "a namespace whose label is what injection says",
      fix: "make sure that it is in every cluster, with that label",
    },
  ];
}
