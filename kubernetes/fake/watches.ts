// Watches of the fake API server: one JSON document a line for every change, until the client goes.
import type { ServerResponse } from "node:http";
import { expired } from "./errors";
import { isInList, type ResourcePath } from "./paths";
import type { FakeRequest } from "./requests";
import { selects } from "./selectors";
import type { Store, StoredObject } from "./store";

/**
 * Answers a watch. One that begins at a version which the store has forgotten gets an event of type ERROR with code 410
 * in an answer of status 200, as a real API server gives it. Without a version it begins with all objects, as added.
 */
export function answerWatch(
  store: Store,
  { query }: FakeRequest,
  target: ResourcePath,
  response: ServerResponse,
): void {
  const isSelected = selects(new URLSearchParams(query));
  const send = (type: string, object: object) =>
    response.write(`${JSON.stringify({ type, object })}\n`);
  response.writeHead(200, { "content-type": "application/json" });
  response.flushHeaders();
  const asked = Number(query.resourceVersion ?? 0);
  const oldest = asked > 0 ? store.forgottenAfter(asked) : undefined;
  if (oldest !== undefined) {
    send("ERROR", expired(asked, oldest).body);
    return void response.end();
  }
  if (asked === 0) for (const one of store.list(target).filter(isSelected)) send("ADDED", one);
  const stop = store.follow(asked || store.version, ({ version, path, before, after }) => {
    if (!isInList(path, target)) return;
    if (target.name !== undefined && path.name !== target.name) return;
    const was = before && isSelected(before) ? before : undefined;
    const is = after && isSelected(after) ? after : undefined;
    if (is) send(was ? "MODIFIED" : "ADDED", is);
    else if (was) send("DELETED", withVersion(was, version));
  });
  const { timeoutSeconds } = query;
  const timer = timeoutSeconds && setTimeout(() => response.end(), Number(timeoutSeconds) * 1000);
  response.on("close", () => {
    stop();
    if (timer) clearTimeout(timer);
  });
}

/** A deleted object comes with the version of its deletion. */
function withVersion(object: StoredObject, version: number): StoredObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: `${version}` } };
}
