/** Compares what an istiod has in its store with what the API servers have. */
import { isInIstiod } from "../../model/kinds";
import type { Manifest } from "../../model/manifests/metadata";
import { serviceHost } from "../../model/release/names";
import { listPath } from "../../kubernetes/object-path";
import type { ClusterApi } from "../cluster-api";
import type { EndpointSlice, StoredConfig } from "./istiod-state";
import { staleConfigs, staleEndpoints, type Collection } from "./stale";
import type { AskedCluster, AskedIstiod, Clients } from "./asked";
import type { NeededType } from "./xds";

/** What istiods must have, and proxies must take. */
export interface SyncScope {
  readonly namespace: string;
  /** Names of the Services whose endpoints count; none where no endpoint can have changed. */
  readonly services: readonly string[];
  /** The objects of the release in a primary cluster; their kinds and namespaces are compared. */
  readonly objects: readonly Manifest[];
  /** What proxies must have taken. */
  readonly needed: readonly NeededType[];
}

/**
 * Compares until nothing is missing. What istiod had once is not asked for again: its list of
 * endpoints, and of objects, has many megabytes in a big mesh.
 */
export class StoreComparison {
  private hasConfigs = false;
  private hasEndpoints: boolean;

  /** @param everywhere clients of all clusters, also of remote ones: their endpoints count */
  constructor(
    private readonly istiod: Pick<AskedIstiod, "configs" | "endpoints">,
    private readonly cluster: Pick<AskedCluster, "name" | "client">,
    private readonly everywhere: Clients,
    private readonly scope: SyncScope,
  ) {
    this.hasEndpoints = scope.services.length === 0;
  }

  /**
   * What istiod lacks, or has in an old form, in words.
   *
   * @throws Error where an API server or istiod does not answer
   */
  async missing(): Promise<string[]> {
    const configs = this.hasConfigs ? [] : await this.missingConfigs();
    this.hasConfigs = configs.length === 0;
    const endpoints = this.hasEndpoints ? [] : await this.missingEndpoints();
    this.hasEndpoints = endpoints.length === 0;
    return [...configs, ...endpoints];
  }

  private async missingConfigs(): Promise<string[]> {
    const collections = collectionsOf(this.scope.objects);
    if (collections.length === 0) return [];
    const live = await liveConfigs(this.cluster.client, collections).catch((error: Error) => {
      throw new Error(`cluster ${this.cluster.name}: ${error.message}`, { cause: error });
    });
    return staleConfigs(live, await this.istiod.configs(), collections);
  }

  private async missingEndpoints(): Promise<string[]> {
    const { namespace, services } = this.scope;
    // Read again each time: pods come and go meanwhile.
    const slices = await Promise.all(
      [...this.everywhere.values()].map((client) => slicesOf(client, namespace)),
    );
    const hosts = services.map((service) => serviceHost(service, namespace));
    const shards = await this.istiod.endpoints(hosts);
    return staleEndpoints(namespace, services, slices.flat(), shards);
  }
}

type TypedCollection = Collection & Pick<Manifest, "apiVersion">;

function collectionsOf(objects: readonly Manifest[]): TypedCollection[] {
  const configs = objects.filter(isInIstiod);
  const byPath = configs.map(({ apiVersion, kind, metadata: { namespace = "" } }) => {
    const collection = { apiVersion, kind, namespace };
    return [listPath({ ...collection, metadata: { namespace } }), collection] as const;
  });
  return [...new Map(byPath).values()];
}

async function liveConfigs(
  client: Pick<ClusterApi, "list">,
  collections: readonly TypedCollection[],
): Promise<StoredConfig[]> {
  const lists = await Promise.all(
    collections.map(async ({ apiVersion, kind, namespace }) => {
      const path = listPath({ apiVersion, kind, metadata: { namespace } });
      const items = await client.list<StoredConfig>(path);
      return items.map(({ metadata }) => ({ kind, metadata }));
    }),
  );
  return lists.flat();
}

function slicesOf(
  client: Pick<ClusterApi, "list">,
  namespace: string,
): Promise<readonly EndpointSlice[]> {
  return client.list(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`);
}
