// The limit of registries from which pods have images. GR405.
import type { PodSpec } from "kubernetes-types/core/v1";
import { deploymentManifest } from "../manifests/deployment";
import type { ClusterPlan } from "../plan/plan";
import { formatPath, listed, show, type Path, type Problem } from "../problem";
import { isMapping } from "../schema/best-effort";
import { perCluster, type Limit, type LimitContext } from "./limit";

/** Pods have images of allowed registries alone. */
export const allowedRegistries: Limit = (context) => {
  const { plan, limits } = context;
  const allowed = limits.registries;
  if (!allowed) return [];
  const found = plan.clusters.flatMap((here) =>
    imagesIn(here, context)
      .filter(({ image }) => !allowed.some((one) => holds(one, image)))
      .map(({ image, given = show(image), place }) => ({
        cluster: here.cluster.name,
        problem: {
          code: "GR405",
          path: formatPath(place),
          given,
          allowed: `images of ${listed(allowed)} (limits.registries)`,
          fix: "push the image to one of these registries and name it there, or let the cluster's `registry` name a mirror",
        } satisfies Problem,
      })),
  );
  return perCluster(
    found,
    plan.clusters.map(({ cluster }) => cluster.name),
  );
};

/**
 * Whether an image is one of a registry, or of a path in it. The name of an image without a registry
 * is one of Docker Hub (`splitDockerDomain` in
 * https://github.com/distribution/reference/blob/main/normalize.go).
 */
export function holds(registry: string, image: string): boolean {
  return `${fullName(image)}/`.startsWith(`${hub(registry)}/`);
}

function fullName(image: string): string {
  const [name = ""] = image.split("@");
  const [first = "", ...path] = name.split("/");
  const named = path.length > 0 && (/[.:A-Z]/.test(first) || first === "localhost");
  if (named) return hub([first, ...path.map(untagged)].join("/"));
  return `docker.io/${path.length > 0 ? "" : "library/"}${[first, ...path].map(untagged).join("/")}`;
}

/** Only the last part of a path can have a tag. */
function untagged(part: string): string {
  return part.replace(/:.*$/, "");
}

/**
 * `index.docker.io` is an old name of Docker Hub. Capitals do not count: hosts have none that matter,
 * and paths of images have none at all (`domain` and `path-component` in
 * https://github.com/distribution/reference/blob/main/reference.go).
 */
function hub(name: string): string {
  return name.toLowerCase().replace(/^index\.docker\.io(?=\/|$)/, "docker.io");
}

/** An image of a pod, and where the config has it. */
interface UsedImage {
  readonly image: string;
  /** What the config gives there. @default the image */
  readonly given?: string;
  readonly place: Path;
}

function imagesIn(
  { cluster, workloads, beside = [] }: ClusterPlan,
  { locate, inCluster }: LimitContext,
): UsedImage[] {
  const own = workloads.flatMap((args): UsedImage[] => {
    const { service, version, image } = args;
    const changes = cluster.versions?.[service]?.[version];
    return imagesOf(deploymentManifest(args).spec.template.spec).map((one): UsedImage => {
      const part = one === image ? "image" : "pod";
      // It takes the place of the registry in the name of every image.
      if (cluster.registry !== undefined)
        return {
          image: one,
          given: `the registry ${cluster.registry}`,
          place: inCluster(cluster.name, "registry"),
        };
      if (changes?.[part] !== undefined)
        return { image: one, place: inCluster(cluster.name, "versions", service, version, part) };
      return { image: one, place: locate(["services", service, "versions", version, part]) };
    });
  });
  const others = beside.flatMap(({ object, origin }): UsedImage[] =>
    podSpecs((object as { readonly spec?: unknown }).spec).flatMap((spec) =>
      imagesOf(spec).map((image) => ({ image, place: locate(origin) })),
    ),
  );
  return [...own, ...others];
}

/** The images of a pod's containers, each once. */
export function imagesOf(spec: Partial<PodSpec> | undefined): string[] {
  const { containers = [], initContainers = [] } = spec ?? {};
  const images = [...containers, ...initContainers].flatMap(({ image }) => image ?? []);
  return [...new Set(images)];
}

/** The pods that an object makes by its spec: of a Deployment, a Job, a CronJob, a DaemonSet or a Pod itself. */
export function podSpecs(spec: unknown): Partial<PodSpec>[] {
  if (!isMapping(spec)) return [];
  if (Array.isArray(spec.containers)) return [spec];
  const { template, jobTemplate } = spec as Record<string, { readonly spec?: unknown } | undefined>;
  return [...podSpecs(template?.spec), ...podSpecs(jobTemplate?.spec)];
}
