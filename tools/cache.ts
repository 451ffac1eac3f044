// The cache of built parts: its folders, and the key that decides whether a part is built anew.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Part } from "./part";

/** Raise this number when the way of building changes in a way that nothing else in the key shows. */
const layout = 1;

/** Folder of the built parts: $GRAY_CACHE, else gray-release below $XDG_CACHE_HOME or ~/.cache. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.GRAY_CACHE) return resolve(env.GRAY_CACHE);
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "gray-release");
}

/** The content of a Go module below `tools/` that decides what is built from it. */
function readModule(module: string): string[] {
  const folder = join(__dirname, module);
  return ["go.mod", "go.sum", "main.go"]
    .map((name) => join(folder, name))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, "utf8"));
}

/** The machine that a part is made for. A Debian package fits one release of the distribution. */
function platformOf(part: Part): string {
  const platform = `${process.platform}-${process.arch}`;
  if (part.source.kind !== "debian" || !existsSync("/etc/os-release")) return platform;
  return `${platform}-${/^VERSION_ID=.*$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[0]}`;
}

/**
 * Hash of all that decides what a part contains: its source with flags and versions, the files of
 * its Go modules, and the platform.
 */
export function partKey(
  part: Part,
  platform: string = platformOf(part),
  moduleFiles: (module: string) => string[] = readModule,
): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([layout, platform, part.name, part.version, part.source]));
  if (part.source.kind === "go") {
    for (const { module } of part.source.builds) {
      hash.update(JSON.stringify([module, moduleFiles(module)]));
    }
  }
  return hash.digest("hex").slice(0, 12);
}

/** Folder of a part; it exists only when the part is complete. */
export function partFolder(cache: string, part: Part): string {
  const name = [part.name, part.version, partKey(part)].filter(Boolean).join("-");
  return join(cache, "parts", name);
}

/** Folder for unfinished work; the process that holds the build lock may empty it. */
export function workFolder(cache: string): string {
  return join(cache, "work");
}

/**
 * Has a part made in a folder of its own and moves it into place when it is complete, so that an
 * interrupted build leaves no half part.
 */
export async function publish(
  cache: string,
  part: Part,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const target = partFolder(cache, part);
  const folder = join(workFolder(cache), `${part.name}-part`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await make(folder);
  mkdirSync(dirname(target), { recursive: true });
  renameSync(folder, target);
  return target;
}
