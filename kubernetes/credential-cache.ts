/** Keeps credentials of plugins in files of this user, so that the next command need not wait for the plugin. */
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Credentials } from "./credentials";
import type { ExecEntry } from "./kubeconfig-entries";
import type { PluginCluster } from "./plugin";

/** Credentials of a plugin, in milliseconds since 1970. */
export interface CachedCredentials {
  readonly credentials: Credentials;
  readonly fetched: number;
  /** Left out where they do not say when they expire. Those never go into a file. */
  readonly expires?: number;
}

/**
 * Variables that are another in each shell, folder or command, and name no account. All others count: a profile in a
 * variable is another account.
 */
const volatile =
  /^(_|PWD|OLDPWD|SHLVL|PATH|TERM.*|COLUMNS|LINES|COLORTERM|FORCE_COLOR|NO_COLOR|EDITOR|PAGER|INIT_CWD|NODE|NODE_.*|npm_.*|PULUMI_.*|GRAY_.*)$/;

/** A name for what a plugin is asked: command, arguments, environment and cluster. */
export function cacheKey(entry: ExecEntry, cluster: PluginCluster | undefined): string {
  const { apiVersion, command, args, env } = entry;
  const around = Object.entries(process.env).filter(([name]) => !volatile.test(name));
  const asked = [apiVersion, command, args ?? [], env ?? [], cluster ?? {}, around.sort()];
  return createHash("sha256").update(JSON.stringify(asked)).digest("hex");
}

/** @returns undefined where no file holds them */
export function cachedCredentials(key: string): CachedCredentials | undefined {
  try {
    const found = JSON.parse(readFileSync(fileOf(key), "utf8")) as CachedCredentials;
    return typeof found.expires === "number" ? found : undefined;
  } catch {
    // No file, or half of one: the plugin gives them again.
    return undefined;
  }
}

/** Writes credentials into their file, which only this user may read. */
export function cacheCredentials(key: string, cached: CachedCredentials): void {
  if (cached.expires === undefined) return;
  try {
    mkdirSync(folder(), { recursive: true, mode: 0o700 });
    chmodSync(folder(), 0o700);
    // Written beside the file and renamed: another command may read it now.
    const aside = `${fileOf(key)}.${process.pid}`;
    writeFileSync(aside, JSON.stringify(cached), { mode: 0o600 });
    renameSync(aside, fileOf(key));
  } catch {
    // A home that can't be written costs another run of the plugin, and nothing else.
  }
}

function folder(): string {
  const { XDG_CACHE_HOME: named = "" } = process.env;
  // A relative path is no cache folder (https://specifications.freedesktop.org/basedir-spec/latest/).
  const caches = isAbsolute(named) ? named : join(homedir(), ".cache");
  return join(caches, "gray-release", "credentials");
}

function fileOf(key: string): string {
  return join(folder(), `${key}.json`);
}
