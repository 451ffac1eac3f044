import { expect } from "chai";
import { parse } from "yaml";
import { stackFiles } from "../../../bench/check/kinds";
import { checkPage } from "../../../bench/check/report";

const range = (median: number) => ({ median, min: median / 2, max: median * 2 });

describe("the benchmark of gray check", () => {
  it("has a stack file of its own for each kind", () => {
    const texts = [...stackFiles().values()];
    expect(new Set(texts).size).to.equal(texts.length);
    for (const text of texts)
      expect(parse(text, { merge: true })).to.have.nested.property("config.gray-release:clusters");
  });

  it("tells the slowest kind first, in seconds and as a ratio to gray --version", () => {
    const check = (kind: string, seconds: number, mistakes: boolean) => ({
      ...{
        kind,
        mistakes,
        seconds: range(seconds),
        cpu: range(seconds),
        ratio: range(seconds / 0.1),
      },
    });
    const page = checkPage({
      machine: { date: "2026-01-01", cores: 2, node: "v20", load: 1 },
      rounds: 3,
      ...{ version: range(0.1), versionCpu: range(0.08) },
      checks: [check("fast", 0.2, false), check("slow", 0.3, true)],
    });
    expect(page).to.not.contain("go by the seconds of CPU");
    expect(page).to.contain("took 0.10 (0.05 to 0.20) s, 0.08 (0.04 to 0.16) s of CPU.");
    expect(page).to.contain(
      "The medians of all kinds: 0.25 (0.20 to 0.30) s, 0.25 (0.20 to 0.30) s of CPU, and 2.50 (2.00 to 3.00) times",
    );
    const [, , first, second] = page.split("\n").filter((line) => line.startsWith("|"));
    expect(first).to.equal(
      "| slow | yes | 0.30 (0.15 to 0.60) | 0.30 (0.15 to 0.60) | 3.00 (1.50 to 6.00) |",
    );
    expect(second).to.match(/^\| fast \| no /);
  });
});
