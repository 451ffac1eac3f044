// Cases of the contract: reads.
import { objectPath } from "../../../kubernetes/object-path";
import { watchList } from "../../../lab/control-plane/watch";
import {
  apply,
  collection,
  configMap,
  refused,
  route,
  type Any,
  type ContractCase,
} from "./contract-parts";

export const reads: readonly ContractCase[] = [
  {
    name: "a list has the objects of its namespace that a label selector means, with a version",
    run: async ({ as, namespace }) => {
      const client = as("gray");
      await apply(client, configMap(namespace, "a", {}, { tier: "front" }));
      await apply(client, configMap(namespace, "b", {}, { tier: "back" }));
      await apply(client, configMap(namespace, "c", {}));
      const path = collection(configMap(namespace, "a", {}));
      const names = async (query: string) => {
        const items = await client.list<Any>(`${path}?${query}`);
        const ours = items.filter(({ metadata }) => metadata.name.length === 1);
        return ours.map(({ metadata }) => metadata.name).join();
      };
      const selector = (text: string) => names(`labelSelector=${encodeURIComponent(text)}`);
      const list = await client.request<Any>("GET", path);
      return {
        all: await names(""),
        equal: await selector("tier=front"),
        not: await selector("tier!=front"),
        has: await selector("tier"),
        hasNot: await selector("!tier"),
        field: await names("fieldSelector=metadata.name%3Db"),
        version: Number(list.metadata.resourceVersion) > 0,
        typed: (await client.list<Any>(path)).some((item) => item.kind !== undefined),
      };
    },
    outcome: {
      all: "a,b,c",
      equal: "a",
      not: "b,c",
      has: "a,b",
      hasNot: "c",
      field: "b",
      version: true,
      typed: false,
    },
  },
  {
    name: "items of a list of custom resources say what they are",
    run: async ({ as, namespace }) => {
      await apply(as("gray"), route(namespace, 80));
      const [item] = await as("gray").list<Any>(collection(route(namespace, 80)));
      return item?.kind;
    },
    outcome: "VirtualService",
  },
  {
    name: "an object that is not there is answered 404, one that is there already 409",
    run: async ({ as, namespace }) => {
      const client = as("gray");
      const object = configMap(namespace, "c", {});
      const missing = [
        await refused(client.request("GET", objectPath(object))),
        await refused(client.mergePatch(objectPath(route(namespace, 1)), { spec: {} })),
        await refused(client.request("DELETE", objectPath(object))),
      ];
      await client.create(collection(object), object);
      return [...missing, await refused(client.create(collection(object), object))];
    },
    outcome: [
      { status: 404, reason: "NotFound", message: 'configmaps "c" not found' },
      {
        status: 404,
        reason: "NotFound",
        message: 'virtualservices.networking.istio.io "cart" not found',
      },
      { status: 404, reason: "NotFound", message: 'configmaps "c" not found' },
      { status: 409, reason: "AlreadyExists", message: 'configmaps "c" already exists' },
    ],
  },
  {
    name: "a watch tells of objects that come, change and go, as far as its selector means them",
    run: async ({ as, namespace }) => {
      const client = as("gray");
      const labelled = (data: object) => configMap(namespace, "c", data, { watched: "yes" });
      const path = `${collection(labelled({}))}?labelSelector=watched%3Dyes`;
      const seen: string[] = [];
      const stop = new AbortController();
      const told = withResolvers();
      const note = (what: string, object: Any) => {
        seen.push(`${what} ${JSON.stringify(object.data ?? {})}`);
        if (what === "gone") told.resolve();
      };
      const write = async () => {
        await apply(client, configMap(namespace, "unwatched", {}));
        await apply(client, labelled({ a: "1" }));
        await apply(client, labelled({ a: "2" }));
        await apply(client, configMap(namespace, "c", { a: "3" }));
      };
      const watch = watchList<Any>(
        client,
        path,
        {
          changed: (object) => note("changed", object),
          gone: (object) => note("gone", object),
          synced: () => void write().catch(told.reject),
        },
        stop.signal,
      );
      await told.promise;
      stop.abort();
      await watch;
      return seen;
    },
    outcome: ['changed {"a":"1"}', 'changed {"a":"2"}', 'gone {"a":"2"}'],
  },
];

function withResolvers() {
  let resolve: () => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<void>((done, fail) => ([resolve, reject] = [done, fail]));
  return { promise, resolve: () => resolve(), reject: (error: unknown) => reject(error) };
}
