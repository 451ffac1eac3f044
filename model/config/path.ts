// Paths of config keys, and the place in the config where the user wrote each part of a release.
import { configKey } from "../project";
import type { Locate } from "../checks/locate";
import type { Path } from "../problem";
import type { StackConfig } from "./settings";

/** Path of a config key, or of a value inside it. */
export function at(key: string, ...path: Path): Path {
  return [configKey(key), ...path];
}

/** Finds the place of each part of the release: the key of an override, or the release itself. */
export function locator(config: StackConfig): Locate {
  const has = (key: string, ...path: Path): boolean =>
    path.reduce<unknown>(
      (value, step) => (value as Record<string, unknown> | undefined)?.[step],
      config[key],
    ) !== undefined;
  return (path) => {
    const [top, service = "", part = "", ...rest] = path;
    if (top === "gateway" && service === "hosts" && has("hosts"))
      return at("hosts", ...path.slice(2));
    if (top === "namespace" && has("namespace")) return at("namespace");
    if ((top === "access" || top === "createNamespace") && has(top))
      return at(top, ...path.slice(1));
    if (top === "lanes" && rest[0] === "weight" && has("lanes", part)) return at("lanes", part);
    if (top !== "services") return at("release", ...path);
    if (part === "weights" && has("weights", service)) return at("weights", service, ...rest);
    if (part === "versions" && has("versions", service, ...rest))
      return at("versions", service, ...rest);
    return at("release", ...path);
  };
}
