// The toolchain for programs: makes sure of the tools and gives their paths.
import { cacheFolder } from "./cache";
import { chooseParts, type Choice } from "./choice";
import type { Paths, Toolchain, ToolName } from "./tool-paths";

/** What to make sure of, and where to report to. */
export interface ToolchainOptions<Name extends ToolName = ToolName> {
  /** The entries that are needed; default: all. Others are neither looked for nor built. */
  need?: readonly Name[];
  /** Receives each line of progress; default: standard error. Silent when nothing is missing. */
  log?: (line: string) => void;
}

/**
 * Finds the tools that are installed, builds the others into the cache, and gives the paths of all.
 * Looks only at files, and runs nothing but installed programs (for their version), when nothing is
 * missing.
 *
 * @throws ToolchainError when this machine lacks something that the builds need (all of it at
 *   once), when a build fails, or when it is interrupted.
 */
export async function ensureToolchain<Name extends ToolName = ToolName>(
  options: ToolchainOptions<Name> = {},
): Promise<Pick<Toolchain, Name>> {
  const cache = cacheFolder();
  const choices = chooseParts(options.need, cache);
  if (choices.some(({ from }) => from === "build")) {
    const { buildMissing } = await import("./missing.js");
    await buildMissing(choices, cache, options.log);
  }
  return toolPaths(choices, process.env) as Pick<Toolchain, Name>;
}

/** The entries that the chosen parts give. */
export function toolPaths(
  choices: readonly Choice[],
  processEnv: NodeJS.ProcessEnv,
): Partial<Toolchain> {
  const { iptables, ...files } = Object.assign({}, ...choices.map(({ tools }) => tools)) as Paths;
  const { pulumi, pulumiHome } = files;
  return {
    ...files,
    ...(iptables ? { iptables: { dir: iptables } } : {}),
    ...(pulumi && pulumiHome ? { env: pulumiEnvironment(pulumi, pulumiHome, processEnv) } : {}),
  };
}

/** The CLI looks for its language host in its own folder and in PATH. */
function pulumiEnvironment(
  pulumi: string,
  pulumiHome: string,
  processEnv: NodeJS.ProcessEnv,
): Record<string, string> {
  const folder = pulumi.slice(0, pulumi.lastIndexOf("/"));
  return {
    PATH: `${folder}:${processEnv.PATH ?? ""}`,
    PULUMI_HOME: pulumiHome,
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}
