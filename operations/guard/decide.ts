/**
 * Decides whether an update may move routes: only if no one wrote them since the update began.
 * Pure.
 */

/**
 * Generations of VirtualServices, each with the time of the last abort that left it as it is, by
 * cluster, namespace and name as in {@link routeName}.
 */
export type Generations = ReadonlyMap<string, string>;

/** The name of a VirtualService in a message. */
export function routeName(cluster: string, namespace: string | undefined, name: string): string {
  return `${cluster}: VirtualService ${namespace}/${name}`;
}

/**
 * The VirtualServices of the beginning that have another generation or mark now; new ones don't
 * count.
 */
export function writtenSince(atFirst: Generations, now: Generations): string[] {
  return [...atFirst].flatMap(([name, generation]) => (now.get(name) === generation ? [] : [name]));
}

/**
 * Why an update must not move routes.
 *
 * @param written names of VirtualServices
 * @returns undefined where there are none
 */
export function writtenRefusal(written: readonly string[]): string | undefined {
  if (written.length === 0) return undefined;
  return (
    `Another field manager or gray abort wrote routes while this update ran: ${written.join(", ")}. ` +
    "This update moved no route. Look at the routes with npx gray drift, then run the update again."
  );
}

/**
 * Why an update must not move routes where it can't read them.
 *
 * @param clusters each with its reason, in words
 */
export function unreadableRefusal(clusters: readonly string[]): string {
  return (
    `The update can't read VirtualServices: ${clusters.join("; ")}. This update moved no route: ` +
    "traffic flows as before. Run it again when each of these clusters answers."
  );
}
