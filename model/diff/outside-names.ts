// Finds the names of destinations outside of the release, to which routes lead by host alone.
import { outsideKey } from "../kinds";
import type { Manifest } from "../manifests/metadata";
import type { ServiceEntryManifest } from "../manifests/outside/service-entry";
import { placeOf, type KnownOutside } from "./known-outside";
import type { Snapshot } from "./snapshot";

/** Where a route leads. */
export interface LedTo {
  readonly host?: string;
  readonly subset?: string;
  readonly port?: { readonly number?: number };
}

/** The names of one side of a comparison. */
export class OutsideNames {
  private readonly known: readonly KnownOutside[];
  private readonly moved: ReadonlySet<string>;

  /**
   * @param side the snapshot whose routes are read
   * @param other the one beside it: a name that is at another place there says its place, too
   */
  constructor(side: Snapshot, other: Snapshot) {
    const [mine, others] = [side, other].map(knownIn) as [KnownOutside[], KnownOutside[]];
    // A state has routes and no names of Services, so those of the plan beside it hold.
    this.known = side.outside ? mine : [...mine, ...(other.outside ?? [])];
    const places = new Map(others.map((one) => [keyOf(one), one.where]));
    this.moved = new Set(
      mine.filter((one) => (places.get(keyOf(one)) ?? one.where) !== one.where).map(keyOf),
    );
  }

  /** The name of a destination of a service's routes, marked as outside; else its host. */
  labelOf(service: string, { host = "", subset, port }: LedTo): string {
    const found = this.known
      .filter((one) => one.service === service && one.host === host && one.subset === subset)
      .filter((one) => one.port === undefined || one.port === port?.number)
      // Of two with one host, the one that names its port is the closer one.
      .sort((a, b) => Number(b.port !== undefined) - Number(a.port !== undefined))[0];
    if (!found)
      return `${placeOf({ host, ...(subset !== undefined && { subset }) }, port?.number)} (outside)`;
    return this.moved.has(keyOf(found))
      ? `${found.name} (outside, ${found.where})`
      : `${found.name} (outside)`;
  }
}

function keyOf({ service, name }: KnownOutside): string {
  return `${service}/${name}`;
}

function knownIn({ clusters, outside = [] }: Snapshot): KnownOutside[] {
  const lists = new Set(clusters.map(({ objects }) => objects));
  const external = [...lists].flatMap((objects) => objects.flatMap(externalOf));
  return [...outside, ...new Map(external.map((one) => [one.host, one])).values()];
}

/** The destination of a ServiceEntry of the release; its host in the mesh says the service. */
function externalOf(object: Manifest): KnownOutside[] {
  const name = object.metadata.annotations?.[outsideKey];
  if (object.kind !== "ServiceEntry" || name === undefined) return [];
  const { hosts, endpoints } = (object as ServiceEntryManifest).spec;
  const [host = ""] = hosts;
  const where = endpoints.map(({ address, ports }) =>
    [address, ...new Set(Object.values(ports))].join(":"),
  );
  return [{ service: host.split(".")[1] ?? "", name, host, where: where.join(", ") }];
}
