// Adopts a shop from a fake API server that has it as a client-side `kubectl apply` leaves it.
import type { KubeObject } from "../../../kubernetes/client";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import { manifests, planRelease } from "../../../model/plan/plan";
import { objectName } from "../../../model/live-object";
import { adopt, type Adoption } from "../../../operations/adopt/decide/adoption";
import { foresee } from "../../../operations/adopt/foresee";
import { readNamespaces } from "../../../operations/adopt/read-namespace";
import type { Full, Shop } from "./parts";

const last = "kubectl.kubernetes.io/last-applied-configuration";

/** What an adoption concludes from a shop, and what a first update would write then. */
export interface AdoptedShop extends Adoption {
  /** `<object> <field>` of each field that a first update would change in a live object. */
  readonly written: readonly string[];
  /** Names of objects that it would create. */
  readonly created: readonly string[];
}

/** Starts an API server with the objects of a shop. */
export async function serving(objects: readonly Full[]): Promise<FakeApiServer> {
  const api = await FakeApiServer.start({ rolloutPods: "ready" });
  for (const one of objects) api.put(stored(asApplied(one)), { manager: applier });
  return api;
}

const applier = "kubectl-client-side-apply";

/** With what an API server fills in, as far as an adoption looks at it. */
function stored(object: KubeObject): KubeObject {
  const { spec } = object as unknown as { spec?: Record<string, unknown> };
  if (!spec) return object;
  if (object.kind === "Service") {
    const ports = spec.ports as { port: number; targetPort?: unknown }[];
    for (const one of ports) one.targetPort ??= one.port;
    spec.type ??= "ClusterIP";
  }
  if (object.kind === "Deployment") {
    const usual = { maxSurge: "25%", maxUnavailable: "25%" };
    const { rollingUpdate } = (spec.strategy ?? {}) as { rollingUpdate?: object };
    spec.strategy = { type: "RollingUpdate", rollingUpdate: { ...usual, ...rollingUpdate } };
    const { spec: pod } = spec.template as { spec: Record<string, unknown> };
    pod.restartPolicy ??= "Always";
    pod.terminationGracePeriodSeconds ??= 30;
    pod.dnsPolicy ??= "ClusterFirst";
    for (const container of pod.containers as Record<string, unknown>[]) {
      container.resources ??= {};
      container.terminationMessagePath ??= "/dev/termination-log";
      container.terminationMessagePolicy ??= "File";
      container.imagePullPolicy ??= "IfNotPresent";
    }
  }
  return object;
}

/** The object as `kubectl apply` sends it: with all of it in an annotation. */
export function asApplied(object: Full): KubeObject {
  const { metadata } = object;
  const annotations = { ...metadata.annotations, [last]: JSON.stringify(object) };
  return structuredClone({ ...object, metadata: { ...metadata, annotations } });
}

/** Adopts a shop that runs in one cluster. */
export async function adoptShop({ namespace, objects }: Shop): Promise<AdoptedShop> {
  const api = await serving(objects);
  try {
    const client = api.client();
    const cluster = { name: "eu" };
    const adoption = adopt("shop", await readNamespaces([{ cluster, client }], namespace));
    const [plan] = planRelease(adoption.release, adoption.clusters).clusters;
    const seen = await Promise.all(
      (plan ? manifests(plan) : []).map(async (manifest) => ({
        name: objectName(manifest),
        foreseen: await foresee(client, manifest),
      })),
    );
    return {
      ...adoption,
      written: seen.flatMap(({ name, foreseen }) =>
        (foreseen?.changes ?? []).map(({ path }) => `${name} ${path}`),
      ),
      created: seen.flatMap(({ name, foreseen }) => (foreseen ? [] : [name])),
    };
  } finally {
    await api.stop();
  }
}

/**
 * What of `written` no obstacle and no change names, whatever the form of a list's index. A part that
 * is new as a whole is told by its fields.
 */
export function untold({ written, obstacles, changes }: AdoptedShop): string[] {
  const bare = (text: string) => text.replaceAll(/\[[^\]]*\]/g, "");
  const told = [...obstacles, ...changes].map(({ object, field = "" }) =>
    bare(`${object} ${field}`),
  );
  return written.filter(
    (one) => !told.some((each) => bare(one).startsWith(each) || each.startsWith(bare(one))),
  );
}
