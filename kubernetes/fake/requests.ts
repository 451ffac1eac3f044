// What a request to the fake API server is, and which requests a matcher means.
import { listPath } from "../object-path";
import { parsePath } from "./paths";

/** A request that came in, for assertions. */
export interface FakeRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed where it is JSON; undefined where there is none. */
  readonly body: unknown;
  readonly contentType: string | undefined;
  /** Status of the answer, once there is one. */
  status?: number;
}

/** Which requests are meant. Every field that is given must hold. */
export interface Matcher {
  readonly method?: string;
  /** The whole path without its query, or a pattern of it. */
  readonly path?: string | RegExp;
  /** Kind of the objects, such as `VirtualService`. */
  readonly kind?: string;
  readonly namespace?: string;
  /** Anything else. */
  readonly where?: (request: FakeRequest) => boolean;
}

export function matches(request: FakeRequest, { method, path, kind, namespace, where }: Matcher) {
  const resource = parsePath(request.path);
  if (method !== undefined && request.method !== method) return false;
  if (typeof path === "string" && request.path !== path) return false;
  if (path instanceof RegExp && !path.test(request.path)) return false;
  if (kind !== undefined && resource?.resource !== pluralOf(kind)) return false;
  if (namespace !== undefined && resource?.namespace !== namespace) return false;
  return where?.(request) ?? true;
}

function pluralOf(kind: string): string | undefined {
  return listPath({ apiVersion: "v1", kind, metadata: {} }).split("/").at(-1);
}
