// Describes the machine and the versions of the tools that a benchmark ran with.
import { arch, cpus, loadavg, platform, totalmem } from "node:os";

/** What a figure depends on, and nothing that tells whose machine it was. */
export interface Machine {
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
  readonly pulumi: string;
  /** Of @pulumi/kubernetes, which pins the provider's. */
  readonly kubernetesProvider: string;
  /**
   * Processes that wanted a core before anything was started, averaged over the last minute: 0 on a
   * quiet machine.
   */
  readonly load: number;
  /** ISO date. */
  readonly date: string;
}

/** @param pulumi what `pulumi version` prints */
export async function describeMachine(pulumi: string): Promise<Machine> {
  const { default: provider } = await import("@pulumi/kubernetes/package.json");
  return {
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    platform: `${platform()} ${arch()}`,
    node: process.version,
    pulumi: pulumi.trim(),
    kubernetesProvider: `v${provider.version}`,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    date: new Date().toISOString().slice(0, 10),
  };
}
