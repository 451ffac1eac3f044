// Cases of the contract: the subresources `status` and `scale`.
import { objectPath } from "../../../kubernetes/object-path";
import {
  apply,
  container,
  deployment,
  managers,
  refused,
  route,
  type Any,
  type ContractCase,
} from "./contract-parts";

export const subresources: readonly ContractCase[] = [
  {
    name: "the status is written through its subresource alone, and counts no generation",
    // Of a kind without a controller, which would write the status of its own, too.
    run: async ({ as, namespace }) => {
      const client = as("gray");
      const object = route(namespace, 80);
      const path = objectPath(object);
      const status = { conditions: [{ type: "Reconciled", status: "True" }] };
      await apply(client, object);
      const ignored = await client.mergePatch<Any>(path, { status });
      const written = await client.request<Any>(
        "PATCH",
        `${path}/status?fieldManager=controller`,
        { status, spec: { hosts: ["other"] } },
        "application/merge-patch+json",
      );
      const { "controller Update status": fields } = managers(written) as Record<string, unknown>;
      return {
        ignored: ignored.status ?? "nothing",
        written: written.status,
        hosts: (written.spec as { hosts: string[] }).hosts,
        generation: written.metadata.generation,
        fields,
      };
    },
    outcome: {
      ignored: "nothing",
      written: { conditions: [{ type: "Reconciled", status: "True" }] },
      hosts: ["cart"],
      generation: 1,
      fields: ["f:status .", "f:status f:conditions"],
    },
  },
  {
    name: "replicas that were scaled are the scaler's",
    run: async ({ as, namespace }) => {
      const object = deployment(namespace, { containers: [container("x:1")] }, { replicas: 1 });
      await apply(as("gray"), object);
      const path = `${objectPath(object)}/scale?fieldManager=scaler`;
      const type = "application/merge-patch+json";
      await as("x").request("PATCH", path, { spec: { replicas: 3 } }, type);
      const live = await as("x").get<Any>(objectPath(object));
      const held = managers(live) as Record<string, string[]>;
      return {
        scaler: held["scaler Update scale"],
        gray: held["gray Apply"]?.includes("f:spec f:replicas"),
        conflict: await refused(apply(as("gray"), object, { force: false })),
      };
    },
    outcome: {
      scaler: ["f:spec f:replicas"],
      gray: false,
      conflict: {
        status: 409,
        reason: "Conflict",
        message:
          'Apply failed with 1 conflict: conflict with "scaler" with subresource "scale" using apps/v1: .spec.replicas',
      },
    },
  },
];
