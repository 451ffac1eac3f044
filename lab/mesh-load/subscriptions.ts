// What one simulated proxy subscribes to by name: the endpoints of its clusters, the routes of its listeners.
import type { DeltaResponse } from "./delta-xds";
import { hasEndpoints, routesOf } from "./follow-ups";
import type { Fields } from "../wire";

/** Names that a proxy starts or stops subscribing to. */
export interface NameChange {
  subscribe: string[];
  unsubscribe: string[];
}

/**
 * The names that follow from the resources of one type. Which they are is read once for each name of a resource in the
 * process, for all proxies of a load get the same: five hundred would read the same megabytes.
 */
class FollowUps {
  private readonly known = new Map<string, readonly string[]>();

  constructor(private readonly read: (name: string, fields: Fields) => readonly string[]) {}

  of(name: string, fields: () => Fields): readonly string[] {
    const found = this.known.get(name);
    if (found) return found;
    const names = this.read(name, fields());
    this.known.set(name, names);
    return names;
  }
}

/** The endpoints that follow from clusters. */
export const endpointNames = new FollowUps((name, fields) => (hasEndpoints(fields) ? [name] : []));

/** The routes that follow from listeners. */
export const routeNames = new FollowUps((_, fields) => routesOf(fields));

/** The names of one type that a proxy subscribes to, as they follow from the resources of another type. */
export class Subscriptions {
  private readonly byResource = new Map<string, readonly string[]>();
  private current = new Set<string>();

  constructor(private readonly followUps: FollowUps) {}

  /** Whether there are any. */
  get some(): boolean {
    return this.current.size > 0;
  }

  /** What changes by a response; most responses change nothing, and cost little. */
  change(response: DeltaResponse): NameChange {
    let same = true;
    for (const { name, fields } of response.resources()) {
      if (this.byResource.has(name)) continue;
      const names = this.followUps.of(name, fields);
      this.byResource.set(name, names);
      same &&= names.length === 0;
    }
    for (const name of response.removed) {
      same &&= !this.byResource.get(name)?.length;
      this.byResource.delete(name);
    }
    if (same) return { subscribe: [], unsubscribe: [] };
    const wanted = new Set<string>();
    for (const names of this.byResource.values()) for (const name of names) wanted.add(name);
    const before = this.current;
    this.current = wanted;
    return {
      subscribe: [...wanted].filter((name) => !before.has(name)),
      unsubscribe: [...before].filter((name) => !wanted.has(name)),
    };
  }
}
