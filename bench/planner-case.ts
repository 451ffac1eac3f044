// planner.ts runs this program in a fresh process: it times config and planner on a big release.
import { parseConfig } from "../model/config/parse";
import type { StackConfig } from "../model/config/settings";
import { manifests, planRelease } from "../model/plan/plan";
import type { PlannerRun } from "./planner";

/**
 * Run by planner.ts in a process of its own: one big release through config and planner; prints a
 * {@link PlannerRun}.
 */
function main(): void {
  const config = bigRelease({ clusters: 100, services: 50, versions: 3 });
  const began = performance.now();
  const parsed = parseConfig(config, { presets: {} });
  const between = performance.now();
  if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
  const { release, clusters } = parsed.settings;
  const all = planRelease(release, clusters).clusters.map(manifests);
  const ended = performance.now();
  const run: PlannerRun = {
    parse: between - began,
    plan: ended - between,
    manifests: all.reduce((sum, one) => sum + one.length, 0),
  };
  process.stdout.write(JSON.stringify(run));
}

interface Size {
  readonly clusters: number;
  readonly services: number;
  readonly versions: number;
}

function bigRelease(size: Size): StackConfig {
  const range = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  const versions = range(size.versions).map((i) => `v${i}`);
  const weights = Object.fromEntries(
    versions.map((v, i) => [v, i === 0 ? 80 : 20 / (size.versions - 1)]),
  );
  const service = (name: string) => ({
    port: 8080,
    versions: Object.fromEntries(versions.map((v) => [v, { image: `example/${name}:${v}` }])),
    weights,
    routes: [{ name: "tester", match: { headers: { "x-tester": { exact: "yes" } } }, to: "v2" }],
  });
  const services = range(size.services).map((i) => `service-${i}`);
  return {
    release: {
      name: "big",
      namespace: "big",
      gateway: { hosts: ["big.example"] },
      services: Object.fromEntries(services.map((name) => [name, service(name)])),
    },
    clusters: range(size.clusters).map((i) => ({ name: `cluster-${i}` })),
  };
}

main();
