/** Which requests the server of a page answers. Pure. */

/** What is asked of the server. */
export interface PageRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Headers, by their names in small letters. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Where the server listens. */
export interface PagePlace {
  readonly port: number;
  /** The first part of the path: only who knows it sees the page. */
  readonly key: string;
}

/** What it answers. */
export type PageAnswer =
  | { readonly give: "page" | "content" }
  | { readonly status: 403 | 404 | 405 | 421; readonly why: string };

/** Names of this machine for itself. */
const hosts = ["127.0.0.1", "localhost", "[::1]"];

/**
 * Answers this page's own reader alone. Another page in the same browser can send requests to loopback,
 * too: by a name that it made point there (DNS rebinding), so the Host must be one of loopback; or as a
 * request of its own origin, which browsers mark.
 */
export function answerTo({ method, path, headers }: PageRequest, place: PagePlace): PageAnswer {
  const { host, origin, "sec-fetch-site": site, "sec-fetch-mode": mode } = headers;
  const own = hosts.map((name) => `${name}:${place.port}`);
  if (typeof host !== "string" || !own.includes(host.toLowerCase()))
    return { status: 421, why: "this server answers on loopback alone" };
  if (method !== "GET" && method !== "HEAD")
    return { status: 405, why: "a page is only read: GET or HEAD" };
  const isOwn = origin === undefined || own.some((one) => origin === `http://${one}`);
  // A link that a person follows is a navigation, and shows the other page nothing.
  const isLink = mode === "navigate";
  const isNear = site === undefined || site === "same-origin" || site === "none" || isLink;
  if (!isOwn || !isNear) return { status: 403, why: "another page asks" };
  if (path === `/${place.key}/`) return { give: "page" };
  if (path === `/${place.key}/content`) return { give: "content" };
  return { status: 404, why: "there is no such page: take the whole address that gray printed" };
}
