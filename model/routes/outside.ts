// Where routes lead to what is outside of the release: hosts, ports and the `host` header.
import type { ServiceSpec } from "../release/release";
import type { OutsideSpec } from "../release/routing";
import { subsetName } from "../release/names";

/** Names of a service's destinations outside of the release, in the order of their declaration. */
export function outsideNames({ outside = {} }: Pick<ServiceSpec, "outside">): string[] {
  return Object.keys(outside);
}

/** Whether a name is that of a destination outside of the release. */
export function isOutside({ outside = {} }: Pick<ServiceSpec, "outside">, name: string): boolean {
  return Object.hasOwn(outside, name);
}

/** A destination outside of the release, as routes lead to it. */
export interface OutsideTarget {
  readonly host: string;
  /** @default the number of the service's port that the request reached */
  readonly port?: number;
  readonly subset?: string;
  /** The `host` header that requests get on the way. @default that of the caller */
  readonly authority?: string;
}

/** The destinations outside of the release of one service, by name. */
export type OutsideTargets = Readonly<Record<string, OutsideTarget>>;

/**
 * How routes lead to a destination outside of the release. An external host has a name of its own in
 * the mesh: so the TLS that proxies speak for these routes never touches calls that applications
 * make to the host themselves, and two services may leave the same host.
 */
export function outsideTarget(
  namespace: string,
  service: string,
  name: string,
  spec: OutsideSpec,
): OutsideTarget {
  const { host, port, subset, external = false, keepHost = !external } = spec;
  return {
    host: external ? meshHost(namespace, service, name) : host,
    // The ServiceEntry of an external host has the service's port, and leads to the host's.
    ...(port !== undefined && !external && { port }),
    // An external host has none: GR342 says so.
    ...(subset !== undefined && !external && { subset }),
    ...(!keepHost && { authority: host }),
  };
}

/** The targets of all destinations outside of the release of one service. */
export function outsideTargets(
  namespace: string,
  service: string,
  outside: Readonly<Record<string, OutsideSpec>>,
): OutsideTargets {
  return Object.fromEntries(
    Object.entries(outside).map(([name, spec]) => [
      name,
      outsideTarget(namespace, service, name, spec),
    ]),
  );
}

/** `internal` is reserved for names that no public DNS has. */
function meshHost(namespace: string, service: string, name: string): string {
  return `${subsetName(name)}.${service}.${namespace}.outside.internal`;
}
