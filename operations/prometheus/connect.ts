/** From the metrics servers that a stack declares to a port that asks them. */
import { readFileSync } from "node:fs";
import { servicePort, type MetricsServer } from "../../model/analysis/metrics-servers";
import { configKey } from "../../model/project";
import { seconds } from "../../model/release/duration";
import type { ClusterApi } from "../cluster-api";
import type { MetricsPort } from "../rollout/analysis/port";
import type { Result } from "../result";
import type { AskedServer } from "./asked-server";
import { DirectSource } from "./direct";
import { MetricsServers } from "./poll";
import { ProxiedSource } from "./proxied";
import type { QuerySource } from "./source";

/** A cluster whose API server may hand queries on. */
export interface QueriedCluster {
  readonly cluster: { readonly name: string };
  /** Its client as soon as there is one, or why there is none. */
  readonly client: Promise<Result<Pick<ClusterApi, "proxied">>>;
}

/** What the port needs. */
export interface ConnectOptions {
  /** Namespace of the release. */
  readonly namespace: string;
  readonly servers: readonly MetricsServer[];
  readonly clusters: readonly QueriedCluster[];
  /** Reads the token of a secret key; undefined: there is none. */
  readonly tokenOf: (key: string) => Promise<string | undefined>;
  /** Ends all requests early. */
  readonly signal?: AbortSignal;
}

const defaults = { timeout: "10s", scrapeInterval: "15s" } as const;

/** A port that asks these servers. Nothing is asked, and no secret or file read, before the first poll. */
export function metricsPort(options: ConnectOptions): MetricsPort {
  const { namespace, servers, signal } = options;
  const named = new Map<string, QuerySource>();
  const sourceAt = (url: string) => {
    const found = named.get(url) ?? new DirectSource({ url, ...(signal && { signal }) });
    named.set(url, found);
    return found;
  };
  return new MetricsServers({
    namespace,
    sourceAt,
    servers: servers.map((server): AskedServer => {
      const { timeout, scrapeInterval } = { ...defaults, ...server.spec };
      return {
        id: server.id,
        source: sourceOf(server, options),
        timeoutMs: seconds(timeout) * 1000,
        scrapeMs: seconds(scrapeInterval) * 1000,
        labels: server.spec.labels ?? {},
      };
    }),
  });
}

function sourceOf(
  { spec, clusters: [cluster = ""], tokenKey }: MetricsServer,
  { clusters, tokenOf, signal }: ConnectOptions,
): QuerySource {
  const { url, service, headers, ca } = spec;
  const common = { ...(headers && { headers }), ...(signal && { signal }) };
  if (url !== undefined)
    return new DirectSource({
      ...{ url, ...common },
      ...(ca !== undefined && { ca: () => readAuthority(ca) }),
      ...(spec.token && { token: () => tokenFor(tokenKey, tokenOf) }),
    });
  const found = service === undefined ? undefined : servicePort(service);
  const client = clusters.find((one) => one.cluster.name === cluster)?.client;
  // The checks of the config have refused such a server before.
  if (!found || !client) throw new TypeError(`the metrics server ${service} of ${cluster} is none`);
  return new ProxiedSource({ cluster, client, service: found, ...common });
}

function readAuthority(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`its authorities can't be read: ${(error as Error).message}`, { cause: error });
  }
}

async function tokenFor(key: string, tokenOf: ConnectOptions["tokenOf"]): Promise<string> {
  const token = await tokenOf(key).catch((error: unknown) => {
    throw new Error(`its token can't be read: ${(error as Error).message}`, { cause: error });
  });
  if (token) return token;
  throw new Error(`there is no token: pulumi config set --secret ${configKey(key)}`);
}
