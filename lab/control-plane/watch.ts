/** Watches a list of objects, and goes on after broken connections. */
import { setTimeout as sleep } from "node:timers/promises";
import { type KubeClient, KubeError, type KubeObject } from "../../kubernetes/client";

/** What happens to the objects of a watched list. */
export interface WatchHandlers<T> {
  /** An object appeared or changed. */
  changed: (object: T) => void;
  /** An object is gone from the API. */
  gone: (object: T) => void;
  /** The first list has been handed to `changed`. */
  synced?: () => void;
  /** The watch broke and will be opened again. */
  broken?: (error: Error) => void;
}

interface WatchEvent<T> {
  type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  object: T;
}

interface List<T> {
  metadata: { resourceVersion: string };
  items: T[];
}

/**
 * Reports what happens to the objects of a list until the signal aborts. A broken watch is
 * opened again; after a gap it reads the list again, and reports objects that vanished meanwhile as gone.
 *
 * @param path - the list's path with its query, e.g. `/api/v1/pods?fieldSelector=spec.nodeName%3Dn`.
 */
export async function watchList<T extends KubeObject>(
  client: KubeClient,
  path: string,
  handlers: WatchHandlers<T>,
  signal: AbortSignal,
): Promise<void> {
  const known = new Map<string, T>();
  const join = path.includes("?") ? "&" : "?";
  let version: string | undefined;
  let first = true;
  let broken = false;
  while (!signal.aborted) {
    try {
      if (version === undefined) {
        version = await relist(client, path, known, handlers);
        if (first) handlers.synced?.();
        first = false;
      }
      const query = `${join}watch=1&allowWatchBookmarks=true&resourceVersion=${version}`;
      const stream = await client.open("GET", `${path}${query}`, undefined, undefined, signal);
      broken = false;
      for await (const event of lines<WatchEvent<T>>(stream)) {
        if (event.type === "ERROR") {
          version = undefined;
          break;
        }
        version = event.object.metadata.resourceVersion;
        report(event, known, handlers);
      }
    } catch (error) {
      if (signal.aborted) return;
      // 410: the version is too old for the server; any other answer: start from the list too.
      if (error instanceof KubeError) version = undefined;
      if (!broken) handlers.broken?.(error as Error);
      broken = true;
      await sleep(200);
    }
  }
}

async function relist<T extends KubeObject>(
  client: KubeClient,
  path: string,
  known: Map<string, T>,
  handlers: WatchHandlers<T>,
): Promise<string> {
  const list = await client.request<List<T>>("GET", path);
  const present = new Set(list.items.map((item) => item.metadata.uid ?? ""));
  for (const [uid, object] of known) {
    if (present.has(uid)) continue;
    known.delete(uid);
    handlers.gone(object);
  }
  for (const item of list.items) {
    known.set(item.metadata.uid ?? "", item);
    handlers.changed(item);
  }
  return list.metadata.resourceVersion;
}

function report<T extends KubeObject>(
  event: WatchEvent<T>,
  known: Map<string, T>,
  handlers: WatchHandlers<T>,
): void {
  const uid = event.object.metadata.uid ?? "";
  if (event.type === "ADDED" || event.type === "MODIFIED") {
    known.set(uid, event.object);
    handlers.changed(event.object);
  } else if (event.type === "DELETED") {
    known.delete(uid);
    handlers.gone(event.object);
  }
}

/** Reads a stream of JSON documents, one a line. */
async function* lines<T>(stream: AsyncIterable<Buffer>): AsyncGenerator<T> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) if (line) yield JSON.parse(line) as T;
  }
}
