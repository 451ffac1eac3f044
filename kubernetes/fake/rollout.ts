// What controllers of a real cluster do with a Deployment, as far as the fake does it; and the few defaults it fills in.
import { updated } from "./apply";
import { isMap } from "./field-set";
import type { Store, StoredObject } from "./store";

/** The few defaults that the fake fills in: replicas of a Deployment, and the protocol of ports. */
export function withDefaults(object: StoredObject): StoredObject {
  if (!isMap(object.spec)) return object;
  const spec = { ...object.spec };
  if (object.kind === "Service") withProtocols(spec);
  if (object.kind === "Deployment") {
    spec.replicas ??= 1;
    const template = isMap(spec.template) ? spec.template : {};
    const pod = isMap(template.spec) ? template.spec : {};
    for (const container of asList(pod.containers)) withProtocols(container);
  }
  return { ...object, spec };
}

function withProtocols(holder: unknown): void {
  if (!isMap(holder) || !Array.isArray(holder.ports)) return;
  holder.ports = (holder.ports as unknown[]).map((port) =>
    isMap(port) ? { ...port, protocol: port.protocol ?? "TCP" } : port,
  );
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** Lets all pods of a Deployment become ready: writes its status as the Deployment controller does. */
export function rollOut(store: Store, path: string): void {
  const live = store.get(path);
  if (!live) throw new Error(`the fake API server has no object ${path}`);
  const replicas = isMap(live.spec) ? Number(live.spec.replicas ?? 1) : 1;
  const status = {
    observedGeneration: live.metadata.generation,
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
  };
  const controller = { manager: "kube-controller-manager", subresource: "status" };
  store.write(path, updated(live, { ...live, status }, controller));
}
