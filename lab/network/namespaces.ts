// Linux namespaces: enter new ones, enter those of a lab, check that the kernel allows it.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LabError } from "../types";

/**
 * The command that runs another one in new namespaces, under a shell that is their PID 1. This is what
 * keeps the promise that nothing is left behind: when the command ends, for whatever reason, the shell
 * ends, the kernel kills every process of the PID namespace, and with the last one go the network
 * namespaces and mounts. Until then the shell reaps what other processes leave (a pilot-agent does not
 * wait for its Envoy), which Node.js cannot do.
 */
export function isolate(command: string[]): string[] {
  const flags = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
  const init = ["sh", "-c", '"$@" & wait $!', "lab", ...command];
  return ["unshare", ...userFlags(), ...flags, "--", ...init];
}

/** The command that runs another one inside the namespaces of a running supervisor. */
export function enter(supervisorPid: number, folder: string, command: string[]): string[] {
  const flags = ["--mount", "--net", "--pid"];
  const user = isRoot() ? [] : ["--user", "--preserve-credentials"];
  // Entering a mount namespace resets the working folder.
  const inFolder = ["sh", "-c", 'cd "$0" && exec "$@"', folder, ...command];
  return ["nsenter", `--target=${supervisorPid}`, ...user, ...flags, "--", ...inFolder];
}

/** Whether a user ID exists in the current user namespace. */
export function isMapped(user: number): boolean {
  return readFileSync("/proc/self/uid_map", "utf8")
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number, number])
    .some(([first, , length]) => user >= first && user < first + length);
}

/** Commands of the system that the lab runs, with the package that has them. */
const commands = { ip: "iproute2", mount: "mount", nsenter: "util-linux", unshare: "util-linux" };

/** Folders of system commands that are not in the PATH of every user. */
const systemFolders = ["/usr/sbin", "/sbin"];

/** The PATH with which the lab runs: the user's, and where `ip` may be. */
export function labPath(): string {
  return [process.env.PATH ?? "/usr/bin:/bin", ...systemFolders].join(":");
}

/**
 * Finds out whether this system has what the lab needs and this user may make the namespaces.
 *
 * @throws LabError that says what is missing.
 */
export function checkNamespaces(): void {
  if (process.platform !== "linux") {
    throw new LabError(
      `The lab needs Linux (network namespaces and iptables), but this is ${process.platform}: ` +
        "run it in a Linux virtual machine, or use clusters of your own.",
    );
  }
  const folders = labPath().split(":");
  const missing = Object.entries(commands).filter(
    ([name]) => !folders.some((folder) => existsSync(join(folder, name))),
  );
  if (missing.length > 0) {
    const list = missing.map(([name, from]) => `${name} (package ${from})`).join(", ");
    throw new LabError(`The lab needs commands that are not installed: ${list}.`);
  }
  const [program, ...args] = isolate(["true"]) as [string, ...string[]];
  try {
    execFileSync(program, args, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr ?? "").trim();
    const because = said || (error as Error).message;
    throw new LabError(
      isRoot()
        ? `The lab cannot make its namespaces: ${because}. It needs CAP_SYS_ADMIN and CAP_NET_ADMIN, ` +
            "which root in most containers does not have: run the container with --privileged, " +
            "or run the lab on the host."
        : `The lab cannot make its namespaces as this user: ${because}. It needs unprivileged user ` +
            "namespaces. Allow them (sysctl kernel.unprivileged_userns_clone=1, or " +
            "kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu, or user.max_user_namespaces " +
            "above 0), or run the lab as root.",
    );
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

let chosen: string[] | undefined;

/**
 * As another user than root the lab is root of a user namespace. With newuidmap and a range in
 * /etc/subuid that has many users, so sidecars run as 1337 as in a cluster; else it has root alone.
 */
function userFlags(): string[] {
  if (isRoot()) return [];
  chosen ??= [
    ["--user", "--map-root-user", "--map-auto"],
    ["--user", "--map-root-user"],
  ].find((flags) => {
    try {
      const probe = ["setpriv", "--reuid=1337", "true"];
      execFileSync("unshare", [...flags, ...(flags.length === 3 ? probe : ["true"])], {
        stdio: "ignore",
      });
      return true;
    } catch {
      return false;
    }
  }) ?? ["--user", "--map-root-user"];
  return chosen;
}
