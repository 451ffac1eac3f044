// Asks the policies about objects, as the engine would: each about every object, or one about all of them.
import type { ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { parseConfig } from "../../model/config/parse";
import { manifests, planRelease } from "../../model/plan/plan";
import { formatProblems } from "../../model/problem";
import { policies } from "../../policy/policies";
import { clusters as both, shop } from "../model/limits/support";

/** What a policy reported. */
export interface Reported {
  readonly policy: string;
  readonly message: string;
  readonly urn: string;
}

/** The config of a pack: values by policy. */
export type PackConfig = Readonly<Record<string, object>>;

/** A resource as the engine shows it to a pack. */
interface Resource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: Record<string, unknown>;
  readonly provider: { readonly urn: string };
}

/** The resources of these objects in a cluster. */
export function resourcesOf(objects: readonly object[], cluster = "west"): Resource[] {
  return (objects as Record<string, unknown>[]).map((props, i) => ({
    type: `kubernetes:${String(props.apiVersion)}:${String(props.kind)}`,
    name: `${cluster}-${i}`,
    urn: `urn:${cluster}:${String(props.kind)}:${(props.metadata as { name?: string }).name}`,
    props,
    provider: { urn: `urn:provider:${cluster}` },
  }));
}

/** The resources of a stack of two clusters, with changes of its config. */
export function stackResources(changes: object = {}): Resource[] {
  const parsed = parseConfig({ release: shop, clusters: both, ...changes }, { presets: {} });
  if ("problems" in parsed) throw new Error(formatProblems(parsed.problems));
  const { release, clusters } = parsed.settings;
  return planRelease(release, clusters).clusters.flatMap((plan) =>
    resourcesOf(manifests(plan), plan.cluster.name),
  );
}

/** What the policies report of resources. */
export function reported(resources: readonly Resource[], config: PackConfig = {}): Reported[] {
  const found: Reported[] = [];
  for (const policy of policies) {
    const note = (own: string) => (message: string, urn?: string) =>
      void found.push({ policy: policy.name, message, urn: urn ?? own });
    const about = { stackTags: new Map(), getConfig: () => config[policy.name] ?? {} };
    if ("validateStack" in policy)
      void policy.validateStack(
        { ...about, resources } as unknown as StackValidationArgs,
        note("the stack"),
      );
    else
      for (const one of resources)
        for (const validate of [policy.validateResource ?? []].flat())
          void validate({ ...about, ...one } as unknown as ResourceValidationArgs, note(one.urn));
  }
  return found;
}
