// Checks that analyses find metrics servers, and that these can be asked. GR518 to GR520.
import type { Cluster } from "../../release/cluster";
import { asksServers } from "../../analysis/asks-servers";
import { serverList } from "../../analysis/metrics-servers";
import type { PrometheusServer } from "../../analysis/prometheus";
import { formatPath, inWords, show, type Path, type Problem } from "../../problem";
import { configKey } from "../../project";
import { isSecretName } from "../../secret-places";
import type { RolloutSpec } from "../../rollout/spec";
import type { LocatedCluster } from "../locate";

/** The metrics servers of a stack, and what asks them. */
export interface MetricsContext {
  readonly clusters: readonly LocatedCluster[];
  /** Those of the stack. */
  readonly prometheus?: PrometheusServer | readonly PrometheusServer[] | undefined;
  /** Path of the key `prometheus`. */
  readonly path: Path;
  readonly rollout?: RolloutSpec | undefined;
  /** Reads a file with authorities; it throws where it can't. Left out: files are not looked at. */
  readonly readText?: ((path: string) => string) | undefined;
}

/** All mistakes in them; warnings are among these. */
export function checkMetricsServers(context: MetricsContext): Problem[] {
  const { clusters, prometheus, path, readText } = context;
  return [
    ...checkServers(prometheus, path, readText),
    ...clusters.flatMap(({ cluster, path }) =>
      checkServers(cluster.prometheus, [...path, "prometheus"], readText),
    ),
    ...unmeasured(context),
  ];
}

function checkServers(
  given: MetricsContext["prometheus"],
  path: Path,
  readText: MetricsContext["readText"],
): Problem[] {
  const isList = Array.isArray(given);
  return serverList(given).flatMap((server, i) =>
    checkServer(server, isList ? [...path, i] : path, readText),
  );
}

function checkServer(
  { url, service, token = false, ca, headers = {} }: PrometheusServer,
  path: Path,
  readText: MetricsContext["readText"],
): Problem[] {
  const problem = (key: string[], given: string, allowed: string, fix: string): Problem => ({
    ...{ code: "GR519", path: formatPath([...path, ...key]) },
    ...{ given, allowed, fix },
  });
  if ((url === undefined) === (service === undefined))
    return [
      problem(
        [],
        url === undefined ? "neither url nor service" : "both url and service",
        "exactly one of url and service",
        "name the address of the server (url), or its Service in the cluster (service: <namespace>/<name>:<port>)",
      ),
    ];
  const found: Problem[] = [];
  const wrong = url === undefined ? undefined : wrongAddress(url);
  if (wrong) found.push(problem(["url"], ...wrong));
  if (service !== undefined && token)
    found.push(
      problem(
        ["token"],
        "token: true beside service",
        "a token beside url",
        "remove token: the API server takes the credentials of the kubeconfig and hands none on; a server that needs a token needs its url",
      ),
    );
  for (const own of Object.keys(headers).filter(isSecretName))
    found.push(
      problem(
        ["headers", own],
        "credentials in plain text",
        "headers without credentials",
        "set token: true, and the token as the secret prometheus-token or prometheus-token-<cluster>; then renew these, because others may have read them",
      ),
    );
  if (ca?.includes("-----BEGIN "))
    found.push(
      problem(
        ["ca"],
        "the text of a certificate",
        "the path of a PEM file with certificates",
        "write the text into a file beside the stack file, and its path here",
      ),
    );
  else if (ca !== undefined && !url?.startsWith("https:"))
    found.push(
      problem(
        ["ca"],
        `${show(ca)} for ${url === undefined ? "a service" : "an address without TLS"}`,
        "ca beside a url that begins with https://",
        "remove ca, or write the url with https://",
      ),
    );
  else if (ca !== undefined && readText) {
    const why = unreadable(ca, readText);
    if (why !== undefined)
      found.push(
        problem(
          ["ca"],
          `${show(ca)}: ${why}`,
          "a PEM file with certificates",
          "correct the path, or create the file",
        ),
      );
  }
  if (token && url?.startsWith("http:") && !isLoopback(url))
    found.push({
      code: "GR520",
      path: formatPath([...path, "url"]),
      given: `${show(url)} beside token: true`,
      allowed: "an address that begins with https:// where a token is sent",
      fix: "write the url with https://, or remove token",
    });
  return found;
}

/** What is wrong with an address, as `given`, `allowed` and `fix`. The path of queries comes behind it. */
function wrongAddress(url: string): [given: string, allowed: string, fix: string] | undefined {
  const allowed = "an address with the path before /api/v1, and nothing after it";
  if (!URL.canParse(url)) return [show(url), "an address", "write the whole address"];
  const { origin, pathname, search, hash } = new URL(url);
  const alone = `${origin}${pathname.replace(/\/(api(\/v1.*)?|graph|query)?\/*$/, "")}`;
  const fix = `write \`url: ${alone}\``;
  // What stands in a query may be a secret.
  if (search !== "")
    return ["an address with ? and parameters", allowed, `${fix}; a token is set by token: true`];
  return hash !== "" || /\/(api(\/v1.*)?|graph)\/*$/.test(pathname)
    ? [show(url), allowed, fix]
    : undefined;
}

function unreadable(path: string, readText: (path: string) => string): string | undefined {
  try {
    const text = readText(path);
    return text.includes("-----BEGIN CERTIFICATE-----") ? undefined : "it has no certificate";
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    return code === "ENOENT" ? "there is no such file" : message;
  }
}

function isLoopback(url: string): boolean {
  return /^http:\/\/(localhost|127\.[\d.]+|\[::1\])([:/]|$)/.test(url);
}

/** The clusters in which an analysis would count nothing. */
function unmeasured({ clusters, prometheus, path, rollout }: MetricsContext): Problem[] {
  if (!rollout || serverList(prometheus).length > 0 || !asksServers(rollout)) return [];
  const without = clusters
    .map(({ cluster }) => cluster)
    .filter((cluster: Cluster) => serverList(cluster.prometheus).length === 0)
    .map(({ name }) => name);
  if (without.length === 0) return [];
  const key = formatPath(path);
  return [
    {
      code: "GR518",
      path: key,
      given: `nothing for ${inWords(without)}, and an analysis in ${configKey("rollout")} or in the release`,
      allowed:
        "a metrics server for each cluster, because each one counts the requests of its own pods",
      fix: `write ${key}: {service: istio-system/prometheus:9090} with the Service of your server, or its url; or prometheus for each cluster in ${configKey("clusters")}`,
    },
  ];
}
