// Checks the containers of a version: images, and the ports that a Service names.
import { formatPath, listed, show, type Problem } from "../../problem";
import {
  appContainerName,
  appOverrides,
  containerPorts,
  isApp,
  servingContainers,
  type ContainerPart,
} from "../../release/app-container";
import { servicePorts } from "../../release/ports";
import type { VersionSpec } from "../../release/release";
import type { ServiceContext } from "../context";
import type { Locate } from "../locate";

/** Checks the containers of each version of a service. */
export function checkContainers(context: ServiceContext): Problem[] {
  const { name, service, locate } = context;
  return [
    ...checkTargetPorts(context),
    ...Object.entries(service.versions).flatMap(([version, spec]) =>
      checkImages(name, spec, (part) => locate(["services", name, "versions", version, ...part])),
    ),
  ];
}

/** The app's container has the version's image; each other container needs its own. */
function checkImages(service: string, version: VersionSpec, locate: Locate): Problem[] {
  const app = appContainerName(service, version);
  return (["containers", "initContainers"] as const).flatMap((list) => {
    const all = version.pod?.spec?.[list] ?? [];
    return all.flatMap((one, i): Problem[] => {
      if (one.image || (list === "containers" && isApp(one, app, all))) return [];
      const name = one.name ?? "<name>";
      return [
        {
          code: "GR174",
          path: formatPath(locate(["pod", "spec", list, i])),
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
  return [
    ...servingContainers<ContainerPart>(version.pod?.spec ?? {}).flatMap(({ ports }) =>
      (ports ?? []).map((port) => port.name),
    ),
    ...(appOverrides(name, version)?.ports === null
      ? []
      : containerPorts(name, service, version).map((port) => port.name)),
  ].filter((one) => typeof one === "string");
}
