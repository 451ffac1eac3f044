/**
 * Makes a stack the only owner of the fields that it will write in live objects; no value changes.
 */
import { fieldManager } from "../../model/manifests/ownership";
import { setManagedFields } from "../../kubernetes/managed-fields";
import { objectPath } from "../../kubernetes/object-path";
import type { StackSettings } from "../../model/config/settings";
import type { LiveObject } from "../../model/live-object";
import type { Manifest } from "../../model/manifests/metadata";
import { manifests, planRelease } from "../../model/plan/plan";
import type { ClusterApi } from "../cluster-api";
import { releaseSharedFields } from "../drift/fields-released";
import type { Reporter } from "../reporter";
import { needsMark, replacedBy, replacedMark, type Replaced } from "./decide/replaced";
import { foresee, restartsIn } from "./foresee";
import { readNamespaces } from "./read-namespace";
import { ownedText, restartsText } from "./report";

/**
 * A stack that adopts live objects: its settings, and a client for each of its clusters, in their
 * order.
 */
export interface AdoptingStack {
  readonly stack: string;
  readonly settings: Pick<StackSettings, "release" | "clusters">;
  readonly clients: readonly ClusterApi[];
}

/** What a user decides about an adoption. */
export interface AdoptOptions {
  /** Whether to go on in spite of obstacles. */
  readonly force: boolean;
  /** Gets the paragraphs of the report. */
  readonly reporter: Pick<Reporter, "info">;
}

/**
 * Takes field ownership of all live objects that a stack declares, in all of its clusters.
 *
 * @returns false where an update would replace running pods, and `force` is off: nothing was
 * written then
 * @throws KubeError that says why an API server refuses it
 */
export async function takeOwnershipOfAll(
  { stack, settings, clients }: AdoptingStack,
  { force, reporter }: AdoptOptions,
): Promise<boolean> {
  const plans = planRelease(settings.release, settings.clusters).clusters;
  const objects = plans.flatMap((plan, i) =>
    manifests(plan).map((manifest) => ({
      cluster: plan.cluster.name,
      client: clients[i]!,
      manifest,
    })),
  );
  const seen = await Promise.all(
    objects.map(async (one) => ({ ...one, foreseen: await foresee(one.client, one.manifest) })),
  );
  const live = seen.flatMap((one) => (one.foreseen ? [{ ...one, foreseen: one.foreseen }] : []));
  const restarts = live.flatMap(({ cluster, foreseen }) => restartsIn(cluster, foreseen));
  if (restarts.length > 0) reporter.info(restartsText(restarts));
  if (restarts.length > 0 && !force) return false;
  const owners = await Promise.all(
    live.map(async ({ client, manifest }) => (await takeOwnership(client, manifest)) ?? []),
  );
  const replaced = await markReplaced(settings, clients);
  const fresh = seen.filter(({ foreseen }) => !foreseen);
  for (const paragraph of ownedText({ stack, live, fresh, owners: owners.flat(), replaced }))
    reporter.info(paragraph);
  return true;
}

/** Marks the Deployments and VirtualServices that the last step removes, and names all that it removes. */
async function markReplaced(
  { release, clusters }: AdoptingStack["settings"],
  clients: readonly ClusterApi[],
): Promise<Replaced[]> {
  const connected = clusters.map((cluster, i) => ({ cluster, client: clients[i]! }));
  const live = await readNamespaces(connected, release.namespace);
  const replaced = replacedBy(planRelease(release, clusters), live);
  for (const one of replaced.filter(needsMark)) {
    const client = connected.find(({ cluster }) => cluster.name === one.cluster)!.client;
    const by = one.by.map(({ metadata }) => metadata.name).join(",");
    const body = { metadata: { annotations: { [replacedMark]: by } } };
    await client.mergePatch(objectPath(one.object), body, { fieldManager: adoptManager });
  }
  return replaced;
}

/** The field manager of marks: the objects are not the stack's own. */
const adoptManager = `${fieldManager}-adopt`;

/**
 * Makes the fields of an object that a release will write the release's own, and no other
 * manager's, without a change of any value. Without that, the API server would refuse the first
 * change of a weight as a conflict with the manager that wrote the object before.
 *
 * @returns the other managers that own fields of the object, or undefined where the cluster has no
 * such object
 */
export async function takeOwnership(
  client: Pick<ClusterApi, "get" | "apply" | "mergePatch">,
  manifest: Manifest,
): Promise<readonly string[] | undefined> {
  const path = objectPath(manifest);
  const live = await client.get<LiveObject>(path);
  const object = await setManagedFields(client, path, live, async () => {
    const after = await client.apply<Manifest & LiveObject>(path, manifest, { dryRun: true });
    return releaseSharedFields(after, fieldManager) ?? after.metadata.managedFields;
  });
  return object && otherManagers(object);
}

function otherManagers({ metadata }: LiveObject): string[] {
  const managers = (metadata.managedFields ?? [])
    .filter(({ manager, subresource }) => manager !== fieldManager && subresource !== "status")
    .map(({ manager }) => manager);
  return [...new Set(managers)];
}
