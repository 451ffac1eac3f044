/** The numbers of rollouts in docs/figures.md are those of the results that it links. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { summarize } from "../../bench/statistics";

const root = join(__dirname, "../..");
const page = readFileSync(join(root, "docs/figures.md"), "utf8").replace(/\s+/g, " ");

function results<T>(name: string): T {
  const file = join(root, "bench/results", `2026-11-27-rollout-${name}.json`);
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

const range = (values: readonly number[]) => {
  const { median, min, max } = summarize(values);
  return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
};
const row = (...cells: readonly string[]) => `| ${cells.join(" | ")} |`.replace(/\s+/g, " ");
const grouped = (count: number) => count.toLocaleString("en-US");

interface Load {
  readonly requests: number;
  readonly failed: number;
}

describe("the figures of rollouts", () => {
  it("are the seconds of a step, beside those of an update, and the driver's memory", () => {
    type Drove = { readonly stepsMs: readonly number[]; readonly memoryMiB: number };
    const { lab, fleet } = results<{
      lab: { drove: Drove; upSeconds: readonly number[] };
      fleet: Drove;
    }>("step");
    const of = ({ stepsMs, memoryMiB }: Drove) => [
      range(stepsMs.map((ms) => ms / 1000)),
      memoryMiB.toFixed(0),
    ];
    expect(page).to.contain(row("two clusters of a lab", ...of(lab.drove)));
    expect(page).to.contain(row("the same by `pulumi up`", range(lab.upSeconds), ""));
    expect(page).to.contain(row("40 fake API servers", ...of(fleet)));
  });

  it("are the seconds of the ways back, which lost nothing", () => {
    const { rounds, requests, failed } = results<
      Load & { rounds: readonly (readonly { way: string; routes: number }[])[] }
    >("abort");
    for (const { way } of rounds[0] ?? []) {
      const all = rounds.flatMap((round) => round.filter((one) => one.way === way));
      expect(page).to.contain(row(way, range(all.map(({ routes }) => routes))));
    }
    expect(failed).to.equal(0);
    expect(page).to.contain(`none of ${grouped(requests)} requests lost`);
  });

  it("are the kills and the waves, which lost nothing", () => {
    const kills = results<Load & { kills: readonly unknown[] }>("kills");
    const waves = results<Load>("waves");
    expect([kills.failed, waves.failed]).to.deep.equal([0, 0]);
    expect(page).to.contain(`killed ${kills.kills.length} times`);
    for (const { requests } of [kills, waves])
      expect(page).to.contain(`none of ${grouped(requests)} requests was lost`);
  });

  it("are the seconds in which metrics find a bad version, and take it back", () => {
    const { rounds, requests, lost } = results<{
      rounds: readonly { found: number; routes: number }[];
      requests: number;
      lost: Readonly<Record<string, number>>;
    }>("gates");
    const of = (key: "found" | "routes", digits: number) => {
      const { median, min, max } = summarize(rounds.map((one) => one[key]));
      return `${median.toFixed(digits)} s (${min.toFixed(digits)} to ${max.toFixed(digits)})`;
    };
    expect(page).to.contain(`after ${of("found", 0)} of polls each second`);
    expect(page).to.contain(`clusters ${of("routes", 2)} after the verdict`);
    expect(lost).to.deep.equal({});
    expect(page).to.contain(`of ${grouped(requests)} requests none was lost`);
  });
});
