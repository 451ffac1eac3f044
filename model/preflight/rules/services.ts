// The rule on Services: names of ports, target ports and selectors. GR230 to GR232.
import { show, type Path } from "../../problem";
import type { ServiceManifest } from "../../manifests/service";
import { istioProtocols } from "../../release/ports";
import type { RuleFinding } from "../finding";
import type { Planned, PlannedObjects } from "../planned-objects";
import { isIn, podsOf, type Pods } from "../pods";

type ServicePort = NonNullable<ServiceManifest["spec"]["ports"]>[number];

const portName = new RegExp(`^(${istioProtocols.join("|")})(-.*)?$`, "i");

/**
 * Checks that the name of each port begins with a protocol, that pods listen on the target port,
 * and that no selector chooses a version.
 */
export function services(mesh: PlannedObjects): RuleFinding[] {
  const pods = podsOf(mesh);
  return mesh.clusters
    .flatMap((cluster) => cluster.services)
    .flatMap((of) => [
      ...(of.manifest.spec.ports ?? []).flatMap((port, i) => {
        const { ports } = mesh.release.services[String(of.origin[1])] ?? {};
        const place = (short: string, key: string) => [
          ...of.origin,
          ...(ports ? ["ports", i, key] : [short]),
        ];
        return [
          ...naming(of, port, place("portName", "name")),
          ...exposing(of, port, { place: place("targetPort", "targetPort"), all: pods }),
        ];
      }),
      ...selecting(of),
    ]);
}

function naming(of: Planned<ServiceManifest>, port: ServicePort, origin: Path): RuleFinding[] {
  const says = port.appProtocol ?? port.name ?? "";
  if (port.protocol === "UDP" || portName.test(says) || says.startsWith("kubernetes.io/"))
    return [];
  return [
    {
      code: "GR230",
      origin,
      on: of,
      given: `${show(says)} as the name of port ${port.port}`,
      allowed: `<protocol> or <protocol>-<suffix>, with a protocol of ${istioProtocols.join(", ")}`,
      fix: `name it http-${port.port}, or after the protocol that its pods speak`,
    },
  ];
}

function exposing(
  of: Planned<ServiceManifest>,
  { port, targetPort = port }: ServicePort,
  { place, all }: { readonly place: Path; readonly all: readonly Pods[] },
): RuleFinding[] {
  const pods = all.filter((one) => isIn(of.manifest, one));
  const ports = pods.flatMap((one) => one.ports);
  const fits = ports.some(({ containerPort, name }) => [containerPort, name].includes(targetPort));
  // The `ports` of a container are only information: pods that list none may listen on any port.
  if (fits || ports.length === 0) return [];
  return [
    {
      code: "GR231",
      origin: place,
      on: of,
      given: `the target port ${targetPort} of port ${port}, which no pod exposes`,
      allowed: [...new Set(ports.map(({ containerPort }) => containerPort))].join(", "),
      fix: "set targetPort to the port that the containers listen on",
    },
  ];
}

function selecting(of: Planned<ServiceManifest>): RuleFinding[] {
  const { version } = of.manifest.spec.selector ?? {};
  if (version === undefined) return [];
  return [
    {
      code: "GR232",
      origin: [...of.origin, "selector", "version"],
      on: of,
      given: `a selector with version: ${version}`,
      allowed: "a selector that the pods of all versions meet",
      fix: "select by labels that all versions share: subsets choose the version",
    },
  ];
}
