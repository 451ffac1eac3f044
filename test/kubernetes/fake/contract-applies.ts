// Cases of the contract: server-side applies.
import { objectPath } from "../../../kubernetes/object-path";
import {
  type ContractCase,
  apply,
  container,
  deployment,
  managers,
  networking,
  refused,
  route,
  type Any,
} from "./contract-parts";

export const applies: readonly ContractCase[] = [
  {
    name: "an apply creates a custom resource, whose lists are one field each",
    run: async ({ as, namespace }) => {
      const made = await apply(as("gray"), route(namespace, 80));
      return { generation: made.metadata.generation, managers: managers(made) };
    },
    outcome: { generation: 1, managers: { "gray Apply": ["f:spec f:hosts", "f:spec f:http"] } },
  },
  {
    name: "an apply of the same again changes nothing",
    run: async ({ as, namespace }) => {
      const first = await apply(as("gray"), route(namespace, 80));
      const second = await apply(as("gray"), route(namespace, 80));
      return first.metadata.resourceVersion === second.metadata.resourceVersion;
    },
    outcome: true,
  },
  {
    name: "an apply of other values counts a generation",
    run: async ({ as, namespace }) => {
      await apply(as("gray"), route(namespace, 80));
      const labelled = await apply(as("gray"), route(namespace, 80, { labels: { a: "b" } }));
      const changed = await apply(as("gray"), route(namespace, 50));
      const { generation, labels } = changed.metadata;
      return [labelled.metadata.generation, generation, labels ?? "no labels"];
    },
    outcome: [1, 2, "no labels"],
  },
  {
    name: "an apply of a field that another manager wrote is a conflict that names both",
    run: async ({ as, namespace }) => {
      await apply(as("gray"), route(namespace, 80));
      await as("editor").mergePatch(objectPath(route(namespace, 80)), {
        spec: route(namespace, 30).spec,
      });
      const answer = await refused(apply(as("gray"), route(namespace, 80), { force: false }));
      const live = await as("gray").get<Any>(objectPath(route(namespace, 80)));
      return { answer, managers: managers(live) };
    },
    outcome: {
      answer: {
        status: 409,
        reason: "Conflict",
        message: `Apply failed with 1 conflict: conflict with "editor" using ${networking}: .spec.http`,
      },
      managers: { "gray Apply": ["f:spec f:hosts"], "editor Update": ["f:spec f:http"] },
    },
  },
  {
    name: "a forced apply takes the field, and the other manager holds nothing any more",
    run: async ({ as, namespace }) => {
      await apply(as("gray"), route(namespace, 80));
      await apply(as("other"), route(namespace, 30));
      return managers(await apply(as("gray"), route(namespace, 80)));
    },
    outcome: {
      "gray Apply": ["f:spec f:hosts", "f:spec f:http"],
      "other Apply": ["f:spec f:hosts"],
    },
  },
  {
    name: "conflicts over several fields and managers are all named",
    run: async ({ as, namespace }) => {
      const pod = (image: string) => ({ containers: [container(image)] });
      await apply(as("a"), deployment(namespace, pod("x:1"), { replicas: 1 }));
      await as("b").mergePatch(objectPath(deployment(namespace, pod("x:1"))), {
        spec: { paused: true },
      });
      const wanted = deployment(namespace, pod("x:2"), { replicas: 2, paused: false });
      return refused(apply(as("c"), wanted, { force: false }));
    },
    outcome: {
      status: 409,
      reason: "Conflict",
      message:
        'Apply failed with 3 conflicts: conflicts with "a":\n- .spec.replicas\n' +
        '- .spec.template.spec.containers[name="app"].image\n' +
        'conflicts with "b" using apps/v1:\n- .spec.paused',
    },
  },
  {
    name: "a dry run of an apply answers as if it were done, and leaves nothing",
    run: async ({ as, namespace }) => {
      const object = route(namespace, 80);
      const first = await apply(as("gray"), object, { dryRun: true });
      const none = await as("gray").get(objectPath(object));
      const made = await apply(as("gray"), object);
      const dry = await apply(as("other"), route(namespace, 30), { dryRun: true });
      const live = await as("gray").get<Any>(objectPath(object));
      return {
        hosts: (first.spec as { hosts: string[] }).hosts,
        none: none === undefined,
        version: dry.metadata.resourceVersion === made.metadata.resourceVersion,
        generation: dry.metadata.generation,
        dry: managers(dry),
        live: managers(live),
      };
    },
    outcome: {
      hosts: ["cart"],
      none: true,
      version: true,
      generation: 2,
      dry: { "gray Apply": ["f:spec f:hosts"], "other Apply": ["f:spec f:hosts", "f:spec f:http"] },
      live: { "gray Apply": ["f:spec f:hosts", "f:spec f:http"] },
    },
  },
  {
    name: "containers, variables and ports are fields by their keys",
    run: async ({ as, namespace }) => {
      const app = container("x:1", {
        env: [{ name: "LEVEL", value: "info" }],
        ports: [{ containerPort: 80 }],
      });
      return managers(await apply(as("gray"), deployment(namespace, { containers: [app] })));
    },
    outcome: {
      "gray Apply": [
        "f:metadata f:labels f:app",
        "f:spec f:selector",
        "f:spec f:template f:metadata f:labels f:app",
        ...[
          ".",
          'f:env k:{"name":"LEVEL"} .',
          'f:env k:{"name":"LEVEL"} f:name',
          'f:env k:{"name":"LEVEL"} f:value',
          "f:image",
          "f:name",
          'f:ports k:{"containerPort":80,"protocol":"TCP"} .',
          'f:ports k:{"containerPort":80,"protocol":"TCP"} f:containerPort',
        ].map((field) => `f:spec f:template f:spec f:containers k:{"name":"app"} ${field}`),
      ],
    },
  },
  {
    name: "what its applier leaves out goes, what another manager set stays",
    run: async ({ as, namespace }) => {
      const app = (env: object[]) => ({ containers: [container("x:1", { env })] });
      const mine = { name: "MINE", value: "1" };
      await apply(as("gray"), deployment(namespace, app([mine, { name: "OLD", value: "1" }])));
      await apply(as("other"), deployment(namespace, app([{ name: "THEIRS", value: "1" }])));
      const now = await apply(as("gray"), deployment(namespace, app([mine])));
      const { template } = now.spec as { template: { spec: { containers: [{ env: object[] }] } } };
      return template.spec.containers[0].env;
    },
    outcome: [
      { name: "MINE", value: "1" },
      { name: "THEIRS", value: "1" },
    ],
  },
  {
    name: "an apply that names managed fields is refused",
    run: async ({ as, namespace }) =>
      refused(apply(as("gray"), route(namespace, 80, { managedFields: [{ manager: "gray" }] }))),
    outcome: {
      status: 400,
      reason: "BadRequest",
      message: "metadata.managedFields must be nil",
    },
  },
  {
    name: "an annotation that a merge patch added under a manager of its own outlives the next apply of another",
    run: async ({ as, namespace }) => {
      const own = { annotations: { "example.com/own": "1" } };
      await apply(as("gray"), route(namespace, 80, own));
      const path = objectPath(route(namespace, 80));
      const note = (version: string) => ({ metadata: { annotations: { "gray/note": version } } });
      const how = { fieldManager: "notes" };
      const noted = await as("gray").mergePatch<Any>(path, note("v1"), how);
      const same = await as("gray").mergePatch<Any>(path, note("v1"), how);
      const applied = await apply(as("gray"), route(namespace, 50, own));
      return {
        unchanged: same.metadata.resourceVersion === noted.metadata.resourceVersion,
        generations: [noted, applied].map(({ metadata }) => metadata.generation),
        annotations: applied.metadata.annotations,
        managers: managers(applied),
      };
    },
    outcome: {
      unchanged: true,
      generations: [1, 2],
      annotations: { "example.com/own": "1", "gray/note": "v1" },
      managers: {
        "gray Apply": [
          "f:metadata f:annotations f:example.com/own",
          "f:spec f:hosts",
          "f:spec f:http",
        ],
        "notes Update": ["f:metadata f:annotations f:gray/note"],
      },
    },
  },
];
