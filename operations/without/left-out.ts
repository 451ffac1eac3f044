/**
 * What an update knows of the clusters that a user left out of it by name (`--without`). Plain data:
 * `gray` writes it for one run, and the program reads it ({@link readLeftOut}).
 *
 * How it works: `gray up --without east` exports the state, and gives every object of east to the
 * engine with `--exclude`. The program registers nothing of east but its provider. The engine keeps
 * an excluded object that the program does not register as it is, with a SameStep that asks no
 * provider (`GenerateDeletes` in pkg/resource/deploy/step_generator.go), and with it all that the
 * object depends on in the state. So nothing of east is read, written, deleted or forgotten, and
 * what east lacks is neither registered nor depended on. The program can't see the state, so the
 * command tells it through a file, whose path an environment variable holds: the list may be longer
 * than the 128 KiB of one variable, it holds no values of objects and so no secrets, and nothing of
 * it stays in the stack file.
 *
 * What the program refuses then, before any object is registered (decide.ts): to delete what the
 * last applied routes of east name; to give first traffic to pods that run in east alone; and to
 * change whether the pods of a service have sidecars. Since when east is left out stands in the state, as an output
 * of the component; the plain update that brings it back registers all of its objects again.
 */
export interface LeftOut {
  /** Name of the stack that the run is for. */
  readonly stack: string;
  readonly clusters: readonly LeftOutCluster[];
  /** The objects of clusters that answer which the routes of left out clusters lead to. */
  readonly needed: readonly NeededObject[];
  /**
   * Objects that the release may drop in clusters that answer, but that the engine keeps, because
   * objects of a left out cluster depend on them in the state.
   */
  readonly kept: readonly StackObject[];
  /** What the last applied routes of clusters that answer name, as `<host>/<subset>`. */
  readonly named: readonly NamedSubset[];
}

/** A cluster that is left out. */
export interface LeftOutCluster {
  readonly name: string;
  /** Since when updates leave it out, as RFC 3339; without it this run is the first one. */
  readonly since?: string;
  /** When the stack last wrote an object there, as RFC 3339; left out where it never did. */
  readonly written?: string;
  /**
   * Whether its callers speak only mutual TLS to the pods of a service or, where it has no rules of
   * its own, whether all of these pods have sidecars; by the host of the service.
   */
  readonly mutualTls?: Readonly<Record<string, boolean>>;
}

/** An object of the state. */
export interface StackObject {
  /** Pulumi's name of the release component that it belongs to. */
  readonly release: string;
  readonly cluster: string;
  /** Such as `Deployment shop/cart-v1`. */
  readonly object: string;
}

/** An object of a cluster that answers, and the route that leads to it. */
export interface NeededObject extends StackObject {
  /** The VirtualService, such as `VirtualService shop/cart`. */
  readonly route: string;
  /** The cluster of the VirtualService. */
  readonly from: string;
}

/** A subset that a route of a cluster names. */
export interface NamedSubset {
  readonly release: string;
  readonly cluster: string;
  readonly subset: string;
}

/** The environment variable with the path of the file, for one run of the program. */
export const leftOutVariable = "GRAY_WITHOUT";

/** The part that concerns one release of the program. */
export function ofRelease(all: LeftOut, release: string): LeftOut {
  const own = <T extends { readonly release: string }>(list: readonly T[]) =>
    list.filter((one) => one.release === release);
  return { ...all, needed: own(all.needed), kept: own(all.kept), named: own(all.named) };
}
