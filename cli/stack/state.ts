import type { Manifest } from "../../model/manifests/metadata";
import { isMapping } from "../../model/schema/best-effort";
import { askPulumi } from "../../engine/pulumi";

/** The objects that a stack applied last, by cluster. */
export type AppliedObjects = ReadonlyMap<string, readonly Manifest[]>;

/** As much of what `pulumi stack export` prints as is read here. */
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

/** Under this key the engine says that a value is a secret. */
const secretMark = "4dabf18193072939515e22adb298388d";

/**
 * What a stack applied last, as its state has it.
 *
 * @param secrets whether values that are secret there come along; else they are left out
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
    // `<URN of the provider>::<its id>`; a provider has the name of its cluster.
    const cluster = provider?.split("::").at(-2) ?? "";
    byCluster.set(cluster, [...(byCluster.get(cluster) ?? []), opened(inputs) as Manifest]);
  }
  return byCluster;
}

/** The value with its secrets where the export shows them; without them where it does not. */
function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (!isMapping(value)) return value;
  if (secretMark in value)
    return typeof value.plaintext === "string" ? JSON.parse(value.plaintext) : undefined;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
}
