import { formatPath, type Problem } from "../problem";
import type { Release, ServiceSpec, VersionSpec } from "../release";
import type { Weights } from "../routing";
import { nearest } from "../shape";
import { at } from "./path";

/** What a stack says about its release. */
export interface Overrides {
  readonly weights: Readonly<Record<string, Weights>>;
  readonly versions: Readonly<Record<string, Readonly<Record<string, Partial<VersionSpec>>>>>;
  readonly namespace: string | undefined;
  readonly hosts: readonly string[] | undefined;
}

/** The release with what the stack says about it. */
export function override(
  release: Release,
  { weights, versions, namespace, hosts }: Overrides,
): Release {
  const services = Object.entries(release.services).map(
    ([name, service]): [string, ServiceSpec] => {
      const merged = { ...service.versions };
      for (const [version, spec] of Object.entries(versions[name] ?? {}))
        merged[version] = { ...merged[version], ...spec } as VersionSpec;
      return [name, { ...service, versions: merged, weights: weights[name] ?? service.weights }];
    },
  );
  return {
    ...release,
    ...(namespace && { namespace }),
    ...(hosts && { gateway: { ...release.gateway, hosts } }),
    services: Object.fromEntries(services),
  };
}

/** A version that only the stack knows needs an image. */
export function checkNewVersions(base: Release, versions: Overrides["versions"]): Problem[] {
  return Object.entries(versions).flatMap(([service, specs]) => {
    const known = base.services[service]?.versions;
    if (!known) return [];
    return Object.entries(specs).flatMap(([version, spec]): Problem[] => {
      if (version in known || spec.image) return [];
      const near = nearest(version, Object.keys(known));
      const path = formatPath(at("versions", service, version));
      return [
        {
          path,
          given: `a new version "${version}" without an image`,
          allowed: `${Object.keys(known).join(", ")}, or a new version with its image`,
          fix: near
            ? `did you mean "${near}"? Else: pulumi config set --path '${path}.image' …`
            : `pulumi config set --path '${path}.image' …`,
        },
      ];
    });
  });
}
