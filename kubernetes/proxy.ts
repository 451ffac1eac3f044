/** Which proxy leads to an API server: the rules of kubeconfigs, and of Go for the environment. */
import { BlockList, isIP, isIPv6 } from "node:net";

/**
 * The proxy that a kubeconfig names (`proxy-url`), for each address, also of this machine.
 *
 * @throws Error where the scheme is none that kubectl knows (`parseProxyURL` in client-go's tools/clientcmd/helpers.go)
 */
export function namedProxy(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^(https?|socks5):$/.test(url.protocol))
    throw new Error("its proxy-url is no address of a proxy: write http://, https:// or socks5://");
  return url;
}

/**
 * The proxy that HTTPS_PROXY or HTTP_PROXY names for an address, unless NO_PROXY takes it out. The rules are those of Go
 * (https://pkg.go.dev/golang.org/x/net/http/httpproxy), because kubectl and Pulumi's provider have them: CIDRs, ports,
 * domains with and without a dot before them. No proxy leads to localhost.
 *
 * @throws Error where the variable holds no address of a proxy; it repeats nothing, because it may be a password
 */
export function environmentProxy(server: URL): URL | undefined {
  const scheme = server.protocol === "https:" ? "HTTPS" : "HTTP";
  const named = variable(`${scheme}_PROXY`);
  if (!named || isLocal(hostOf(server)) || isExcepted(server, variable("NO_PROXY") ?? ""))
    return undefined;
  const text = named.includes("://") ? named : `http://${named}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^(https?|socks5h?):$/.test(url.protocol)) return url;
  throw new Error(`${scheme}_PROXY is no address of a proxy: write http://, https:// or socks5://`);
}

/** The address of a proxy in messages: without its password. */
export function proxyOrigin({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}

function variable(name: string): string | undefined {
  return process.env[name] || process.env[name.toLowerCase()];
}

/** The host of an address, without the brackets of an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

/** The port of an address, also where it does not name one. */
export function portOf({ port, protocol }: URL): string {
  return port || (protocol === "http:" ? "80" : "443");
}

function isLocal(host: string): boolean {
  return host === "localhost" || inRange(host, "127.0.0.0", 8) || inRange(host, "::1", 128);
}

function isExcepted(server: URL, list: string): boolean {
  const host = hostOf(server);
  const port = portOf(server);
  return list
    .toLowerCase()
    .split(",")
    .map((entry) => entry.trim())
    .some((entry) => entry !== "" && matches(entry, host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  const [, network = "", prefix] = /^([\da-f.:]+)\/(\d+)$/.exec(entry) ?? [];
  if (prefix !== undefined && isIP(network)) return inRange(host, network, Number(prefix));
  const [name, only] = splitPort(entry);
  if (name === "" || (only !== undefined && only !== port)) return false;
  if (isIP(name)) return inRange(host, name, isIPv6(name) ? 128 : 32);
  if (isIP(host)) return false;
  const domain = name.replace(/^\*\./, ".");
  return domain.startsWith(".") ? host.endsWith(domain) : `.${host}`.endsWith(`.${domain}`);
}

/** `host`, `host:port`, `[ipv6]:port`, or an IPv6 address without brackets. */
function splitPort(entry: string): readonly [string, string | undefined] {
  if (isIP(entry)) return [entry, undefined];
  const [, bracketed, name, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(entry) ?? [];
  return [bracketed ?? name ?? entry, port || undefined];
}

function inRange(host: string, network: string, prefix: number): boolean {
  const family = isIPv6(network) ? "ipv6" : "ipv4";
  if (isIP(host) !== isIP(network) || prefix > (family === "ipv6" ? 128 : 32)) return false;
  const range = new BlockList();
  range.addSubnet(network, prefix, family);
  return range.check(host, family);
}
