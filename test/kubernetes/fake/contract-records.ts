// Cases of the contract: what the record of a rollout, and the Lease of its driver, rest on.
import { objectPath } from "../../../kubernetes/object-path";
import {
  apply,
  collection,
  configMap,
  refused,
  route,
  type Any,
  type ContractCase,
} from "./contract-parts";

const modified = (what: string) => ({
  status: 409,
  reason: "Conflict",
  message: `Operation cannot be fulfilled on ${what}: the object has been modified; please apply your changes to the latest version and try again`,
});

export const records: readonly ContractCase[] = [
  {
    name: "each answer tells the time, also that of an object, or of a namespace, which is not there",
    run: async ({ as, namespace }) => {
      const client = as("gray");
      const object = configMap(namespace, "c", { a: "1" });
      const elsewhere = configMap(`${namespace}-x`, "c", {});
      await client.create(collection(object), object);
      const around = async (one: Any) => {
        const { object: found, nowMs } = await client.getDated<Any>(objectPath(one));
        return [found?.data ?? "none", Math.abs(Date.now() - nowMs) < 60_000 && nowMs % 1000];
      };
      return [
        await around(object),
        await around(configMap(namespace, "d", {})),
        await around(elsewhere),
      ];
    },
    outcome: [
      [{ a: "1" }, 0],
      ["none", 0],
      ["none", 0],
    ],
  },
  {
    name: "of two creations at once one is done, of two patches of one version, too",
    run: async ({ as, namespace }) => {
      const object = (text: string) => configMap(namespace, "c", { text });
      const path = objectPath(object(""));
      const both = async (texts: readonly string[], run: (text: string) => Promise<Any>) => {
        const answers = await Promise.all(texts.map((text) => refused(run(text))));
        const live = await as("gray").get<Any>(path);
        const winner = texts[answers.indexOf("not refused")];
        const [loser] = answers.filter((one) => one !== "not refused");
        return { loser, whole: (live?.data as { text: string }).text === winner };
      };
      const created = await both(["a", "b"], (text) =>
        as("gray").create<Any>(collection(object("")), object(text)),
      );
      const { metadata } = (await as("gray").get<Any>(path))!;
      const { resourceVersion } = metadata;
      const patched = await both(["c", "d"], (text) =>
        as("gray").mergePatch<Any>(path, { metadata: { resourceVersion }, data: { text } }),
      );
      return { created, patched };
    },
    outcome: {
      created: {
        loser: { status: 409, reason: "AlreadyExists", message: 'configmaps "c" already exists' },
        whole: true,
      },
      patched: { loser: modified('configmaps "c"'), whole: true },
    },
  },
  {
    name: "an apply of a version that is no more is a conflict, by force, too; one of the present version is done",
    run: async ({ as, namespace }) => {
      const client = as("gray");
      const first = await apply(client, route(namespace, 80));
      const second = await apply(client, route(namespace, 50));
      const at = ({ metadata }: Any, weight: number) =>
        route(namespace, weight, { resourceVersion: metadata.resourceVersion });
      const stale = await refused(apply(client, at(first, 20)));
      const done = await apply(client, at(second, 20));
      return { stale, done: done.metadata.generation };
    },
    outcome: { stale: modified('virtualservices.networking.istio.io "cart"'), done: 3 },
  },
  {
    name: "an apply makes an object that was deleted anew, whatever version it names, but not under its old uid",
    run: async ({ as, namespace }) => {
      const client = as("gray");
      const { metadata } = await apply(client, route(namespace, 80));
      const { resourceVersion, uid } = metadata;
      const again = (more: object) => apply(client, route(namespace, 80, more));
      const same = await again({ resourceVersion, uid });
      await client.delete(objectPath(same));
      const refusal = (await refused(again({ resourceVersion, uid }))) as { message: string };
      const message = refusal.message.replace(uid ?? "", "…");
      const made = await again({ resourceVersion });
      return [same.metadata.uid === uid, { ...refusal, message }, made.metadata.uid === uid];
    },
    outcome: [
      true,
      {
        status: 409,
        reason: "Conflict",
        message:
          'Operation cannot be fulfilled on virtualservices.networking.istio.io "cart": uid mismatch: the provided object specified uid …, and no existing object was found',
      },
      false,
    ],
  },
  {
    name: "a patch moves a text from data to binaryData and back",
    run: async ({ as, namespace }) => {
      const client = as("gray");
      const object = configMap(namespace, "c", { text: "abc" });
      const path = objectPath(object);
      await client.create(collection(object), object);
      const packed = { data: { text: null }, binaryData: { "text.gz": "AAECAw==" } };
      const first = await client.mergePatch<Any>(path, packed);
      const plain = { data: { text: "d" }, binaryData: { "text.gz": null } };
      const second = await client.mergePatch<Any>(path, plain);
      return [first, second].map(({ data, binaryData }) => [
        Object.entries(data ?? {}),
        Object.entries(binaryData ?? {}),
      ]);
    },
    outcome: [
      [[], [["text.gz", "AAECAw=="]]],
      [[["text", "d"]], []],
    ],
  },
  {
    name: "a Lease keeps its holder and its times, is given free, and is taken once in a version",
    run: async ({ as, namespace }) => {
      const client = as("gray");
      const time = "2030-01-01T00:00:00.000000Z";
      const lease: Any = {
        apiVersion: "coordination.k8s.io/v1",
        kind: "Lease",
        metadata: { name: "c", namespace },
        spec: {
          ...{ holderIdentity: "anna@host:1", leaseDurationSeconds: 15, leaseTransitions: 0 },
          ...{ acquireTime: time, renewTime: time },
        },
      };
      const path = objectPath(lease);
      const made = await client.create<Any>(collection(lease), lease);
      const { resourceVersion } = made.metadata;
      const free = { metadata: { resourceVersion }, spec: { holderIdentity: null } };
      const freed = await client.mergePatch<Any>(path, free);
      return [made.spec, freed.spec, await refused(client.mergePatch(path, free))];
    },
    outcome: [
      {
        ...{ holderIdentity: "anna@host:1", leaseDurationSeconds: 15, leaseTransitions: 0 },
        acquireTime: "2030-01-01T00:00:00.000000Z",
        renewTime: "2030-01-01T00:00:00.000000Z",
      },
      {
        ...{ leaseDurationSeconds: 15, leaseTransitions: 0 },
        acquireTime: "2030-01-01T00:00:00.000000Z",
        renewTime: "2030-01-01T00:00:00.000000Z",
      },
      modified('leases.coordination.k8s.io "c"'),
    ],
  },
  {
    name: "a SelfSubjectReview tells who asks",
    run: async ({ as }) => {
      const type = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
      const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
      const { status } = await as("gray").create<Any>(path, type);
      const { userInfo } = status as { userInfo: { username: unknown; groups: unknown[] } };
      return [typeof userInfo.username, userInfo.groups.includes("system:authenticated")];
    },
    outcome: ["string", true],
  },
];
