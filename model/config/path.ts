// Paths of config keys, and the place in the config where the user wrote each part of a release.
import { configKey } from "../project";
import type { Locate } from "../checks/locate";
import type { Path } from "../problem";
import type { Release } from "../release/release";
import type { StackConfig } from "./settings";

/** Path of a config key, or of a value inside it. */
export function at(key: string, ...path: Path): Path {
  return [configKey(key), ...path];
}

/** Finds the place of each part of the release: the key of an override, or the release itself. */
export function locator(
  config: StackConfig,
  { lanes, manifests = [] }: Pick<Release, "lanes" | "manifests">,
): Locate {
  // The entries of the stack stand behind those of the release.
  const ofStack = Array.isArray(config.manifests) ? config.manifests.length : 0;
  const ofRelease = manifests.length - ofStack;
  const has = (key: string, ...path: Path): boolean =>
    path.reduce<unknown>(
      (value, step) => (value as Record<string, unknown> | undefined)?.[step],
      config[key],
    ) !== undefined;
  return (path) => {
    const [top, service = "", part = "", ...rest] = path;
    if (top === "manifests" && Number(service) >= ofRelease)
      return at("manifests", Number(service) - ofRelease, ...path.slice(2));
    if (top === "gateway" && service === "hosts" && has("hosts"))
      return at("hosts", ...path.slice(2));
    if (top === "gateways" && part === "hosts" && has("hosts", service))
      return at("hosts", service, ...rest);
    if (top === "namespace" && has("namespace")) return at("namespace");
    if ((top === "access" || top === "createNamespace" || top === "rollout") && has(top))
      return at(top, ...path.slice(1));
    const lane = top === "lanes" ? lanes?.lanes[Number(part)]?.name : undefined;
    if (lane !== undefined && rest[0] === "weight" && has("lanes", lane)) return at("lanes", lane);
    if (top !== "services") return at("release", ...path);
    if (part === "weights" && has("weights", service)) return at("weights", service, ...rest);
    if (part === "stable" && has("stable", service)) return at("stable", service);
    if (part === "versions" && has("versions", service, ...rest))
      return at("versions", service, ...rest);
    return at("release", ...path);
  };
}
