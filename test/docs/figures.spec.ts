/** The numbers of docs/figures.md are those of the results that it links. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { summarize } from "../../bench/statistics";

const root = join(__dirname, "../..");
const page = readFileSync(join(root, "docs/figures.md"), "utf8");

function results<T>(name: string): T {
  return JSON.parse(readFileSync(join(root, "bench/results", name), "utf8")) as T;
}

/** The cells of all table rows of the page. */
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

/** The cells of a table's first rows, without the first column; after its head comes a line. */
const rowsOf = (head: string, count: number) => {
  const begin = rows.findIndex(([first]) => first === head);
  expect(begin, head).to.be.greaterThan(-1);
  return rows.slice(begin + 2, begin + 2 + count).map(([, ...cells]) => cells);
};

const grouped = (count: number) => count.toLocaleString("en-US");
const sum = (counts: readonly number[]) => counts.reduce((all, one) => all + one, 0);

interface Range {
  readonly median: number;
}

interface Load {
  readonly requests: number;
  readonly failed: number;
}

describe("the figures", () => {
  it("of a weight change are the ratios of the benchmark", () => {
    const { comparisons, planner } = results<{
      comparisons: readonly { with: string; time: Range; treeMemory: Range }[];
      planner: { manifests: number; both: Range };
    }>("2026-11-22.json");
    const ratios = ["stock", "stockCached", "precompiled"].map((name) => {
      const one = comparisons.find((comparison) => comparison.with === name);
      return [one?.time.median.toFixed(2), one?.treeMemory.median.toFixed(2)];
    });
    const table = rowsOf("a weight change by `pulumi up` on two clusters, of gray-release over", 3);
    expect(table).to.deep.equal(ratios);
    const seconds = (planner.both.median / 1000).toFixed(1);
    expect(page.replace(/\s+/g, " ")).to.contain(
      `takes ${seconds} s for 100 clusters × 50 services × 3 versions (${grouped(planner.manifests)} manifests)`,
    );
  });

  it("of lost requests are the counts of the benchmark", () => {
    const { operations } = results<{
      operations: readonly { name: string; ours: readonly Load[]; naive: readonly Load[] }[];
    }>("2026-11-22-no-loss.json");
    const counts = (...names: readonly string[]) => {
      const found = operations.filter(({ name }) => names.includes(name));
      expect(found.map(({ name }) => name)).to.have.length(names.length);
      const total = (which: "ours" | "naive", what: keyof Load) =>
        grouped(sum(found.flatMap((one) => one[which].map((load) => load[what]))));
      const naive = `${total("naive", "failed")} of ${total("naive", "requests")}`;
      return [total("ours", "requests"), total("ours", "failed"), naive];
    };
    const table = rowsOf("operation", 8);
    expect(table).to.deep.equal([
      counts("add"),
      counts("shift", "abort"),
      counts("promote"),
      counts("remove"),
      counts("replace images"),
      counts("move to another cluster"),
      counts("rename a lane"),
      counts("mutual TLS from plain to STRICT", "mutual TLS from STRICT to plain"),
    ]);
  });

  it("of the abort are the medians of the benchmark", () => {
    const { rounds } = results<{
      rounds: readonly (readonly { name: string; pause: number; lastAnswer: number }[])[];
    }>("2026-11-22-abort.json");
    const range = (name: string, pause: number) => {
      const all = rounds
        .flat()
        .filter((one) => one.name === name && one.pause === pause)
        .map(({ lastAnswer }) => lastAnswer)
        .sort((a, b) => a - b);
      const [least, median, most] = [all[0], all[Math.floor(all.length / 2)], all.at(-1)];
      return `${median?.toFixed(2)} (${least?.toFixed(2)} to ${most?.toFixed(2)})`;
    };
    const table = rowsOf("load, requests a second", 3);
    expect(table).to.deep.equal(
      [200, 50, 0].map((pause) => [range("gray abort", pause), range("pulumi up", pause)]),
    );
  });

  it("of the abort while a cluster is away are the medians of the benchmark", () => {
    const { rounds } = results<{
      rounds: readonly (readonly { fault: string; lastAnswer: number; failed: number }[])[];
    }>("2026-11-26-abort-away.json");
    const all = rounds.flat();
    const names = [...new Set(all.map(({ fault }) => fault))];
    const range = (name: string) => {
      const times = all.filter(({ fault }) => fault === name).map(({ lastAnswer }) => lastAnswer);
      const { median, min, max } = summarize(times);
      return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
    };
    const table = rowsOf("the third cluster", names.length);
    expect(table).to.deep.equal(names.map((name) => [range(name)]));
    expect(all.filter(({ failed }) => failed > 0)).to.deep.equal([]);
  });

  it("of a busy mesh are the medians of the benchmark", () => {
    type Busy = Load & { operation: string; error?: string; settling: Record<string, number> };
    const busy = (name: string) =>
      results<{
        cases: readonly { results: readonly Busy[] }[];
        big: { none: readonly number[]; many: readonly number[] };
      }>(`2026-11-27-busy-mesh${name}.json`);
    const { cases, big } = busy("");
    const range = (all: readonly Busy[], wanted: string) => {
      const times = all
        .filter(({ operation }) => operation === wanted)
        .map(({ settling }) => Math.max(...Object.values(settling)));
      const { median, min, max } = summarize(times);
      return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
    };
    expect(rowsOf("proxies, slowest acknowledgement, changes a second", 2)).to.deep.equal(
      cases.map((one) => ["add", "shift", "remove"].map((name) => range(one.results, name))),
    );
    const all = cases.flatMap((one) => one.results);
    const before = busy("-before").cases.flatMap((one) => one.results);
    const text = page.replace(/\s+/g, " ");
    expect(all.filter(({ failed, error }) => failed > 0 || error !== undefined)).to.deep.equal([]);
    expect(text).to.contain(`none of ${grouped(sum(all.map((one) => one.requests)))} requests`);
    const refused = before.filter(({ error }) => error !== undefined).length;
    expect(text).to.contain(`refused ${refused} of ${before.length} updates`);
    const cost = summarize(big.many).median - summarize(big.none).median;
    expect(text).to.contain(`cost ${cost.toFixed(2)} s more than none`);
  });

  it("of calm are the medians of the benchmark that compares two checkouts", () => {
    type Side = "this" | "other";
    const { rounds } = results<{ rounds: Record<Side, { sync: number }>[] }>(
      "2026-11-27-beside-settling.json",
    );
    const median = (side: Side) =>
      summarize(rounds.map((round) => round[side].sync)).median.toFixed(2);
    expect(page.replaceAll(/\s+/g, " ")).to.contain(
      `settles in ${median("this")} s, by the rule of before in ${median("other")} s`,
    );
  });

  it("of updates without a cluster are the counts of the benchmark", () => {
    const { requests, failed } = results<Load>("2026-11-27-without.json");
    expect(failed).to.equal(0);
    expect(page.replace(/\s+/g, " ")).to.contain(`none of ${grouped(requests)} requests was lost`);
  });

  it("of random kills are the counts of the benchmark", () => {
    const { kills, load } = results<{ kills: readonly unknown[]; load: Load }>(
      "2026-11-22-chaos.json",
    );
    const text = page.replace(/\s+/g, " ");
    expect(text).to.contain(`converged ${kills.length} times`);
    expect(load.failed).to.equal(0);
    expect(text).to.contain(`none of ${grouped(load.requests)} requests was lost`);
  });
});
