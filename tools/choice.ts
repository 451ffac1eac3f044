// Chooses for each part: what is installed, what the cache holds, or a build.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { partFolder } from "./cache";
import { downloadProvider, findInstalled, type Finding } from "./installed";
import type { Part } from "./part";
import { parts } from "./parts";
import type { Paths, ToolName } from "./tool-paths";

/** Where a part is taken from, with absolute paths of its tools. */
export interface Choice {
  part: Part;
  from: "installed" | "cache" | "build";
  tools: Paths;
  /** Why an installed program is not used, where there is one. */
  reason?: string;
}

/** The parts that hold these tools; default: all. The engine and its provider belong together. */
export function partsFor(need?: readonly ToolName[]): readonly Part[] {
  if (!need) return parts;
  const engine: readonly ToolName[] = ["pulumi", "pulumiHome", "env"];
  const wanted = new Set(need.some((tool) => engine.includes(tool)) ? [...need, ...engine] : need);
  return parts.filter(({ provides }) =>
    Object.keys(provides).some((tool) => wanted.has(tool as ToolName)),
  );
}

/**
 * Chooses where a part comes from: what is installed and fits, else what the cache holds, else a
 * build into the cache.
 *
 * @param folder The part's folder in the cache, there when it is built.
 */
export function choosePart(part: Part, found: Finding, folder: string, isBuilt: boolean): Choice {
  if (found.tools) return { part, from: "installed", tools: found.tools };
  const tools = Object.fromEntries(
    Object.entries(part.provides).map(([tool, file]) => [tool, join(folder, file)]),
  );
  const from = isBuilt ? "cache" : "build";
  return { part, from, tools, ...(found.reason === undefined ? {} : { reason: found.reason }) };
}

/** Chooses for all parts that hold these tools; looks at this machine and the cache. */
export function chooseParts(need: readonly ToolName[] | undefined, cache: string): Choice[] {
  const choices: Choice[] = [];
  for (const part of partsFor(need)) {
    const folder = partFolder(cache, part);
    const isBuilt = existsSync(folder);
    const engine = choices.find(({ part: { name } }) => name === "pulumi");
    const found =
      part.name === "kubernetes-provider"
        ? findProvider(engine, isBuilt)
        : findInstalled(part.name);
    choices.push(choosePart(part, found, folder, isBuilt));
  }
  return choices;
}

/** An installed engine brings its own provider; one that was built has it built too. */
function findProvider(engine: Choice | undefined, isBuilt: boolean): Finding {
  if (engine?.from !== "installed" || !engine.tools.pulumi) return {};
  const found = findInstalled("kubernetes-provider");
  return found.tools || isBuilt ? found : downloadProvider(engine.tools.pulumi);
}
