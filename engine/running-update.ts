/** Looks whether an update of a stack runs, without waiting for it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { askPulumi } from "./pulumi";

/** A lock as Pulumi's file backend writes it (`lockContent` in its pkg/backend/diy/lock.go). */
interface Lock {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  readonly timestamp: string;
}

/** As much of `pulumi stack ls --json` as is read here. */
interface ListedStack {
  readonly name: string;
  readonly updateInProgress?: boolean;
}

/**
 * Who updates a stack at this moment. Pulumi Cloud says that one does, and the file backend which
 * process; a backend in an object store does not tell before an update asks for its lock.
 *
 * @param project Pulumi's name of the project
 * @returns such as `root@host, process 17, since 2026-11-26T18:50:00Z`; undefined where none is
 *   known
 * @throws Error that says why `pulumi` gives no answer
 */
export async function runningUpdate(stack: string, project: string): Promise<string | undefined> {
  const { url } = JSON.parse(await askPulumi("whoami", "--json")) as { readonly url?: string };
  if (url?.startsWith("file://")) return lockHolder(folderOf(url), project, stack);
  const listed = JSON.parse(await askPulumi("stack", "ls", "--json")) as readonly ListedStack[];
  const found = listed.find(({ name }) => name === stack || name === stack.split("/").at(-1));
  return found?.updateInProgress ? "an update in the backend" : undefined;
}

/** The folder of a file backend. */
function folderOf(url: string): string {
  const path = url.slice("file://".length).replace(/\?.*$/, "");
  return path.startsWith("~") ? join(process.env.HOME ?? "", path.slice(1)) : resolve(path);
}

/** The process that holds the lock of a stack in a file backend. */
export function lockHolder(folder: string, project: string, stack: string): string | undefined {
  const name = stack.split("/").at(-1) ?? stack;
  const locks = join(folder, ".pulumi", "locks", "organization", project, name);
  const [file] = existsSync(locks) ? readdirSync(locks).filter((one) => one.endsWith(".json")) : [];
  if (file === undefined) return undefined;
  try {
    const lock = JSON.parse(readFileSync(join(locks, file), "utf8")) as Lock;
    return `${lock.username}@${lock.hostname}, process ${lock.pid}, since ${lock.timestamp}`;
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}
