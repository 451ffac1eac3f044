// Resolves names by a given DNS server and remembers the addresses for a while.
import * as dns from "node:dns";
import type { LookupFunction } from "node:net";

/** Milliseconds for which an address is remembered. */
const rememberMs = 5_000;

/**
 * Asks the sidecar's DNS proxy, which knows the Services of all clusters: the lab has no cluster DNS.
 *
 * @param server `address:port` of the proxy.
 */
export function resolver(server: string): LookupFunction {
  const client = new dns.promises.Resolver({ timeout: 1_000, tries: 3 });
  client.setServers([server]);
  const known = new Map<string, { address: string; until: number }>();
  return (hostname, options, callback) => {
    const give = (address: string): void => {
      if (options.all) callback(null, [{ address, family: 4 }]);
      else callback(null, address, 4);
    };
    const kept = known.get(hostname);
    if (kept && kept.until > Date.now()) return give(kept.address);
    client.resolve4(hostname).then(
      (addresses) => {
        const address = addresses[0] as string;
        known.set(hostname, { address, until: Date.now() + rememberMs });
        give(address);
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 4),
    );
  };
}
