/** Compares what an istiod has with what the API servers have: what is stale, in words. Pure. */
import { serviceHost } from "../../model/release/names";
import type { EndpointShards, EndpointSlice, StoredConfig } from "./istiod-state";

/** All objects of a kind in a namespace. */
export interface Collection {
  readonly kind: string;
  readonly namespace: string;
}

/**
 * Objects that istiod's store lacks or has in an older form, and objects that it keeps though the
 * API server deleted them.
 *
 * @param live every object of the collections, as the API server has it
 * @param stored istiod's whole store
 */
export function staleConfigs(
  live: readonly StoredConfig[],
  stored: readonly StoredConfig[],
  collections: readonly Collection[],
): string[] {
  const inReach = stored.filter(({ kind, metadata: { namespace, uid } }) =>
    // istiod derives objects from those of the Gateway API; they have no uid.
    collections.some((one) => uid && one.kind === kind && one.namespace === namespace),
  );
  const known = new Set(inReach.map(identity));
  const present = new Set(live.map(({ metadata }) => metadata.uid));
  return [
    ...live
      .filter((one) => !known.has(identity(one)))
      .map((one) => `${title(one)} is not in istiod`),
    ...inReach
      .filter(({ metadata }) => !present.has(metadata.uid))
      .map((one) => `${title(one)} is still in istiod`),
  ];
}

function identity({ metadata }: StoredConfig): string {
  return `${metadata.uid} ${metadata.generation}`;
}

function title({ kind, metadata }: StoredConfig): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`;
}

/**
 * Ready addresses that istiod does not know, and addresses of leaving pods that it still takes for
 * healthy.
 */
export function staleEndpoints(
  namespace: string,
  services: readonly string[],
  slices: readonly EndpointSlice[],
  shards: EndpointShards,
): string[] {
  return services.flatMap((service) => {
    const known = healthy(shards, serviceHost(service, namespace), namespace);
    const of = slices.filter(
      ({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === service,
    );
    const ends = of.flatMap(({ endpoints }) => endpoints ?? []);
    const addresses = (ready: boolean) =>
      ends.filter((end) => (end.conditions?.ready ?? true) === ready).flatMap((e) => e.addresses);
    const ready = addresses(true);
    return [
      ...ready
        .filter((address) => !known.has(address))
        .map((address) => `the endpoint ${address} of ${service} is not in istiod`),
      ...addresses(false)
        .filter((address) => known.has(address) && !ready.includes(address))
        .map((address) => `the endpoint ${address} of ${service} is still in istiod`),
    ];
  });
}

function healthy(shards: EndpointShards, host: string, namespace: string): Set<string> {
  const byCluster = Object.values(shards[host]?.[namespace]?.Shards ?? {});
  return new Set(
    byCluster
      .flatMap((endpoints) => endpoints ?? [])
      .filter(({ HealthStatus = 1 }) => HealthStatus === 1)
      .flatMap(({ Addresses = [] }) => Addresses),
  );
}
