import { withoutOthersClaims } from "../drift/fields-released";
import { differences, type Difference } from "../drift/differences";
import type { LiveObject } from "../../model/live-object";
import type { Manifest } from "../../model/manifests/metadata";
import { setManagedFields } from "../../kubernetes/managed-fields";
import type { KubeClient } from "../../kubernetes/client";
import { fieldManager } from "../../kubernetes/connect";
import { objectPath } from "../../kubernetes/object-path";

/** What a first update would do to an object that is there. */
export interface Takeover {
  readonly object: LiveObject;
  /** What it would change, in the order of the object's fields; `from` is there now. */
  readonly changes: readonly Difference[];
}

/**
 * What a first update would do to an object of the same name, by a server-side apply of which nothing stays.
 *
 * @returns undefined where there is none
 * @throws KubeError that says why the API server refuses it
 */
export async function foresee(
  client: KubeClient,
  manifest: Manifest,
): Promise<Takeover | undefined> {
  const path = objectPath(manifest);
  const object = await client.get<LiveObject>(path);
  if (!object) return undefined;
  const after = await client.apply<Manifest & LiveObject>(path, manifest, { dryRun: true });
  const place = { path: "", of: [], claims: [] };
  const changes = differences(content(after), content(object), place).map(
    ({ from, to, ...one }) => ({
      ...one,
      from: to,
      to: from,
    }),
  );
  return { object, changes };
}

/** What of an object is declared, with what its server fills in. */
function content(object: LiveObject): object {
  const {
    metadata,
    status: _status,
    ...rest
  } = object as LiveObject & { readonly status?: unknown };
  const { labels, annotations } = metadata;
  return { ...rest, metadata: { labels, annotations } };
}

/**
 * Makes the fields of an object that a release will write the release's own, and nobody else's, without a change of any
 * value: else the first change of a weight would be refused as a conflict with whoever wrote the object before.
 *
 * @returns the managers that held them, or undefined where there is no such object
 */
export async function handOver(
  client: KubeClient,
  manifest: Manifest,
): Promise<readonly string[] | undefined> {
  const path = objectPath(manifest);
  const object = await setManagedFields(
    client,
    path,
    await client.get<LiveObject>(path),
    async () => {
      const after = await client.apply<Manifest & LiveObject>(path, manifest, { dryRun: true });
      return withoutOthersClaims(after, fieldManager) ?? after.metadata.managedFields;
    },
  );
  return object && others(object);
}

function others({ metadata }: LiveObject): string[] {
  const managers = (metadata.managedFields ?? [])
    .filter(({ manager, subresource }) => manager !== fieldManager && subresource !== "status")
    .map(({ manager }) => manager);
  return [...new Set(managers)];
}
