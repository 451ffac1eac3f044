/** Writes one ConfigMap of a rollout, so that it never undoes the write of another one. */
import { KubeError } from "../../../kubernetes/client";
import { recordLabels, recordName } from "../../../model/rollout/names";
import type { RolloutRecord } from "../../../model/rollout/record";
import type { RecordApi, RecordPlace } from "./copy";
import { recordData } from "./data";
import { mayNot, pathIn, versionOf, type RecordObject } from "./read";

/** Somebody else wrote, made or deleted the object since it was read. */
export class ChangedError extends Error {
  override name = "ChangedError";
}

/** What is written where. */
export interface Write {
  readonly place: RecordPlace;
  readonly record: RolloutRecord;
  /** The resourceVersion that the object was read at; left out: there was none. */
  readonly version?: string;
  /** @default the name of the record */
  readonly name?: string;
}

/**
 * Makes the ConfigMap, or changes it if it still has the version that was read. An API server
 * refuses a patch of another `resourceVersion`
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions).
 *
 * @returns the version that it has now
 * @throws ChangedError
 * @throws Error that says what is missing
 */
export async function writeRecord(
  api: Pick<RecordApi, "create" | "mergePatch">,
  { place, record, version, name = recordName(place.release) }: Write,
): Promise<string> {
  const { release, namespace } = place;
  const { data, binaryData } = recordData(record);
  const labels = recordLabels(release);
  const path = pathIn(place, name);
  try {
    const object =
      version === undefined
        ? await api.create<RecordObject>(path.slice(0, path.lastIndexOf("/")), {
            ...{ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace, labels } },
            ...(data && { data }),
            ...(binaryData && { binaryData }),
          })
        : await api.mergePatch<RecordObject>(path, {
            metadata: { labels, resourceVersion: version },
            // The other form goes, if the record had it before.
            ...{ data: data ?? null, binaryData: binaryData ?? null },
          });
    return versionOf(object);
  } catch (error) {
    throw refused(error, { place, name, verb: version === undefined ? "create" : "patch" });
  }
}

function refused(
  error: unknown,
  { place, name, verb }: Pick<Write, "place"> & { name: string; verb: "create" | "patch" },
): unknown {
  if (!(error instanceof KubeError)) return error;
  const what = `ConfigMap ${name}`;
  if (error.status === 403) return new Error(mayNot(verb, place, what), { cause: error });
  if (error.status === 409) return new ChangedError(error.message, { cause: error });
  if (error.status !== 404) return error;
  return verb === "patch"
    ? new ChangedError(error.message, { cause: error })
    : new Error(
        `there is no namespace ${place.namespace} for the ${what}: an update of the stack makes it`,
        { cause: error },
      );
}
