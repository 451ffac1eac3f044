// The table of the pack's policies: each a rule about objects, and the form of its config.
import type {
  PolicyConfigSchema,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { Problem } from "../model/problem";
import { objectOf, type StackObject } from "./objects";
import { allowedHosts, wildcardHosts } from "./rules/hosts";
import { strictMtls } from "./rules/mutual-tls";
import { fewestPods } from "./rules/pods";
import { allowedRegistries } from "./rules/registries";

const texts = { type: "array", minItems: 1, items: { type: "string" } } as const;

/** Each policy stops what breaks it, unless the config of the pack gives it another level. */
export const policies: readonly (ResourceValidationPolicy | StackValidationPolicy)[] = [
  each(
    {
      name: "allowed-hosts",
      description:
        "Gateways serve host names that `hosts` covers; `*.example.com` covers all below example.com.",
      configSchema: { properties: { hosts: texts } },
    },
    allowedHosts,
  ),
  each(
    {
      name: "no-wildcard-hosts",
      description: "Gateways serve no host name with a wildcard.",
    },
    wildcardHosts,
  ),
  each(
    {
      name: "allowed-registries",
      description: "Pods have images of `registries` alone, each with a path or without one.",
      configSchema: { properties: { registries: texts } },
    },
    allowedRegistries,
  ),
  each(
    {
      name: "strict-mtls",
      description: "Pods demand mutual TLS of their callers, on all of their ports.",
    },
    strictMtls,
  ),
  {
    name: "ready-pods",
    description:
      "A version that gets requests by weights declares at least `pods` pods, in all clusters together.",
    configSchema: { properties: { pods: { type: "integer", minimum: 1 } } },
    validateStack: (args, report) => {
      const objects = args.resources.flatMap((one) => objectOf(one) ?? []);
      for (const problem of fewestPods(objects, args.getConfig()))
        report(inText(problem), problem.urn);
    },
  },
];

/** A policy about each object by itself: the engine asks it before it applies the object. */
function each<C extends object>(
  about: { readonly name: string; readonly description: string; configSchema?: PolicyConfigSchema },
  rule: (object: StackObject, config: C) => Problem[],
): ResourceValidationPolicy {
  return {
    ...about,
    validateResource: (args, report) => {
      const object = objectOf(args);
      if (object) for (const problem of rule(object, args.getConfig<C>())) report(inText(problem));
    },
  };
}

function inText({ code, path, given, allowed, fix }: Problem): string {
  return `${path}  [${code}]\ngiven:   ${given}\nallowed: ${allowed}\nfix:     ${fix}`;
}
