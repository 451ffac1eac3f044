// What a gate is worth: the demands of its issue on simulated rollouts, and what docs/gates.md says of them.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { judge } from "../../../model/analysis/judge";
import { chanceOf } from "../../../scripts/gates/chance";
import { page, pageWith, pictureFile } from "../../../scripts/gates/page";
import { picture } from "../../../scripts/gates/picture";
import {
  measured,
  passedFirst,
  pollsUntil,
  scenarios,
  takenBack,
  type Measured,
} from "../../../scripts/gates/scenarios";
import { byDefault, simulated } from "../../../scripts/gates/simulation";
import { formatted } from "../../../scripts/pages";

describe("a gate, of 400 simulated rollouts", () => {
  let all: readonly Measured[];

  const named = (name: string, weight: string) =>
    all.find((one) => one.name === name && one.weight === weight)!;

  before(function () {
    this.timeout(120_000);
    all = scenarios.map(measured);
  });

  it("takes 5 % of errors beside 0.5 % back within 20 polls at a weight of 5 %, in 94 % of them", () => {
    expect(takenBack(named("5 % of errors beside 0.5 %", "5 %"), "failedAt", 20)).to.be.at.least(
      94,
    );
  });

  it("takes slow versions back as soon", () => {
    for (const weight of ["5 %", "50 %"])
      expect(
        takenBack(named("20 % of slow answers beside 5 %", weight), "failedAt", 20),
      ).to.be.at.least(94);
  });

  it("takes less than 3 % of healthy versions back in 60 polls, with bursts and without", () => {
    const healthy = all.filter(({ isHealthy }) => isHealthy);
    expect(healthy).to.have.length(9);
    for (const one of healthy)
      expect(takenBack(one, "failedAt"), `${one.name}, ${one.weight}`).to.be.below(3);
  });

  it("is far better than a threshold on the same requests", () => {
    const errors = all.filter(({ isHealthy, name }) => isHealthy && name.includes("errors"));
    expect(errors).to.have.length(7);
    for (const one of errors)
      expect(takenBack(one, "thresholdAt"), `${one.name}, ${one.weight}`).to.be.above(40);
    // With 200 answers in a poll, a tenth of them is rarely slow by chance; with 20 it is often.
    expect(takenBack(named("5 % of slow answers", "50 %"), "thresholdAt")).to.be.above(
      10 * takenBack(named("5 % of slow answers", "50 %"), "failedAt"),
    );
    expect(takenBack(named("5 % of slow answers", "5 %"), "thresholdAt")).to.be.above(90);
  });

  it("finds a version that is bad in one of two clusters", () => {
    const one = named("10 % of errors beside 0.5 %, in one of two clusters", "5 %");
    expect(takenBack(one, "failedAt", 20)).to.be.at.least(94);
  });

  it("finds one bad service of a hundred", () => {
    const one = named("5 % of errors beside 0.5 %, in one of 100 services", "5 %");
    expect(takenBack(one, "failedAt")).to.be.at.least(99);
    expect(pollsUntil(one, "failedAt", 0.5)).to.be.below(30);
  });

  it("passes no version with many errors, and few with little more than the margin", () => {
    expect(passedFirst(named("5 % of errors beside 0.5 %", "5 %"))).to.equal(0);
    expect(passedFirst(named("1.6 % of errors beside 0.5 %", "20 %"))).to.be.below(15);
  });

  it("is what docs/gates.md says and shows", async () => {
    const why = "`npm run gates` writes it anew";
    const text = readFileSync(page, "utf8");
    expect((await formatted(page, pageWith(text, all))) === text, `${page}: ${why}`).to.equal(true);
    expect(readFileSync(pictureFile, "utf8") === picture(), `${pictureFile}: ${why}`).to.equal(
      true,
    );
  });
});

describe("a gate, of single simulated rollouts", () => {
  const common = { requests: 200, stable: 0.005 };

  it("names the one bad cluster of two", () => {
    const traffic = [
      { cluster: "west", ...common, weight: 0.05, canary: 0.005 },
      { cluster: "east", ...common, weight: 0.05, canary: 0.2 },
    ];
    for (let seed = 0; seed < 20; seed++) {
      let why = "";
      simulated(chanceOf(seed), 40, () => traffic, {
        see: (comparison) => ({ why } = judge(comparison, byDefault)),
      });
      expect(why).to.match(/^shop v2 failed .* where v1 failed .*; in east \d/);
      expect(why).to.not.contain("in west");
    }
  });

  it("finds a version that turns bad after a night of good polls", () => {
    const traffic = (canary: number) => [{ cluster: "west", ...common, weight: 0.5, canary }];
    const night = 480;
    for (let seed = 0; seed < 5; seed++) {
      const { failedAt } = simulated(
        chanceOf(seed),
        night + 40,
        (poll) => traffic(poll < night ? 0.005 : 0.05),
        { threshold: 1 },
      );
      expect(failedAt! - night, `seed ${seed}`).to.be.within(1, 40);
    }
  });

  it("holds on a quiet night", () => {
    const quiet = [{ cluster: "west", requests: 0, weight: 0.5, canary: 1, stable: 0 }];
    expect(simulated(chanceOf(1), 1000, () => quiet)).to.deep.equal({});
  });
});
