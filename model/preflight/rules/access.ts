// The rule on access: callers without certificates, closed services, open Gateways, and gateways that
// it may not let in. GR250 to GR254 and GR309.
import { selectorText } from "../../release/labels";
import type { Path } from "../../problem";
import type { Release } from "../../release/release";
import type { UnsureCallers } from "../../plan/access";
import type { RuleFinding } from "../finding";
import type { Planned, PlannedCluster, PlannedObjects } from "../planned-objects";

/** Finds access that differs from what the declaration seems to say. */
export function access({ clusters, release, unsureCallers }: PlannedObjects): RuleFinding[] {
  return clusters.flatMap((cluster) => [
    ...unsureCallers.flatMap((one) => otherPods(one, cluster)),
    ...plainCallers(cluster),
    ...cluster.authorizationPolicies.flatMap(closedToAll),
    ...cluster.gateways.flatMap(wideOpen),
    ...(release.createNamespace === false
      ? [...foreignNamespace(cluster), ...foreignPods(cluster, release)]
      : []),
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
        given: `${mode ?? "no mode"}, in a release that knows callers by their certificates`,
        allowed: "STRICT, in a release that has access",
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
      given: "no caller: neither its namespace, nor the gateway, nor a listed caller",
      allowed: "at least one caller",
      fix: "list its callers, or leave access.sameNamespace out",
    },
  ];
}

/** Sidecars know the ingress gateway by its pods' namespace, which a selector does not tell. */
function otherPods(
  { gateway: { spec, place, name, namespace }, taken, cluster: silent }: UnsureCallers,
  cluster: PlannedCluster,
): RuleFinding[] {
  const [policy] = cluster.authorizationPolicies;
  if (!policy) return [];
  const labels = selectorText(spec.selector ?? {});
  const pods = labels === "" ? `the pods of ${namespace}/${name}` : `pods with ${labels}`;
  return [
    {
      code: "GR309",
      origin: [...place, "workload"],
      on: policy,
      given: `${pods}, which access takes to be in ${[...new Set(taken)].join(", ")}: cluster ${silent} does not say where they are`,
      allowed:
        "the namespace of the gateway's pods, in workload of the gateway or in ingress of each cluster",
      fix: `set ${place.join(".")}.workload: {namespace: <of the gateway's pods>}, or ingress of cluster ${silent} to <namespace>/<Service>`,
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
      allowed: "hosts of its own with tls, for callers other than its developers",
      fix: "set gateway.hosts (or hosts of the stack) and gateway.tls; a trial can leave both out",
    },
  ];
}

function foreignNamespace({ services, peerAuthentications }: PlannedCluster): RuleFinding[] {
  const [first]: readonly Planned[] = services;
  if (!first) return [];
  const origin: Path = ["createNamespace"];
  return [
    {
      code: "GR253",
      origin,
      on: first,
      given: `the namespace ${first.manifest.metadata.namespace}, which belongs to another owner${demanding(peerAuthentications)}`,
      allowed: "a namespace with the label that injection asks for",
      fix: "make sure that the namespace exists in every cluster, with that label",
    },
  ];
}

/** What the release demands of the callers of all pods of its namespace. */
function demanding([of]: PlannedCluster["peerAuthentications"]): string {
  const mode = of?.manifest.spec.mtls?.mode;
  return mode ? `, and whose pods get the mutual TLS mode ${mode}` : "";
}

/** A PeerAuthentication without a selector holds for every pod of its namespace. */
function foreignPods({ peerAuthentications }: PlannedCluster, { mtls }: Release): RuleFinding[] {
  // Who writes the mode means it.
  if (mtls !== undefined) return [];
  return peerAuthentications
    .filter(({ manifest }) => manifest.spec.mtls?.mode === "STRICT")
    .map((of) => ({
      code: "GR254",
      origin: ["mtls"],
      on: of,
      given: `STRICT, for all pods of the namespace ${of.manifest.metadata.namespace}, those of others included`,
      allowed:
        "external, so that the namespace's owner decides; or a mode that is meant for all of its pods",
      fix: "set mtls: external; or mtls: STRICT, if every caller of the namespace's pods has a sidecar",
    }));
}
