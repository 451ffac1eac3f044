/** Writes what an abort decided for one cluster. */
import { objectPath } from "../../kubernetes/object-path";
import { keyOf } from "../../model/live-object";
import type { Metadata } from "../../model/manifests/metadata";
import { owned } from "../../model/manifests/ownership";
import type { ClusterApi } from "../cluster-api";
import type { Clock } from "../clock";
import { inTime } from "../deadline";
import type { AbortedRoutes } from "./routes";

/** Milliseconds in which the API server must take a VirtualService. */
const writeLimitMs = 10_000;

/** What became of the writes in one cluster. */
export interface Written {
  /** Namespaces and names of the VirtualServices that the API server took. */
  readonly written: readonly string[];
  /** Why it refused the others; left out where it took all. */
  readonly failure?: string;
}

/**
 * Writes all of them at once, under the program's own field manager, so that the engine's next
 * update finds what it would have written. One that fails does not keep the others from being
 * written.
 */
export async function writeRoutes(
  client: Pick<ClusterApi, "apply">,
  writes: readonly AbortedRoutes[],
  clock: Clock,
): Promise<Written> {
  const results = await Promise.allSettled(
    writes.map(({ metadata: { name, namespace }, spec }) => {
      const object = {
        apiVersion: "networking.istio.io/v1",
        kind: "VirtualService",
        metadata: owned<Metadata>({ name, ...(namespace && { namespace }) }),
        spec,
      };
      const applied = client.apply(objectPath(object), object);
      return inTime(applied, { limitMs: writeLimitMs, clock });
    }),
  );
  const failures = results.flatMap((one) =>
    one.status === "rejected" ? [(one.reason as Error).message] : [],
  );
  return {
    written: writes.filter((_, i) => results[i]?.status === "fulfilled").map(keyOf),
    ...(failures.length > 0 && { failure: [...new Set(failures)].join("; ") }),
  };
}
