/**
 * The proxies that an update knows of, and those of them that lost their connection to istiod.
 *
 * A proxy goes on with the config that it has while its agent connects anew: after an istiod ended,
 * after half an hour at the latest (istio/istio, pilot/pkg/grpc, keepalive of the server), or for long
 * where its network is cut. Its pod stays ready, and istiod shows nothing of it
 * (`/debug/syncz` lists connections).
 */
import { groups } from "../../../model/groups";
import { isPrimary } from "../../../model/release/cluster-role";
import type { ReachedCluster } from "../../clusters/reached";
import type { ListedProxies } from "../asked";
import type { Istiods } from "../istiods";
import type { Straggler } from "../stragglers";
import { podPlaces } from "./places";
import { proxyOfPod, type PodWithProxy } from "./proxy-pod";
import type { PodClient, PodRights } from "./rights";

/** More pods of one namespace than these are looked up as one list. */
const mostByName = 5;

/** How many namespaces are looked at together. */
const atOnce = 8;

/** A proxy that istiods list, or should list. */
interface Known {
  /** `<pod>.<namespace>` */
  readonly proxy: string;
  /** Its cluster as the mesh names it. */
  readonly cluster?: string;
  /** The cluster of the stack that has its istiod or, where that is not known, its pod. */
  readonly istiod: string;
  /** The cluster of the stack that has its pod, and what the pod is read through. */
  readonly place: string;
  readonly client: PodClient;
  /** It counts only when an istiod has listed a proxy of its cluster. */
  readonly isRemote: boolean;
}

/** What is known in the course of one update. */
export class KnownProxies {
  private readonly known = new Map<string, Known>();
  /** Clusters of the mesh of which istiods listed proxies. */
  private readonly clusters = new Set<string>();

  constructor(private readonly rights: PodRights) {}

  /**
   * Adds the proxies of the ready pods through which the requests of a release go. In a primary
   * cluster whose istiods are not asked nothing is known of them.
   *
   * @returns the namespaces, in words, whose pods the program may not list
   */
  async read(
    reached: readonly Pick<ReachedCluster, "cluster" | "client" | "plan" | "objects">[],
    { asked }: Istiods,
  ): Promise<string[]> {
    const revisions = new Set(
      asked.flatMap(({ istiods }) => istiods.map(({ revision }) => revision)),
    );
    const unseen = await Promise.all(
      reached.map(async (one) => {
        const { cluster, client } = one;
        const { name } = cluster;
        const isRemote = !isPrimary(cluster);
        if (!client || !(isRemote || asked.some((each) => each.name === name))) return [];
        const lists = await Promise.all(
          podPlaces(one).map(async ({ namespace, labelSelector }) => {
            const query = labelSelector && `labelSelector=${encodeURIComponent(labelSelector)}`;
            const pods = await this.list(name, client, namespace, query);
            for (const pod of pods ?? []) {
              const { revision = "", ...found } = proxyOfPod(pod) ?? { proxy: "" };
              if (revisions.has(revision))
                this.add({ ...found, istiod: name, place: name, client, isRemote });
            }
            return pods ? [] : [`${namespace} of ${name}`];
          }),
        );
        return lists.flat();
      }),
    );
    return [...new Set(unseen.flat())];
  }

  /**
   * Known proxies that no istiod lists, though their pods are ready. Those whose pods are gone are
   * forgotten, and so are those whose pods the program may not read.
   *
   * @param lists what all istiods list now
   */
  async disconnected(
    lists: readonly ListedProxies[],
    everywhere: Istiods["clients"],
  ): Promise<Straggler[]> {
    this.note(lists, everywhere);
    const isListed = listedIn(lists);
    const missing = [...this.known].filter(([, one]) => !isListed(one));
    const clients = [...new Set(missing.map(([, { client }]) => client))];
    const looks = clients.flatMap((client) => [
      ...groups(
        missing.filter(([, one]) => one.client === client),
        ([, { proxy }]) => [proxy.slice(proxy.lastIndexOf(".") + 1)],
      ),
    ]);
    const ready: Known[] = [];
    for (let i = 0; i < looks.length; i += atOnce) {
      const some = looks.slice(i, i + atOnce).map((look) => this.stillReady(...look));
      ready.push(...(await Promise.all(some)).flat());
    }
    return ready
      .filter(({ isRemote, cluster }) => !isRemote || this.clusters.has(cluster ?? ""))
      .map(({ proxy, cluster = "", istiod }) => ({ proxy, cluster, istiod, why: "disconnected" }));
  }

  /** Adds the proxies that istiods list, if it is known which API server has their pods. */
  private note(lists: readonly ListedProxies[], everywhere: Istiods["clients"]): void {
    for (const { cluster: asked, clusterId, keys } of lists)
      for (const key of keys.keys()) {
        const slash = key.lastIndexOf("/");
        const cluster = key.slice(0, slash);
        this.clusters.add(cluster);
        if (this.known.has(key)) continue;
        const isOwn = cluster === clusterId;
        const client = isOwn ? asked.client : everywhere.get(cluster);
        if (!client) continue;
        const proxy = key.slice(slash + 1);
        const place = isOwn ? asked.name : cluster;
        this.add({ proxy, cluster, istiod: asked.name, place, client, isRemote: false });
      }
  }

  private add(one: Known): void {
    const key = `${one.cluster ?? ""}/${one.proxy}`;
    if (!this.known.has(key)) this.known.set(key, one);
  }

  /** Looks up the pods of proxies of one namespace, and forgets those that carry no traffic. */
  private async stillReady(
    namespace: string,
    entries: readonly [string, Known][],
  ): Promise<Known[]> {
    const ready = new Set<string>();
    const [first] = entries;
    if (!first) return [];
    const { client, place } = first[1];
    const queries =
      entries.length > mostByName
        ? [""]
        : entries.map(([, { proxy }]) => {
            const name = proxy.slice(0, -namespace.length - 1);
            return `fieldSelector=${encodeURIComponent(`metadata.name=${name}`)}`;
          });
    const lists = await Promise.all(
      queries.map((query) => this.list(place, client, namespace, query)),
    );
    for (const pod of lists.flatMap((list) => list ?? [])) {
      const found = proxyOfPod({ ...pod, metadata: { ...pod.metadata, namespace } });
      if (found) ready.add(found.proxy);
    }
    for (const [key, { proxy }] of entries) if (!ready.has(proxy)) this.known.delete(key);
    return entries.flatMap(([, one]) => (ready.has(one.proxy) ? [one] : []));
  }

  private async list(
    cluster: string,
    client: PodClient,
    namespace: string,
    query = "",
  ): Promise<readonly PodWithProxy[] | undefined> {
    return this.rights.list<PodWithProxy>(client, namespace, query).catch((error: Error) => {
      throw new Error(`cluster ${cluster}: ${error.message}`, { cause: error });
    });
  }
}

/** Whether any istiod lists a proxy. Older ones leave out the cluster of a proxy, and pods may, too. */
function listedIn(
  lists: readonly ListedProxies[],
): (one: Pick<Known, "proxy" | "cluster">) => boolean {
  let names: Set<string> | undefined;
  const anywhere = () =>
    (names ??= new Set(
      lists.flatMap(({ keys }) =>
        [...keys.keys()].map((key) => key.slice(key.lastIndexOf("/") + 1)),
      ),
    ));
  return ({ proxy, cluster }) => {
    const has = (key: string) => lists.some(({ keys }) => keys.has(key));
    if (cluster === undefined) return anywhere().has(proxy);
    return has(`${cluster}/${proxy}`) || has(`/${proxy}`);
  };
}
