// Checks the containers of a version: images, and the ports that probes and the Service name.
import { formatPath, listed, show, type Path, type Problem } from "../../problem";
import {
  appContainerName,
  appOverrides,
  appProbes,
  containerPorts,
  isApp,
  portOf,
  type ContainerPart,
} from "../../release/app-container";
import { servicePorts } from "../../release/ports";
import type { VersionSpec } from "../../release/release";
import type { ServiceContext } from "../context";

/** Checks the containers of each version of a service. */
export function checkContainers(context: ServiceContext): Problem[] {
  const { name, service, locate } = context;
  const versions = Object.entries(service.versions).map(([version, spec]) => ({
    version,
    spec,
    path: locate(["services", name, "versions", version]),
  }));
  return [
    ...checkTargetPorts(context),
    ...versions.flatMap(({ spec, path }) => [
      ...checkImages(name, spec, path),
      ...checkProbes(context, spec, path),
    ]),
  ];
}

/** The app's container has the version's image; each other container needs its own. */
function checkImages(service: string, version: VersionSpec, path: Path): Problem[] {
  const app = appContainerName(service, version);
  return (["containers", "initContainers"] as const).flatMap((list) => {
    const all = (version.pod?.spec?.[list] ?? []) as readonly ContainerPart[];
    return all.flatMap((one, i): Problem[] => {
      if (one.image || (list === "containers" && isApp(one, app, all))) return [];
      const name = one.name ?? "<name>";
      return [
        {
          code: "GR174",
          path: formatPath([...path, "pod", "spec", list, i]),
          given: `the container ${show(one.name ?? i)} without an image, beside the app's container ${show(app)}`,
          allowed: "an image for each container but the app's",
          fix:
            list === "containers"
              ? `if it is the app's container, set \`container: ${name}\` of the version; else give it an image`
              : "give it an image",
        },
      ];
    });
  });
}

/** Checks that every version has a container with the port that a Service names. */
function checkTargetPorts({ name, service, locate }: ServiceContext): Problem[] {
  const root = locate(["services", name]);
  const short = service.ports === undefined;
  return servicePorts(service).flatMap(({ targetPort, name: port }, i): Problem[] => {
    if (typeof targetPort === "number") return [];
    const lacking = Object.keys(service.versions).filter((version) => {
      const spec = service.versions[version];
      return spec && !namedPorts(name, service, spec).includes(targetPort);
    });
    if (lacking.length === 0) return [];
    const index = short ? i : (service.ports ?? []).findIndex((one) => one?.name === port);
    return [
      {
        code: "GR173",
        path: formatPath([...root, ...(short ? [] : ["ports", index]), "targetPort"]),
        given: `${show(targetPort)}, the name of a port that no container of ${listed(lacking)} has`,
        allowed: "a number, or the name of a port of some container in the pods of every version",
        fix: `write the number, or name the port in each version: pod: {spec: {containers: [{ports: [{name: ${targetPort}, containerPort: <number>}]}]}}`,
      },
    ];
  });
}

/** The names of ports in all containers of a version's pods. */
function namedPorts(
  name: string,
  service: ServiceContext["service"],
  version: VersionSpec,
): string[] {
  const containers = (version.pod?.spec?.containers ?? []) as readonly ContainerPart[];
  return [
    ...containers.flatMap(({ ports }) => (ports ?? []).map((port) => port.name)),
    ...(appOverrides(name, version)?.ports === null
      ? []
      : containerPorts(name, service, version).map((port) => port.name)),
  ].filter((one) => typeof one === "string");
}

/** A kubelet looks for the port of a probe in the container of the probe. */
function checkProbes(
  { name, service }: ServiceContext,
  version: VersionSpec,
  path: Path,
): Problem[] {
  const own = appOverrides(name, version)?.ports;
  // `null` removes what the program generates.
  const generated = own === null ? [] : containerPorts(name, service, version);
  const named = [...generated, ...(own ?? []).filter(() => true)].flatMap(
    (port) => port.name ?? [],
  );
  const all = (version.pod?.spec?.containers ?? []) as readonly (ContainerPart | undefined)[];
  const index = all.indexOf(appOverrides(name, version));
  return appProbes(name, version).flatMap(({ key, probe, inPod }): Problem[] => {
    const port = portOf(probe);
    if (typeof port !== "string" || named.includes(port)) return [];
    const how = probe.httpGet?.port === undefined ? "tcpSocket" : "httpGet";
    const place = inPod ? ["pod", "spec", "containers", index, key] : [key];
    const numbers = generated.map(({ containerPort }) => containerPort);
    return [
      {
        code: "GR173",
        path: formatPath([...path, ...place, how, "port"]),
        given: `${show(port)}, the name of a port that the app's container does not have`,
        allowed: `a number${numbers.length > 0 ? `, such as ${numbers.join(" or ")}` : ""}${named.length > 0 ? `, or ${listed([...new Set(named)])}` : ""}`,
        fix: /^\d+$/.test(port)
          ? `remove the quotes: port: ${port}`
          : "write the number of the port, or give the port this name in `ports` of the service",
      },
    ];
  });
}
