// The release that a program declares itself, beside what its stack's config says.
import { inRelease } from "../checks/locate";
import { inOrder } from "../order";
import type { PreflightPlaces } from "../preflight/preflight";
import { stackFilePlace } from "../problem";
import { configKey } from "../project";
import type { Release } from "../release/release";
import { parseConfig } from "./parse";
import type { ConfigContext, ParsedConfig, StackConfig } from "./settings";

/**
 * A release, or how one is made of the stack's config (values by key, without the namespace
 * `gray-release:`).
 */
export type DeclaredRelease = Release | ((config: StackConfig) => Release);

/** A release that a program declares, and where. */
export interface Declaration {
  readonly release: DeclaredRelease;
  /** Stands in fixes instead of the stack file. */
  readonly place: string;
}

/**
 * Parses the config of a stack whose program declares the release, unless the config names one
 * itself. The config's other keys (`weights`, `versions`, …) change that release as they change a
 * preset; that its own weights have no effect then is no finding. Mistakes in it have paths that
 * begin with `release`.
 */
export function parseDeclared(
  config: StackConfig,
  { release, place }: Declaration,
  context: ConfigContext,
): ParsedConfig {
  if (config.release !== undefined) return parseConfig(config, context);
  const declared = typeof release === "function" ? release(inOrder(config)) : release;
  const parsed = parseConfig({ ...config, release: declared }, context);
  const located = <T extends { readonly path: string; readonly fix: string }>(found: T): T => {
    if (!beginning.test(found.path)) return found;
    const path = found.path.replace(beginning, "release");
    return { ...found, path, fix: found.fix.replace(stackFilePlace, place) };
  };
  const findings = parsed.findings.filter(({ code }) => code !== "GR019").map(located);
  if ("problems" in parsed) return { findings, problems: parsed.problems.map(located) };
  const { settings } = parsed;
  const places = settings.places && inProgram(settings.places);
  return { settings: { ...settings, ...(places && { places }) }, findings };
}

/** The places of a release that stands in a program and not in the config. */
function inProgram({ locate = inRelease, ...places }: PreflightPlaces): PreflightPlaces {
  return {
    ...places,
    locate: (path) => {
      const [top, ...inside] = locate(path);
      return top === configKey("release") ? ["release", ...inside] : [top ?? "", ...inside];
    },
  };
}

/** The beginning of a path in the release. */
const beginning = new RegExp(`^${configKey("release")}(?=[.[]|$)`);
