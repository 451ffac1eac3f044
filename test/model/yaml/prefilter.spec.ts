import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { isWorthReading } from "../../../model/yaml/prefilter";

const config = (line: string) => `config:\n  gray-release:release:\n    ${line}\n`;

describe("a stack file without a value that readers take differently", () => {
  for (const file of readdirSync(".").filter((name) => /^Pulumi\.[^.]+\.yaml$/.test(name)))
    it(`is not read as YAML: ${file}`, () => {
      expect(isWorthReading(readFileSync(file, "utf8"))).to.equal(false);
    });

  it("is not read for words in texts, comments and images", () => {
    for (const line of [
      "a: turn it on # 0041",
      'image: "web:1.10"',
      "image: web:0041",
      "a: no-cache",
    ])
      expect(isWorthReading(config(line)), line).to.equal(false);
  });
});

describe("a stack file with a value that readers take differently", () => {
  for (const line of [
    ...[
      "a: 0041",
      "- 0041",
      "0041: a",
      "a: [1, 0041]",
      "a: {b: 0041}",
      'a: {"b":0041}',
      "a: &x 0041",
    ],
    ...[
      "a: &x\n      0041",
      "a: 2026-11-26",
      "a: 2026-11-26 10:00:00",
      "a: 12:30:00",
      "a: yes",
      "on: 1",
    ],
    ...[
      "a: no # not today",
      "- - off",
      "a: -0",
      "a: .inf",
      "a: -.5e3_0",
      "a: 1e400",
      "~: 1",
      "null : 1",
    ],
    ...[
      "a: !!int 5",
      "a: { <<: *b }",
      "a: 1\n---\nb: 2",
      "a: \u2028",
      "\ta: 1",
      "? 0x1F",
      "a: [y, z]",
    ],
  ])
    it(`is read as YAML: ${JSON.stringify(line)}`, () => {
      expect(isWorthReading(config(line))).to.equal(true);
    });

  it("is read as YAML where a key stands twice, with its namespace and without it", () => {
    const twice = "config:\n  gray-release:weights: {}\n  weights: {}\n";
    expect(isWorthReading(twice)).to.equal(true);
    expect(isWorthReading(twice.replace("  weights", "    weights"))).to.equal(false);
  });
});
