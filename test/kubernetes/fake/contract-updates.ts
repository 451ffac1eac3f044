// Cases of the contract: updates, patches and deletions.
import type { KubeError } from "../../../kubernetes/client";
import { objectPath } from "../../../kubernetes/object-path";
import {
  apply,
  collection,
  configMap,
  container,
  deployment,
  managers,
  refused,
  route,
  type Any,
  type ContractCase,
} from "./contract-parts";

export const updates: readonly ContractCase[] = [
  {
    name: "an update makes its manager the holder of what it changed",
    run: async ({ as, namespace }) => {
      const object = configMap(namespace, "c", { a: "1" }, { x: "y" });
      const made = await as("unused").create<Any>(
        `${collection(object)}?fieldManager=maker`,
        object,
      );
      const patched = await as("patcher").mergePatch<Any>(objectPath(object), { data: { b: "2" } });
      return [managers(made), managers(patched), patched.data];
    },
    outcome: [
      {
        "maker Update": [
          "f:data .",
          "f:data f:a",
          "f:metadata f:labels .",
          "f:metadata f:labels f:x",
        ],
      },
      {
        "maker Update": [
          "f:data .",
          "f:data f:a",
          "f:metadata f:labels .",
          "f:metadata f:labels f:x",
        ],
        "patcher Update": ["f:data f:b"],
      },
      { a: "1", b: "2" },
    ],
  },
  {
    name: "managed fields are replaced by a merge patch with the version that they were read at",
    run: async ({ as, namespace }) => {
      const object = route(namespace, 80);
      await apply(as("other"), object);
      const live = await apply(as("gray"), object);
      const managedFields = live.metadata.managedFields?.filter((one) => one.manager === "gray");
      const { resourceVersion } = live.metadata;
      const body = { metadata: { managedFields, resourceVersion } };
      const after = await as("gray").mergePatch<Any>(objectPath(object), body);
      const stale = await refused(as("gray").mergePatch(objectPath(object), body));
      return { managers: managers(after), generation: after.metadata.generation, stale };
    },
    outcome: {
      managers: { "gray Apply": ["f:spec f:hosts", "f:spec f:http"] },
      generation: 1,
      stale: {
        status: 409,
        reason: "Conflict",
        message:
          'Operation cannot be fulfilled on virtualservices.networking.istio.io "cart": the object has been modified; please apply your changes to the latest version and try again',
      },
    },
  },
  {
    name: "a strategic merge patch merges containers by name",
    run: async ({ as, namespace }) => {
      const pod = { containers: [container("x:1"), { name: "second", image: "y:1" }] };
      const object = deployment(namespace, pod);
      await apply(as("gray"), object);
      const patch = { spec: { template: { spec: { containers: [container("x:2")] } } } };
      const now = await as("gray").patch<Any>(objectPath(object), patch);
      const { template } = now.spec as {
        template: { spec: { containers: { name: string; image: string }[] } };
      };
      const { containers } = template.spec;
      return [containers.map(({ name, image }) => `${name} ${image}`), now.metadata.generation];
    },
    outcome: [["app x:2", "second y:1"], 2],
  },
  {
    name: "a PUT of a version that is no more is a conflict, one of the present version counts",
    run: async ({ as, namespace }) => {
      const client = as("gray");
      const path = objectPath(route(namespace, 80));
      const first = await apply(client, route(namespace, 80));
      const put = (body: Any) =>
        client.request<Any>("PUT", `${path}?fieldManager=putter`, body, "application/json");
      const second = await put({ ...first, spec: route(namespace, 20).spec });
      return {
        generation: second.metadata.generation,
        managers: managers(second),
        stale: await refused(put(first)),
      };
    },
    outcome: {
      generation: 2,
      managers: { "gray Apply": ["f:spec f:hosts"], "putter Update": ["f:spec f:http"] },
      stale: {
        status: 409,
        reason: "Conflict",
        message:
          'Operation cannot be fulfilled on virtualservices.networking.istio.io "cart": the object has been modified; please apply your changes to the latest version and try again',
      },
    },
  },
  {
    name: "a deletion with another uid is refused, one with its own is done",
    run: async ({ as, namespace }) => {
      const client = as("gray");
      const object = configMap(namespace, "c", {});
      const path = objectPath(object);
      const { metadata } = await apply(client, object);
      const wrong = await client
        .delete(path, { preconditions: { uid: "other" } })
        .catch((error: KubeError) => `${error.status} ${error.reason}`);
      await client.delete(path, { preconditions: { uid: metadata.uid } });
      return [wrong, (await client.get(path)) === undefined];
    },
    outcome: ["409 Conflict", true],
  },
  {
    name: "an update holds the structs that it added, apart from those that a type always has",
    run: async ({ as, namespace }) => {
      const app = container("x:1", { ports: [{ containerPort: 80 }], env: [{ name: "A" }] });
      const object = deployment(namespace, { containers: [app] }, { replicas: 1 });
      const strategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
      const made = await as("x").create<Any>(`${collection(object)}?fieldManager=maker`, {
        ...object,
        spec: { ...(object.spec as object), strategy: { type: "RollingUpdate", ...strategy } },
      });
      const rule = route(namespace, 80);
      await as("x").create<Any>(`${collection(rule)}?fieldManager=maker`, rule);
      const changed = await as("x").mergePatch<Any>(objectPath(rule), {
        metadata: { annotations: { a: "b" } },
      });
      const { "maker Update": fields = [] } = managers(made) as Record<string, string[]>;
      // Defaults, which only a real API server fills in, are the maker's, too.
      const structs = fields.filter((field) => field.endsWith(" ."));
      return [
        structs.filter((field) => !/securityContext|resources/.test(field)),
        managers(changed),
      ];
    },
    outcome: [
      [
        "f:metadata f:labels .",
        "f:spec f:strategy f:rollingUpdate .",
        "f:spec f:template f:metadata f:labels .",
        ...[
          ".",
          "f:env .",
          'f:env k:{"name":"A"} .',
          "f:ports .",
          'f:ports k:{"containerPort":80,"protocol":"TCP"} .',
        ].map((field) => `f:spec f:template f:spec f:containers k:{"name":"app"} ${field}`),
      ],
      {
        "maker Update": ["f:spec .", "f:spec f:hosts", "f:spec f:http"],
        "x Update": ["f:metadata f:annotations .", "f:metadata f:annotations f:a"],
      },
    ],
  },
  {
    name: "what can't be done is refused with its reason",
    run: async ({ as, namespace }) => {
      const client = as("gray");
      const object = route(namespace, 80);
      await apply(client, object);
      const unversioned = (body: Any) =>
        client.request("PUT", objectPath(object), body, "application/json");
      const status = async (answer: Promise<unknown>) => {
        const { message: _, ...rest } = (await refused(answer)) as { message: string };
        return rest;
      };
      return [
        await status(client.patch(objectPath(object), { spec: {} })),
        await status(unversioned(object)),
        await status(
          client.request("PATCH", objectPath(object), object, "application/apply-patch+yaml"),
        ),
        await status(client.create(collection(object), { ...object, metadata: {} })),
      ];
    },
    outcome: [
      { status: 415, reason: "UnsupportedMediaType" },
      { status: 422, reason: "Invalid" },
      { status: 422, reason: "Invalid" },
      { status: 422, reason: "Invalid" },
    ],
  },
];
