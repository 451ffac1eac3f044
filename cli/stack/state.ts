/** Reads which objects a stack applied last, from its exported state. */
import type { Manifest } from "../../model/manifests/metadata";
import { isMapping } from "../../model/schema/best-effort";
import { askPulumi } from "../../engine/pulumi";

/** The objects that a stack applied last, by cluster. */
export type AppliedObjects = ReadonlyMap<string, readonly Manifest[]>;

/** The part of `pulumi stack export` that is read here. */
export interface ExportedState {
  readonly deployment?: { readonly resources?: readonly ExportedResource[] | null };
}

interface ExportedResource {
  readonly type: string;
  readonly custom?: boolean;
  readonly external?: boolean;
  readonly delete?: boolean;
  readonly provider?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/** The engine marks a secret with this key. */
const secretMark = "4dabf18193072939515e22adb298388d";

/**
 * Reads from a stack's state which objects it applied last.
 *
 * @param secrets whether secret values are decrypted; otherwise they are left out
 * @throws Error that says why the state can't be read
 */
export async function readApplied(
  stack: string,
  { secrets = false }: { readonly secrets?: boolean } = {},
): Promise<AppliedObjects> {
  const options = secrets ? ["--show-secrets"] : [];
  const text = await askPulumi("stack", "export", "--stack", stack, ...options);
  return appliedObjects(JSON.parse(text) as ExportedState);
}

/** The objects in an exported state. */
export function appliedObjects({ deployment }: ExportedState): AppliedObjects {
  const byCluster = new Map<string, Manifest[]>();
  for (const resource of deployment?.resources ?? []) {
    const { type, custom, external, provider, inputs } = resource;
    if (!custom || external || resource.delete || !type.startsWith("kubernetes:")) continue;
    // `<URN of the provider>::<its id>`; a provider is named after its cluster.
    const cluster = provider?.split("::").at(-2) ?? "";
    byCluster.set(cluster, [...(byCluster.get(cluster) ?? []), decrypted(inputs) as Manifest]);
  }
  return byCluster;
}

/** The value with its secrets where the export shows them, and without them otherwise. */
function decrypted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decrypted);
  if (!isMapping(value)) return value;
  if (secretMark in value)
    return typeof value.plaintext === "string" ? JSON.parse(value.plaintext) : undefined;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decrypted(inner)]));
}
