// What the cases of the contract between the fake API server and a real one are made of: objects, and outcomes without
// what differs from run to run.
import { KubeError, type KubeClient, type KubeObject } from "../../../kubernetes/client";
import { objectPath } from "../../../kubernetes/object-path";

export type Any = KubeObject & Record<string, unknown>;

/** What a case works with: a namespace of its own, and clients of several field managers. */
export interface ContractRoom {
  readonly namespace: string;
  readonly as: (fieldManager: string) => KubeClient;
}

/** One case: what it does, and what that must come to. */
export interface ContractCase {
  readonly name: string;
  readonly run: (room: ContractRoom) => Promise<unknown>;
  readonly outcome: unknown;
}

export const networking = "networking.istio.io/v1";

export function route(namespace: string, v1: number, more: object = {}): Any {
  const destinations = [
    { destination: { host: "cart", subset: "v1" }, weight: v1 },
    { destination: { host: "cart", subset: "v2" }, weight: 100 - v1 },
  ];
  return {
    apiVersion: networking,
    kind: "VirtualService",
    metadata: { name: "cart", namespace, ...more },
    spec: { hosts: ["cart"], http: [{ route: destinations }] },
  };
}

export function deployment(namespace: string, pod: object, spec: object = {}): Any {
  const labels = { app: "cart" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "cart", namespace, labels },
    spec: {
      ...spec,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: pod },
    },
  };
}

export const container = (image: string, more: object = {}) => ({ name: "app", image, ...more });

export function configMap(namespace: string, name: string, data: object, labels?: object): Any {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace, labels },
    data,
  } as Any;
}

export const collection = (object: Any) => objectPath(object).replace(/\/[^/]*$/, "");

/** An answer other than 2xx, without what differs from run to run. */
export async function refused(answer: Promise<unknown>): Promise<unknown> {
  try {
    await answer;
  } catch (error) {
    if (error instanceof KubeError)
      return { status: error.status, reason: error.reason, message: error.message };
    throw error;
  }
  return "not refused";
}

/** Who holds which fields. */
export function managers(object: Pick<KubeObject, "metadata"> | undefined): unknown {
  const entries = (object?.metadata.managedFields ?? []).map((entry) => {
    const { manager, operation, subresource, fieldsV1 } = entry;
    return [[manager, operation, ...(subresource ? [subresource] : [])].join(" "), paths(fieldsV1)];
  });
  return Object.fromEntries(entries);
}

/** The leaves of `fieldsV1`, each as one text. */
function paths(tree: object = {}, above = ""): string[] {
  const children = Object.entries(tree);
  if (children.length === 0) return [above];
  return children
    .flatMap(([element, child]) => paths(child as object, above ? `${above} ${element}` : element))
    .sort();
}

export const apply = (
  client: KubeClient,
  object: Any,
  how?: { readonly force?: boolean; readonly dryRun?: boolean },
): Promise<Any> => client.apply<Any>(objectPath(object), object, how);
