// The rule that pods and their callers speak mutual TLS alone. GR406.
import type { Problem } from "../../model/problem";
import { bypass, sidecarOff, type InjectedPod } from "../../model/release/sidecars";
import { isInside, placeIn, specOf, type StackObject } from "../objects";

/** A part of an object that takes or sends plain text. */
interface Plain {
  /** @default the object as a whole */
  readonly inside?: string;
  readonly given: string;
  readonly fix: string;
}

/** PeerAuthentications, DestinationRules and the pods of Deployments leave no way for plain text. */
export function strictMtls(object: StackObject): Problem[] {
  return [...demanded(object), ...spoken(object), ...pastSidecars(object)].map(
    ({ inside, given, fix }) => ({
      code: "GR406",
      path: placeIn(object, inside),
      given,
      allowed: "mutual TLS for every caller of every pod",
      fix,
    }),
  );
}

/**
 * What a PeerAuthentication lets pods take. A mode that is left out comes from a wider one, and in the
 * end from Istio's own, PERMISSIVE (https://istio.io/latest/docs/reference/config/security/peer_authentication/);
 * that of a port comes from the same object.
 */
function demanded(object: StackObject): Plain[] {
  const spec = specOf(object, "PeerAuthentication");
  if (!spec) return [];
  const fix = "set the mode to STRICT";
  const ports = Object.entries(spec.portLevelMtls ?? {});
  const modes: [string, string][] = [
    ["spec.mtls.mode", spec.mtls?.mode ?? "UNSET"],
    ...ports.map(([port, { mode = "STRICT" }]): [string, string] => [
      `spec.portLevelMtls.${port}.mode`,
      mode,
    ]),
  ];
  return modes.flatMap(([inside, mode]) =>
    mode === "STRICT" ? [] : [{ inside, given: `${mode}: pods may take plain text`, fix }],
  );
}

/**
 * What callers of Services in the mesh speak by a DestinationRule. Without a mode Istio chooses mutual TLS
 * where the pod takes it (https://istio.io/latest/docs/ops/configuration/traffic-management/tls-configuration/#auto-mtls).
 */
function spoken(object: StackObject): Plain[] {
  const { host = "", trafficPolicy, subsets = [] } = specOf(object, "DestinationRule") ?? {};
  if (!isInside(host)) return [];
  const policies: [string, typeof trafficPolicy][] = [
    ["spec.trafficPolicy", trafficPolicy],
    ...subsets.map((one, i): [string, typeof trafficPolicy] => [
      `spec.subsets[${i}].trafficPolicy`,
      one.trafficPolicy,
    ]),
  ];
  return policies
    .flatMap(([place, policy]) => [
      { place, tls: policy?.tls },
      ...(policy?.portLevelSettings ?? []).map(({ tls }, i) => ({
        place: `${place}.portLevelSettings[${i}]`,
        tls,
      })),
    ])
    .flatMap(({ place, tls }) =>
      tls === undefined || tls.mode === "ISTIO_MUTUAL"
        ? []
        : [
            {
              inside: `${place}.tls.mode`,
              given: `${tls.mode ?? "DISABLE"}: callers do not speak the mutual TLS of the mesh`,
              fix: "set the mode to ISTIO_MUTUAL, or leave tls out",
            },
          ],
    );
}

/** What keeps the pods of a Deployment, or some of their ports, away from sidecars. */
function pastSidecars(object: StackObject): Plain[] {
  const template = specOf(object, "Deployment")?.template;
  if (!template) return [];
  const pod = template as InjectedPod;
  const off = sidecarOff(pod);
  if (off !== undefined)
    return [
      {
        given: `pods without a sidecar, which take plain text, by ${off}`,
        fix: "remove what keeps the sidecar away from these pods",
      },
    ];
  const ports = (template.spec?.containers ?? []).flatMap((one) => one.ports ?? []);
  return ports.flatMap(({ containerPort }) => {
    const how = bypass(pod, containerPort);
    return how === undefined
      ? []
      : [
          {
            given: `port ${containerPort} past the sidecar, by ${how}`,
            fix: "remove this annotation",
          },
        ];
  });
}
