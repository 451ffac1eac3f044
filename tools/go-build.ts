// Builds Go programs out of the pinned modules beside this file.
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { totalmem } from "node:os";
import { dirname, join } from "node:path";
import type { GoBuild, ModuleFile } from "./part";
import type { RunResult } from "./run";

/** Runs a command for a part; throws when it fails. */
export type Runner = (
  command: string,
  args: readonly string[],
  options?: { cwd?: string; env?: NodeJS.ProcessEnv },
) => Promise<RunResult>;

/**
 * Environment of all Go commands. go.sum pins every module, so no checksum database is asked. The
 * compiler collects garbage more rarely than by default, within a quarter of the memory for each of
 * its processes.
 */
export function goEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const memory = Math.min(3072, Math.floor(totalmem() / 4 / 2 ** 20));
  return {
    ...env,
    CGO_ENABLED: "0",
    GOFLAGS: `-mod=readonly -buildvcs=false ${env.GOFLAGS ?? ""}`.trim(),
    GOSUMDB: "off",
    GOWORK: "off",
    GOGC: "400",
    GOMEMLIMIT: `${memory}MiB`,
  };
}

/** Compiles the commands of one Go module into a part. */
export async function goBuild(
  build: GoBuild,
  folder: string,
  work: string,
  run: Runner,
): Promise<void> {
  const cwd = build.embeds ? await withEmbeds(build, work, run) : moduleFolder(build.module);
  for (const [output, packages] of outputs(build, folder)) {
    mkdirSync(dirname(output), { recursive: true });
    await run("go", [...buildArgs(build), "-o", output, ...packages], {
      cwd,
      env: goEnvironment(),
    });
  }
}

/** The arguments of `go build`, without output and packages. */
export function buildArgs(build: GoBuild): string[] {
  const variables = Object.entries(build.variables ?? {}).map(
    ([name, value]) => `-X ${name}=${value}`,
  );
  return [
    "build",
    "-trimpath",
    // Profiles would compile shared packages once more for each command that brings one.
    "-pgo=off",
    // No debugger is used on these binaries; making and linking its data takes time.
    "-gcflags=all=-dwarf=false",
    ...Object.entries(build.compilerFlags ?? {}).map(
      ([pattern, flags]) => `-gcflags=${pattern}=-dwarf=false ${flags}`,
    ),
    `-ldflags=${["-s -w", ...variables].join(" ")}`,
    ...(build.tags ? [`-tags=${build.tags}`] : []),
  ];
}

/** Downloads what a build needs and compiles nothing; a failure shows when the build runs. */
export async function prefetch(build: GoBuild, run: Runner): Promise<void> {
  const tags = build.tags ? [`-tags=${build.tags}`] : [];
  const packages = build.prefetch ? [build.prefetch] : build.packages;
  await run("go", ["list", "-deps", "-f", "", ...tags, ...packages], {
    cwd: moduleFolder(build.module),
    env: goEnvironment(),
  });
}

/** Copies a file out of a Go module into a part, with its permissions. */
export async function copyModuleFile(file: ModuleFile, folder: string, run: Runner): Promise<void> {
  const from = join(await goModuleFolder(file.module, file.goModule, run), file.from);
  const to = join(folder, file.to);
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  // The module cache knows no executable files; scripts say in their first line that they are.
  chmodSync(to, readFileSync(to, "utf8").startsWith("#!") ? 0o755 : 0o644);
}

function moduleFolder(module: string): string {
  return join(__dirname, module);
}

/** Several commands may share a folder; a single one may have a name of its own. */
function outputs(build: GoBuild, folder: string): [output: string, packages: readonly string[]][] {
  return build.output
    ? [[join(folder, build.output), build.packages]]
    : [[`${join(folder, "bin")}/`, build.packages]];
}

/** A copy of the module with the files that its main.go embeds; returns its folder. */
async function withEmbeds(build: GoBuild, work: string, run: Runner): Promise<string> {
  const copy = join(work, build.module);
  rmSync(copy, { recursive: true, force: true });
  cpSync(moduleFolder(build.module), copy, { recursive: true });
  if (build.embeds) {
    const { goModule, folder, files } = build.embeds;
    const source = await goModuleFolder(build.module, goModule, run);
    for (const file of files) {
      writeFileSync(join(copy, file), readFileSync(join(source, folder, file)));
    }
  }
  return copy;
}

/** Where Go's module cache holds a module, in the version that go.mod names; downloads it if need be. */
async function goModuleFolder(module: string, goModule: string, run: Runner): Promise<string> {
  const { stdout } = await run("go", ["mod", "download", "-json", goModule], {
    cwd: moduleFolder(module),
    env: goEnvironment(),
  });
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}
