import { expect } from "chai";
import { parts } from "../../tools/parts";
import { findProblems, type Machine } from "../../tools/requirements";

const fit: Machine = {
  platform: "linux",
  arch: "x64",
  go: [1, 26, 8],
  pip: true,
  apt: true,
  freeMegabytes: 100_000,
};

describe("What a machine lacks", () => {
  it("is nothing when all is there", () => {
    expect(findProblems(parts, fit)).to.deep.equal([]);
  });

  it("is told all at once", () => {
    const bare: Machine = {
      platform: "darwin",
      arch: "x64",
      go: undefined,
      pip: false,
      apt: false,
      freeMegabytes: 500,
    };
    const problems = findProblems(parts, bare);
    expect(problems).to.have.lengthOf(6);
    expect(problems.join("\n"))
      .to.match(/Linux/)
      .and.match(/no `go`/)
      .and.match(/python3 with pip/)
      .and.match(/apt-get/)
      .and.match(/0\.5 GB are free/);
  });

  it("names the version of a Go that is too old", () => {
    const [problem] = findProblems(parts, { ...fit, go: [1, 22, 1] });
    expect(problem).to.match(/Go 1\.26\.0 or later .* this is Go 1\.22\.1\.$/);
  });

  it("leaves out what the missing parts do not need", () => {
    const prometheus = parts.filter(({ name }) => name === "prometheus");
    expect(findProblems(prometheus, { ...fit, apt: false })).to.deep.equal([
      "Prometheus: not installed, and there is no apt-get to fetch it. Install it with the system's package manager.",
    ]);
    const envoy = parts.filter(({ name }) => name === "envoy");
    expect(findProblems(envoy, { ...fit, go: undefined, apt: false })).to.deep.equal([]);
    expect(findProblems(envoy, { ...fit, arch: "riscv64" })[0]).to.match(/processor riscv64/);
  });
});
