// Fixes for what users of Prometheus, Argo Rollouts and Flagger write into a metrics server, which is written otherwise here.
import { hasCredentials, type Path } from "../../problem";

const byToken =
  "write `token: true`, and the token as the secret prometheus-token, or prometheus-token-<cluster> for a server that a cluster names itself; then renew what stands in the file, because others may have read it";
const byService = "write `service: <namespace>/<name>:<port>`";
const byAuthority = "remove it: name the file with the authorities of its certificate in `ca`";

/** The keys of other tools, in lower case and without `_` and `-`. */
const keys: Readonly<Record<string, string>> = {
  address: "write it in `url`, or name the Service: `service: <namespace>/<name>:<port>`",
  endpoint: "write it in `url`",
  host: "write it in `url`, with https:// before it",
  ...{ name: byService, namespace: byService, port: byService, servicename: byService },
  ...{ authorization: byToken, auth: byToken, bearertoken: byToken, basicauth: byToken },
  ...{ username: byToken, user: byToken, password: byToken, apikey: byToken },
  ...{ secretref: byToken, authentication: byToken },
  ...{ insecure: byAuthority, insecureskipverify: byAuthority, tlsconfig: byAuthority },
  ...{ cafile: "write the path in `ca`", cacert: "write the path in `ca`" },
  ...{
    tenant: "write `headers: { X-Scope-OrgID: … }`",
    orgid: "write `headers: { X-Scope-OrgID: … }`",
  },
  interval: "write `scrapeInterval`",
};

/**
 * The fix for a key of those tools in a metrics server; undefined for any other key.
 *
 * @param known the keys of the mapping in which it stands
 */
export function serverKeyFix(key: string, known: readonly string[]): string | undefined {
  if (!known.includes("scrapeInterval")) return undefined;
  const name = key.toLowerCase().replace(/[-_]/g, "");
  return Object.hasOwn(keys, name) ? keys[name] : undefined;
}

/**
 * The fix of a wrong value in a metrics server, with no part of what may be secret; undefined for any
 * other place.
 */
export function serverFix(path: Path, given: unknown): string | undefined {
  if (!path.some((key) => /^(.*:)?prometheus$/.test(String(key)))) return undefined;
  const key = String(path.at(-1)).replace(/^.*:/, "");
  if (key === "token") return tokenFix(String(given).toLowerCase());
  if (key === "service") return byService;
  if (typeof given !== "string") return undefined;
  if (key === "url") return addressFix(given);
  if (key !== "prometheus" || hasCredentials(given)) return undefined;
  if (given.includes("://")) return `write a mapping: \`{ url: ${JSON.stringify(given)} }\``;
  return given.includes("/") ? `write a mapping: \`{ service: ${given} }\`` : undefined;
}

function tokenFix(given: string): string {
  return /^(true|false)$/.test(given) ? `remove the quotes: \`token: ${given}\`` : byToken;
}

function addressFix(given: string): string | undefined {
  if (given.includes("@"))
    return "write the address without user and password: `service` needs none, and `url` has `token: true`; then renew the password, because others may have read it";
  const lacksScheme = /^[\w.-]+(:\d+)?(\/\S*)?$/.test(given);
  return lacksScheme ? "write https:// or http:// before it" : undefined;
}
