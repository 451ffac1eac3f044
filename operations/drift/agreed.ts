/**
 * Takes field ownership, when an update ends, of fields that another field manager wrote, too, with
 * the values that the stack declares.
 */
import { setManagedFields } from "../../kubernetes/managed-fields";
import { objectPath } from "../../kubernetes/object-path";
import { objectName, type LiveObject } from "../../model/live-object";
import type { Manifest } from "../../model/manifests/metadata";
import { fieldManager, written } from "../../model/manifests/ownership";
import type { ClusterApi } from "../cluster-api";
import type { Reporter } from "../reporter";
import { compare, type Compared } from "./decide";
import { releaseSharedFields, sharers } from "./fields-released";
import { below, isWhole, ownershipOf, stepTo, type Ownership } from "./managed-fields";

type Client = Pick<ClusterApi, "get" | "apply" | "mergePatch">;

/** A declared object of which another field manager owns fields, and a client of its cluster. */
export interface AgreedObject {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly client: Client;
  readonly object: Manifest;
}

/** The declared objects of which other field managers own declared fields. */
export function withOtherOwners(compared: readonly Compared[]): Manifest[] {
  return compared.flatMap(({ object, found }) => {
    if (!found) return [];
    const { labels, annotations } = object.metadata;
    const fields = {
      ...object,
      ...{ apiVersion: undefined, kind: undefined, metadata: { labels, annotations } },
    };
    return ownsAny(fields, ownershipOf(found.metadata.managedFields)) ? [object] : [];
  });
}

/** Whether another manager owns a field that is declared. */
function ownsAny(declared: unknown, owners: readonly Ownership[]): boolean {
  if (declared === undefined || owners.every(({ owner }) => owner.manager === fieldManager))
    return false;
  if (owners.every(({ tree }) => isWhole(tree))) return true;
  if (Array.isArray(declared))
    return declared.some((element) => {
      const step = stepTo(owners, element) ?? `v:${JSON.stringify(element)}`;
      return ownsAny(element, below(owners, step));
    });
  if (typeof declared !== "object" || declared === null) return false;
  return Object.entries(declared).some(([name, value]) =>
    ownsAny(value, below(owners, `f:${name}`)),
  );
}

/**
 * Makes the stack the only owner of what it declares in these objects, where the live values are
 * the declared ones. While another manager owns a field, too, the API server refuses the next
 * change of it as a conflict
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts): so an outside
 * change that was written into the config would stop the update after that. No value changes.
 * Where it can't be done, it warns and nothing more: all objects are as they are declared.
 */
export async function takeAgreed(
  objects: readonly AgreedObject[],
  reporter: Pick<Reporter, "info" | "warn">,
): Promise<void> {
  const outcomes = await Promise.all(objects.map(outcomeOf));
  const taken = outcomes.flatMap(({ from = [], name }) =>
    from.length > 0 ? [`${name} (${from.join(", ")})`] : [],
  );
  if (taken.length > 0)
    reporter.info(
      `The stack is the only owner of its fields now in objects that other field managers wrote with the same values: ${taken.join("; ")}.`,
    );
  const failed = outcomes.flatMap(({ failure, name }) => (failure ? [`${name}: ${failure}`] : []));
  if (failed.length > 0)
    reporter.warn(
      `Other field managers still own fields of the stack, too: ${failed.join("; ")}. ` +
        "The API server refuses an update that changes them. To make the stack their only owner: npx gray drift --take-over",
    );
}

interface Outcome {
  readonly name: string;
  /** The other managers that owned fields. */
  readonly from?: readonly string[];
  readonly failure?: string;
}

async function outcomeOf({ cluster, client, object }: AgreedObject): Promise<Outcome> {
  const name = `${objectName(object)} in cluster ${cluster}`;
  try {
    return { name, from: await takeOne(client, object) };
  } catch (error) {
    return { name, failure: (error as Error).message };
  }
}

/** @returns the managers that owned fields, too; none where a value is not the declared one */
async function takeOne(client: Client, object: Manifest): Promise<readonly string[]> {
  const path = objectPath(object);
  let from: readonly string[] = [];
  const live = await client.get<LiveObject>(path);
  await setManagedFields(client, path, live, async (current) => {
    from = [];
    // Another manager wrote it since: the next look at drift must find that.
    if (compare([object], [current]).some(({ differences }) => differences.length > 0))
      return undefined;
    const after = await client.apply<Manifest & LiveObject>(path, written(object), {
      dryRun: true,
    });
    from = sharers(after, fieldManager);
    return from.length > 0 ? releaseSharedFields(after, fieldManager) : undefined;
  });
  return from;
}
