// Looks for programs on this machine that can take the place of a part.
import * as fs from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { checkIptables } from "./iptables-check";
import type { PartName } from "./part";
import { providerVersion } from "./parts";
import { runBriefly } from "./run";
import type { Paths } from "./tool-paths";
import { findVersion, formatVersion, isAtLeast, type Version } from "./versions";

/** What was found on this machine in place of a part: tools to use, or why it is not used. */
export interface Finding {
  /** Absolute paths: tool name → path; undefined when nothing fit was found. */
  tools?: Paths;
  /** Why what was found is not used; undefined when nothing was found at all. */
  reason?: string;
}

/** Which versions of an installed program fit. */
interface Range {
  least: Version;
  /** The first version that no longer fits; default: none. */
  below?: Version;
}

/**
 * Engine: matches @pulumi/pulumi in package.json. API server: Kubernetes lets controllers be at most
 * as new as the API server and one minor version older. etcd: progress requests of watches, which
 * the API server relies on, came with 3.5.13 (k8s.io/apiserver, feature_support_checker.go).
 * Prometheus: the lab asks of it what all releases of the last years have.
 */
export const fitting = {
  pulumi: { least: [3, 248, 0], below: [4, 0, 0] },
  kubeApiserver: { least: [1, 36, 0], below: [1, 38, 0] },
  etcd: { least: [3, 5, 13], below: [4, 0, 0] },
  envoy: { least: [1, 40, 0] },
  prometheus: { least: [2, 40, 0] },
} as const satisfies Record<string, Range>;

/** Says why a version does not fit; undefined when it does. */
export function misfit(version: Version, { least, below }: Range): string | undefined {
  if (!isAtLeast(version, least)) return `needs ${formatVersion(least)} or later`;
  if (below && isAtLeast(version, below)) return `needs a version below ${formatVersion(below)}`;
  return undefined;
}

/** Path of an executable in one of the folders of a PATH. */
export function findExecutable(name: string, searchPath: string): string | undefined {
  return searchPath
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => resolve(folder, name))
    .find((file) => {
      try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
      } catch {
        // No such file, or none that this user may run: the search goes on.
        return false;
      }
    });
}

/** Looks for what is installed in place of a part. */
export function findInstalled(part: PartName, env: NodeJS.ProcessEnv = process.env): Finding {
  switch (part) {
    case "pulumi":
      return findPulumi(env);
    case "kubernetes-provider":
      return findProvider(env);
    case "etcd":
      return checked("etcd", inAssets("etcd", env), ["--version"], fitting.etcd);
    case "kube-apiserver": {
      const file = inAssets("kube-apiserver", env);
      return checked("kubeApiserver", file, ["--version"], fitting.kubeApiserver);
    }
    case "envoy":
      // The version is the second of five elements: build/1.40.0/Clean/RELEASE/BoringSSL.
      return checked("envoy", onPath("envoy", env), ["--version"], fitting.envoy, (text) =>
        text.slice(text.indexOf("/") + 1),
      );
    case "prometheus":
      return checked("prometheus", onPath("prometheus", env), ["--version"], fitting.prometheus);
    case "iptables":
      return findIptables(env);
    default:
      return {};
  }
}

function onPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return findExecutable(name, env.PATH ?? "");
}

function inAssets(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return findExecutable(name, env.KUBEBUILDER_ASSETS ?? "");
}

function checked(
  tool: keyof typeof fitting,
  file: string | undefined,
  args: readonly string[],
  range: Range,
  versionText: (output: string) => string = (output) => output,
): Finding {
  if (!file) return {};
  const { code, output } = runBriefly(file, args);
  const version = code === 0 ? findVersion(versionText(output)) : undefined;
  if (!version) return { reason: `${file} does not tell its version (${output.trim()})` };
  const problem = misfit(version, range);
  if (problem) return { reason: `${file} is ${formatVersion(version)}; gray-release ${problem}` };
  return { tools: { [tool]: file } };
}

function findPulumi(env: NodeJS.ProcessEnv): Finding {
  const file = onPath("pulumi", env);
  const finding = checked("pulumi", file, ["version"], fitting.pulumi);
  if (!file || !finding.tools) return finding;
  const beside = `${dirname(fs.realpathSync(file))}${delimiter}${env.PATH ?? ""}`;
  if (findExecutable("pulumi-language-nodejs", beside)) return finding;
  return { reason: `${file} has no pulumi-language-nodejs beside it` };
}

/** The user's own PULUMI_HOME, when the provider plugin is installed there. */
function findProvider(env: NodeJS.ProcessEnv): Finding {
  const home = pulumiHome(env);
  const plugin = join(home, "plugins", `resource-kubernetes-v${providerVersion}`);
  if (!fs.existsSync(join(plugin, "pulumi-resource-kubernetes"))) return {};
  return { tools: { pulumiHome: home } };
}

/** Where the user's own Pulumi CLI keeps its plugins. */
function pulumiHome(env: NodeJS.ProcessEnv): string {
  return env.PULUMI_HOME || join(homedir(), ".pulumi");
}

/** Has the user's own CLI download the provider plugin; at most two minutes. */
export function downloadProvider(pulumi: string, env: NodeJS.ProcessEnv = process.env): Finding {
  const args = ["plugin", "install", "resource", "kubernetes", `v${providerVersion}`];
  const { code, output } = runBriefly(pulumi, args, { env, seconds: 120 });
  const found = code === 0 ? findProvider(env) : {};
  if (found.tools) return found;
  const why = output.trim().split("\n").at(-1) ?? "";
  return { reason: `${pulumi} could not download the Kubernetes provider (${why})` };
}

function findIptables(env: NodeJS.ProcessEnv): Finding {
  // Distributions keep iptables in folders that an ordinary user's PATH leaves out.
  const search = [env.PATH ?? "", "/usr/sbin", "/sbin"].join(delimiter);
  const file = findExecutable("iptables", search);
  if (!file) return {};
  const dir = dirname(file);
  if (checkIptables(dir) === "fails") return { reason: `${file} cannot make a sidecar's rules` };
  return { tools: { iptables: dir } };
}
