/** Credentials of a plugin: kept until shortly before they expire, and fetched anew then. */
import { X509Certificate } from "node:crypto";
import type { ApiServer } from "./api-server";
import {
  cacheKey,
  cachedCredentials,
  cacheCredentials,
  type CachedCredentials,
} from "./credential-cache";
import type { CredentialSource, Credentials } from "./credentials";
import type { ExecEntry } from "./kubeconfig-entries";
import { authorityOf } from "./named-files";
import { checkPlugin, runPlugin, type PluginCluster } from "./plugin";

/** By what they are asked for: clusters that share a plugin and its arguments share its answer, too. */
const sources = new Map<string, CredentialSource>();

/**
 * The credentials of a plugin.
 *
 * @throws Error where the kubeconfig's entry can't be used
 */
export function pluginCredentials(entry: ExecEntry, server: ApiServer): CredentialSource {
  checkPlugin(entry);
  const cluster = entry.provideClusterInfo ? clusterInfo(server) : undefined;
  const key = cacheKey(entry, cluster);
  const source = sources.get(key) ?? new PluginSource(entry, cluster, key);
  sources.set(key, source);
  return source;
}

class PluginSource implements CredentialSource {
  private kept: CachedCredentials | undefined;
  private running: Promise<Credentials> | undefined;

  constructor(
    private readonly entry: ExecEntry,
    private readonly cluster: PluginCluster | undefined,
    private readonly key: string,
  ) {}

  readonly current = async (): Promise<Credentials> => {
    // Another command may have renewed those in the file.
    if (!this.kept || !holds(this.kept)) this.kept = cachedCredentials(this.key) ?? this.kept;
    const { kept } = this;
    if (kept && holds(kept)) return kept.credentials;
    try {
      return await this.fetch();
    } catch (error) {
      // A login that is over must not stop an abort for which the last token is still good.
      if (kept?.expires !== undefined && Date.now() < kept.expires) return kept.credentials;
      throw error;
    }
  };

  readonly renew = (refused: Credentials): Promise<Credentials> => {
    // Another request may have renewed them meanwhile.
    const known = this.kept?.credentials;
    return known && known !== refused ? Promise.resolve(known) : this.fetch();
  };

  /** One run serves all who wait. */
  private fetch(): Promise<Credentials> {
    this.running ??= this.run().finally(() => (this.running = undefined));
    return this.running;
  }

  private async run(): Promise<Credentials> {
    const { credentials, expires } = await runPlugin(this.entry, this.cluster);
    const until = expires ?? endOf(credentials);
    this.kept = {
      credentials,
      fetched: Date.now(),
      ...(until !== undefined && { expires: until }),
    };
    cacheCredentials(this.key, this.kept);
    return credentials;
  }
}

/** A minute before their end they count as expired, or earlier where they hold for a few minutes only. */
function holds({ expires, fetched }: CachedCredentials): boolean {
  if (expires === undefined) return true;
  return Date.now() < expires - Math.min(60_000, (expires - fetched) / 5);
}

function endOf({ cert }: Credentials): number | undefined {
  if (cert === undefined) return undefined;
  try {
    return Date.parse(new X509Certificate(cert).validTo);
  } catch {
    // What is no certificate, the API server refuses.
    return undefined;
  }
}

/** What a plugin may know of the cluster (`ConfigToExecCluster` in client-go's rest/exec.go). */
export function clusterInfo(server: ApiServer): PluginCluster {
  const { entry } = server;
  const config = entry.extensions?.find(({ name }) => name === "client.authentication.k8s.io/exec");
  const given = {
    server: entry.server,
    "tls-server-name": entry["tls-server-name"],
    "insecure-skip-tls-verify": entry["insecure-skip-tls-verify"],
    "certificate-authority-data": authorityOf(server)?.toString("base64"),
    "proxy-url": entry["proxy-url"],
    "disable-compression": entry["disable-compression"],
    config: config?.extension,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => Boolean(value)));
}
