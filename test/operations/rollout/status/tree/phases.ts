// The phases of rollouts whose trees are kept beside this file: `npm run trees` draws them anew.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { statusOf } from "../../../../../operations/rollout/status/build";
import type { StatusReport } from "../../../../../operations/rollout/status/report";
import { treeLines } from "../../../../../operations/rollout/status/tree/tree";
import { fleetOf, observed, recorded, type Scene } from "./recording";

/** Where the trees are kept. */
export const treesFolder = "test/operations/rollout/status/tree/drawn";

const services: Scene["services"] = {
  cart: [
    { v1: 100, v2: 0 },
    { v1: 0, v2: 100 },
  ],
};
const shop: Scene = {
  ...{ clusters: ["west", "east"], services },
  spec: {
    steps: [
      { setWeight: 5 },
      { analysis: { latency: false } },
      { setWeight: 50 },
      { pause: { duration: "10m" } },
    ],
    deadline: "4h",
  },
};
const waves: Scene = {
  ...{ clusters: ["west", "east", "north"], services, away: ["east"] },
  spec: {
    ...shop.spec,
    waves: [{ clusters: ["west"], soak: "5m" }, ["east"], ["north"]],
    unreachable: "skip",
  },
};
const hundred: Scene = {
  clusters: Array.from({ length: 100 }, (_, i) => `edge-${String(i + 1).padStart(3, "0")}`),
  services: { ...services, pay: services.cart! },
  away: ["edge-017", "edge-064"],
  silent: ["edge-064"],
  rate: (name) => (name === "edge-041" ? 4 : 0.3),
  bad: (name) => (name === "edge-041" ? 0.1 : 0.001),
  spec: {
    steps: [{ setWeight: 20 }, { analysis: { latency: false } }],
    analysis: { latency: false, startingStep: 1 },
    unreachable: "skip",
    maxFailures: 5,
  },
};
const long = "a-service-whose-name-has-as-many-letters-as-kubernetes-allows-x";
const many: Scene = {
  ...shop,
  services: {
    ...Object.fromEntries(
      Array.from({ length: 18 }, (_, i) => [`service-${i + 1}`, [{ v1: 100 }, { v1: 100 }]]),
    ),
    ...services,
    [long]: [
      { "v1-with-a-name-that-is-long-too": 100, v2: 0 },
      { "v1-with-a-name-that-is-long-too": 0, v2: 100 },
    ],
  },
};

/** Drives a rollout once, however many ask for it. */
function once(scene: Scene, until: Parameters<typeof recorded>[1]): () => Promise<StatusReport> {
  let known: Promise<StatusReport> | undefined;
  return () => (known ??= recorded(scene, until));
}

const atManyServices = once(many, ({ at }, seconds) => at.index === 3 && seconds > 60);

/**
 * What `gray rollout status -o json` told on the lab, with its API servers, proxies and Prometheus servers: of a version
 * that fails 8 % of its requests, and of a good one in two waves.
 */
const onTheLab = Object.fromEntries(
  ["pause", "analysis", "failed", "second-wave", "done"].map((name) => [
    `lab-${name}`,
    () =>
      Promise.resolve(
        JSON.parse(readFileSync(join(__dirname, "lab", `${name}.json`), "utf8")) as StatusReport,
      ),
  ]),
);

/** The statuses of the phases, by their names. */
export const phases: Readonly<Record<string, () => Promise<StatusReport>>> = {
  ...onTheLab,
  "not-started": () =>
    Promise.resolve(
      statusOf({
        ...{ stack: "prod", release: "shop", nowMs: Date.parse("2026-01-05T10:00:00Z") },
        clusters: shop.clusters.map((name) => observed(name, fleetOf(shop, 0)[name]!, shop)),
      }),
    ),
  settling: once({ ...shop, stuck: true }, (_, seconds) => seconds > 20),
  analysis: once(shop, ({ at, analyses }) => at.index === 1 && analyses?.at(-1)?.polls === 3),
  pause: once(shop, ({ at }, seconds) => at.index === 3 && seconds > 222),
  failed: once({ ...shop, bad: () => 0.3 }, ({ status }) => status === "failed"),
  done: once(shop, ({ status, recorded: kept }) => status === "done" && kept),
  waves: once(waves, ({ at }, seconds) => at.index === 14 && seconds > 60),
  "100-clusters": once(hundred, ({ analyses }) => (analyses?.at(-1)?.polls ?? 0) >= 5),
  "20-services": async () => {
    const report = await atManyServices();
    // A person's words may be in any script.
    const { rollout } = report;
    const paused = {
      by: "李安娜",
      at: report.now,
      why: "等待数据库迁移完成之后再继续，请先不要恢复这次发布，谢谢大家的耐心",
    };
    return { ...report, rollout: rollout && { ...rollout, paused } };
  },
};

/** All trees of a phase, by the names of their files. */
export async function treesOf(name: string): Promise<Record<string, string>> {
  const report = await phases[name]!();
  const tree = (width: number, colours: boolean) =>
    `${treeLines({ report, unfolded: { all: false, named: [] } }, { width, colours }).join("\n")}\n`;
  return {
    [`${name}.80.txt`]: tree(80, false),
    [`${name}.140.txt`]: tree(140, false),
    [`${name}.80.ansi`]: tree(80, true),
    [`${name}.140.ansi`]: tree(140, true),
  };
}
