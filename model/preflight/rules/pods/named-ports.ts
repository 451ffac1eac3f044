// The rule on probes and handlers: each container has the ports that its own ones name. GR290.
import type { Container } from "kubernetes-types/core/v1";
import type { DeploymentManifest } from "../../../manifests/deployment";
import { inWords, show, type Path } from "../../../problem";
import { servingContainers } from "../../../release/app-container";
import { servicePorts } from "../../../release/ports";
import type { Release } from "../../../release/release";
import type { RuleFinding } from "../../finding";
import { placeOf } from "../../places";
import type { Planned, PlannedObjects } from "../../planned-objects";

const probes = ["readinessProbe", "livenessProbe", "startupProbe"] as const;
const handlers = ["preStop", "postStart"] as const;

/**
 * Finds probes and handlers by port names that their container does not have. Kubernetes looks
 * nowhere else (ResolveContainerPort in pkg/probe/util.go).
 */
export function namedPorts({ clusters, release }: PlannedObjects): RuleFinding[] {
  return clusters
    .flatMap(({ deployments }) => deployments)
    .flatMap((of) => containersOf(of).flatMap((one) => ports(of, one, release)));
}

/** All containers of a pod, those that run before the app included. */
export function containersOf({ manifest }: Planned<DeploymentManifest>): readonly Container[] {
  const { containers: apps = [], initContainers = [] } = manifest.spec.template.spec ?? {};
  return [...apps, ...initContainers];
}

/** A port that a probe or a handler names. */
interface NamedPort {
  readonly of: string;
  readonly port: unknown;
}

function ports(
  of: Planned<DeploymentManifest>,
  container: Container,
  release: Release,
): RuleFinding[] {
  const known = (container.ports ?? []).flatMap(({ name }) => name ?? []);
  return portsOf(container)
    .filter(({ port }) => typeof port === "string" && !known.includes(port))
    .filter(({ port }) => !isToldOfService(of, port, release))
    .map(({ of: user, port }) => ({
      code: "GR290",
      origin: placeOf(of, keyOf(of, user, release), [
        [user],
        ...["containers", "initContainers"].map((list) => [
          ...["pod", "spec", list, container.name],
          ...user.split("."),
        ]),
      ]),
      on: of,
      given: `the port ${show(port)} of ${user}, in the container ${show(container.name)}`,
      allowed:
        known.length > 0 ? `${inWords(known)}, or a number` : "a number: its ports have no names",
      fix: fixOf(String(port), container),
    }));
}

/**
 * Whether the Service leads to the same port that no container has: that is one mistake with one fix
 * (GR173).
 */
function isToldOfService(
  { origin: [, name = ""], manifest }: Planned<DeploymentManifest>,
  port: unknown,
  { services }: Release,
): boolean {
  const service = services[name];
  const containers = servingContainers<Container>(manifest.spec.template.spec ?? {});
  return (
    service !== undefined &&
    servicePorts(service).some(({ targetPort }) => targetPort === port) &&
    !containers.some(({ ports = [] }) => ports.some((one) => one.name === port))
  );
}

/** The key of the version that has the probe, where it has one. */
function keyOf({ origin }: Planned, user: string, { services }: Release): Path {
  const [, service = "", , version = ""] = origin.map(String);
  const spec = services[service]?.versions[version];
  return spec && Object.hasOwn(spec, user) ? [user] : [];
}

function portsOf({ lifecycle, ...container }: Container): NamedPort[] {
  const users = [
    ...probes.map((name) => [name, container[name]] as const),
    ...handlers.map((name) => [`lifecycle.${name}`, lifecycle?.[name]] as const),
  ];
  return users.flatMap(([of, by]) =>
    [
      by?.httpGet?.port,
      by?.tcpSocket?.port,
      (by as { grpc?: { port: unknown } } | undefined)?.grpc?.port,
    ].map((port) => ({ of, port })),
  );
}

function fixOf(port: string, { ports: own = [] }: Container): string {
  if (/^\d+$/.test(port)) return `remove the quotes: port: ${port}`;
  const [first] = own;
  const number = first ? `write its number, such as ${first.containerPort}` : "write its number";
  return `${number}, or give the port this name`;
}
