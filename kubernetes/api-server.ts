/** Finds the API server behind a context of a kubeconfig, and the way to it. */
import { listed } from "../model/problem";
import type { Kubeconfig, ServerEntry, UserEntry } from "./kubeconfig-entries";
import { environmentProxy, namedProxy } from "./proxy";

/** The API server behind a context. */
export interface ApiServer {
  readonly url: URL;
  /** The proxy through which it is reached. It may hold a password. Left out where there is none. */
  readonly proxy?: URL;
  /** Its entry and the user's in the kubeconfig. The user's is secret. */
  readonly entry: ServerEntry;
  readonly user?: UserEntry;
}

/**
 * The API server of a context, of the current one where none is named.
 *
 * @throws Error that says what is missing; its message holds nothing that may be secret
 */
export function apiServer(kubeconfig: Kubeconfig, context?: string): ApiServer {
  const { contexts = [], clusters = [], users = [] } = kubeconfig;
  const name = context ?? kubeconfig["current-context"];
  const names = listed(contexts.map((one) => one.name)) || "none";
  if (!name) throw new Error(`it has no current-context: name one of its contexts (${names})`);
  const found = contexts.find((one) => one.name === name)?.context;
  if (!found)
    throw new Error(`it has no context ${listed([name])}: name one of its contexts (${names})`);
  const entry = clusters.find((one) => one.name === found.cluster)?.cluster;
  if (!entry?.server)
    throw new Error(
      `its context ${name} names no API server: add the cluster ${found.cluster ?? "of that context"} with its server`,
    );
  const url = serverUrl(entry.server, name);
  const proxy = entry["proxy-url"] ? namedProxy(entry["proxy-url"]) : environmentProxy(url);
  const user = users.find((one) => one.name === found.user)?.user;
  return { url, entry, ...(proxy && { proxy }), ...(user && { user }) };
}

/**
 * An address without a scheme is one of plain HTTP, and has no path (`DefaultServerURL` in client-go's
 * rest/url_utils.go).
 */
function serverUrl(server: string, context: string): URL {
  const bare = !/^[a-z][a-z\d+.-]*:\/\//i.test(server);
  const text = bare ? `http://${server}` : server;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || (bare && url.pathname !== "/"))
    throw new Error(`the server of its context ${context} is no address: write https://host:port`);
  url.search = url.hash = "";
  return url;
}
