/** Makes `outside` of a service of the destinations of live routes that lead out of a namespace. Pure. */
import { objectName } from "../../model/live-object";
import { isServiceHost, labelValue } from "../../model/release/names";
import {
  fullHost,
  isWithin,
  outsideKey,
  type FoundDestination,
  type LiveDestination,
  type Outside,
} from "./decide/hosts";
import type { LiveCluster, Tell } from "./decide/live";
import { routesObject } from "./decide/routes";

/**
 * The destinations of a service's routes that are not in its namespace, in all clusters. A host that is
 * no Service has a ServiceEntry already, because calls reach it.
 *
 * @param versions names that are taken
 * @param port of a service with one port
 */
export function outsideOf(
  service: string,
  versions: readonly string[],
  port: number | undefined,
  mesh: readonly LiveCluster[],
  tell: Tell,
): Outside {
  const found: Record<string, FoundDestination> = {};
  for (const live of mesh) {
    const namespace = live.namespace.metadata.name;
    const object = routesObject(service, live);
    const { http = [], tcp = [] } = object?.spec ?? {};
    const all = [...http, ...tcp].flatMap(({ route = [] }) => route);
    for (const { destination, headers } of all as readonly LiveShare[]) {
      const host = fullHost(destination?.host ?? "", namespace);
      if (!destination || isWithin(host, namespace)) continue;
      const key = outsideKey(destination, namespace);
      if (Object.values(found).some((one) => one.key === key)) continue;
      const number = destination.port?.number;
      if (number === undefined && object)
        tell({
          cluster: live.cluster.name,
          object: objectName(object),
          field: "spec",
          why: `a destination at ${host} names no port; the release leads to the number of the service's port there`,
        });
      const set = headers?.request?.set ?? {};
      const header = Object.keys(set).find((name) => name.toLowerCase() === "host");
      found[nameOf(host, [...versions, ...Object.keys(found)])] = {
        key,
        spec: {
          host,
          ...(number !== undefined && port !== undefined && number !== port && { port: number }),
          ...(destination.subset !== undefined && { subset: destination.subset }),
          ...(!isServiceHost(host) && { external: false }),
          ...(header !== undefined && set[header] === host && { keepHost: false }),
        },
      };
    }
  }
  return found;
}

interface LiveShare {
  readonly destination?: LiveDestination;
  readonly headers?: { readonly request?: { readonly set?: Readonly<Record<string, string>> } };
}

/** A name after the first part of a host that no other one has. */
function nameOf(host: string, taken: readonly string[]): string {
  const [first = ""] = host.split(".");
  const base = labelValue.test(first) ? first : "outside";
  const more = Array.from({ length: taken.length + 1 }, (_, i) => `${base}-${i + 2}`);
  return [base, ...more].find((name) => !taken.includes(name)) ?? base;
}
